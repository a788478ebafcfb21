package plan

import (
	"math"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/spec"
)

// infer returns the inference on a fit with these weights from the sums of the closing round over some owners.
func (n *newton) infer(w []float64, closing *model.NewtonClosing, owners int) *model.Inference {
	family, t, aside, lasso := n.arch.Family(), closing.Totals, n.asideOf(w), n.file.Model.L1 > 0
	t.Terms = n.method.Kept(w) // of a lasso those that it keeps (H. Zou et al., Ann. Statist. 35, 2007)
	null := t
	null.Loss = closing.NullLoss
	l := &model.Likelihood{Errors: spec.ErrorsModel, Firth: n.shape.Third, L1: n.file.Model.L1, Deviance: family.Deviance(t), NullDeviance: family.Deviance(null), Dispersion: 1}
	if !n.shape.Null {
		l.NullDeviance = levelDeviance(closing.Levels)
	}
	if e := n.file.Inference.Errors; e != "" {
		l.Errors = e
	}
	logLik, extra := family.LogLik(t)
	if l.Parameters = t.Terms + extra; !math.IsNaN(logLik) && !math.IsInf(logLik, 0) {
		l.LogLik = &logLik
	}
	over, hasTheta := family.(kinds.Overdispersed)
	if hasTheta {
		l.Parameters-- // θ is the extra one and a parameter of the fit
		t.Terms--
	}
	i := &model.Inference{Freedom: float64(t.Rows) - float64(t.Terms), Likelihood: l}
	if hasTheta {
		l.Theta = over.Theta(w[len(w)-1] / 2)
	}
	if lasso && family.Dispersed() && i.Freedom > 0 {
		l.Dispersion = t.Pearson / i.Freedom
	}
	bread, ok := n.bread(closing, aside)
	if lasso || !ok || !(i.Freedom > 0) {
		i.Effects = n.effects(closing, nil)
		return i
	}
	covariance := n.covariance(i, bread, closing, owners)
	i.Effects = n.effects(closing, covariance)
	if hasTheta {
		last := len(w) - 1
		l.ThetaError = l.Theta * math.Sqrt(bread[last][last]) / 2
	}
	n.describe(i, covariance, aside)
	return i
}

// effects returns average marginal effects, with errors if the covariance of the parameters is known: those of rows as they are.
func (n *newton) effects(closing *model.NewtonClosing, covariance [][]float64) (out []model.Effect) {
	for _, e := range closing.Effects {
		by := closing.Totals.Weights * e.Width
		x := model.Effect{Outcome: e.Outcome, Name: e.Name, Value: e.Value / by}
		if covariance != nil {
			x.Error = math.Sqrt(math.Max(quadratic(covariance, e.Gradient, e.Gradient), 0)) / by
		}
		out = append(out, x)
	}
	return out
}

// bread returns the inverse of the information with the penalty.
func (n *newton) bread(closing *model.NewtonClosing, aside []bool) ([][]float64, bool) {
	h := make([][]float64, len(aside))
	ridge := n.ridge()
	for i := range h {
		h[i] = append([]float64(nil), closing.Information[i]...)
		for j := range h[i] {
			if ridge != nil {
				h[i][j] += float64(closing.Totals.Rows) * ridge[i][j]
			}
		}
	}
	f, ok := optim.Factorise(h, 0, aside)
	if !ok {
		return nil, false
	}
	return f.Inverse(), true
}

// covariance returns that of the parameters, and sets the dispersion and, with a penalty, the degrees of freedom.
func (n *newton) covariance(i *model.Inference, bread [][]float64, closing *model.NewtonClosing, owners int) [][]float64 {
	family, penalised := n.arch.Family(), n.file.Model.L2 > 0
	if penalised {
		i.Freedom = float64(closing.Totals.Rows) - trace(bread, closing.Information)
	}
	if family.Dispersed() {
		i.Likelihood.Dispersion = closing.Totals.Pearson / i.Freedom
	}
	switch i.Likelihood.Errors {
	case spec.ErrorsRobust:
		return sandwich(bread, closing.Meat, 1)
	case spec.ErrorsCluster:
		return sandwich(bread, closing.Meat, float64(owners)/float64(owners-1))
	}
	i.Likelihood.Student = family.Dispersed()
	if penalised {
		return sandwich(bread, closing.Information, i.Likelihood.Dispersion)
	}
	out := make([][]float64, len(bread))
	for a, row := range bread {
		out[a] = make([]float64, len(row))
		for b, x := range row {
			out[a][b] = x * i.Likelihood.Dispersion
		}
	}
	return out
}

// at returns an entry of a symmetric matrix of which the lower triangle is there.
func at(m [][]float64, i, j int) float64 {
	if j > i {
		i, j = j, i
	}
	return m[i][j]
}

// trace returns that of the product of a symmetric matrix and one of which the lower triangle is there.
func trace(a, b [][]float64) (sum float64) {
	for i := range a {
		for j := range a {
			sum += a[i][j] * at(b, i, j)
		}
	}
	return sum
}

// sandwich returns factor·B·M·B.
func sandwich(b, m [][]float64, factor float64) [][]float64 {
	n := len(b)
	half, out := make([][]float64, n), make([][]float64, n)
	for i := range n {
		half[i], out[i] = make([]float64, n), make([]float64, n)
		for j := range n {
			for k := range n {
				half[i][j] += b[i][k] * at(m, k, j)
			}
		}
		for j := range n {
			for k := range n {
				out[i][j] += factor * half[i][k] * b[k][j]
			}
		}
	}
	return out
}

// describe writes the errors and covariances of the terms from the covariance of the parameters. The model exists.
func (n *newton) describe(i *model.Inference, covariance [][]float64, aside []bool) {
	s := n.file.Schema()
	var kept [][]float64 // gradients of terms
	for _, t := range n.shape.Terms(s) {
		term := model.Term{Name: t.Name, Excluded: n.shape.Depends(t, aside)}
		if !term.Excluded {
			g := n.shape.Gradient(t, s)
			kept = append(kept, g)
			term.Error = math.Sqrt(math.Max(quadratic(covariance, g, g), 0))
		}
		i.Terms = append(i.Terms, term)
	}
	if len(kept) > model.MaxCovariance {
		return
	}
	for a := range kept {
		half := make([]float64, len(covariance))
		for k := range half {
			for l, x := range kept[a] {
				half[k] += covariance[k][l] * x
			}
		}
		for b := range a + 1 {
			sum := 0.0
			for k, x := range kept[b] {
				sum += half[k] * x
			}
			i.Covariance = append(i.Covariance, sum)
		}
	}
}

func quadratic(m [][]float64, x, y []float64) (sum float64) {
	for i := range x {
		for j := range y {
			sum += x[i] * m[i][j] * y[j]
		}
	}
	return sum
}

// levelDeviance is the deviance of a model with constants alone, from the weights of the rows of each level.
func levelDeviance(counts []float64) (out float64) {
	sum := 0.0
	for _, c := range counts {
		sum += c
	}
	for _, c := range counts {
		if c > 0 {
			out -= 2 * c * math.Log(c/sum)
		}
	}
	return out
}
