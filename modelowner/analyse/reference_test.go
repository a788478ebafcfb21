package analyse_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/analyse"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// digits is how many digits of R's results must agree.
const digits = 7

var references = []string{"birthwt", "mtcars", "interaction", "longley", "swiss", "cpus", "whiteside"}

func read(t testing.TB, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(append([]string{"testdata"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// trained simulates the training of a case over three owners; changed rewrites the training file.
func trained(t testing.TB, name string, changed func(string) string) (*spec.File, *simulate.Result) {
	t.Helper()
	text := read(t, name, "model.json")
	if changed != nil {
		text = changed(text)
	}
	f, err := spec.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	header, rest, _ := strings.Cut(read(t, name, "rows.csv"), "\n")
	parts := []string{header + "\n", header + "\n", header + "\n"}
	for i, line := range strings.Split(strings.TrimSpace(rest), "\n") {
		parts[i%3] += line + "\n"
	}
	var rows []*schema.Table
	for _, part := range parts {
		table, _, err := f.Schema().ReadCSV(strings.NewReader(part), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, table)
	}
	out, err := simulate.Train(f, rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f, out
}

func sumsOf(t testing.TB, name string) *analyse.Sums {
	t.Helper()
	f, r := trained(t, name, nil)
	s := analyse.FromFit(f, r.Squares)
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	return s
}

func run(t testing.TB, s *analyse.Sums, opt analyse.Options) map[string]*tables.Table {
	t.Helper()
	r, err := s.Run(opt)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*tables.Table{}
	for _, table := range r.Tables {
		out[table.Name] = table
	}
	return out
}

// equal compares a table with R's in a file, cell by cell. Rows are found by the cells in keys, which may be none: then in order.
func equal(t *testing.T, got *tables.Table, name, file string, keys int) {
	t.Helper()
	if got == nil {
		t.Errorf("%s: no table for %s", name, file)
		return
	}
	lines, err := csv.NewReader(strings.NewReader(read(t, name, file+".csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(lines[0], ",") != strings.Join(got.Columns, ",") || len(lines)-1 != len(got.Rows) {
		t.Errorf("%s, %s: columns %v and %d rows, want %v and %d", name, file, got.Columns, len(got.Rows), lines[0], len(lines)-1)
		return
	}
	least := math.Inf(1)
	for i, line := range lines[1:] {
		row := got.Rows[i]
		if keys > 0 {
			row = nil
			for _, candidate := range got.Rows {
				same := true
				for k := range keys {
					same = same && key(candidate[k].String()) == key(line[k])
				}
				if same {
					row = candidate
				}
			}
			if row == nil {
				t.Errorf("%s, %s: no row %v", name, file, line[:keys])
				continue
			}
		}
		for j := keys; j < len(line); j++ {
			n := reference.Digits(row[j].String(), line[j])
			x, _ := strconv.ParseFloat(line[j], 64)
			y, err := strconv.ParseFloat(row[j].String(), 64)
			if err == nil && math.Abs(x-y) < 1e-9 && file == "components" { // a loading of 0
				n = math.Max(n, digits)
			}
			if !(n >= digits) {
				t.Errorf("%s, %s: %s of %v is %s and R's is %s: %.1f digits", name, file, lines[0][j], line[:max(1, keys)], row[j].String(), line[j], n)
			}
			least = math.Min(least, n)
		}
	}
	t.Logf("%s, %s: at least %.1f digits", name, file, least)
}

// key makes names of terms comparable that differ in the order of factors.
func key(name string) string {
	if x, err := strconv.ParseFloat(name, 64); err == nil {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return name
}

// All tables have the numbers that R gets from the pooled rows.
func TestAnalysisEqualsR(t *testing.T) {
	for _, name := range references {
		s := sumsOf(t, name)
		whole := run(t, s, analyse.Options{Penalty: &analyse.Penalty{Lambdas: []float64{10, 0.5, 0.01}}})
		for _, table := range []string{"coefficients", "vif"} {
			equal(t, whole[table], name, table, 1)
		}
		equal(t, whole["fit"], name, "fit", 1)
		equal(t, whole["tests"], name, "tests", 3)
		equal(t, whole["drop1"], name, "drop1", 1)
		equal(t, whole["correlation"], name, "correlation", 2)
		equal(t, whole["path"], name, "ridge", 2)
		components(t, whole["components"], name)

		steps := run(t, s, analyse.Options{Step: analyse.ByAIC})
		equal(t, steps["step"], name, "step", 0)
		equal(t, steps["coefficients"], name, "step-coefficients", 1)
		equal(t, run(t, s, analyse.Options{Step: analyse.ByBIC})["step"], name, "step-bic", 0)

		small := run(t, s, analyse.Options{Formula: strings.TrimSpace(read(t, name, "sub.txt"))})
		equal(t, small["coefficients"], name, "sub-coefficients", 1)
		equal(t, small["fit"], name, "sub-fit", 1)
		partial := &tables.Table{Columns: []string{"statistic", "df", "df2", "p_value"}}
		for _, row := range small["tests"].Rows {
			if row[2].String() == "partial" {
				partial.Add(row[3:]...)
			}
		}
		equal(t, partial, name, "sub-partial", 0)
	}
}

// components compares the principal components, of which those with the same loadings have the same deviation.
func components(t *testing.T, got *tables.Table, name string) {
	t.Helper()
	equal(t, got, name, "components", 0)
}

// Linear combinations of coefficients have R's errors, also those with the intercept.
func TestContrastsOfSums(t *testing.T) {
	for _, name := range []string{"birthwt", "interaction"} {
		var texts []string
		lines, err := csv.NewReader(strings.NewReader(read(t, name, "contrasts.csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines[1:] {
			texts = append(texts, line[0])
		}
		equal(t, run(t, sumsOf(t, name), analyse.Options{Contrasts: texts})["contrasts"], name, "contrasts", 1)
	}
}

// Combinations of a model without sums replace those that its training file asked for, and stand beside all other tables.
func TestContrastsOfAModel(t *testing.T) {
	c := reference.Named(t, "glm-birthwt")
	out, err := simulate.Train(c.File, c.Parts(t, 3), nil)
	if err != nil {
		t.Fatal(err)
	}
	source, err := analyse.FromModel(out.Model)
	if err != nil {
		t.Fatal(err)
	}
	r, err := source.Run(analyse.Options{Contrasts: []string{"10*age"}})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, table := range r.Tables {
		if seen[table.Name]++; table.Name == "contrasts" && (len(table.Rows) != 1 || reference.Digits(table.Rows[0][2].String(), "0.35354456") < 6) {
			t.Errorf("%v", table.Rows)
		}
	}
	if seen["contrasts"] != 1 || seen["tests"] != 1 || seen["vif"] == 0 {
		t.Errorf("%v", seen)
	}
	if _, err := source.Run(analyse.Options{Contrasts: []string{"10*age", "ht"}}); err == nil || !strings.Contains(err.Error(), `contrast 2: no coefficient is named "ht"`) {
		t.Error(err)
	}
}
