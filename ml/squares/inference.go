package squares

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/internal/longfloat"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

// warnCondition is the condition number above which the columns get a warning.
const warnCondition = 1e8

// Infer returns standard errors, t values, R² and the condition of the columns for a solution of SolveScaled with the same
// l2 and deviation, and warnings for people. terms are the model's weights in original units, one for each column. A fit
// that approximates a model has no R² and no standard errors.
//
// With a penalty the errors are those of the ridge estimate without its bias (A. E. Hoerl and R. W. Kennard,
// Technometrics 12, 1970).
func (s *Statistics) Infer(sch *schema.Schema, as *kinds.LeastSquares, fit *Solution, l2 float64, deviation []float64, terms []model.Weight) (*model.Inference, []string) {
	columns := sch.Columns()
	kept := fit.kept()
	c := s.centre(kept)
	if c.intercepts = max(1, s.Sites); s.Origin {
		c.intercepts = 0
	}
	var warnings []string
	out := &model.Inference{Condition: 1}
	if as.Approximates == "" && s.Sites == 0 && c.sst > 0 {
		out.R2 = 1 - fit.Cost*c.n/c.sst
	}
	inverse, ok := c.invert(out, l2, deviation, kept)
	if out.Condition > warnCondition {
		warnings = append(warnings, fmt.Sprintf("columns nearly depend on each other (condition %.1g): single weights are not meaningful; set l2, or write powers about the middle of a range, such as I(((x - 5)/5)^2)", out.Condition))
	}
	if as.Approximates != "" {
		return out, warnings
	}
	if out.Freedom <= 0 || !ok {
		return out, append(warnings, "too few rows for standard errors")
	}
	sigma := fit.Cost * c.n / out.Freedom
	_, width := sch.Target.Scale()
	out.Terms = make([]model.Term, len(columns))
	for j, column := range columns {
		out.Terms[j] = model.Term{Name: column.Name, Excluded: j > 0 && !slices.Contains(kept, j)}
	}
	out.Covariance = c.covariance(sch, columns, kept, inverse, sigma*width*width)
	if s.Sites > 0 || s.Origin {
		out.Terms[0].Excluded = true
		out.Covariance = out.Covariance.Without()
	}
	for i, j := range s.free(kept) {
		out.Terms[j].Error = math.Sqrt(math.Max(out.Covariance.At(i, i), 0))
	}
	if len(kept) >= model.MaxCovariance {
		out.Covariance = nil
	}
	for j := range out.Terms {
		if out.Terms[j].Error > 0 {
			out.Terms[j].T = terms[j].Value / out.Terms[j].Error
		}
	}
	return out, warnings
}

// free returns the columns of the weights that have a covariance: the intercept, if there is one for all rows, and those kept.
func (s *Statistics) free(kept []int) []int {
	if s.Sites > 0 || s.Origin {
		return kept
	}
	return append([]int{0}, kept...)
}

// covariance returns the covariance of the intercept and of the kept weights in original units, from the inverse of invert
// and the variance of a row.
func (c centred) covariance(sch *schema.Schema, columns []schema.Column, kept []int, inverse *mat.Dense, variance float64) model.Covariance {
	k := len(kept)
	zero := make([]float64, k) // the point of the intercept in original units, from the mean
	span := make([]float64, k)
	for i, j := range kept {
		x := -0.5
		span[i] = 1
		if columns[j].Role == schema.RoleValue {
			center, w := sch.Features[columns[j].Feature].Scale()
			x, span[i] = -center/w, w
		}
		zero[i] = x - c.mean[i]
	}
	along := make([]float64, k) // inverse · zero
	for i := range k {
		for l := range k {
			along[i] += inverse.At(i, l) * zero[l]
		}
	}
	intercept := 1.0
	for i := range k {
		intercept += zero[i] * along[i]
	}
	out := model.Covariance{intercept * variance / c.n}
	for i := range k {
		out = append(out, along[i]/span[i]*variance/c.n)
		for l := range i + 1 {
			out = append(out, inverse.At(i, l)/(span[i]*span[l])*variance/c.n)
		}
	}
	return out
}

