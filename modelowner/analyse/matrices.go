package analyse

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/ml/path"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// correlationOf returns the correlations of columns. It fails if one of them does not change.
func (s *Sums) correlationOf(columns []int) (*mat.SymDense, error) {
	out := mat.NewSymDense(len(columns), nil)
	for a, i := range columns {
		if !(s.Products.At(i, i) > 0) {
			return nil, invalid("column %s is the same in every row", s.Columns[i].Name)
		}
		for b := range a {
			j := columns[b]
			out.SetSym(a, b, math.Max(-1, math.Min(1, s.Products.At(i, j)/math.Sqrt(s.Products.At(i, i))/math.Sqrt(s.Products.At(j, j)))))
		}
		out.SetSym(a, a, 1)
	}
	return out, nil
}

// varying returns those of columns that change.
func (s *Sums) varying(columns []int) []int {
	return slices.DeleteFunc(slices.Clone(columns), func(j int) bool { return !(s.Products.At(j, j) > 0) })
}

// correlations is the table of the correlations of the columns and the response, which is absent if it is negative.
func (s *Sums) correlations(columns []int, response int) (*tables.Table, error) {
	columns = s.varying(columns)
	if response >= 0 && s.Products.At(response, response) > 0 {
		columns = append(columns, response)
	}
	t := &tables.Table{Name: "correlation", Columns: []string{"variable", "other", "value"}}
	r, err := s.correlationOf(columns)
	if err != nil {
		return nil, err
	}
	for a, i := range columns {
		for b, j := range columns {
			t.Add(tables.Text(s.Columns[i].Name), tables.Text(s.Columns[j].Name), tables.Number(r.At(a, b)))
		}
	}
	return t, nil
}

// components is the table of the principal components of standardised columns, those with the largest deviation first. Each has
// a positive largest loading.
func (s *Sums) components(columns []int) (*tables.Table, error) {
	columns = s.varying(columns)
	r, err := s.correlationOf(columns)
	if err != nil {
		return nil, err
	}
	var e mat.EigenSym
	if !e.Factorize(r, true) {
		return nil, errors.New("failed to find the principal components")
	}
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	values := e.Values(nil)
	t := &tables.Table{Name: "components", Columns: []string{"component", "sdev", "variable", "loading"}}
	for k := range values {
		at := len(values) - 1 - k // values rise
		most := 0.0
		for i := range columns {
			if v := vectors.At(i, at); math.Abs(v) > math.Abs(most)*(1+1e-9) {
				most = v
			}
		}
		for i, j := range columns {
			t.Add(tables.Text(fmt.Sprintf("PC%d", k+1)), tables.Number(math.Sqrt(math.Max(values[at], 0))), tables.Text(s.Columns[j].Name),
				tables.Number(math.Copysign(1, most)*vectors.At(i, at)))
		}
	}
	return t, nil
}

// inflation is the table of variance inflation factors, generalised for terms of several columns (J. Fox and G. Monette, J. Am.
// Stat. Assoc. 87, 1992).
func (f *Fit) inflation() *tables.Table {
	if f.inverse == nil || len(f.terms) < 2 {
		return nil
	}
	return inflationOf(f.inverse, f.terms, func(t Term) []int {
		var out []int
		for i, j := range f.kept {
			if slices.Contains(t.Columns, f.sums.Columns[j].Name) {
				out = append(out, i)
			}
		}
		return out
	})
}

// inflationOf computes the factors from the covariances of the estimates without the intercept; places are those of a term.
func inflationOf(covariance *mat.SymDense, terms []Term, places func(Term) []int) *tables.Table {
	t := &tables.Table{Name: "vif", Columns: []string{"term", "vif", "df", "scaled"}}
	n := covariance.SymmetricDim()
	r := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			r.SetSym(i, j, covariance.At(i, j)/math.Sqrt(covariance.At(i, i))/math.Sqrt(covariance.At(j, j)))
		}
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	whole := logDeterminant(r, all)
	for _, term := range terms {
		own := places(term)
		if len(own) == 0 {
			t.Add(tables.Text(term.Name), tables.Empty, tables.Count(0), tables.Empty)
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(all), func(i int) bool { return slices.Contains(own, i) })
		a := logDeterminant(r, own)
		b := logDeterminant(r, rest)
		v := math.Exp(a + b - whole)
		t.Add(tables.Text(term.Name), tables.Number(v), tables.Count(int64(len(own))), tables.Number(math.Pow(v, 1/(2*float64(len(own))))))
	}
	return t
}

