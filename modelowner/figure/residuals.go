package figure

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/blindfit/blindfit/modelowner/tables"
)

// Residuals draws tables residual_counts and residuals: how many rows have each fitted value and residual, as shades of grey, and the mean
// residual by fitted value with its interval. It returns nil without rows.
func Residuals(counts, means *tables.Table, pearson bool) (*Figure, error) {
	if len(means.Rows) == 0 {
		return nil, nil
	}
	y := "Residual"
	if pearson {
		y = "Pearson residual"
	}
	p := newPlot("Fitted value", y)
	most := 0.0
	for _, row := range counts.Rows {
		most = math.Max(most, cell(row[4]))
	}
	for _, row := range counts.Rows {
		x1, x2, y1, y2 := cell(row[0]), cell(row[1]), cell(row[2]), cell(row[3])
		box, err := plotter.NewPolygon(plotter.XYs{{X: x1, Y: y1}, {X: x2, Y: y1}, {X: x2, Y: y2}, {X: x1, Y: y2}})
		if err != nil {
			return nil, fmt.Errorf("failed to draw residuals: %w", err)
		}
		box.Color = color.Gray{uint8(240 - 150*math.Sqrt(cell(row[4])/most))}
		box.LineStyle.Width = 0
		p.Add(box)
	}
	var points plotter.XYs
	var bars plotter.YErrors
	var sentences []string
	for _, row := range means.Rows {
		x, mean := (cell(row[0])+cell(row[1]))/2, cell(row[3])
		low, high := cell(row[4]), cell(row[5])
		if math.IsNaN(low) || math.IsNaN(high) {
			low, high = mean, mean
		}
		points = append(points, plotter.XY{X: x, Y: mean})
		bars = append(bars, struct{ Low, High float64 }{mean - low, high - mean})
		sentences = append(sentences, fmt.Sprintf("%s at %s to %s (%s rows)", short(mean), short(cell(row[0])), short(cell(row[1])), row[2]))
	}
	e, err := plotter.NewYErrorBars(struct {
		plotter.XYer
		plotter.YErrorer
	}{points, bars})
	if err != nil {
		return nil, fmt.Errorf("failed to draw residuals: %w", err)
	}
	e.LineStyle = draw.LineStyle{Color: palette[1], Width: vg.Points(1.2)}
	s := &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{Color: palette[1], Radius: vg.Points(2.5), Shape: draw.BoxGlyph{}}}
	reference(p, p.X.Min, 0, p.X.Max, 0)
	p.Add(e, s)
	return &Figure{
		Name: "residuals", Title: "Residuals by fitted value: numbers of rows in grey, means with 95 % intervals",
		Alt:  "Mean residuals by fitted value: " + strings.Join(sentences, "; ") + ".",
		Data: means, Width: width - 3*vg.Millimeter, Height: 9 * vg.Centimeter, plot: p,
	}, nil
}
