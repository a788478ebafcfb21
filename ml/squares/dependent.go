package squares

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/blindfit/blindfit/ml/internal/longfloat"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

// Aside is a column that no coefficient belongs to: its weight is 0.
type Aside struct {
	Column int
	From   []int // the columns that it follows from; none if it is the same in every row
}

// A column follows from those before it if they leave less than this part of its variance: R's lm has the same tolerance for
// the root, 1e-7.
const dependentPart = 1e-14

// roundingSpread allows for chance in the rounding of values: a column of rounded values is held against this many times
// the variance of their rounding, 1/12 in steps.
const roundingSpread = 4.0 / 12

// dependent returns the columns that are the same in every row and, if all is set, those that follow from columns before
// them, exactly or as far as the rounding of values can show. In the order of the columns the first is kept, as in R.
func (s *Statistics) dependent(all bool) []Aside {
	constant := make([]bool, len(s.B))
	var out []Aside
	product, square := new(big.Int), new(big.Int)
	for j := 1; j < len(s.B); j++ {
		if s.Origin && s.A[j][j].Sign() != 0 {
			continue // it may be the same in every row, as an intercept is
		}
		if product.Mul(s.A[j][j], s.A[0][0]).Cmp(square.Mul(s.A[0][j], s.A[0][j])) == 0 {
			constant[j] = true
			out = append(out, Aside{Column: j})
		}
	}
	if !all || len(out) == 0 && s.plainlyIndependent() {
		return out
	}
	out = nil
	e := elimination{s: s}
	for j := range s.B {
		switch {
		case j == 0 && s.Origin:
		case j > 0 && constant[j]:
			out = append(out, Aside{Column: j})
		case !e.add(j):
			out = append(out, Aside{j, e.sources(j)})
		}
	}
	return out
}

// plainlyIndependent reports whether floats already show that no column follows from others.
func (s *Statistics) plainlyIndependent() bool {
	_, l := longfloat.Factor(s.floats())
	if l == nil || s.anyRounded() && len(l) > 1 {
		return false
	}
	return true
}

func (s *Statistics) anyRounded() bool {
	for _, rounded := range s.Rounded {
		if rounded {
			return true
		}
	}
	return false
}

// floats returns XᵀX.
func (s *Statistics) floats() [][]*big.Float {
	m := make([][]*big.Float, len(s.B))
	for i := range m {
		m[i] = make([]*big.Float, len(m))
		for j := range m {
			m[i][j] = longfloat.FromInt(s.A[i][j])
		}
	}
	return m
}

// elimination is the factorisation LDLᵀ of XᵀX for the columns that are kept so far, row by row.
type elimination struct {
	s    *Statistics
	kept []int
	l    [][]*big.Float // of each kept column, by those kept before
	d    []*big.Float   // squares that are left of each
	last []float64      // coefficients of the last column on those kept
}

// add keeps column j if it does not follow from those kept, and reports whether it does so.
func (e *elimination) add(j int) bool {
	k := len(e.kept)
	row, products := make([]*big.Float, k), make([]*big.Float, k) // l_j and l_j·d
	rest, term := longfloat.FromInt(e.s.A[j][j]), longfloat.New()
	for i, column := range e.kept {
		v := longfloat.FromInt(e.s.A[max(j, column)][min(j, column)])
		for m := range i {
			v.Sub(v, term.Mul(products[m], e.l[i][m]))
		}
		products[i] = v
		row[i] = longfloat.New().Quo(v, e.d[i])
		rest.Sub(rest, term.Mul(row[i], v))
	}
	if k > 0 && !e.enough(j, row, rest) {
		return false
	}
	e.kept, e.l, e.d = append(e.kept, j), append(e.l, row), append(e.d, rest)
	return true
}

// enough reports whether the squares that are left of a column distinguish it from those kept.
func (e *elimination) enough(j int, row []*big.Float, rest *big.Float) bool {
	// The coefficients of j on the kept columns, backwards.
	c := make([]*big.Float, len(row))
	e.last = make([]float64, len(row))
	term := longfloat.New()
	for i := len(row) - 1; i >= 0; i-- {
		c[i] = longfloat.New().Set(row[i])
		for m := i + 1; m < len(row); m++ {
			c[i].Sub(c[i], term.Mul(e.l[m][i], c[m]))
		}
		e.last[i], _ = c[i].Float64()
	}
	rounding := e.s.rounding(j)
	for i, column := range e.kept {
		rounding += e.last[i] * e.last[i] * e.s.rounding(column)
	}
	left, _ := rest.Float64()
	return left > math.Max(dependentPart*e.s.variation(j), roundingSpread*float64(e.s.N)*rounding)
}

// rounding returns 1 if the values of a column were rounded, 0 if not.
func (s *Statistics) rounding(j int) float64 {
	if j < len(s.Rounded) && s.Rounded[j] {
		return 1
	}
	return 0
}

// variation returns the sum of squares of a column about its mean, in steps.
func (s *Statistics) variation(j int) float64 {
	if j == 0 {
		return 0
	}
	if s.Origin {
		v, _ := new(big.Float).SetInt(s.A[j][j]).Float64()
		return v
	}
	mean := new(big.Rat).SetFrac(new(big.Int).Mul(s.A[0][j], s.A[0][j]), s.A[0][0])
	v, _ := mean.Sub(new(big.Rat).SetInt(s.A[j][j]), mean).Float64()
	return v
}

// sources returns the kept columns that make up more than a trace of column j, which add refused last.
func (e *elimination) sources(j int) []int {
	const trace = 1e-6
	whole := math.Sqrt(e.s.variation(j))
	var out []int
	for i, column := range e.kept {
		if column > 0 && math.Abs(e.last[i])*math.Sqrt(e.s.variation(column)) > trace*whole {
			out = append(out, column)
		}
	}
	return out
}

// ownIntercept is the reason why a fit with an intercept for each data owner has none for all.
const ownIntercept = "each data owner has its own, which stays with it"

// asideOf describes the columns that a fit sets aside.
func asideOf(columns []schema.Column, mean func(j int) float64, aside []Aside) []model.Aside {
	var out []model.Aside
	for _, a := range aside {
		c := columns[a.Column]
		why := c.Constant(mean(a.Column) > 0)
		if len(a.From) > 0 {
			var names []string
			for _, k := range a.From {
				names = append(names, columns[k].Name)
			}
			why = "it follows from " + strings.Join(names, ", ")
		}
		out = append(out, model.Aside{Name: c.Name, Reason: why})
	}
	return out
}

// Asides describes the columns that a solution of s sets aside.
func (s *Statistics) Asides(sch *schema.Schema, fit *Solution) []model.Aside {
	columns := sch.Columns()
	out := asideOf(columns, func(j int) float64 { return float64(s.A[0][j].Sign()) }, fit.Aside)
	if s.Origin {
		return append([]model.Aside{{Name: columns[0].Name, Reason: "the formula leaves it out"}}, out...)
	}
	if s.Sites == 0 {
		return out
	}
	for i, a := range fit.Aside {
		if len(a.From) == 0 {
			out[i].Reason = "no data owner has rows with different values"
		}
	}
	return append([]model.Aside{{Name: columns[0].Name, Reason: ownIntercept}}, out...)
}

// checkRounded panics if Rounded is not one for each column, which is a mistake of the caller.
func (s *Statistics) checkRounded() {
	if s.Rounded != nil && len(s.Rounded) != len(s.B) {
		panic(fmt.Sprintf("squares: %d columns may be rounded of %d", len(s.Rounded), len(s.B)))
	}
}
