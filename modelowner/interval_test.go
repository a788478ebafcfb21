package modelowner

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
)

// Intervals at 0.9 are those of R's predict with se.fit on the link's scale, of predict.lm, and for more than two levels of the
// delta method on the log odds of each probability. Rows are counted from 1.
func TestPredictIntervals(t *testing.T) {
	for name, c := range map[string]struct {
		rows []int
		want []float64
	}{
		// plogis(fit ± qnorm(.95)·se) of both levels
		"glm-birthwt": {[]int{1, 20, 150}, []float64{1 - 0.604871501442561, 1 - 0.1393440631193, 0.1393440631193, 0.604871501442561,
			1 - 0.393627700786262, 1 - 0.172354311720101, 0.172354311720101, 0.393627700786262, 1 - 0.646115894297995, 1 - 0.282014137459779, 0.282014137459779, 0.646115894297995}},
		// predict(m, rows, interval = "confidence", level = .9), and "prediction"
		"lm-birthwt": {[]int{1, 20, 150}, []float64{2299.37663349562, 2951.64078069651, 1506.76742603983, 3744.2499881523, 2811.32864175483, 3127.45894545962,
			1887.63387720316, 4051.1537100113, 2271.60662597081, 2737.01942917911, 1409.15450304257, 3599.47155210735}},
		"lm-birthwt-newton": {[]int{1}, []float64{2299.37663349562, 2951.64078069651, 1506.76742603983, 3744.2499881523}},
		// exp(fit ± qnorm(.95)·se), with an offset
		"glm-insurance-formula": {[]int{1, 10, 60}, []float64{28.0828592066234, 36.1532997458704, 51.2594012136096, 62.5024349349353, 54.8449528650669, 67.6253922784181}},
		// 1/(fit ± qt(.95, 50)·se)
		"gamma-warpbreaks-inverse": {[]int{1, 20, 50}, []float64{34.3810050088859, 50.7113284559697, 19.8963954371683, 28.1399330820908, 17.3374435804292, 23.6916538702569}},
		"polr-housing":             {[]int{300}, []float64{0.473190089925306, 0.564580322131286, 0.239451500779215, 0.282727008382282, 0.189400822952745, 0.254983344085048}},
		"multinom-housing":         {[]int{300}, []float64{0.492122536173753, 0.592525476098626, 0.193333422945437, 0.273170046337283, 0.190782621207092, 0.266470070387366}},
	} {
		t.Run(name, func(t *testing.T) {
			ref := reference.Named(t, name)
			trained, err := simulate.Train(ref.File, ref.Parts(t, 5), nil)
			if err != nil {
				t.Fatal(err)
			}
			m := trained.Model
			lines := strings.Split(strings.TrimSpace(ref.Texts(1)[0]), "\n")
			text := lines[0]
			for _, row := range c.rows {
				text += "\n" + lines[row]
			}
			table, report, err := m.Schema.ReadCSV(strings.NewReader(text+"\n"), schema.ReadOptions{Real: true})
			if err != nil {
				t.Fatal(err)
			}
			p, err := predict(m, table, report)
			if err == nil {
				err = p.addIntervals(m, table, 0.9)
			}
			if err != nil {
				t.Fatal(err)
			}
			names, ends := p.ends()
			var got []float64
			for i := range p.Predictions {
				row := ends(i)
				if len(row) != len(names) {
					t.Fatalf("%d ends for %v", len(row), names)
				}
				for _, x := range row {
					got = append(got, *x)
				}
			}
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			const digits = 1e-6 // of R's standard errors
			for i, x := range got {
				if math.Abs(x-c.want[i]) > digits*math.Abs(c.want[i]) {
					t.Errorf("end %d is %v, want %v", i, x, c.want[i])
				}
			}
		})
	}
}

// A model without standard errors has no intervals, and says so; a level that is none is refused.
func TestNoIntervals(t *testing.T) {
	ref := reference.Named(t, "glm-birthwt")
	trained, err := simulate.Train(ref.File, ref.Parts(t, 5), nil)
	if err != nil {
		t.Fatal(err)
	}
	bare := *trained.Model
	bare.Inference = nil
	if _, err := bare.Spreads(&schema.Table{}); !errors.Is(err, model.ErrNoErrors) {
		t.Errorf("without inference: %v", err)
	}
	for _, level := range []float64{-1, 1, 95, math.NaN()} {
		if err := checkLevel(level); !errors.Is(err, ErrInput) {
			t.Errorf("%v: %v", level, err)
		}
	}
}

// Rows without a prediction have empty cells, also for intervals.
func TestIntervalsOfBadRows(t *testing.T) {
	one := 1.0
	p := &Prediction{Predictions: []Predicted{{Value: 1}}, Intervals: []RowIntervals{{Mean: &Interval{&one, &one}}}, lines: []int{3}}
	p.leaveEmpty([]schema.Problem{{Row: 2}})
	var b strings.Builder
	if err := p.WriteCSV(&b); err != nil || b.String() != "line,prediction,conf_low,conf_high\n2,,,\n3,1,1,1\n" {
		t.Errorf("wrote %q, %v", b.String(), err)
	}
}
