package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/blindfit/blindfit/modelowner/publish"
)

// Band is a curve of times to an event with its confidence band, in the coordinates of an SVG.
type Band struct {
	Label         string
	Width, Height int
	Curve         string // of a polyline
	Area          string // of a polygon; empty without a band
	TimeMax       float64
	Median        string // the first time by which half of the rows have the event; empty if there is none
	Last          string // the share without the event at the end of the curve
}

func newBands(v *publish.View) []Band {
	if v.Survival == nil {
		return nil
	}
	var out []Band
	for c := range v.Columns() {
		steps := v.Curve(c, publish.Normal)
		if len(steps) == 0 {
			continue
		}
		label := v.Label(c)
		if label == "" {
			label = "all rows"
		}
		b := Band{Label: label, Width: curveWidth, Height: curveHeight, TimeMax: v.Survival.TimeMax}
		b.draw(v, steps)
		out = append(out, b)
	}
	return out
}

func (b *Band) draw(v *publish.View, steps []publish.Step) {
	x := func(time float64) float64 { return float64(b.Width) * time / b.TimeMax }
	y := func(share float64) float64 { return float64(b.Height) * (1 - share) }
	curve := []string{"0.0,0.0"}
	var high, low []string
	at := 1.0
	for _, s := range steps {
		time := v.Survival.Edge(s.Bin)
		curve = append(curve, fmt.Sprintf("%.1f,%.1f", x(time), y(at)), fmt.Sprintf("%.1f,%.1f", x(time), y(s.Survival)))
		at = s.Survival
		if !math.IsNaN(s.Low) {
			high = append(high, fmt.Sprintf("%.1f,%.1f", x(time), y(s.High)))
			low = append([]string{fmt.Sprintf("%.1f,%.1f", x(time), y(s.Low))}, low...)
		}
		if b.Median == "" && s.Survival <= 0.5 {
			b.Median = number(time)
		}
	}
	b.Curve, b.Last = strings.Join(curve, " "), short(at)
	if len(high) > 1 {
		b.Area = strings.Join(append(high, low...), " ")
	}
}
