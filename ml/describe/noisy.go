package describe

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/schema"
)

// Totals with noise have a layout of their own. All noise has one deviation, so all values are on one grid, in steps of
// 2^-schema.QuantBits, and whatever follows from other values is left out: each value more makes the noise of all larger. Cell by cell
// an upload has the number of rows, then of each feature but the group its sum and its squares if it is summed, its bins, and how many
// values are missing. There are no sums of two numbers: each pair would add as much to a row's part as a feature does.
//
// A row is in one cell, and there in one of the bins of each feature or among its missing values.

// NoisyBins is the number of bins of a number in a training file with noise that names none.
const NoisyBins = 10

// valueKind is the kind of a value of a noisy layout.
type valueKind int

const (
	countValue valueKind = iota
	sumValue
	squareValue
)

// noisyLayout returns the kinds of the values of a cell.
func (d *Design) noisyLayout() []valueKind {
	kinds := []valueKind{countValue}
	for i, f := range d.Features() {
		if i == d.Group {
			continue
		}
		if d.summed(f) {
			kinds = append(kinds, sumValue, squareValue)
		}
		for range d.BinsOf(f).N + 1 {
			kinds = append(kinds, countValue)
		}
	}
	return kinds
}

// Sixteenths returns sixteen times the largest squared L2 norm of the part of a row in NoisySums, in units: 1 for the row, 1 for the bin
// of each feature or that it is missing, and 1/4 and 1/16 for a number and its square.
func (d *Design) Sixteenths() int64 {
	total := int64(16)
	for i, f := range d.Features() {
		if i == d.Group {
			continue
		}
		total += 16
		if d.summed(f) {
			total += 4 + 1
		}
	}
	return total
}

// addNoisy adds a row to the values of its cell.
func (d *Design) addNoisy(a *adder, row []int32, columns []column) {
	a.add(1)
	for i := range d.Features() {
		if i == d.Group {
			continue
		}
		c := &columns[i]
		bin := c.bin(row)
		if d.summed(c.Feature) {
			x := int64(row[c.at])
			if bin < 0 {
				x = 0
			}
			a.add(x, x*x)
		}
		if bin < 0 {
			bin = c.bins.N
		}
		a.count(bin, c.bins.N+1)
	}
}

// NoisySums returns the values of an owner's upload to which noise will be added, all in steps of 2^-24, squares rounded down. With
// means every value is divided by the number of rows, toward zero, so that each owner counts as one row.
func (d *Design) NoisySums(t *schema.Table, means bool) ([]*big.Int, error) {
	if !d.Noisy {
		return nil, errors.New("invalid description: it has exact sums")
	}
	values, err := d.Sums(t)
	if err != nil {
		return nil, err
	}
	kinds := d.noisyLayout()
	for i, v := range values {
		switch kinds[i%len(kinds)] {
		case countValue:
			v.Lsh(v, schema.QuantBits)
		case squareValue:
			v.Rsh(v, schema.QuantBits)
		case sumValue:
		}
		if means && t.Rows > 0 {
			v.Quo(v, big.NewInt(int64(t.Rows)))
		}
	}
	return values, nil
}

// Noise is the noise in the totals of a description.
type Noise struct {
	// Deviation is the standard deviation of the noise in one count of one cell, in rows.
	Deviation float64 `json:"deviation"`
	// Units is the number of data owners whose means are added up, each of which counts as a row; 0 if rows are.
	Units int64 `json:"units,omitempty"`
}

// readNoise reads the noise of a Result. Failures are recorded in the document.
func readNoise(v strictjson.Value) *Noise {
	v.Known("deviation", "units")
	n := &Noise{Deviation: v.Field("deviation").Float(0), Units: v.Field("units").Int(0, 0, math.MaxInt32)}
	if !(n.Deviation > 0) || math.IsInf(n.Deviation, 0) {
		v.Field("deviation").Fail("must be greater than 0")
	}
	return n
}

// ErrDrowned is the error of totals of which noise left nothing.
var ErrDrowned = errors.New("the noise is larger than the sums of the rows")