// kept returns the columns of the fit's weights but the first.
func (f *Solution) kept() []int {
	var out []int
	rest := f.Aside
	for j := 1; j < len(f.Weights); j++ {
		if len(rest) > 0 && rest[0].Column == j {
			rest = rest[1:]
			continue
		}
		out = append(out, j)
	}
	return out
}

// centred are covariances of the kept columns, in float64.
type centred struct {
	n, sst float64 // rows; squares of the target about its mean
	// intercepts is how many the fit has.
	intercepts int
	mean       []float64
	cov        *mat.SymDense
}

// centre subtracts the means in long floats, so that nothing cancels.
func (s *Statistics) centre(kept []int) centred {
	n := longfloat.New().SetInt64(s.N)
	c := centred{n: float64(s.N), mean: make([]float64, len(kept))}
	mean := func(half *big.Int) *big.Float { // column 0 is 1/2
		if s.Origin {
			return longfloat.New()
		}
		m := longfloat.FromInt(half)
		m.Quo(m, n)
		return m.SetMantExp(m, 1-costBits)
	}
	moment := func(v *big.Int, a, b *big.Float) float64 {
		x := longfloat.FromInt(v)
		x.Quo(x, n)
		x.SetMantExp(x, -costBits)
		f, _ := x.Sub(x, longfloat.New().Mul(a, b)).Float64()
		return f
	}
	means := make([]*big.Float, len(kept))
	for i, j := range kept {
		means[i] = mean(s.A[0][j])
		c.mean[i], _ = means[i].Float64()
	}
	y := mean(s.B[0])
	c.sst = c.n * moment(s.YY, y, y)
	if len(kept) == 0 {
		return c
	}
	c.cov = mat.NewSymDense(len(kept), nil)
	for i := range kept {
		for k := range i + 1 {
			c.cov.SetSym(i, k, moment(s.A[kept[i]][kept[k]], means[i], means[k]))
		}
	}
	return c
}

// invert returns H⁻¹·C·H⁻¹ for the covariances C and H = C + penalty, and sets the condition and the degrees of freedom.
func (c centred) invert(out *model.Inference, l2 float64, deviation []float64, kept []int) (*mat.Dense, bool) {
	k := len(kept)
	out.Freedom = c.n - float64(c.intercepts)
	if k == 0 {
		return &mat.Dense{}, true
	}
	corr, h := mat.NewSymDense(k, nil), mat.NewSymDense(k, nil)
	scale := make([]float64, k)
	for i := range scale {
		scale[i] = math.Sqrt(c.cov.At(i, i))
		if !(scale[i] > 0) {
			return nil, false
		}
	}
	for i := range k {
		for j := range i + 1 {
			v := c.cov.At(i, j) / (scale[i] * scale[j])
			corr.SetSym(i, j, v)
			h.SetSym(i, j, v)
		}
		ridge := l2 / (scale[i] * scale[i])
		if deviation != nil {
			ridge *= deviation[kept[i]] * deviation[kept[i]]
		}
		h.SetSym(i, i, corr.At(i, i)+ridge)
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(h, false) {
		return nil, false
	}
	values := eigen.Values(nil)
	out.Condition = math.MaxFloat64
	if values[0] > 0 {
		out.Condition = values[k-1] / values[0]
	}
	var chol mat.Cholesky
	if !chol.Factorize(h) {
		return nil, false
	}
	inverse := mat.NewSymDense(k, nil)
	if err := chol.InverseTo(inverse); err != nil && out.Condition < 1e13 {
		return nil, false
	}
	var half, whole mat.Dense
	half.Mul(inverse, corr)
	if l2 > 0 {
		out.Freedom -= mat.Trace(&half)
	} else {
		out.Freedom -= float64(k) // without the rounding of the trace
	}
	whole.Mul(&half, inverse)
	for i := range k {
		for j := range k {
			whole.Set(i, j, whole.At(i, j)/(scale[i]*scale[j]))
		}
	}
	return &whole, true
}
