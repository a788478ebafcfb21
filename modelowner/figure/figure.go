// Package figure owns the figures of a report: forest plots, ROC curves, calibration and curves of times to an event. Each has a
// text alternative and the table that it is drawn from. Colours are those of M. Okabe and K. Ito (2008), which people with any
// colour vision distinguish; lines differ in their dashes too, so that figures can be printed without colour.
package figure

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/blindfit/blindfit/modelowner/tables"
)

// Figure is one figure.
type Figure struct {
	Name   string // of files, without an ending
	Title  string // a sentence without a period
	Alt    string // the content of the figure for a person that does not see it
	Data   *tables.Table
	Width  vg.Length
	Height vg.Length

	plot *plot.Plot
}

// DPI is the resolution of PNG pictures.
const DPI = 300

// width is that of a column of text.
const width = 15 * vg.Centimeter

var palette = []color.RGBA{{0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {204, 121, 167, 255}, {230, 159, 0, 255}, {86, 180, 233, 255}, {0, 0, 0, 255}}

var dashes = [][]vg.Length{nil, {vg.Points(6), vg.Points(3)}, {vg.Points(2), vg.Points(2)}, {vg.Points(8), vg.Points(2), vg.Points(2), vg.Points(2)}, {vg.Points(12), vg.Points(4)}}

// style returns the line of curve i.
func style(i int) draw.LineStyle {
	return draw.LineStyle{Color: palette[i%len(palette)], Width: vg.Points(1.5), Dashes: dashes[i%len(dashes)]}
}

var grey = draw.LineStyle{Color: color.Gray{128}, Width: vg.Points(0.7), Dashes: []vg.Length{vg.Points(3), vg.Points(3)}}

// newPlot returns an empty plot with the fonts of a report.
func newPlot(x, y string) *plot.Plot {
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = x, y
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Font = sized(9)
		a.Tick.Label.Font = sized(8)
	}
	p.Legend.TextStyle.Font = sized(8)
	p.Legend.Padding = vg.Points(2)
	return p
}

// SVG returns the figure as an element for an HTML page, with its text alternative.
func (f *Figure) SVG() (string, error) {
	c := vgsvg.New(f.Width, f.Height)
	f.draw(draw.New(c))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return "", fmt.Errorf("failed to draw %s: %w", f.Name, err)
	}
	_, element, ok := strings.Cut(b.String(), "<svg ")
	if !ok {
		return "", fmt.Errorf("internal error: %s has no picture", f.Name)
	}
	_, body, _ := strings.Cut(element, ">")
	w, h := f.Width.Points(), f.Height.Points()
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" role="img" aria-label="%s"><title>%s</title>`,
		short(w), short(h), html.EscapeString(f.Title+". "+f.Alt), html.EscapeString(f.Title)) + body, nil
}

// PNG returns the figure as a picture of DPI dots an inch.
func (f *Figure) PNG() ([]byte, error) {
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(DPI))}
	f.draw(draw.New(c))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("failed to draw %s: %w", f.Name, err)
	}
	return b.Bytes(), nil
}

// margin keeps labels off the edge.
const margin = 0.15 * vg.Centimeter

func (f *Figure) draw(c draw.Canvas) {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	f.plot.Draw(draw.Crop(c, margin, -margin, margin, -margin))
}

func short(x float64) string { return strconv.FormatFloat(x, 'g', 4, 64) }

// cell reads a number of a table; NaN if it is empty.
func cell(c tables.Cell) float64 {
	x, err := strconv.ParseFloat(c.String(), 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

// column returns the index of a column of a table.
func column(t *tables.Table, name string) int {
	for i, c := range t.Columns {
		if c == name {
			return i
		}
	}
	return -1
}

// curve is the points of one line with its name.
type curve struct {
	name      string
	points    plotter.XYs
	low, high plotter.XYs
}

// add draws a curve.
func add(p *plot.Plot, i int, c curve, legend bool) error {
	l, err := plotter.NewLine(c.points)
	if err != nil {
		return fmt.Errorf("failed to draw %s: %w", c.name, err)
	}
	l.LineStyle = style(i)
	p.Add(l)
	if legend {
		p.Legend.Add(c.name, l)
	}
	return nil
}

// reference draws a thin line between two points.
func reference(p *plot.Plot, x1, y1, x2, y2 float64) {
	l := &plotter.Line{XYs: plotter.XYs{{X: x1, Y: y1}, {X: x2, Y: y2}}, LineStyle: grey}
	p.Add(l)
}
