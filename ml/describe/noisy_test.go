package describe

import (
	"slices"
	"testing"
)

// The nearest possible counts are those with the least sum of squared differences among all that add up to the total and are not
// negative, found here by trying all of them.
func TestNearestCounts(t *testing.T) {
	for _, c := range []struct {
		x     []float64
		total int64
	}{
		{[]float64{60, 50, -40}, 10}, {[]float64{5, -3, 4}, 10}, {[]float64{-9, -2, -30}, 7}, {[]float64{3.2, 3.3, 3.4}, 10}, {[]float64{0, 0, 0}, 8},
		{[]float64{1e9, 2, 3}, 12}, {[]float64{8, 1, 1}, 0}, {[]float64{-2.5, 9.5, 2}, 9}, {[]float64{1, 2, 3}, 6},
	} {
		off := func(y []int64) (sum float64) {
			for i, v := range y {
				sum += (float64(v) - c.x[i]) * (float64(v) - c.x[i])
			}
			return sum
		}
		best := []int64{c.total, 0, 0}
		for a := range c.total + 1 {
			for b := range c.total - a + 1 {
				if y := []int64{a, b, c.total - a - b}; off(y) < off(best) {
					best = y
				}
			}
		}
		got := nearest(slices.Clone(c.x), c.total)
		if got[0]+got[1]+got[2] != c.total || slices.Min(got) < 0 || off(got) > off(best)*(1+1e-9)+1e-9 {
			t.Errorf("%v in %d is nearest to %v, not %v", c.x, c.total, best, got)
		}
	}
}
