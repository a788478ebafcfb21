package analyse

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/contrast"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// Fit is a model by least squares of some of the terms, from the sums.
type Fit struct {
	sums     *Sums
	response int
	terms    []Term
	columns  []int // of terms, indices into Sums.Columns
	kept     []int // of them, those that do not follow from others before them, as in R

	estimates []float64     // of kept
	inverse   *mat.SymDense // of the products of kept; nil without any
	RSS       float64       // sum of squared residuals
	Total     float64       // sum of squares of the response about its mean, or about 0 without an intercept
	Freedom   float64       // rows less parameters
}

// A column follows from those before it if they leave less than this part of its squares. R's lm has 1e-14; sums of products in
// float64 distinguish 1e-13.
const dependentPart = 1e-13

// roundingSpread is how many times the variance of rounding, 1/12 of a squared cell, a column has to exceed.
const roundingSpread = 4.0 / 12

// fit returns the model of the response by terms.
func (s *Sums) fit(response int, terms []Term) (*Fit, error) {
	f := &Fit{sums: s, response: response, terms: terms, Total: s.Products.At(response, response)}
	for _, t := range terms {
		for _, c := range t.Columns {
			f.columns = append(f.columns, s.index(c))
		}
	}
	f.solve()
	f.Freedom = float64(s.Rows) - float64(s.Intercepts) - float64(len(f.kept))
	if f.Freedom < 0 {
		return nil, invalid("%d rows are too few for %d columns", s.Rows, len(f.kept))
	}
	return f, nil
}

// solve factors the products LDLᵀ column by column, on columns of unit length, and leaves out those that follow from others.
func (f *Fit) solve() {
	s := f.sums
	var l [][]float64 // of each kept column, by those kept before it
	var d []float64   // squares that are left of each
	length := func(j int) float64 { return math.Sqrt(s.Products.At(j, j)) }
	for _, j := range f.columns {
		if !(length(j) > 0) {
			continue
		}
		row, left := make([]float64, len(f.kept)), 1.0
		for i, k := range f.kept {
			v := s.Products.At(j, k) / length(j) / length(k)
			for m := range i {
				v -= row[m] * d[m] * l[i][m]
			}
			row[i] = v / d[i]
			left -= v * row[i]
		}
		if left > math.Max(dependentPart, f.blur(j, row, l, length)) {
			f.kept, l, d = append(f.kept, j), append(l, row), append(d, left)
		}
	}
	f.RSS = f.Total
	n := len(f.kept)
	if n == 0 {
		return
	}
	// z holds L⁻¹·Xᵀy, and the inverse is L⁻ᵀD⁻¹L⁻¹.
	z, inverse := make([]float64, n), mat.NewTriDense(n, mat.Lower, nil)
	for i, j := range f.kept {
		z[i] = s.Products.At(j, f.response) / length(j)
		inverse.SetTri(i, i, 1)
		for m := range i {
			z[i] -= l[i][m] * z[m]
			for c := range m + 1 {
				inverse.SetTri(i, c, inverse.At(i, c)-l[i][m]*inverse.At(m, c))
			}
		}
		f.RSS -= z[i] * z[i] / d[i]
	}
	f.RSS = math.Max(f.RSS, 0)
	f.estimates, f.inverse = make([]float64, n), mat.NewSymDense(n, nil)
	for i := range n {
		for k := i; k < n; k++ {
			f.estimates[i] += inverse.At(k, i) * z[k] / d[k] / length(f.kept[i])
		}
		for j := range i + 1 {
			v := 0.0
			for k := i; k < n; k++ {
				v += inverse.At(k, i) * inverse.At(k, j) / d[k]
			}
			f.inverse.SetSym(i, j, v/length(f.kept[i])/length(f.kept[j]))
		}
	}
}

// blur returns the part of the squares of column j that the rounding of values alone can leave.
func (f *Fit) blur(j int, row []float64, l [][]float64, length func(int) float64) float64 {
	s := f.sums
	c := slices.Clone(row) // coefficients on the kept columns, backwards
	rounding := s.Columns[j].Resolution / length(j)
	sum := rounding * rounding
	for i := len(row) - 1; i >= 0; i-- {
		for m := i + 1; m < len(row); m++ {
			c[i] -= l[m][i] * c[m]
		}
		r := c[i] * s.Columns[f.kept[i]].Resolution / length(f.kept[i])
		sum += r * r
	}
	return roundingSpread * float64(s.Rows) * sum
}

// Sigma2 is the variance of the residuals.
func (f *Fit) Sigma2() float64 { return f.RSS / f.Freedom }

// AIC is that of R's extractAIC: n·log(RSS/n) + k·parameters, for a penalty k of each parameter.
func (f *Fit) AIC(k float64) float64 {
	n := float64(f.sums.Rows)
	return n*math.Log(f.RSS/n) + k*(n-f.Freedom)
}

// hasIntercept reports whether one intercept for all rows is known.
func (f *Fit) hasIntercept() bool { return f.sums.Intercepts == 1 }

// intercept returns the estimate, and the terms of its covariances: those with kept columns.
func (f *Fit) intercept() (estimate, variance float64, with []float64) {
	s := f.sums
	estimate, variance = s.Columns[f.response].Mean, 1/float64(s.Rows)
	with = make([]float64, len(f.kept))
	for i, j := range f.kept {
		estimate -= f.estimates[i] * s.Columns[j].Mean
		for k, l := range f.kept {
			with[i] -= f.inverse.At(i, k) * s.Columns[l].Mean
		}
		variance -= with[i] * s.Columns[j].Mean
	}
	return estimate, variance, with
}

