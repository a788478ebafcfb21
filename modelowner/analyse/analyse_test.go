package analyse_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/analyse"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// number reads a cell.
func number(t testing.TB, c tables.Cell) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(c.String(), 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// columnsOf returns the numeric columns of a case's rows by name.
func columnsOf(t testing.TB, name string) map[string][]float64 {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(read(t, name, "rows.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for _, line := range lines[1:] {
		for j, cell := range line {
			x, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				t.Fatal(err)
			}
			out[lines[0][j]] = append(out[lines[0][j]], x)
		}
	}
	return out
}

// The lasso's estimates meet, on the rows themselves, the conditions under which no others have a lower objective of glmnet.
func TestLassoOnRows(t *testing.T) {
	rows := columnsOf(t, "mtcars")
	y, n := rows["mpg"], float64(len(rows["mpg"]))
	lambdas := []float64{0.05, 3, 0.4, 20}
	path := run(t, sumsOf(t, "mtcars"), analyse.Options{Penalty: &analyse.Penalty{Alpha: 1, Lambdas: lambdas}})["path"]
	if auto := run(t, sumsOf(t, "mtcars"), analyse.Options{Penalty: &analyse.Penalty{Alpha: 1, Auto: true}})["path"]; len(auto.Rows) != 100*11 || auto.Rows[1][2].String() != "0" {
		t.Errorf("the path begins with %v and has %d rows", auto.Rows[:2], len(auto.Rows))
	}
	for k, lambda := range lambdas {
		rest := append([]float64(nil), y...)
		estimates := map[string]float64{}
		for _, row := range path.Rows[k*11 : (k+1)*11] {
			if number(t, row[0]) != lambda {
				t.Fatalf("the penalties are in another order: %v", row)
			}
			b := number(t, row[2])
			estimates[row[1].String()] = b
			for i := range rest {
				if x, ok := rows[row[1].String()]; ok {
					rest[i] -= b * x[i]
				} else {
					rest[i] -= b
				}
			}
		}
		chosen := 0
		for name, b := range estimates {
			sum, square, product := 0.0, 0.0, 0.0
			x := rows[name]
			if name == "(Intercept)" {
				for _, r := range rest {
					sum += r
				}
				if math.Abs(sum) > 1e-9 {
					t.Errorf("lambda %g: the residuals sum to %g", lambda, sum)
				}
				continue
			}
			for _, v := range x {
				sum += v
			}
			for i, v := range x {
				square += (v - sum/n) * (v - sum/n)
				product += (v - sum/n) * rest[i]
			}
			g := product / n / math.Sqrt(square/n)
			if b == 0 && math.Abs(g) > lambda+1e-9 || b != 0 && math.Abs(g-math.Copysign(lambda, b)) > 1e-9 {
				t.Errorf("lambda %g: %s is %g with a gradient of %g", lambda, name, b, g)
			}
			if b != 0 {
				chosen++
			}
		}
		t.Logf("lambda %g: %d of 10 columns", lambda, chosen)
	}
}

// Rounds on encrypted weights, and Newton's rounds, leave the sums that one round does.
func TestWaysToTheSameSums(t *testing.T) {
	want := run(t, sumsOf(t, "birthwt"), analyse.Options{})
	f, r := trained(t, "birthwt", func(text string) string { return strings.Replace(text, `"one_round"`, `"rounds"`, 1) })
	if r.Squares == nil {
		t.Fatal("the rounds determined no sums")
	}
	same(t, "rounds", run(t, analyse.FromFit(f, r.Squares), analyse.Options{}), want, 14)
	_, r = trained(t, "birthwt", func(text string) string {
		return strings.Replace(text, `"method": "one_round"}`, `"weights": "shared"}, "circle": true`, 1)
	})
	source, err := analyse.FromModel(r.Model)
	if err != nil || source.Sums == nil {
		t.Fatal(err)
	}
	same(t, "Newton's rounds", run(t, source.Sums, analyse.Options{}), want, 7)
}

// same compares numbers to digits.
func same(t *testing.T, name string, got, want map[string]*tables.Table, digits float64) {
	t.Helper()
	for table, w := range want {
		g := got[table]
		if g == nil || len(g.Rows) != len(w.Rows) {
			t.Errorf("%s: table %s is absent or has other rows", name, table)
			continue
		}
		for i, row := range w.Rows {
			for j, c := range row {
				if n := reference.Digits(g.Rows[i][j].String(), c.String()); !(n >= digits) && !strings.Contains(g.Rows[i][j].String(), "e-") {
					t.Errorf("%s: %s, row %d: %s, want %s", name, table, i, g.Rows[i][j], c)
				}
			}
		}
	}
}

// A file of sums is read as it was written, and what is wrong in one is named.
func TestFile(t *testing.T) {
	s := sumsOf(t, "interaction")
	s.Training = strings.Repeat("ab", 32)
	b, err := s.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := analyse.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if b2, _ := again.Marshal(); !bytes.Equal(b, b2) {
		t.Error("a file that was read is written differently")
	}
	same(t, "read again", run(t, again, analyse.Options{}), run(t, s, analyse.Options{}), 15)
	for name, c := range map[string][3]string{
		"version":       {`"version":1`, `"version":2`, "version 1"},
		"rows":          {`"nobs":189`, `"nobs":0`, "nobs"},
		"field":         {`"intercepts":1`, `"intercept":1`, "intercept"},
		"target":        {`"target":"bwt"`, `"target":"age"`, "target must be the last"},
		"term twice":    {`{"name":"lwt"`, `{"name":"age"`, "terms: age is there twice"},
		"column twice":  {`{"name":"lwt","mean`, `{"name":"age","mean`, "columns: age is there twice"},
		"squares":       {`"products":[[`, `"products":[[-`, "no rows have"},
		"term":          {`"columns":["age"]`, `"columns":["aged"]`, "aged of age"},
		"long triangle": {`"products":[[`, `"products":[[1,`, "products[0]"},
		"text":          {`"nobs":189`, `"nobs":"x"`, "nobs"},
	} {
		bad := strings.Replace(string(b), c[0], c[1], 1)
		if bad == string(b) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := analyse.Parse([]byte(bad)); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWrongOptions(t *testing.T) {
	s := sumsOf(t, "birthwt")
	for want, opt := range map[string]analyse.Options{
		"no term height was summed":          {Terms: []string{"age", "height"}},
		"no feature is named":                {Formula: "bwt ~ height"},
		"no column race=black:smoke=yes was": {Formula: "bwt ~ race * smoke"},
		"no column I(age^2) was summed":      {Formula: "bwt ~ age + I(age^2)"},
		"a formula cannot change that":       {Formula: "bwt ~ age - 1"},
		"exclude each other":                 {Formula: "bwt ~ age", Terms: []string{"age"}},
		"lambda must be finite":              {Penalty: &analyse.Penalty{Alpha: 1, Lambdas: []float64{-1}}},
		"no column gone was summed":          {Formula: "gone ~ age"},
	} {
		if _, err := s.Run(opt); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", opt, err, want)
		}
	}
	// Another column of the sums can be the response.
	r, err := s.Run(analyse.Options{Formula: "lwt ~ age + race"})
	if err != nil || r.Model != "lwt ~ age + race" {
		t.Errorf("%v, %v", r, err)
	}
}

// Columns that follow from others have no estimate, and the others those of R's lm without them.
func TestDependentColumn(t *testing.T) {
	s := sumsOf(t, "mtcars")
	want := run(t, s, analyse.Options{Formula: "mpg ~ wt + qsec"})
	f, r := trained(t, "mtcars", func(text string) string {
		return strings.Replace(strings.Replace(text, `"features"`, `"formula": "mpg ~ wt + qsec + I(wt + 2*qsec)", "features"`, 1), "", "", 1)
	})
	got := run(t, analyse.FromFit(f, r.Squares), analyse.Options{})
	rows := got["coefficients"].Rows
	if len(rows) != 4 || rows[3][1] != tables.Empty {
		t.Fatalf("coefficients are %v", rows)
	}
	got["coefficients"].Rows = rows[:3]
	same(t, "without", map[string]*tables.Table{"coefficients": got["coefficients"], "fit": got["fit"]},
		map[string]*tables.Table{"coefficients": want["coefficients"], "fit": want["fit"]}, 9)
}

// Of other models there are Wald's tests of whole terms and inflation factors, and an error that says what is missing for more.
func TestLikelihoods(t *testing.T) {
	for _, c := range reference.Cases(t) {
		if c.File.Describes() || c.File.Model.Method == spec.Meta { // neither is a fit to all rows
			continue
		}
		r, err := simulate.Train(c.File, c.Parts(t, 5), nil)
		if err != nil {
			t.Fatal(err)
		}
		source, err := analyse.FromModel(r.Model)
		if err != nil {
			t.Fatal(err)
		}
		got, err := source.Run(analyse.Options{})
		if c.File.Model.L1 > 0 {
			if err == nil || !strings.Contains(err.Error(), "lasso penalty and therefore no standard errors") {
				t.Errorf("%s: %v", c.Name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			continue
		}
		if source.Sums != nil {
			continue
		}
		if _, err := source.Run(analyse.Options{Step: analyse.ByAIC}); !errors.Is(err, problem.ErrInput) || problem.Hint(err) == "" {
			t.Errorf("%s: %v", c.Name, err)
		}
		// Of a term with one estimate the test is that of the estimate.
		statistic := map[string]float64{}
		for _, table := range got.Tables {
			if table.Name == "coefficients" && table.Columns[0] == "term" {
				for _, row := range table.Rows {
					if row[3] != tables.Empty {
						statistic[row[0].String()] = number(t, row[3])
					}
				}
			}
			if table.Name == "tests" {
				for _, row := range table.Rows {
					if z, ok := statistic[row[0].String()]; ok && row[2].String() == "wald" && number(t, row[4]) == 1 {
						if x := number(t, row[3]); math.Abs(x-z*z) > 1e-9*x {
							t.Errorf("%s: the test of %s is %g, of its estimate %g", c.Name, row[0], x, z*z)
						}
					}
				}
			}
		}
	}
}

// A description of numbers leaves the sums of all models among them.
func TestDescription(t *testing.T) {
	text := read(t, "mtcars", "model.json")
	text = strings.Replace(text, `"kind": "linear_regression", "method": "one_round"`, `"kind": "describe"`, 1)
	text = text[:strings.Index(text, "\n  ],")] + `,
    {"name": "mpg", "type": "continuous", "min": 10.4, "max": 36, "step": 0.1}]}`
	_, r := trained(t, "mtcars", func(string) string { return text })
	source, err := analyse.FromModel(r.Model)
	if err != nil || source.Sums == nil {
		t.Fatal(err)
	}
	got := run(t, source.Sums, analyse.Options{Formula: "mpg ~ wt + qsec + am"})
	equal(t, got["coefficients"], "mtcars", "sub-coefficients", 1)
	if _, err := source.Run(analyse.Options{Step: analyse.ByAIC}); !errors.Is(err, problem.ErrInput) {
		t.Error(err)
	}
	if plain := run(t, source.Sums, analyse.Options{}); plain["components"] == nil || plain["coefficients"] != nil {
		t.Errorf("tables are %v", plain)
	}
}

// An intercept for each data owner stays one for each in every model.
func TestSites(t *testing.T) {
	f, r := trained(t, "mtcars", func(text string) string {
		return strings.Replace(text, `"features"`, `"site": "fixed", "features"`, 1)
	})
	s := analyse.FromFit(f, r.Squares)
	if s.Intercepts != 3 {
		t.Fatalf("%d intercepts", s.Intercepts)
	}
	got := run(t, s, analyse.Options{})
	for i, row := range got["coefficients"].Rows {
		e := r.Model.Inference.Terms[i+1]
		if n := reference.Digits(row[2].String(), strconv.FormatFloat(e.Error, 'g', -1, 64)); row[0].String() != e.Name || n < 9 {
			t.Errorf("%v, want %+v", row, e)
		}
	}
}

// The sums of a training with noise are not analysed.
func TestNoise(t *testing.T) {
	_, r := trained(t, "mtcars", func(text string) string {
		return strings.NewReplacer(`"features"`, `"privacy": {"epsilon": 3}, "features"`, `, "step": 0.1`, "", `, "step": 0.01`, "", `, "step": 0.001`, "").Replace(text)
	})
	if r.Squares != nil {
		t.Error("a simulation with noise has exact sums")
	}
	if _, err := spec.Parse([]byte(read(t, "mtcars", "model.json"))); err != nil {
		t.Error(err)
	}
}
