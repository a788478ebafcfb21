package spec

import (
	"fmt"
	"math"
	"slices"

	"github.com/blindfit/blindfit/ml/schema"
)

// Rounded returns a sentence about each column with values that are rounded before they are summed, and how far that moves the
// result. It returns none for a private training: noise is larger.
func (f *File) Rounded() []string {
	if f.Private() {
		return nil
	}
	var out []string
	for _, x := range append(slices.Clone(f.Schema().Features), f.Target) {
		if x.Exact() || !x.Type.Numeric() {
			continue
		}
		if f.Survival != nil && x.Name == f.Survival.Time {
			out = append(out, fmt.Sprintf("column %s: times are rounded to multiples of %.2g, so that only times which differ by less may count as the same", x.Name, x.Cell()))
			continue
		}
		why := "it has no step"
		if x.Step != nil {
			why = fmt.Sprintf("its range holds more than 2^%d steps", schema.QuantBits)
		}
		off := fmt.Sprintf("%.2g times its coefficient", x.Cell()/2)
		if x.Name == f.Target.Name {
			off = fmt.Sprintf("%.2g", x.Cell()/2)
		}
		out = append(out, fmt.Sprintf("column %s: %s, so its values are rounded to multiples of %.2g, and each row's error moves by at most %s; "+
			"an exact fit needs a step of %.2g or more", x.Name, why, x.Cell(), off, math.Ldexp(*x.Max-*x.Min, -schema.QuantBits)))
	}
	return out
}