// coefficients is the table of estimates, as tables has it of a training.
func (f *Fit) coefficients() *tables.Table {
	t := &tables.Table{Name: "coefficients", Columns: []string{"term", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"}}
	d := tables.Distribution{Freedom: f.Freedom}
	add := func(name string, estimate, variance float64) {
		if !(f.Freedom > 0) {
			t.Add(tables.Text(name), tables.Number(estimate), tables.Empty, tables.Empty, tables.Empty, tables.Empty, tables.Empty)
			return
		}
		e := math.Sqrt(variance * f.Sigma2())
		reach := d.Reach(model.DefaultLevel) * e
		t.Add(tables.Text(name), tables.Number(estimate), tables.Number(e), tables.Number(estimate/e), tables.Number(d.P(estimate/e)),
			tables.Number(estimate-reach), tables.Number(estimate+reach))
	}
	if f.hasIntercept() {
		estimate, variance, _ := f.intercept()
		add("(Intercept)", estimate, variance)
	}
	for _, j := range f.columns {
		i := slices.Index(f.kept, j)
		if i < 0 {
			t.Add(tables.Text(f.sums.Columns[j].Name), tables.Empty, tables.Empty, tables.Empty, tables.Empty, tables.Empty, tables.Empty)
			continue
		}
		add(f.sums.Columns[j].Name, f.estimates[i], f.inverse.At(i, i))
	}
	return t
}

// covariance is the table of the covariances of the estimates.
func (f *Fit) covariance() *tables.Table {
	t := &tables.Table{Name: "covariance", Columns: []string{"variable", "other", "value"}}
	names, offset := make([]string, 0, len(f.kept)+1), 0
	_, variance, with := f.intercept()
	if f.hasIntercept() {
		names, offset = append(names, "(Intercept)"), 1
	}
	for _, j := range f.kept {
		names = append(names, f.sums.Columns[j].Name)
	}
	at := func(a, b int) float64 {
		a, b = max(a, b), min(a, b)
		switch {
		case a < offset:
			return variance
		case b < offset:
			return with[a-offset]
		}
		return f.inverse.At(a-offset, b-offset)
	}
	for a, variable := range names {
		for b, other := range names {
			t.Add(tables.Text(variable), tables.Text(other), tables.Number(at(a, b)*f.Sigma2()))
		}
	}
	return t
}

// contrasts is the table of combinations of the coefficients.
func (f *Fit) contrasts(texts []string) (*tables.Table, error) {
	e := &tables.Estimates{Distribution: tables.Distribution{Freedom: f.Freedom}, Level: model.DefaultLevel}
	add := func(name string, estimate float64, absent bool) {
		e.Of = append(e.Of, contrast.Coefficient{Name: name})
		e.Values, e.Absent = append(e.Values, estimate), append(e.Absent, absent)
	}
	var at []int // the places among kept columns, −1 of the intercept
	estimate, variance, with := f.intercept()
	if f.hasIntercept() {
		add(kinds.Intercept, estimate, false)
		at = append(at, -1)
	}
	for _, j := range f.columns {
		i := slices.Index(f.kept, j)
		value := 0.0
		if i >= 0 {
			value = f.estimates[i]
		}
		add(f.sums.Columns[j].Name, value, i < 0)
		at = append(at, i)
	}
	for _, v := range f.sums.Variables {
		if len(v.Levels) > 0 && !v.Ranked {
			e.Zero = append(e.Zero, v.Name+"="+v.Levels[0])
		}
	}
	if f.Freedom > 0 {
		e.Covariance = func(a, b int) float64 {
			switch a, b = max(at[a], at[b]), min(at[a], at[b]); {
			case a < 0:
				return variance * f.Sigma2()
			case b < 0:
				return with[a] * f.Sigma2()
			}
			return f.inverse.At(a, b) * f.Sigma2()
		}
	}
	return e.Contrasts(texts)
}

// Name writes the model as a formula.
func (f *Fit) Name() string {
	out := f.sums.Columns[f.response].Name + " ~"
	for i, t := range f.terms {
		if i > 0 {
			out += " +"
		}
		out += " " + t.Name
	}
	if len(f.terms) == 0 {
		out += " 1"
	}
	if f.sums.Intercepts == 0 {
		out += " - 1"
	}
	return out
}

// statistics is the table of the whole model.
func (f *Fit) statistics() *tables.Table {
	t := &tables.Table{Name: "fit", Columns: []string{"statistic", "value"}}
	n := float64(f.sums.Rows)
	add := func(name string, x float64) {
		if finite(x) {
			t.Add(tables.Text(name), tables.Number(x))
		}
	}
	parameters := n - f.Freedom + 1 // with the variance
	if f.sums.Intercepts <= 1 {     // with one for each owner the variance between them is not known
		intercepts, terms := float64(f.sums.Intercepts), float64(len(f.kept))
		r2 := 1 - f.RSS/f.Total
		add("r_squared", r2)
		add("adj_r_squared", 1-(1-r2)*(n-intercepts)/f.Freedom)
		add("sigma", math.Sqrt(f.Sigma2()))
		if terms > 0 {
			statistic := (f.Total - f.RSS) / terms / f.Sigma2()
			add("statistic", statistic)
			add("p_value", upperF(statistic, terms, f.Freedom))
		}
		add("df", terms)
	} else {
		add("sigma", math.Sqrt(f.Sigma2()))
	}
	logLik := -n / 2 * (math.Log(2*math.Pi*f.RSS/n) + 1)
	add("log_lik", logLik)
	add("aic", 2*parameters-2*logLik)
	add("bic", math.Log(n)*parameters-2*logLik)
	add("deviance", f.RSS)
	if f.sums.Intercepts <= 1 {
		add("null_deviance", f.Total)
	}
	add("df_residual", f.Freedom)
	t.Add(tables.Text("nobs"), tables.Count(f.sums.Rows))
	return t
}
