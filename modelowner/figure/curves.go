package figure

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/blindfit/blindfit/modelowner/tables"
)

// square is the side of figures of probabilities.
const square = 10 * vg.Centimeter

// ROC draws the curves of a table roc. areas are their areas by level.
func ROC(t *tables.Table, areas map[string]float64) (*Figure, error) {
	p := newPlot("1 − specificity", "Sensitivity")
	unit(p)
	reference(p, 0, 0, 1, 1)
	var curves []curve
	for _, row := range t.Rows {
		if n := len(curves); n == 0 || curves[n-1].name != row[0].String() {
			curves = append(curves, curve{name: row[0].String()})
		}
		c := &curves[len(curves)-1]
		c.points = append(c.points, plotter.XY{X: 1 - cell(row[2]), Y: cell(row[3])})
	}
	var sentences []string
	for i, c := range curves {
		if err := add(p, i, c, len(curves) > 1); err != nil {
			return nil, err
		}
		if a, ok := areas[c.name]; ok {
			sentences = append(sentences, fmt.Sprintf("the area under the curve of %s is %s", c.name, short(a)))
		}
	}
	p.Legend.Left = false
	return &Figure{
		Name: "roc", Title: "ROC curve", Alt: "Sensitivity against 1 − specificity; the dashed diagonal is chance; " + strings.Join(sentences, "; ") + ".",
		Data: t, Width: square, Height: square, plot: p,
	}, nil
}

// unit makes both axes those of probabilities.
func unit(p *plot.Plot) {
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
}

// Calibration draws a table calibration: the observed share against the predicted one, with intervals.
func Calibration(t *tables.Table) (*Figure, error) {
	p := newPlot("Predicted probability", "Observed share")
	unit(p)
	reference(p, 0, 0, 1, 1)
	points, bars := map[string]plotter.XYs{}, map[string]plotter.YErrors{}
	var order, sentences []string
	for _, row := range t.Rows {
		level, x, y := row[0].String(), cell(row[2]), cell(row[3])
		if points[level] == nil {
			order = append(order, level)
		}
		points[level] = append(points[level], plotter.XY{X: x, Y: y})
		bars[level] = append(bars[level], struct{ Low, High float64 }{y - cell(row[4]), cell(row[5]) - y})
		sentences = append(sentences, fmt.Sprintf("%s predicted and %s observed in %s rows", short(x), short(y), row[1]))
	}
	shapes := []draw.GlyphDrawer{draw.BoxGlyph{}, draw.CircleGlyph{}, draw.TriangleGlyph{}, draw.PlusGlyph{}, draw.CrossGlyph{}}
	for i, level := range order {
		e, err := plotter.NewYErrorBars(struct {
			plotter.XYer
			plotter.YErrorer
		}{points[level], bars[level]})
		if err != nil {
			return nil, fmt.Errorf("failed to draw calibration: %w", err)
		}
		e.LineStyle = draw.LineStyle{Color: palette[i%len(palette)], Width: vg.Points(1)}
		s := &plotter.Scatter{XYs: points[level], GlyphStyle: draw.GlyphStyle{Color: palette[i%len(palette)], Radius: vg.Points(3), Shape: shapes[i%len(shapes)]}}
		p.Add(e, s)
		if len(order) > 1 {
			p.Legend.Add(level, s)
		}
	}
	p.Legend.Top, p.Legend.Left = true, true
	return &Figure{
		Name: "calibration", Title: "Calibration with 95 % intervals", Alt: "Groups of rows by their probability: " + strings.Join(sentences, "; ") + ".",
		Data: t, Width: square + vg.Millimeter, Height: square, plot: p, // of another width than the ROC curve, see document.WritePDF
	}, nil
}

// Decision draws the curves of a table decision, or of one by group: the net benefit of treating rows by the prediction, of treating all, and
// of treating none. It returns nil without a threshold.
func Decision(t *tables.Table) (*Figure, error) {
	if len(t.Rows) == 0 {
		return nil, nil
	}
	p := newPlot("Threshold probability", "Net benefit a row")
	at := column(t, "threshold")
	var curves, alls []curve
	for _, row := range t.Rows {
		name := "by the prediction"
		if at > 0 {
			name = row[0].String()
		}
		if n := len(curves); n == 0 || curves[n-1].name != name {
			curves, alls = append(curves, curve{name: name}), append(alls, curve{name: "all"})
		}
		c, a := &curves[len(curves)-1], &alls[len(alls)-1]
		c.points = append(c.points, plotter.XY{X: cell(row[at]), Y: cell(row[at+2])})
		a.points = append(a.points, plotter.XY{X: cell(row[at]), Y: cell(row[at+3])})
	}
	high := 0.0
	var sentences []string
	for i, c := range curves {
		if err := add(p, i, c, true); err != nil {
			return nil, err
		}
		for _, x := range append(c.points, alls[i].points...) {
			high = math.Max(high, x.Y)
		}
		if at == 0 { // of groups each has another, which would hide the curves
			l := &plotter.Line{XYs: alls[i].points, LineStyle: draw.LineStyle{Color: palette[6], Width: vg.Points(1), Dashes: dashes[2]}}
			p.Add(l)
			p.Legend.Add("treat all", l)
		}
		sentences = append(sentences, benefits(c))
	}
	reference(p, 0, 0, 1, 0)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, -0.25*high, 1.05*high // far below 0 treating all is of no interest
	for _, c := range append(curves, alls...) {
		clip(c.points, p.Y.Min)
	}
	p.Legend.Top = true
	return &Figure{
		Name: "decision", Title: "Decision curve", Alt: "Net benefit by threshold; the dashed line at 0 is treating none. " + strings.Join(sentences, "; ") + ".",
		Data: t, Width: width - vg.Millimeter, Height: 8 * vg.Centimeter, plot: p,
	}, nil
}

