package tables_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// residualsOfR writes the counts of the bins of a file of edges, from R's fit to the pooled rows.
var residualsOfR = map[string]string{
	"lm-birthwt-newton": `f <- lm(bwt ~ age + lwt + relevel(factor(race), "white") + smoke + ht + ui, d); e <- residuals(f)`,
	"glm-quine-poisson": `f <- glm(Days ~ Eth + Sex + Age + Lrn, poisson, d); e <- residuals(f, "pearson")`,
}

// Counts of residuals are those of R's fit to the pooled rows, bin by bin.
func TestResidualsEqualR(t *testing.T) {
	r, err := exec.LookPath("Rscript")
	if err != nil {
		t.Log("R is not installed: its results of an earlier run are in testdata")
		r = ""
	}
	for name, fit := range residualsOfR {
		c := reference.Named(t, name)
		fields := map[string]any{}
		if err := json.Unmarshal(c.File.Canonical(), &fields); err != nil {
			t.Fatal(err)
		}
		fields["inference"] = map[string]any{"residuals": true}
		text, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		if c.File, err = spec.Parse(text); err != nil {
			t.Fatal(err)
		}
		trained, err := simulate.Train(c.File, c.Parts(t, c.Owners()), nil)
		if err != nil {
			t.Fatal(err)
		}
		counts, err := tables.Of(tables.Source{Model: trained.Model}, "residual_counts")
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, row := range counts.Rows {
			fmt.Fprintf(&got, "%.4g %.4g %s\n", cellOf(t, row[0]), cellOf(t, row[2]), row[4])
		}
		path := filepath.Join("testdata", "residuals-"+name+".txt")
		if r != "" {
			text := countsOfR(t, r, fit, c.Texts(1)[0], trained.Model.Residuals.Fitted, trained.Model.Residuals.Residual)
			if os.Getenv("BLINDFIT_RECORD") != "" {
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != string(want) || len(counts.Rows) < 50 {
			t.Errorf("%s: counts\n%s, want\n%s", name, got.String(), want)
		}
		few, err := tables.Of(tables.Source{Model: trained.Model, Rule: publish.Rule{Below: 3}}, "residual_counts")
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range few.Rows {
			if cellOf(t, row[4]) < 3 {
				t.Errorf("%s: %v is shown below 3", name, row)
			}
		}
	}
}

func cellOf(t *testing.T, c tables.Cell) float64 {
	t.Helper()
	var x float64
	if _, err := fmt.Sscan(c.String(), &x); err != nil {
		t.Fatal(err)
	}
	return x
}

func countsOfR(t *testing.T, r, fit, rows string, fitted, residual []float64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	edges := func(x []float64) string {
		return "c(" + strings.Trim(strings.ReplaceAll(fmt.Sprint(x), " ", ","), "[]") + ")"
	}
	script := fmt.Sprintf(`d <- read.csv(%q, stringsAsFactors = TRUE); %s; m <- fitted(f); a <- %s; b <- %s
i <- findInterval(m, a, all.inside = TRUE); k <- findInterval(e, b, all.inside = TRUE); n <- table(factor(i, seq_along(a)), factor(k, seq_along(b)))
for (x in seq_along(a)) for (y in seq_along(b)) if (n[x, y] > 0) cat(sprintf("%%.4g %%.4g %%d\n", a[x], b[y], n[x, y]))`, path, fit, edges(fitted), edges(residual))
	out, err := exec.CommandContext(t.Context(), r, "-e", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}
