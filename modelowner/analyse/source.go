package analyse

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/train"
)

// Source is the sums and the model of a finished training.
type Source struct {
	Sums  *Sums // nil if the training left none from which models follow
	Model *model.Model
}

// Load reads the sums and the model of a training from its folder. The error wraps problem.ErrInput if it is not finished, or
// if its sums have noise.
func Load(t *folder.Training) (*Source, error) {
	m, err := t.Model()
	if err != nil {
		return nil, err
	}
	if t.File.Private() {
		return nil, problem.WithHint(problem.As(problem.ErrInput, errors.New("the sums of this training have noise, and models of some of its terms would have much more of it")),
			"analyse the model as it is with 'modelowner export --format tidy' and 'modelowner report'")
	}
	out := &Source{Model: m}
	if m.Description == nil && t.File.LeastSquares() != nil && t.File.Model.Weights == spec.Encrypted {
		p, err := train.Replay(t)
		if err != nil {
			return nil, err
		}
		if q := plan.SquaresOf(p); q != nil {
			out.Sums = FromFit(t.File, q, plan.FoldsOf(p)...)
		}
	}
	if err := out.fromModel(); err != nil {
		return nil, err
	}
	if out.Sums != nil {
		out.Sums.Training, out.Sums.Name = t.ID.String(), t.File.Name
	}
	return out, nil
}

// FromFit returns the sums of a fit by least squares of a training file, and those of the folds of its rows, if it has any.
func FromFit(f *spec.File, q *squares.Statistics, folds ...*squares.Statistics) *Sums {
	out := fromSquares(q, f.Schema())
	out.Name = f.Name
	for _, fold := range folds {
		fold.Rounded, fold.Origin = q.Rounded, q.Origin
		part := fromSquares(fold, f.Schema())
		means := make([]float64, len(part.Columns))
		for i, c := range part.Columns {
			means[i] = c.Mean
		}
		out.Folds = append(out.Folds, Fold{part.Rows, means, part.Products})
	}
	if f.LeastSquares().Labels { // labels of 0 and 1 have no normal errors
		out.dropTarget()
	}
	return out
}

// ParseModel reads a model file and returns the source that it alone determines.
func ParseModel(b []byte) (*Source, error) {
	m, err := model.Parse(b)
	if err != nil {
		return nil, problem.As(problem.ErrInput, err)
	}
	return FromModel(m)
}

// FromModel returns the source that a model file alone determines.
func FromModel(m *model.Model) (*Source, error) {
	s := &Source{Model: m}
	return s, s.fromModel()
}

// fromModel finds the sums that follow from the model file, if there are none yet.
func (s *Source) fromModel() error {
	if s.Sums != nil {
		return nil
	}
	if s.Model.Description != nil {
		d, err := s.Model.Describe()
		if err != nil {
			return err
		}
		s.Sums = fromDescription(d)
		return nil
	}
	s.Sums = fromEstimates(s.Model)
	return nil
}

// fromDescription returns the sums of the numbers of a description that no row lacks; nil if there are fewer than two.
func fromDescription(d *describe.Description) *Sums {
	rows, features := d.All().Rows, d.Features()
	var whole []int
	for i, f := range features {
		if f.Type.Numeric() && d.All().Features[i].Present() == rows {
			whole = append(whole, i)
		}
	}
	if len(whole) < 2 || len(d.Pairs) == 0 { // with noise no pairs are summed
		return nil
	}
	out := &Sums{Rows: rows, Intercepts: 1, Products: mat.NewSymDense(len(whole), nil)}
	plain := &schema.Schema{}
	for _, i := range whole {
		f := features[i]
		plain.Features = append(plain.Features, f)
		column := Column{Name: f.Name}
		if _, width := f.Scale(); !f.Exact() {
			column.Resolution = width / (1 << schema.QuantBits)
		}
		out.Columns = append(out.Columns, column)
		out.Terms = append(out.Terms, Term{f.Name, []string{f.Name}, []string{f.Name}})
	}
	out.Variables = schema.Variables(plain)
	for _, p := range d.Pairs {
		a, b := slices.Index(whole, p.A), slices.Index(whole, p.B)
		if a < 0 || b < 0 {
			continue
		}
		sa, sb, aa, bb, ab := p.Sums()
		ca, wa := features[p.A].Scale()
		cb, wb := features[p.B].Scale()
		out.Columns[a].Mean, out.Columns[b].Mean = meanOf(sa, rows, ca, wa), meanOf(sb, rows, cb, wb)
		out.Products.SetSym(a, a, about(aa, sa, sa, rows)*wa*wa)
		out.Products.SetSym(b, b, about(bb, sb, sb, rows)*wb*wb)
		out.Products.SetSym(a, b, about(ab, sa, sb, rows)*wa*wb)
	}
	return out
}

