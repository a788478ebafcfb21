package plan

import (
	"math"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

// constants finds columns that are the same in every row from exact sums of gradients: their entries are then the same multiple
// of those of the constant in every round, up to the rounding of the rows' parts. It is 0 if columns are standardised.
type constants struct {
	columns int
	most    *big.Int   // of an entry for each row: entries near it were cut, and are no evidence
	varies  []bool     // of each column
	first   []*big.Int // the sums of the first round that is evidence
	told    int        // how many rounds were evidence
}

// enoughRounds is how many rounds are enough evidence: in one alone a level may have the mean of all rows.
const enoughRounds = 3

// telling is how many steps a row the entry of the constant must have, so that multiples of it stand out from rounding.
const telling = 1 << 10

// newConstants watches sums in steps of 2^-bits, of which an owner cuts the mean entries to a bound.
func newConstants(columns int, bound float64, bits uint) *constants {
	most, _ := big.NewFloat(math.Ldexp(max(1, bound)/16, int(bits))).Int(nil)
	return &constants{columns: columns, most: most, varies: make([]bool, columns)}
}

// observe takes the sums of the gradients of one or more outputs over rows.
func (c *constants) observe(sums []*big.Int, rows int64) {
	n := big.NewInt(rows)
	most := new(big.Int).Mul(c.most, n)
	if slices.ContainsFunc(sums, func(x *big.Int) bool { return x.CmpAbs(most) > 0 }) {
		return
	}
	tells := new(big.Int).Abs(sums[0]).Cmp(big.NewInt(telling*rows)) > 0
	if tells && c.first == nil {
		c.first = sums
	}
	if tells {
		c.told++
	}
	if c.first == nil {
		return
	}
	for at := 0; at+c.columns <= len(sums); at += c.columns {
		for j := 1; j < c.columns; j++ {
			// A constant column has the same multiple of the constant's entry here and in the first round.
			a := new(big.Int).Mul(sums[at+j], c.first[0])
			b := new(big.Int).Mul(c.first[j], sums[at])
			most := new(big.Int).Add(new(big.Int).Abs(c.first[0]), new(big.Int).Abs(sums[at]))
			most.Add(most, n).Mul(most, n)
			if a.Sub(a, b).CmpAbs(most) > 0 || c.first[j].CmpAbs(new(big.Int).Add(new(big.Int).Abs(c.first[0]), n)) > 0 {
				c.varies[j] = true
			}
		}
	}
}

// aside sets the weights of constant columns to 0, changes the constants so that predictions stay, and describes the columns.
// scale is that of the sums; nil for the declared ranges.
func (c *constants) aside(columns []schema.Column, w []float64, scale *schema.Standard) (out []model.Aside) {
	if c.told < enoughRounds {
		return nil
	}
	whole, _ := new(big.Float).SetInt(c.first[0]).Float64()
	for j := 1; j < c.columns; j++ {
		if c.varies[j] {
			continue
		}
		part, _ := new(big.Float).SetInt(c.first[j]).Float64()
		value := part / whole // of the column, which is 1/2 times that
		if scale != nil {
			value = 2 * scale.Mean[j]
		}
		if columns[j].Role != schema.RoleValue { // −1/2 or 1/2
			value = map[bool]float64{true: 1, false: -1}[value > 0]
		}
		out = append(out, model.Aside{Name: columns[j].Name, Reason: columns[j].Constant(value > 0)})
		for at := 0; at < len(w); at += c.columns {
			w[at] += value * w[at+j]
			w[at+j] = 0
		}
	}
	return out
}