// clip keeps points that are below the axis at its edge.
func clip(points plotter.XYs, low float64) {
	for i := range points {
		points[i].Y = math.Max(points[i].Y, low)
	}
}

// benefits tells a curve's net benefit at some thresholds.
func benefits(c curve) string {
	text := c.name + ": "
	for k, want := range []float64{0.1, 0.25, 0.5} {
		best := 0
		for i, x := range c.points {
			if math.Abs(x.X-want) < math.Abs(c.points[best].X-want) {
				best = i
			}
		}
		if k > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s at threshold %s", short(c.points[best].Y), short(c.points[best].X))
	}
	return text
}

// ByGroup names a figure of groups after that of all rows, whose form it has.
func (f *Figure) ByGroup(group string) *Figure {
	if f == nil {
		return nil
	}
	f.Name, f.Title = f.Data.Name, f.Title+" by "+group
	f.Width += 2 * vg.Millimeter // of another width than the first, see document.WritePDF
	return f
}

// Survival draws the curves of a table survival, by group if there are several, with their confidence bands.
func Survival(t *tables.Table) (*Figure, error) {
	p := newPlot("Time", "Share without the event")
	p.Y.Min, p.Y.Max, p.X.Min = 0, 1, 0
	var curves []curve
	for _, row := range t.Rows {
		name := row[0].String()
		if name == "" {
			name = "all rows"
		}
		if n := len(curves); n == 0 || curves[n-1].name != name {
			curves = append(curves, curve{name: name, points: plotter.XYs{{X: 0, Y: 1}}, low: plotter.XYs{{X: 0, Y: 1}}, high: plotter.XYs{{X: 0, Y: 1}}})
		}
		c := &curves[len(curves)-1]
		time, share := cell(row[1]), cell(row[4])
		if math.IsNaN(share) {
			continue
		}
		c.points = append(c.points, plotter.XY{X: time, Y: c.points[len(c.points)-1].Y}, plotter.XY{X: time, Y: share})
		if low, high := cell(row[5]), cell(row[6]); !math.IsNaN(low) && !math.IsNaN(high) {
			c.low, c.high = step(c.low, time, low), step(c.high, time, high)
		}
	}
	if len(curves) > 1 { // that of all rows would hide those of the groups
		curves = curves[1:]
	}
	if len(curves) == 0 {
		return nil, nil
	}
	var sentences []string
	for i, c := range curves {
		if len(c.low) > 1 {
			area := append(append(plotter.XYs{}, c.high...), reversed(c.low)...)
			band, err := plotter.NewPolygon(area)
			if err != nil {
				return nil, fmt.Errorf("failed to draw %s: %w", c.name, err)
			}
			fill := palette[i%len(palette)]
			fill.R, fill.G, fill.B, fill.A = fill.R/6, fill.G/6, fill.B/6, 42 // premultiplied
			band.Color, band.LineStyle.Width = fill, 0
			p.Add(band)
		}
	}
	for i, c := range curves {
		if err := add(p, i, c, len(curves) > 1); err != nil {
			return nil, err
		}
		last := c.points[len(c.points)-1]
		text := fmt.Sprintf("%s: %s at time %s", c.name, short(last.Y), short(last.X))
		for _, x := range c.points {
			if x.Y <= 0.5 {
				text += ", half by " + short(x.X)
				break
			}
		}
		sentences = append(sentences, text)
	}
	p.Legend.Left = true
	return &Figure{
		Name: "survival", Title: "Share without the event (Kaplan and Meier) with 95 % bands", Alt: "From 1 at time 0. " + strings.Join(sentences, "; ") + ".",
		Data: t, Width: width, Height: 9 * vg.Centimeter, plot: p,
	}, nil
}

// step goes to a value at a time.
func step(xs plotter.XYs, time, value float64) plotter.XYs {
	if len(xs) > 0 {
		xs = append(xs, plotter.XY{X: time, Y: xs[len(xs)-1].Y})
	}
	return append(xs, plotter.XY{X: time, Y: value})
}

func reversed(xs plotter.XYs) plotter.XYs {
	out := make(plotter.XYs, len(xs))
	for i, x := range xs {
		out[len(xs)-1-i] = x
	}
	return out
}