// meanOf returns a mean in original units from a sum in steps of 2^-24.
func meanOf(sum *big.Int, rows int64, center, width float64) float64 {
	m, _ := new(big.Rat).SetFrac(sum, new(big.Int).Lsh(big.NewInt(rows), schema.QuantBits)).Float64()
	return center + width*m
}

// about returns the sum of products about the means from sums in steps of 2^-48 and 2^-24.
func about(products, x, y *big.Int, rows int64) float64 {
	n := big.NewInt(rows)
	v := new(big.Int).Mul(products, n)
	v.Sub(v, new(big.Int).Mul(x, y))
	f, _ := new(big.Rat).SetFrac(v, new(big.Int).Lsh(n, 2*schema.QuantBits)).Float64()
	return f
}

// fromEstimates returns the sums that follow from the estimates of a linear regression and their covariances, or nil. Those are
// σ²·(XᵀX)⁻¹, so that with the estimates and the residuals they determine XᵀX, Xᵀy and yᵀy.
func fromEstimates(m *model.Model) *Sums {
	i := m.Inference
	if i == nil || i.Covariance == nil || i.Likelihood == nil || !i.Whole() || m.Metric != kinds.MSE || i.Likelihood.Errors != spec.ErrorsModel ||
		len(m.Schema.Roles) > 0 || m.Site != "" || !m.Schema.Formula.Intercept() || !(i.Likelihood.Dispersion > 0) {
		return nil
	}
	estimates := m.Estimates()
	var kept []int
	for j := range i.Terms {
		if !i.Terms[j].Excluded {
			kept = append(kept, j)
		}
	}
	p := len(kept) - 1
	if p < 1 || kept[0] != 0 {
		return nil
	}
	v := mat.NewSymDense(p, nil)
	for a := range p {
		for b := range a + 1 {
			v.SetSym(a, b, i.Covariance.At(a+1, b+1)/i.Likelihood.Dispersion)
		}
	}
	products, ok := invert(v)
	if !ok {
		return nil
	}
	out := &Sums{Rows: m.Rows, Intercepts: 1, Target: m.Schema.Target.Name, Variables: schema.Variables(m.Schema), Products: mat.NewSymDense(p+1, nil)}
	target := Column{Name: out.Target, Mean: estimates[0].Value}
	square := i.Likelihood.Deviance
	for a := range p {
		e := estimates[kept[a+1]]
		c, xy := Column{Name: e.Name}, 0.0
		for b := range p {
			c.Mean -= products.At(a, b) * i.Covariance.At(0, b+1) / i.Likelihood.Dispersion
			xy += products.At(a, b) * estimates[kept[b+1]].Value
			if b <= a {
				out.Products.SetSym(a, b, products.At(a, b))
			}
		}
		out.Products.SetSym(a, p, xy)
		square += xy * e.Value
		target.Mean += c.Mean * e.Value
		out.Columns = append(out.Columns, c)
	}
	out.Products.SetSym(p, p, square)
	out.Columns = append(out.Columns, target)
	out.Terms = termsOf(m.Schema, func(name string) bool { return out.index(name) >= 0 })
	return out
}

// termsOf returns the terms of a schema with those of their columns that are there.
func termsOf(s *schema.Schema, has func(column string) bool) []Term {
	columns := s.Columns()
	var out []Term
	for _, t := range schema.Terms(s) {
		term := Term{Name: t.Name, Factors: t.Factors}
		for _, j := range t.Columns {
			if has(columns[j].Name) {
				term.Columns = append(term.Columns, columns[j].Name)
			}
		}
		if len(term.Columns) > 0 {
			out = append(out, term)
		}
	}
	return out
}

// invert returns the inverse of a symmetric positive definite matrix, by way of its correlations.
func invert(m *mat.SymDense) (*mat.SymDense, bool) {
	n := m.SymmetricDim()
	r, scale := mat.NewSymDense(n, nil), make([]float64, n)
	for i := range n {
		if scale[i] = math.Sqrt(m.At(i, i)); !(scale[i] > 0) {
			return nil, false
		}
		for j := range i + 1 {
			r.SetSym(i, j, m.At(i, j)/scale[i]/scale[j])
		}
	}
	var f mat.Cholesky
	if !f.Factorize(r) {
		return nil, false
	}
	out := mat.NewSymDense(n, nil)
	if err := f.InverseTo(out); err != nil && math.IsInf(f.Cond(), 0) {
		return nil, false
	}
	for i := range n {
		for j := range i + 1 {
			out.SetSym(i, j, out.At(i, j)/scale[i]/scale[j])
		}
	}
	return out, true
}

// errNoSums is the error of an analysis that needs sums which a training did not leave.
func errNoSums(what string) error {
	return problem.WithHint(problem.As(problem.ErrInput, fmt.Errorf("%s needs sums of squares and products, which this training did not leave", what)),
		"linear regression on encrypted weights (by rounds that end by themselves, or in one round) leaves them, by Newton's rounds with model errors, and so does a description without missing values")
}
