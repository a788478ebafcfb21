package analyse

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/formula"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// Sums are the known totals of the rows of all data owners together, in original units.
type Sums struct {
	Training string // the id; empty of a simulation
	Name     string
	Rows     int64
	// Intercepts is 1, the number of data owners if each has its own, or 0 if the formula leaves the intercept out. Products are
	// about the means of all rows, of each owner's, or about 0; Means are known in the first case only.
	Intercepts int
	Target     string // one of Columns; empty of a description
	Terms      []Term
	Columns    []Column
	Products   *mat.SymDense // sums of squares and products of Columns
	// Variables are the columns that a formula can name.
	Variables []formula.Variable
	// Folds are the sums over the rows of each fold of a cross-validation, which together are all rows; empty if rows were not divided.
	Folds []Fold
}

// Fold is the sums over the rows of one fold, by Columns.
type Fold struct {
	Rows     int64
	Means    []float64
	Products *mat.SymDense // about Means
}

// Term is a part of a model that enters and leaves it as a whole.
type Term struct {
	Name    string   `json:"name"`
	Factors []string `json:"factors"`
	Columns []string `json:"columns"`
}

// Column is a column of the sums.
type Column struct {
	Name string  `json:"name"`
	Mean float64 `json:"mean"`
	// Resolution is the width of the cells to which values were rounded before they were summed, 0 if they were not.
	Resolution float64 `json:"resolution,omitempty"`
}

// precision of sums that are moved to their means, in bits: nothing cancels.
const precision = 1024

// fromSquares returns the sums of a fit by least squares, of which s is the schema.
func fromSquares(q *squares.Statistics, s *schema.Schema) *Sums {
	columns := s.Columns()
	out := &Sums{Rows: q.N, Intercepts: 1, Target: s.Target.Name, Variables: schema.Variables(s)}
	switch {
	case q.Sites > 0:
		out.Intercepts = q.Sites
	case q.Origin:
		out.Intercepts = 0
	}
	for _, t := range schema.Terms(s) {
		term := Term{Name: t.Name, Factors: t.Factors}
		for _, j := range t.Columns {
			term.Columns = append(term.Columns, columns[j].Name)
		}
		out.Terms = append(out.Terms, term)
	}
	at := make([]axis, len(columns))
	for j, c := range columns {
		at[j] = axis{name: c.Name, center: 0.5, width: 1}
		if c.Role == schema.RoleValue {
			at[j].center, at[j].width = s.Features[c.Feature].Scale()
		}
		if j < len(q.Rounded) && q.Rounded[j] {
			at[j].rounded = at[j].width / (1 << schema.QuantBits)
		}
	}
	target := axis{name: s.Target.Name, center: 0.5, width: 1}
	if s.Target.Type.Numeric() {
		target.center, target.width = s.Target.Scale()
		if !s.Target.Exact() {
			target.rounded = target.width / (1 << schema.QuantBits)
		}
	}
	out.fill(append(at[1:], target), q)
	return out
}

// axis maps a scaled column to original units.
type axis struct {
	name          string
	center, width float64
	rounded       float64
}

// fill sets columns and products. Column 0 of q is the constant 1/2, and its last the target.
func (s *Sums) fill(columns []axis, q *squares.Statistics) {
	d := len(columns) - 1
	entry := func(i, j int) *big.Float { // of scaled columns
		i, j = max(i, j), min(i, j)
		x := q.YY
		switch {
		case i == d && j < d:
			x = q.B[j+1]
		case i < d:
			x = q.A[i+1][j+1]
		}
		return scaled(x)
	}
	means := make([]*big.Float, d+1)
	n := new(big.Float).SetPrec(precision).SetInt64(q.N)
	for j := range means {
		half := q.B[0]
		if j < d {
			half = q.A[0][j+1]
		}
		m := scaled(half)
		m.Quo(m, n)
		means[j] = m.Add(m, m) // the constant is 1/2
		if s.Intercepts != 1 {
			means[j].SetInt64(0)
		}
	}
	s.Products = mat.NewSymDense(d+1, nil)
	for i, c := range columns {
		mean, _ := means[i].Float64()
		column := Column{Name: c.name, Resolution: c.rounded}
		if s.Intercepts == 1 {
			column.Mean = c.center + c.width*mean
		}
		s.Columns = append(s.Columns, column)
		for j := range i + 1 {
			x := new(big.Float).SetPrec(precision).Mul(means[i], means[j])
			x.Mul(x, n)
			x.Sub(entry(i, j), x)
			v, _ := x.Float64()
			s.Products.SetSym(i, j, v*c.width*columns[j].width)
		}
	}
}

// scaled reads a sum in steps of 2^-48.
func scaled(x *big.Int) *big.Float {
	f := new(big.Float).SetPrec(precision).SetInt(x)
	return f.SetMantExp(f, -2*schema.QuantBits)
}

// dropTarget leaves the target out, so that columns alone are analysed.
func (s *Sums) dropTarget() {
	n := len(s.Columns) - 1
	s.Target, s.Columns = "", s.Columns[:n]
	products := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			products.SetSym(i, j, s.Products.At(i, j))
		}
	}
	s.Products = products
}

// index returns the place of the column of a name, or -1.
func (s *Sums) index(name string) int {
	return slices.IndexFunc(s.Columns, func(c Column) bool { return c.Name == name })
}

// Check refuses sums that no rows can have, and names that are there twice or not at all.
func (s *Sums) Check() error {
	switch {
	case s.Rows < 1:
		return invalid("nobs must be positive")
	case s.Intercepts < 0 || int64(s.Intercepts) > s.Rows:
		return invalid("intercepts must be from 0 to nobs")
	case len(s.Columns) == 0 || s.Products == nil || s.Products.SymmetricDim() != len(s.Columns):
		return invalid("products must have one row for each column")
	case s.Target != "" && s.index(s.Target) != len(s.Columns)-1:
		return invalid("target must be the last of columns")
	}
	for i, c := range s.Columns {
		if s.index(c.Name) != i {
			return invalid("columns: %s is there twice", c.Name)
		}
		if !finite(c.Mean) || !(c.Resolution >= 0) || !finite(c.Resolution) {
			return invalid("columns: mean and resolution of %s must be finite, the latter not negative", c.Name)
		}
		for j := range i + 1 {
			a, b, x := s.Products.At(i, i), s.Products.At(j, j), s.Products.At(i, j)
			if !finite(x) || a < 0 || x*x > a*b*(1+1e-9) {
				return invalid("products: no rows have those of %s and %s", c.Name, s.Columns[j].Name)
			}
		}
	}
	if err := s.checkFolds(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i, t := range s.Terms {
		if slices.ContainsFunc(s.Terms[:i], func(o Term) bool { return o.Name == t.Name }) {
			return invalid("terms: %s is there twice", t.Name)
		}
		for _, c := range t.Columns {
			if s.index(c) < 0 || c == s.Target || seen[c] {
				return invalid("terms: the column %s of %s is not there, or belongs to two terms", c, t.Name)
			}
			seen[c] = true
		}
		if len(t.Columns) == 0 || len(t.Factors) == 0 {
			return invalid("terms: %s has no columns or no factors", t.Name)
		}
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func invalid(format string, args ...any) error {
	return problem.As(problem.ErrInput, fmt.Errorf("invalid sums: "+format, args...))
}

// errNoTarget is the error of a model without a target.
var errNoTarget = problem.WithHint(problem.As(problem.ErrInput, errors.New("these sums describe columns without a target")), "name it in a formula, such as --formula 'y ~ a + b'")
