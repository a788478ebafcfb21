package show

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/guptarohit/asciigraph"
	"golang.org/x/term"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/modelowner"
)

// costs returns the rounds with a known cost, in order.
func costs(s *modelowner.Status) plotter.XYs {
	var points plotter.XYs
	for _, r := range s.Curve() {
		points = append(points, plotter.XY{X: float64(r.Round), Y: *r.Cost})
	}
	return points
}

// Width of the curve in characters, and of the numbers before it.
const (
	widestCurve    = 60
	narrowestCurve = 20
	curveMargin    = 12
)

// CurveWidth returns how wide a curve may be that is written to w: a terminal's lines must not break it.
func CurveWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return widestCurve
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return widestCurve
	}
	return min(widestCurve, max(narrowestCurve, columns-curveMargin))
}

// Curve draws the cost over the rounds for a terminal. It returns "" if fewer than two costs are known.
func Curve(s *modelowner.Status, width int) string {
	points := costs(s)
	if len(points) < 2 {
		return ""
	}
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = p.Y
	}
	const height = 10
	caption := fmt.Sprintf("%s after rounds %.0f to %.0f", s.Metric, points[0].X, points[len(points)-1].X)
	return asciigraph.Plot(values, asciigraph.Width(width), asciigraph.Height(height), asciigraph.Caption(caption)) + "\n"
}

// plotFormats are the endings of files that Plot can write.
var plotFormats = []string{".png", ".svg", ".pdf"}

// CheckPlot refuses a file name that Plot could not write, before a training is run for it.
func CheckPlot(path string) error {
	ending := strings.ToLower(filepath.Ext(path))
	if !slices.Contains(plotFormats, ending) {
		return cli.Usage(errors.New("invalid --plot: the file must end in "+strings.Join(plotFormats, ", ")), "for example --plot loss.png")
	}
	if about, err := os.Stat(filepath.Dir(path)); err != nil || !about.IsDir() {
		return cli.Usage(fmt.Errorf("invalid --plot: there is no folder %s", filepath.Dir(path)), "")
	}
	return nil
}

// Plot draws the cost over the rounds into a file, in the form that its ending names.
func Plot(path string, s *modelowner.Status) error {
	points := costs(s)
	if len(points) == 0 {
		return cli.Failure(errors.New("failed to draw the curve: no cost is known yet"), "")
	}
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = cli.Printable(s.Name), "round", s.Metric
	line, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return fmt.Errorf("failed to draw the curve: %w", err)
	}
	p.Add(plotter.NewGrid(), line, dots)
	w, err := p.WriterTo(6*vg.Inch, 4*vg.Inch, strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), "."))
	if err != nil {
		return fmt.Errorf("failed to draw the curve: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return cli.Usage(fmt.Errorf("failed to write the curve: %w", err), "")
	}
	if _, err := w.WriteTo(f); err != nil {
		f.Close()
		return fmt.Errorf("failed to write the curve: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("failed to write the curve: %w", err)
	}
	return nil
}
