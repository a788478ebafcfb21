package simulate

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// certified is a table of NIST's Statistical Reference Datasets with the least-squares fit of its rows in rational arithmetic,
// which is NIST's to all digits that NIST prints.
type certified struct {
	name           string
	columns        []string // after y
	weights, sigma []float64
	mse, r2        float64
}

var nist = []certified{
	{"norris", []string{"x"}, []float64{-0.26232307377402950, 1.0021168180204544}, []float64{0.23281823430115250, 0.00042979684819993690}, 0.73937218137284333, 0.99999374588371173},
	{
		"pontius", []string{"x", "x2"}, []float64{0.00067356578947368421, 7.3205916040100251e-7, -3.1608187134502924e-15},
		[]float64{0.00010793861203307695, 1.5781739998165866e-10, 4.8665284999203584e-17}, 3.8940442199248120e-8, 0.99999990017853716,
	},
	{
		"longley", []string{"x1", "x2", "x3", "x4", "x5", "x6"},
		[]float64{-3482258.6345958183, 15.061872271373295, -0.035819179292591017, -2.0202298038168251, -1.0332268671735920, -0.051104105653580714, 1829.1514646135518},
		[]float64{890420.38360737255, 84.914925774766945, 0.033491007772243189, 0.48839968165169946, 0.21427416316167526, 0.22607320006937036, 455.47849914221199},
		52276.503469119664, 0.99547900457729560,
	},
}

// text returns the rows of the table.
func (c certified) text(t *testing.T) string {
	t.Helper()
	raw := fixture(t, c.name+".csv")
	if c.name != "pontius" {
		return raw
	}
	lines := strings.Split(strings.TrimSpace(raw), "\n")
	for i, line := range lines {
		square := "x2"
		if _, x, _ := strings.Cut(line, ","); i > 0 {
			v, err := strconv.ParseInt(x, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			square = strconv.FormatInt(v*v, 10)
		}
		lines[i] = line + "," + square
	}
	return strings.Join(lines, "\n")
}

// dealt reads the rows of three owners, dealt in turn.
func dealt(t *testing.T, s *schema.Schema, text string) []*schema.Table {
	t.Helper()
	header, rows, _ := strings.Cut(text, "\n")
	texts := []string{header, header, header}
	for i, row := range strings.Split(strings.TrimSpace(rows), "\n") {
		texts[i%3] += "\n" + row
	}
	out := make([]*schema.Table, 3)
	for i, text := range texts {
		table, report, err := s.ReadCSV(strings.NewReader(text), schema.ReadOptions{NeedTarget: true, Real: true})
		if err != nil {
			t.Fatal(err, report.ProblemLines())
		}
		out[i] = table
	}
	return out
}

// digits is the log relative error: how many digits are right, at most 15.
func digits(got, want float64) float64 {
	if got == want {
		return 15
	}
	return math.Min(15, -math.Log10(math.Abs(got/want-1)))
}

// The training file that init writes for a table of NIST leads to the certified fit of the rows as they are written: nine
// digits and more of coefficients and standard errors, with nothing set by hand.
func TestExactOnRealRows(t *testing.T) {
	for _, c := range nist {
		text := c.text(t)
		written, err := spec.Init(strings.NewReader(text), spec.InitOptions{Target: "y"})
		if err != nil {
			t.Fatal(err)
		}
		once := strings.Replace(string(written.Text), `"weights":`, `"method": "one_round", "weights":`, 1)
		f, err := spec.Parse([]byte(once))
		if err != nil {
			t.Fatal(err)
		}
		got, err := Train(f, dealt(t, f.Schema(), text), nil)
		if err != nil {
			t.Fatal(err)
		}
		least := 15.0
		inference := got.Model.Inference
		for i, w := range got.Model.Original()[0].Weights {
			least = min(least, digits(w.Value, c.weights[i]), digits(inference.Terms[i].Error, c.sigma[i]))
		}
		if least < 9 || digits(got.Model.Cost, c.mse) < 9 || digits(inference.R2, c.r2) < 9 {
			t.Errorf("%s: %.1f digits of coefficients and errors, %.1f of the cost, %.1f of R²", c.name, least, digits(got.Model.Cost, c.mse), digits(inference.R2, c.r2))
		}
		t.Logf("%s: %.1f digits of coefficients and errors", c.name, least)
	}
}

// Without a step values are rounded, and the promise of nine digits does not hold: TestExactOnRealRows can fail.
func TestWithoutStepValuesAreRounded(t *testing.T) {
	c := nist[0]
	f := parseText(t, `{"features": [{"name": "x", "type": "continuous", "min": 0, "max": 1000}],
	  "target": {"name": "y", "type": "continuous", "min": 0, "max": 1000%s}, "model": {"method": "one_round"}}`, "")
	got, err := Train(f, dealt(t, f.Schema(), c.text(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	w := got.Model.Original()[0].Weights
	if d := digits(w[0].Value, c.weights[0]); d > 9 {
		t.Errorf("%.1f digits", d)
	}
	if f.Features[0].Exact() || f.Target.Exact() {
		t.Error("a column without a step counts as exact")
	}
}