// ReadNoisy reads totals of NoisySums with their noise and returns a description of possible rows near them: the counts of a feature
// are the nearest that are not negative and add up to the rows of their cell, and sums are within the range that so many values can
// have. That uses nothing but the totals, so it costs no privacy. It fails with ErrDrowned if no rows are left.
func (d *Design) ReadNoisy(values []*big.Int, noise Noise) (*Description, error) {
	if want := d.Values(); !d.Noisy || len(values) != want {
		return nil, fmt.Errorf("%w: %d values, want %d", ErrInvalidSums, len(values), want)
	}
	if slices.Contains(values, nil) {
		return nil, fmt.Errorf("%w: a value is absent", ErrInvalidSums)
	}
	out := &Description{Design: d, Noise: noise}
	each := len(values) / d.CellCount()
	rows := make([]float64, d.CellCount())
	for c := range rows {
		rows[c] = d.noisyRows(values[c*each : (c+1)*each])
	}
	var whole []int64
	if noise.Units > 0 { // known from the signed heads
		whole = nearest(rows, noise.Units)
	} else {
		for _, x := range rows {
			whole = append(whole, int64(math.Round(min(max(0, x), 1<<50))))
		}
	}
	for c, n := range whole {
		out.Cells = append(out.Cells, d.noisyCell(c, n, values[c*each:(c+1)*each]))
	}
	if out.All().Rows == 0 {
		return nil, ErrDrowned
	}
	return out, nil
}

// noisyRows estimates the rows of a cell: their count, and the counts of each feature, which add up to them, by the inverse of the
// variances of their noise.
func (d *Design) noisyRows(values []*big.Int) float64 {
	sum, weight := inRows(values[0]), 1.0
	at := 1
	for i, f := range d.Features() {
		if i == d.Group {
			continue
		}
		if d.summed(f) {
			at += 2
		}
		n := d.BinsOf(f).N + 1
		for _, v := range values[at : at+n] {
			sum += inRows(v) / float64(n)
		}
		weight += 1 / float64(n)
		at += n
	}
	return sum / weight
}

// noisyCell reads a cell of so many rows.
func (d *Design) noisyCell(cell int, rows int64, values []*big.Int) Cell {
	out := Cell{Rows: rows}
	at := 1
	for i, f := range d.Features() {
		c := Counts{Bins: make([]int64, d.BinsOf(f).N)}
		if i == d.Group { // known: a cell is a level, the last one has none
			if cell < len(c.Bins) {
				c.Bins[cell] = rows
			}
			out.Features = append(out.Features, c)
			continue
		}
		first := at
		if d.summed(f) {
			at += 2
		}
		counts := make([]float64, len(c.Bins)+1)
		for k := range counts {
			counts[k] = inRows(values[at+k])
		}
		at += len(counts)
		copy(c.Bins, nearest(counts, rows))
		if d.summed(f) {
			c.Sum, c.Squares = nearSums(values[first], values[first+1], c.Present())
		}
		out.Features = append(out.Features, c)
	}
	return out
}

// inRows returns a noisy count.
func inRows(v *big.Int) float64 {
	x, _ := new(big.Float).SetInt(v).Float64()
	return math.Ldexp(x, -schema.QuantBits)
}

// nearest returns the whole numbers, none of them negative, that add up to total and are nearest to x: the projection on a simplex (J.
// Duchi, S. Shalev-Shwartz, Y. Singer, T. Chandra, ICML 2008), then the largest remainders.
func nearest(x []float64, total int64) []int64 {
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	sum, shift := 0.0, 0.0
	for i, v := range sorted {
		sum += v
		if s := (sum - float64(total)) / float64(i+1); v > s {
			shift = s
		}
	}
	out, order := make([]int64, len(x)), make([]int, len(x))
	rest := make([]float64, len(x))
	left := total
	for i, v := range x {
		y := min(max(0, v-shift), float64(total))
		out[i], order[i] = int64(y), i
		rest[i] = y - math.Floor(y)
		left -= out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for k := 0; left != 0 && len(order) > 0; k = (k + 1) % len(order) { // by at most len(x), for rounding
		switch i := order[k]; {
		case left > 0:
			out[i]++
			left--
		case out[i] > 0:
			out[i]--
			left++
		}
	}
	return out
}

// nearSums returns the sum, in steps of 2^-24, and the sum of squares, in steps of 2^-48, nearest to noisy ones in steps of 2^-24 that
// so many values can have.
func nearSums(sum, squares *big.Int, present int64) (s, q *big.Int) {
	n := big.NewInt(present)
	if present == 0 {
		return new(big.Int), new(big.Int)
	}
	limit := new(big.Int).Mul(n, big.NewInt(schema.Half))
	s = new(big.Int).Set(sum)
	if s.CmpAbs(limit) > 0 {
		s.Mul(limit, big.NewInt(int64(s.Sign())))
	}
	least := new(big.Int).Mul(s, s)
	least.Add(least, new(big.Int).Sub(n, big.NewInt(1))).Div(least, n)
	most := new(big.Int).Mul(n, big.NewInt(schema.MomentSteps))
	q = new(big.Int).Lsh(squares, schema.QuantBits)
	if q.Cmp(least) < 0 {
		q.Set(least)
	}
	if q.Cmp(most) > 0 {
		q.Set(most)
	}
	return s, q
}
