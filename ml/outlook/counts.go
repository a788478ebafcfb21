package outlook

import (
	"fmt"
	"math"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Counts is the effect of the noise of trustees on a description, for one number of contributions. It needs no made-up rows.
type Counts struct {
	Contributions int     `json:"contributions"`
	Units         int     `json:"units"` // persons, data owners or rows that noise protects one by one
	Cells         int     `json:"cells"`
	Count         float64 `json:"count"` // standard error of a count, in units
	Mean          float64 `json:"mean"`  // standard error of the mean of a number over all units, relative to its declared range
}

// A mean is useful if noise moves it by no more than this part of its range, and useless from the second on.
const (
	usefulMean  = 0.01
	uselessMean = 0.1
)

// Describe returns the outlook of a description in so many cells of a close; 0 stands for as many as close makes. It returns ErrNone for
// other trainings than descriptions with trustees.
func Describe(f *spec.File, contributions, cells int) (*Counts, error) {
	if f.Masking != spec.MaskingTrustees || !f.Describes() {
		return nil, ErrNone
	}
	if cells == 0 {
		cells = f.Cells(contributions)
	}
	out := &Counts{Contributions: contributions, Units: unitsOf(f, contributions), Cells: cells, Count: f.CountDeviation(cells)}
	d, err := f.Design()
	if err != nil {
		return nil, err
	}
	// With groups the sums of all of them are added up; the number of values has noise too (describe.MomentErrors, in the middle of
	// the range).
	out.Mean = out.Count * math.Sqrt(float64(d.CellCount())) / float64(max(1, out.Units))
	return out, nil
}

// unitsOf returns how many units so many contributions bring.
func unitsOf(f *spec.File, contributions int) int {
	if f.Privacy.Unit == dp.RecordUnit {
		return contributions * int(min(rowsEach, f.Bounds.Rows))
	}
	return contributions
}

// Useful reports whether means are known well enough, Useless whether next to nothing is known of them.
func (c *Counts) Useful() bool { return c.Mean <= usefulMean }

// Useless is explained at Useful.
func (c *Counts) Useless() bool { return c.Mean >= uselessMean }

// Sentence describes the outlook for people, as lower-case words without a period.
func (c *Counts) Sentence() string {
	what := fmt.Sprintf("%d contributions", c.Contributions)
	if each := c.Units / max(1, c.Contributions); each > 1 {
		what += fmt.Sprintf(" of %d rows", each)
	}
	return fmt.Sprintf("with %s in %s noise moves every count by about ±%.2g of %d, and the mean of a number over all by about ±%.2g %% of its declared range",
		what, cellsText(c.Cells), c.Count, c.Units, 100*c.Mean)
}

func cellsText(cells int) string {
	if cells == 1 {
		return "one cell"
	}
	return fmt.Sprintf("%d cells", cells)
}

// EnoughToDescribe returns the least number of contributions, about, with which a description is useful; 0 if no number is.
func EnoughToDescribe(f *spec.File) (int, error) {
	for n := f.Cohort.Batch; n <= wire.MaxContributions; n = max(n+1, n+n/16) {
		c, err := Describe(f, n, 0)
		if err != nil {
			return 0, err
		}
		if c.Useful() {
			return rounded(n), nil
		}
	}
	return 0, nil
}

// EnoughToDescribeSentence is the sentence about how many contributions make a useful description; enough is that of EnoughToDescribe.
func EnoughToDescribeSentence(enough int) string {
	if enough == 0 {
		return "no number of contributions is enough: raise epsilon, or take fewer columns"
	}
	return fmt.Sprintf("about %d contributions bring means to ±%g %% of their ranges; a larger epsilon or fewer columns need fewer; means of a single group have the same noise over fewer rows", enough, 100*usefulMean)
}
