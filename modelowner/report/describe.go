package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner/compare"
	"github.com/blindfit/blindfit/modelowner/publish"
)

// Description is the part of a report about rows without a model.
type Description struct {
	Rule       publish.Rule
	Noise      string   // the sentence about noise, or ""
	Groups     []string // heads of the columns of Table
	Table      []Line
	Tests      []compare.Test
	Histograms []Histogram
	Widths     []string // how wide the bins of quantiles are, column by column
}

// pValue writes a p value with three digits.
func pValue(p float64) string {
	if p < 1e-4 {
		return "< 0.0001"
	}
	return strconv.FormatFloat(p, 'f', 4, 64)
}

// testTitle names a test.
func testTitle(name string) string {
	return map[string]string{
		compare.ChiSquared: "χ² (Pearson)", compare.Welch: "t, unequal variances (Welch)", compare.T: "t, equal variances",
		compare.ANOVA: "analysis of variance", compare.LogRank: "log-rank",
	}[name]
}

// Line is one line of table 1.
type Line struct {
	Name  string
	Head  bool // the line names a column of the rows, and its cells are empty
	Cells []string
}

const hidden = "–" // of counts that are too small

func newDescription(d *describe.Description, rule publish.Rule) *Description {
	v := publish.New(d, rule)
	out := &Description{Rule: rule, Tests: compare.Tests(v)}
	for c := range v.Columns() {
		label := v.Label(c)
		if label == "" {
			label = "all"
		}
		out.Groups = append(out.Groups, label)
	}
	if v.Noisy {
		out.Noise = fmt.Sprintf("Every value holds noise and is about right: ± is the standard error that noise gives it (%s for a count of one group). "+
			"A count that noise took below 0 is shown as 0, and counts of a column are made to add up.", short(v.CountError(1)))
		if v.Noise.Units > 0 {
			out.Noise += " Every data owner counts as one row."
		}
	}
	out.add("rows", func(c int) string { return withNoise(countText(v.Rows(c)), v.RowsError(v.Parts(c))) })
	for f, feature := range v.Features() {
		if f != v.Group {
			out.addFeature(v, f, feature)
		}
		if h := newHistogram(v, f); h != nil {
			out.Histograms = append(out.Histograms, *h)
		}
		if w := v.BinWidth(feature); w > 0 {
			out.Widths = append(out.Widths, fmt.Sprintf("%s %s", feature.Name, strings.TrimSpace(number(w)+" "+feature.Unit)))
		}
	}
	return out
}

// add adds a line with the text of each column.
func (d *Description) add(name string, text func(column int) string) {
	l := Line{Name: name}
	for c := range d.Groups {
		l.Cells = append(l.Cells, text(c))
	}
	d.Table = append(d.Table, l)
}

func (d *Description) addFeature(v *publish.View, f int, feature schema.Feature) {
	name := feature.Name
	if feature.Unit != "" {
		name += ", " + feature.Unit
	}
	d.Table = append(d.Table, Line{Name: name, Head: true})
	if feature.Type.Numeric() {
		d.addNumber(v, f, feature)
	} else {
		for l, level := range feature.Levels {
			d.add(level, func(c int) string {
				text := withNoise(countText(v.Level(f, l, c)), v.CountError(v.Parts(c)))
				if share, ok := v.Share(f, l, c); ok {
					text += fmt.Sprintf(" (%.1f %%)", 100*share)
				}
				return text
			})
		}
	}
	d.add("missing", func(c int) string { return withNoise(countText(v.Missing(f, c)), v.CountError(v.Parts(c))) })
}

func (d *Description) addNumber(v *publish.View, f int, feature schema.Feature) {
	open := func(c int, text func(describe.Counts) string) string {
		if !v.Open(f, c) {
			return hidden
		}
		return text(v.Cell(c).Features[f])
	}
	d.add("n", func(c int) string { return withNoise(countText(v.Present(f, c)), v.CountError(v.Parts(c))) })
	d.add("mean (SD)", func(c int) string {
		return open(c, func(x describe.Counts) string {
			m := describe.MomentsOf(feature, x)
			mean, sd := v.MomentErrors(feature, x, v.Parts(c))
			return fmt.Sprintf("%s (%s)", withNoise(short(m.Mean), mean), withNoise(short(m.SD), sd))
		})
	})
	d.add("median [quartiles]", func(c int) string {
		return open(c, func(x describe.Counts) string {
			q := func(p float64) string { return short(describe.Quantile(feature, x, p)) }
			return fmt.Sprintf("%s [%s, %s]", q(0.5), q(0.25), q(0.75))
		})
	})
}

func countText(c publish.Count) string {
	if c.Hidden {
		return hidden
	}
	return strconv.FormatInt(c.N, 10)
}

// withNoise adds the standard error of noise to a value that is shown.
func withNoise(text string, noise float64) string {
	if text == hidden || !(noise > 0) || math.IsInf(noise, 0) {
		return text
	}
	return text + " ± " + strconv.FormatFloat(noise, 'g', 2, 64)
}

// short writes a number with four digits.
func short(x float64) string {
	if math.IsNaN(x) {
		return hidden
	}
	return strconv.FormatFloat(x, 'g', 4, 64)
}

// Histogram is the distribution of a number over all rows.
type Histogram struct {
	Name          string
	Width, Height int
	Low, High     float64
	Bars          []Bar
	Hidden        bool // some bars are too small to be shown
}

// Bar is one bar of a histogram, in the coordinates of its SVG.
type Bar struct{ X, Y, W, H float64 }

const mostBars = 32

// newHistogram merges the bins of a number into bars. It returns nil for levels, and if no bar may be shown.
func newHistogram(v *publish.View, feature int) *Histogram {
	f := v.Schema.Features[feature]
	if !f.Type.Numeric() || !v.Open(feature, 0) {
		return nil
	}
	bins := v.Cell(0).Features[feature].Bins
	each := (len(bins) + mostBars - 1) / mostBars
	counts := make([]int64, (len(bins)+each-1)/each)
	for i, n := range bins {
		counts[i/each] += n
	}
	h := &Histogram{Name: f.Name, Width: curveWidth, Height: curveHeight / 2, Low: *f.Min, High: *f.Max}
	shown := v.Rule.Line(counts)
	most := int64(1)
	for _, c := range shown {
		most = max(most, c.N)
		h.Hidden = h.Hidden || c.Hidden
	}
	w := float64(h.Width) / float64(len(shown))
	for i, c := range shown {
		if c.N > 0 {
			tall := float64(h.Height) * float64(c.N) / float64(most)
			h.Bars = append(h.Bars, Bar{float64(i)*w + 0.5, float64(h.Height) - tall, w - 1, tall})
		}
	}
	if len(h.Bars) == 0 {
		return nil
	}
	return h
}
