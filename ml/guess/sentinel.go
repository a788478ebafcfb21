package guess

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/blindfit/blindfit/ml/schema"
)

// codesForMissing are numbers that people write where they have none.
var codesForMissing = []float64{-1, -7, -8, -9, 9, 88, 97, 98, 99, 777, 888, 998, 999, 7777, 8888, 9998, 9999, 99999, 999999,
	-77, -88, -98, -99, -777, -888, -998, -999, -9998, -9999, -99999}

// sentinels finds numbers at the ends that are far from all others, often the same, and of a form that stands for missing.
// It drafts them as words for missing and returns the range of the others.
func (c *column) sentinels(f *schema.Feature, note func(string, ...any)) (low, high float64) {
	low, high = c.low, c.high
	if c.tooMany || c.numbers < 10 {
		return low, high
	}
	values, times := c.values()
	from, to := 0, len(values)
	var found []string
	for to-from > 3 {
		width := values[to-2] - values[from]
		if top := values[to-1]; slices.Contains(codesForMissing, top) && top > 0 && top-values[to-2] > max(2*width, 3) && times[top] > 1 {
			found, to = append(found, strconv.FormatFloat(top, 'f', -1, 64)), to-1
			c.asMissing += times[top]
			continue
		}
		width = values[to-1] - values[from+1]
		if bottom := values[from]; slices.Contains(codesForMissing, bottom) && bottom < 0 && values[from+1] >= 0 && times[bottom] > 1 &&
			(bottom > -10 && c.wholes == c.numbers && values[from+1]-bottom >= 1 || values[from+1]-bottom > max(2*width, 3)) {
			found, from = append(found, strconv.FormatFloat(bottom, 'f', -1, 64)), from+1
			c.asMissing += times[bottom]
			continue
		}
		break
	}
	if len(found) > 0 {
		f.MissingValues = append(f.MissingValues, found...)
		note("holds %s, far from all other numbers or alone below zero: taken as a code for missing; if it is a value, take it out of missing_values and widen the range", quoted(found))
		return values[from], values[to-1]
	}
	if n := len(values); n > 5 {
		if width := values[n-2] - values[0]; values[n-1]-values[n-2] > 5*width {
			note("its largest number is far above all others: a code for missing, or an error? Then declare it in missing_values and narrow the range")
		} else if width := values[n-1] - values[1]; values[1]-values[0] > 5*width {
			note("its smallest number is far below all others: a code for missing, or an error? Then declare it in missing_values and narrow the range")
		}
	}
	return low, high
}

// values returns the different numbers of the column, ascending, and how often each is there.
func (c *column) values() ([]float64, map[float64]int) {
	times := map[float64]int{}
	for text, n := range c.counts {
		style := c.style
		v, rule := style.Parse(text)
		if rule != "" {
			bare, _ := withoutUnit(text)
			v, rule = style.Parse(bare)
		}
		if rule == "" {
			if c.factor != 0 {
				v *= c.factor
			}
			times[v] += n
		}
	}
	values := make([]float64, 0, len(times))
	for v := range times {
		values = append(values, v)
	}
	slices.SortFunc(values, cmp.Compare[float64])
	return values, times
}

// outwards widens a range to round numbers, two digits of its width.
func outwards(low, high float64) (float64, float64) {
	width := high - low
	if width == 0 {
		width = math.Max(math.Abs(high), 1)
	}
	step := math.Pow(10, math.Floor(math.Log10(width))-1)
	if step == 0 || math.IsInf(step, 0) {
		return low, high
	}
	a, b := math.Floor(low/step)*step, math.Ceil(high/step)*step
	if low >= 0 {
		a = max(a, 0)
	}
	// Products of powers of ten carry dust: 0.30000000000000004.
	return clean(a, low, -1), clean(b, high, 1)
}

// clean drops digits past the twelfth, if the bound stays on its side.
func clean(x, inside float64, side float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 12, 64), 64)
	if err != nil || (y-inside)*side < 0 {
		return inside
	}
	return y
}
