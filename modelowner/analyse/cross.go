package analyse

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// checkCross refuses a cross-validation that the sums do not allow.
func (s *Sums) checkCross(opt Options) error {
	switch {
	case !opt.Cross:
		return nil
	case len(s.Folds) == 0:
		return problem.WithHint(problem.As(problem.ErrInput, errors.New("a cross-validation needs sums over folds, and the rows of this training were not divided")),
			`train with "folds": 5 in model.json: linear regression in one round, of data owners that each have enough rows in every fold`)
	case opt.Step != "":
		return problem.As(problem.ErrInput, errors.New("a choice of terms by --step uses all rows, so that no fold is new to the model that it chooses: cross-validate models of given terms, or a lasso path"))
	}
	return nil
}

// folded is how far sums over folds and over all rows may differ by rounding, as a part of the columns' lengths.
const folded = 1e-9

// checkFolds refuses folds that together are not all rows.
func (s *Sums) checkFolds() error {
	if len(s.Folds) == 0 {
		return nil
	}
	if len(s.Folds) == 1 || s.Intercepts > 1 {
		return invalid("folds must be at least two, of a model with one intercept or none")
	}
	for i, f := range s.Folds {
		if f.Rows < 1 || len(f.Means) != len(s.Columns) || f.Products == nil || f.Products.SymmetricDim() != len(s.Columns) {
			return invalid("folds[%d] must have rows, and a mean and a row of products for each column", i)
		}
	}
	all := s.but(-1)
	if all.Rows != s.Rows {
		return invalid("folds have %d rows together, and nobs is %d", all.Rows, s.Rows)
	}
	for i, c := range s.Columns {
		for j := range i + 1 {
			a, b := s.Products.At(i, i), s.Products.At(j, j)
			if !(math.Abs(all.Products.At(i, j)-s.Products.At(i, j)) <= folded*math.Sqrt(a*b)) {
				return invalid("folds: together they have not the products of %s and %s", c.Name, s.Columns[j].Name)
			}
		}
	}
	return nil
}

// but returns the sums over the rows of all folds but one; −1 leaves none out. Products about the means of parts add up with those of
// the means themselves (T. F. Chan, G. H. Golub and R. J. LeVeque, Am. Stat. 37, 1983): nothing is subtracted.
func (s *Sums) but(out int) *Sums {
	rest := *s
	n := len(s.Columns)
	rest.Rows, rest.Folds, rest.Columns, rest.Products = 0, nil, slices.Clone(s.Columns), mat.NewSymDense(n, nil)
	means := make([]float64, n)
	for k, f := range s.Folds {
		if k == out {
			continue
		}
		total := float64(rest.Rows + f.Rows)
		weight := float64(rest.Rows) * float64(f.Rows) / total
		for i := range n {
			for j := range i + 1 {
				rest.Products.SetSym(i, j, rest.Products.At(i, j)+f.Products.At(i, j)+weight*(f.Means[i]-means[i])*(f.Means[j]-means[j]))
			}
		}
		for i := range means {
			means[i] += (f.Means[i] - means[i]) * float64(f.Rows) / total
		}
		rest.Rows += f.Rows
	}
	for i := range means {
		rest.Columns[i].Mean = means[i]
	}
	return &rest
}

// squares returns the sum of squared errors of a model on the rows of a fold.
func (f *Fit) squares(of Fold, l line) float64 {
	y := f.response
	shift, sum := of.Means[y]-l.intercept, of.Products.At(y, y)
	for k, j := range f.columns {
		shift -= l.estimates[k] * of.Means[j]
		sum -= 2 * l.estimates[k] * of.Products.At(j, y)
		for m, i := range f.columns {
			sum += l.estimates[k] * l.estimates[m] * of.Products.At(i, j)
		}
	}
	return math.Max(0, sum+float64(of.Rows)*shift*shift)
}

// line returns the model by least squares without a penalty.
func (f *Fit) line() line {
	l := line{estimates: make([]float64, len(f.columns))}
	for k, j := range f.columns {
		if i := slices.Index(f.kept, j); i >= 0 {
			l.estimates[k] = f.estimates[i]
		}
	}
	l.intercept = f.center(l.estimates)
	return l
}

// cross is the table of the errors of the model, or of each penalty of a path, on each fold when it is fitted to all others: their mean over
// rows, its standard error over folds, and the choices of the R package glmnet (J. Friedman, T. Hastie and R. Tibshirani, J. Stat. Softw.
// 33(1), 2010): the penalty with the least error, and the largest one within a standard error of it. Penalties are those of all rows.
func (f *Fit) cross(p *Penalty) (*tables.Table, error) {
	models := func(f *Fit) ([]line, error) { return []line{f.line()}, nil }
	if p != nil {
		models = func(f *Fit) ([]line, error) { return f.lines(*p) }
	}
	all, err := models(f)
	if err != nil {
		return nil, err
	}
	if p != nil {
		fixed := Penalty{Alpha: p.Alpha}
		for _, l := range all {
			fixed.Lambdas = append(fixed.Lambdas, l.lambda)
		}
		p = &fixed
	}
	errs := make([][]float64, len(all)) // by model and fold, the mean over rows
	for k, fold := range f.sums.Folds {
		rest, err := f.sums.but(k).fit(f.response, f.terms)
		if err != nil {
			return nil, err
		}
		lines, err := models(rest)
		if err != nil {
			return nil, err
		}
		for i, l := range lines {
			errs[i] = append(errs[i], rest.squares(fold, l)/float64(fold.Rows))
		}
	}
	n := float64(f.sums.Rows)
	mean, spread := make([]float64, len(all)), make([]float64, len(all))
	for i := range all {
		for k, fold := range f.sums.Folds {
			mean[i] += errs[i][k] * float64(fold.Rows) / n
		}
		for k, fold := range f.sums.Folds {
			d := errs[i][k] - mean[i]
			spread[i] += d * d * float64(fold.Rows) / n
		}
		spread[i] = math.Sqrt(spread[i] / float64(len(f.sums.Folds)-1))
	}
	least, simple := choose(all, mean, spread)
	t := &tables.Table{Name: "cross_validation", Columns: []string{"lambda", "mse", "std_error", "r_squared", "nonzero", "choice"}}
	for i, l := range all {
		choice := ""
		switch {
		case p == nil:
		case i == least && i == simple:
			choice = "min 1se"
		case i == least:
			choice = "min"
		case i == simple:
			choice = "1se"
		}
		nonzero := int64(0)
		for _, b := range l.estimates {
			if b != 0 {
				nonzero++
			}
		}
		t.Add(tables.Number(l.lambda), tables.Number(mean[i]), tables.Number(spread[i]), tables.Number(1-mean[i]*n/f.Total), tables.Count(nonzero), tables.Text(choice))
	}
	return t, nil
}

// choose returns the model with the least error, and that with the largest penalty within a standard error of it. Of equals the larger
// penalty counts.
func choose(all []line, mean, spread []float64) (least, simple int) {
	for i := range all {
		if mean[i] < mean[least] || mean[i] == mean[least] && all[i].lambda > all[least].lambda {
			least = i
		}
	}
	simple = least
	for i := range all {
		if mean[i] <= mean[least]+spread[least] && all[i].lambda > all[simple].lambda {
			simple = i
		}
	}
	return least, simple
}
