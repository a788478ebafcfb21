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

// mostRows is how many estimates a forest plot shows.
const mostRows = 40

// Forest draws the estimates of a table of coefficients with their intervals, without intercepts and rates. Ratio names what the
// exponential of an estimate is, such as "Odds ratio"; the axis is then one of ratios. It returns nil without intervals.
func Forest(coefficients *tables.Table, ratio string) *Figure {
	data := &tables.Table{Name: "forest", Columns: []string{"term", "estimate", "conf_low", "conf_high"}}
	of := coefficients.Columns
	at := func(name string) int { return column(coefficients, name) }
	if at("conf_low") < 0 {
		return nil
	}
	transform := func(x float64) float64 { return x }
	p := newPlot("Estimate with 95 % interval", "")
	if ratio != "" {
		transform = math.Exp
		p.X.Label.Text = ratio + " with 95 % interval"
	}
	var labels []string
	var sentences []string
	type interval struct{ low, value, high float64 }
	var all []interval
	for _, row := range coefficients.Rows {
		name := row[at("term")].String()
		low, value, high := transform(cell(row[at("conf_low")])), transform(cell(row[at("estimate")])), transform(cell(row[at("conf_high")]))
		if name == "(Intercept)" || strings.Contains(name, "|") || strings.HasPrefix(name, tables.RatePrefix+"[") || strings.HasPrefix(name, tables.RatePrefix+"(") || !usable(low, value, high) || len(all) == mostRows {
			continue
		}
		if of[0] == "outcome" {
			name = row[0].String() + ": " + name
		}
		labels, all = append(labels, name), append(all, interval{low, value, high})
		data.Add(tables.Text(name), tables.Number(value), tables.Number(low), tables.Number(high))
		sentences = append(sentences, fmt.Sprintf("%s %s (%s to %s)", name, short(value), short(low), short(high)))
	}
	if len(all) == 0 {
		return nil
	}
	points, bars := make(plotter.XYs, len(all)), make(plotter.XErrors, len(all))
	for i, x := range all {
		points[i] = plotter.XY{X: x.value, Y: float64(len(all) - 1 - i)} // the first is at the top
		bars[i].Low, bars[i].High = x.value-x.low, x.high-x.value
	}
	none := 0.0
	if ratio != "" {
		none = 1
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, ratios{}
	}
	low, high := none, none
	for _, x := range all {
		low, high = math.Min(low, x.low), math.Max(high, x.high)
	}
	scatter := &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{Color: palette[0], Radius: vg.Points(3), Shape: draw.BoxGlyph{}}}
	errors, err := plotter.NewXErrorBars(struct {
		plotter.XYer
		plotter.XErrorer
	}{points, bars})
	if err != nil {
		return nil
	}
	errors.LineStyle = draw.LineStyle{Color: palette[0], Width: vg.Points(1.2)}
	reference(p, none, -0.5, none, float64(len(all))-0.5)
	p.Add(errors, scatter)
	var ticks []plot.Tick
	for i, l := range labels {
		ticks = append(ticks, plot.Tick{Value: float64(len(all) - 1 - i), Label: cut(l)})
	}
	p.Y.Tick.Marker = plot.ConstantTicks(ticks)
	p.Y.Min, p.Y.Max, p.Y.Tick.Length = -0.6, float64(len(all))-0.4, 0
	p.Y.LineStyle.Width = 0
	if ratio != "" {
		p.X.Min, p.X.Max = low/1.05, high*1.05
	} else {
		p.X.Min, p.X.Max = low-(high-low)*0.03, high+(high-low)*0.03
	}
	what := "Estimates"
	if ratio != "" {
		what = ratio + "s"
	}
	return &Figure{
		Name: "forest", Title: what + " with 95 % intervals", Alt: strings.Join(sentences, "; ") + ".", Data: data,
		Width: width, Height: vg.Centimeter * vg.Length(2+0.65*float64(len(all))), plot: p,
	}
}

// Pooled draws a table pooled: for each term one effect at all data owners, the mean effect, and the interval of the effect at one further data
// owner. ratio is as in Forest.
func Pooled(t *tables.Table, ratio string) *Figure {
	rows := &tables.Table{Columns: []string{"term", "estimate", "conf_low", "conf_high"}}
	names := map[string]string{"fixed": "one effect", "random": "mean effect", "prediction": "at a further owner"}
	for _, row := range t.Rows {
		if name, shown := names[row[1].String()]; shown && row[0].String() != "(Intercept)" {
			rows.Add(tables.Text(row[0].String()+": "+name), row[2], row[3], row[4])
		}
	}
	f := Forest(rows, ratio)
	if f != nil {
		f.Title = "Pooled effects, and the effect at a further data owner, with 95 % intervals"
	}
	return f
}

// usable reports whether a line can be drawn.
func usable(numbers ...float64) bool {
	for _, x := range numbers {
		if math.IsNaN(x) || math.IsInf(x, 0) || math.Abs(x) > 1e12 || x != 0 && math.Abs(x) < 1e-12 {
			return false
		}
	}
	return true
}

// cut shortens a label.
func cut(s string) string {
	const most = 36
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// ratios are the ticks of an axis of ratios.
type ratios struct{}

// Ticks returns 1, 2 and 5 times powers of ten; powers of ten alone over a wide range.
func (ratios) Ticks(low, high float64) []plot.Tick {
	steps := []float64{1, 2, 5}
	if high/low > 1000 {
		steps = steps[:1]
	}
	var out []plot.Tick
	for e := math.Floor(math.Log10(low)); e <= math.Ceil(math.Log10(high)); e++ {
		for _, s := range steps {
			if v := s * math.Pow(10, e); v >= low && v <= high {
				out = append(out, plot.Tick{Value: v, Label: short(v)})
			}
		}
	}
	if len(out) < 2 {
		out = []plot.Tick{{Value: low, Label: short(low)}, {Value: 1, Label: "1"}, {Value: high, Label: short(high)}}
	}
	return out
}
