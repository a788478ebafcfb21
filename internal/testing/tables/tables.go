// Package tables owns random rows for tests of sums over them, and how far one row moves a sum.
package tables

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/schema"
)

// Legal returns rows with legal values in the columns and the target of a schema.
func Legal(r *rand.Rand, s *schema.Schema, rows int) *schema.Table {
	t := &schema.Table{Columns: s.Columns(), Rows: rows}
	for range rows {
		for _, c := range t.Columns {
			x := int32(schema.Half)
			switch c.Role {
			case schema.RoleValue:
				x = anywhere(r)
			case schema.RoleLevel, schema.RoleMissing:
				if r.IntN(3) > 0 {
					x = -schema.Half
				}
			}
			t.X = append(t.X, x)
			t.Real = append(t.Real, scaled(x))
		}
		y, real := Target(r, s.Target)
		t.Y, t.RealY = append(t.Y, y), append(t.RealY, real)
	}
	return t
}

// Target returns a legal value of a target.
func Target(r *rand.Rand, target schema.Feature) (y int32, real float64) {
	switch target.Type {
	case schema.Continuous:
		y = anywhere(r)
		return y, scaled(y)
	case schema.Discrete:
		_, width := target.Scale()
		real = float64(r.IntN(int(width)+1))/width - 0.5
		return schema.Quantise(real), real
	}
	y = int32(r.IntN(len(target.Levels)))
	return y, float64(y)
}

// Extremes returns rows of so many columns anywhere in their ranges, at their ends more often than not. Targets that are
// not continuous have any legal value.
func Extremes(rows, columns int, target schema.Feature, seed uint64) *schema.Table {
	r := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // G404: reproducible rows, no secret
	value := func() int32 {
		if r.IntN(3) > 0 {
			return int32(2*r.IntN(2)-1) * schema.Half
		}
		return anywhere(r)
	}
	t := &schema.Table{Rows: rows, Columns: make([]schema.Column, columns)}
	for range rows {
		t.X = append(t.X, schema.Half)
		for range columns - 1 {
			t.X = append(t.X, value())
		}
		var y int32
		if target.Type == schema.Continuous {
			y = value()
		} else {
			y, _ = Target(r, target)
		}
		t.Y = append(t.Y, y)
	}
	return t
}

func anywhere(r *rand.Rand) int32 { return int32(r.IntN(2*schema.Half+1)) - schema.Half }

func scaled(x int32) float64 { return float64(x) / (1 << schema.QuantBits) }

// First returns the first rows of a table alone.
func First(t *schema.Table, rows int) *schema.Table {
	short := *t
	short.Rows, short.X, short.Y = rows, t.X[:rows*len(t.Columns)], t.Y[:rows]
	return &short
}

// Moved returns Σ (a − b)² of two sums.
func Moved(a, b []*big.Int) *big.Int {
	d := make([]*big.Int, len(a))
	for i := range a {
		d[i] = new(big.Int).Sub(a[i], b[i])
	}
	return dp.Norm2(d)
}

// Within fails the test if the square of an L2 norm is past that of a bound.
func Within(tb testing.TB, what string, norm2, bound *big.Int) {
	tb.Helper()
	if norm2.Cmp(new(big.Int).Mul(bound, bound)) > 0 {
		tb.Errorf("%s: the sum moves further than its bound", what)
	}
}