// logDeterminant returns the logarithm of the determinant of rows and columns of a positive definite matrix.
func logDeterminant(m *mat.SymDense, at []int) float64 {
	if len(at) == 0 {
		return 0
	}
	part := mat.NewSymDense(len(at), nil)
	for i := range at {
		for j := range i + 1 {
			part.SetSym(i, j, m.At(at[i], at[j]))
		}
	}
	log, _ := mat.LogDet(part) // it is positive
	return log
}

// Penalty is a path of penalties.
type Penalty struct {
	Alpha   float64 // 1 of the lasso, 0 of ridge regression
	Lambdas []float64
	Auto    bool // 100 penalties from the one at which all weights are 0 (of ridge regression a thousand times the lasso's) to a ten thousandth of it
}

// line is a model of a path, in original units.
type line struct {
	lambda    float64
	intercept float64   // 0 without one
	estimates []float64 // of Fit.columns
}

// path is the table of estimates along a path, in original units. Columns are standardised with denominator n, and the
// intercept is not penalised.
func (f *Fit) path(p Penalty) (*tables.Table, error) {
	lines, err := f.lines(p)
	if err != nil {
		return nil, err
	}
	t := &tables.Table{Name: "path", Columns: []string{"lambda", "term", "estimate"}}
	for _, l := range lines {
		if f.hasIntercept() {
			t.Add(tables.Number(l.lambda), tables.Text("(Intercept)"), tables.Number(l.intercept))
		}
		for k, j := range f.columns {
			t.Add(tables.Number(l.lambda), tables.Text(f.sums.Columns[j].Name), tables.Number(l.estimates[k]))
		}
	}
	return t, nil
}

// lines returns the models of a path, in the order of its penalties.
func (f *Fit) lines(p Penalty) ([]line, error) {
	s, n := f.sums, float64(f.sums.Rows)
	columns := s.varying(f.columns)
	if len(columns) == 0 {
		return nil, invalid("there are no columns to penalise")
	}
	r, err := s.correlationOf(columns)
	if err != nil {
		return nil, err
	}
	q := &path.Problem{R: r, Y: make([]float64, len(columns))}
	scale := make([]float64, len(columns))
	for i, j := range columns {
		scale[i] = math.Sqrt(s.Products.At(j, j) / n)
		q.Y[i] = s.Products.At(j, f.response) / n / scale[i]
	}
	lambdas := slices.Clone(p.Lambdas)
	if p.Auto {
		largest := q.Largest(1)
		if p.Alpha < 1e-3 {
			largest *= 1000
		}
		lambdas = path.Lambdas(largest, 1e-4, 100)
	}
	order := make([]int, len(lambdas)) // from the largest: each begins where the one before ended
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return -compareFloats(lambdas[a], lambdas[b]) })
	sorted := make([]float64, len(lambdas))
	for i, k := range order {
		sorted[i] = lambdas[k]
	}
	solved, err := q.Solutions(sorted, p.Alpha)
	if err != nil {
		return nil, problem.As(problem.ErrInput, err)
	}
	out := make([]line, len(lambdas))
	for i, k := range order {
		l := line{lambda: lambdas[k], estimates: make([]float64, len(f.columns))}
		for c, j := range f.columns {
			if at := slices.Index(columns, j); at >= 0 {
				l.estimates[c] = solved[i][at] / scale[at]
			}
		}
		l.intercept = f.center(l.estimates)
		out[k] = l
	}
	return out, nil
}

// center returns the intercept of a model with these estimates of Fit.columns; 0 if the model has none.
func (f *Fit) center(estimates []float64) float64 {
	if !f.hasIntercept() {
		return 0
	}
	x := f.sums.Columns[f.response].Mean
	for k, j := range f.columns {
		x -= estimates[k] * f.sums.Columns[j].Mean
	}
	return x
}

func compareFloats(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
