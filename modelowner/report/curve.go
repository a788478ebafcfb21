package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/blindfit/blindfit/modelowner"
)

// Size of the picture in its own units.
const (
	curveWidth  = 720
	curveHeight = 240
	curveEdge   = 8
)

// Curve is the cost after each round as a picture.
type Curve struct {
	Points        string // of an SVG polyline
	Width, Height int
	First, Last   int // rounds
	Low, High     float64
	Logarithmic   bool
}

// newCurve draws the known costs. It returns nil if there are fewer than two. Costs that fall over more than two
// powers of ten are drawn by their logarithm.
func newCurve(rounds []modelowner.RoundStatus) *Curve {
	type point struct {
		round int
		cost  float64
	}
	var points []point
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range rounds {
		if r.Cost == nil || math.IsNaN(*r.Cost) || math.IsInf(*r.Cost, 0) {
			continue
		}
		points = append(points, point{r.Round, *r.Cost})
		low, high = min(low, *r.Cost), max(high, *r.Cost)
	}
	if len(points) < 2 {
		return nil
	}
	c := &Curve{
		Width: curveWidth, Height: curveHeight, First: points[0].round, Last: points[len(points)-1].round,
		Low: low, High: high, Logarithmic: low > 0 && high > 100*low,
	}
	scale := func(x float64) float64 {
		if c.Logarithmic {
			return math.Log(x)
		}
		return x
	}
	var b strings.Builder
	for _, p := range points {
		x := curveEdge + float64(curveWidth-2*curveEdge)*float64(p.round-c.First)/float64(c.Last-c.First)
		y := float64(curveHeight) / 2
		if high > low {
			y = curveEdge + float64(curveHeight-2*curveEdge)*(scale(high)-scale(p.cost))/(scale(high)-scale(low))
		}
		fmt.Fprintf(&b, "%.1f,%.1f ", x, y)
	}
	c.Points = strings.TrimSpace(b.String())
	return c
}
