package analyse_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/analyse"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// inFolds are the sums of a case whose row i is in fold i mod 5.
func inFolds(t testing.TB, name string) *analyse.Sums {
	t.Helper()
	f, err := spec.Parse([]byte(strings.Replace(read(t, name, "model.json"), `"features"`, `"folds": 5, "features"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	table, _, err := f.Schema().ReadCSV(strings.NewReader(read(t, name, "rows.csv")), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := plan.NewFoldRows(f, table.Folds(5, func(row int) int { return row % 5 }))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.New(f)
	if err != nil {
		t.Fatal(err)
	}
	point, _, err := p.Next()
	if err != nil {
		t.Fatal(err)
	}
	values, err := rows.Upload(point)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Observe(point, plan.Sums{Values: values, Owners: 1}); err != nil {
		t.Fatal(err)
	}
	s := analyse.FromFit(f, plan.SquaresOf(p), plan.FoldsOf(p)...)
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	return s
}

// Errors over folds, and the choice of a penalty, are those of R on the pooled rows: by lm, by ridge regression as defined, and of cv.glmnet.
func TestCrossValidationEqualsR(t *testing.T) {
	lambdas := []float64{1000, 300, 100, 50, 10, 1, 0.5, 0.1}
	for _, name := range []string{"birthwt", "mtcars", "interaction"} {
		s := inFolds(t, name)
		equal(t, run(t, s, analyse.Options{Cross: true})["cross_validation"], name, "cv", 1)
		equal(t, run(t, s, analyse.Options{Cross: true, Penalty: &analyse.Penalty{Lambdas: lambdas}})["cross_validation"], name, "cv-ridge", 1)
		equal(t, run(t, s, analyse.Options{Cross: true, Penalty: &analyse.Penalty{Alpha: 1, Lambdas: lambdas}})["cross_validation"], name, "cv-lasso", 1)
	}
}

// A file of sums keeps the folds, and one whose folds are not its rows is refused: those of another training, or altered.
func TestFileOfFolds(t *testing.T) {
	s := inFolds(t, "mtcars")
	b, err := s.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := analyse.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	opt := analyse.Options{Cross: true}
	same(t, "read again", run(t, again, opt), run(t, s, opt), 15)
	for name, change := range map[string]func(*analyse.Sums){
		"a fold missing":   func(s *analyse.Sums) { s.Folds = s.Folds[1:] },
		"one fold":         func(s *analyse.Sums) { s.Folds = s.Folds[:1] },
		"another training": func(s *analyse.Sums) { s.Folds = inFolds(t, "birthwt").Folds },
		"a mean moved":     func(s *analyse.Sums) { s.Folds[2].Means[3] += 1e-3 },
		"rows moved":       func(s *analyse.Sums) { s.Folds[0].Rows++; s.Folds[1].Rows-- },
		"a product moved":  func(s *analyse.Sums) { s.Folds[4].Products.SetSym(2, 1, s.Folds[4].Products.At(2, 1)*1.01) },
		"site intercepts":  func(s *analyse.Sums) { s.Intercepts = 3 },
	} {
		bad := inFolds(t, "mtcars")
		change(bad)
		if err := bad.Check(); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), "folds") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := analyse.Parse([]byte(strings.Replace(string(b), `"folds":[{"nobs":7`, `"folds":[{"nobs":8`, 1))); err == nil || !strings.Contains(err.Error(), "33 rows") {
		t.Errorf("%v", err)
	}
}

// A simulation divides rows by itself, and its cross-validation is of all its rows; auto takes the penalties of all rows.
func TestSimulatedFolds(t *testing.T) {
	f, r := trained(t, "birthwt", func(text string) string { return strings.Replace(text, `"features"`, `"folds": 4, "features"`, 1) })
	if len(r.Folds) != 4 {
		t.Fatalf("%d folds", len(r.Folds))
	}
	s := analyse.FromFit(f, r.Squares, r.Folds...)
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	got := run(t, s, analyse.Options{Cross: true, Terms: []string{"lwt", "race"}, Penalty: &analyse.Penalty{Alpha: 1, Auto: true}})
	table, path := got["cross_validation"], got["path"]
	if len(table.Rows) != 100 || table.Rows[99][0] != path.Rows[len(path.Rows)-1][0] || table.Rows[0][4].String() != "0" || table.Rows[99][4].String() != "3" {
		t.Errorf("%d penalties, of %v to %v", len(table.Rows), table.Rows[0], table.Rows[99])
	}
	chosen := map[string]int{}
	for _, row := range table.Rows {
		for _, word := range strings.Fields(row[5].String()) {
			chosen[word]++
		}
	}
	if chosen["min"] != 1 || chosen["1se"] != 1 {
		t.Errorf("%v were chosen", chosen)
	}
}

// Without folds there is no cross-validation, nor after a choice of terms on all rows: the errors have the way out.
func TestNoCrossValidation(t *testing.T) {
	for want, c := range map[string]struct {
		sums *analyse.Sums
		opt  analyse.Options
	}{
		"were not divided":         {sumsOf(t, "mtcars"), analyse.Options{Cross: true}},
		"--step uses all rows":     {inFolds(t, "mtcars"), analyse.Options{Cross: true, Step: analyse.ByAIC}},
		"columns without a target": {&analyse.Sums{Folds: make([]analyse.Fold, 2)}, analyse.Options{Cross: true}},
	} {
		if _, err := c.sums.Run(c.opt); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	_, r := trained(t, "birthwt", func(text string) string {
		return strings.Replace(text, `"method": "one_round"}`, `"weights": "shared"}, "circle": true, "inference": {"errors": "robust"}`, 1)
	})
	source, err := analyse.FromModel(r.Model)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := source.Run(analyse.Options{Cross: true}); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), "a cross-validation needs sums") {
		t.Error(err)
	}
}
