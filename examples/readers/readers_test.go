//go:build testkeys

package readers

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/federation"
	"github.com/blindfit/blindfit/modelowner/analyse"
	"github.com/blindfit/blindfit/modelowner/bundle"
	"github.com/blindfit/blindfit/modelowner/publish"
)

const file = `{"name": "Read", "model": {"kind": "linear_regression", "method": "one_round"},
	"features": [{"name": "a", "type": "discrete", "min": 0, "max": 64}, {"name": "g", "type": "nominal", "levels": ["x", "y"]}],
	"target": {"name": "y", "type": "discrete", "min": 0, "max": 256}}`

// Both readers read a bundle and a folder of tables, and print the same numbers. Python's names a file that was altered.
func TestReaders(t *testing.T) {
	var parts [][]byte
	for owner := range 3 {
		text := "a,g,y\n"
		for i := range 20 {
			a := (7*i + 5*owner) % 60
			text += fmt.Sprintf("%d,%s,%d\n", a, []string{"x", "y"}[(i/3+owner)%2], 2*a+i%5+owner)
		}
		parts = append(parts, []byte(text))
	}
	training, _ := federation.Run(t, []byte(file), parts)
	dir := t.TempDir()
	var b bytes.Buffer
	if err := bundle.Write(&b, training, "test", time.Unix(0, 0), publish.Rule{}); err != nil {
		t.Fatal(err)
	}
	put := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	study := put("study.zip", b.Bytes())
	source, err := analyse.Load(training.Training)
	if err != nil {
		t.Fatal(err)
	}
	result, err := source.Run(analyse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	for _, table := range result.Tables {
		var csv bytes.Buffer
		if err := table.WriteCSV(&csv); err != nil {
			t.Fatal(err)
		}
		put("tables/"+table.Name+".csv", csv.Bytes())
		if table.Name == "coefficients" {
			for _, row := range table.Rows {
				want += row[0].String() + "\n"
			}
		}
	}
	for name, script := range map[string]string{
		"Rscript": `source("blindfit.R"); b <- blindfit_bundle("` + study + `"); d <- blindfit_tables("` + filepath.Join(dir, "tables") + `")
m <- blindfit_lm(d); stopifnot(max(abs(m / blindfit_lm(b$tables) - 1)) < 1e-9, max(abs(sqrt(diag(blindfit_vcov(d))) / m[, "Std. Error"] - 1)) < 1e-9, "sums.json" %in% b$files)
cat(rownames(m), sep = "\n"); cat("\n")`,
		"python3": `import blindfit
b, d = blindfit.bundle("` + study + `"), blindfit.tables("` + filepath.Join(dir, "tables") + `")
s = blindfit.sums(b["files"]["sums.json"])
assert s["nobs"] == 60 and s["columns"][-1] == s["target"] == "y"
for x, y in zip(b["tables"]["coefficients"], d["coefficients"]):
    assert abs(x["estimate"] / y["estimate"] - 1) < 1e-9 and x["term"] == y["term"]
    print(x["term"])`,
	} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Logf("%s is not installed", name)
			continue
		}
		flag := map[string]string{"Rscript": "-e", "python3": "-Bc"}[name]
		got, err := exec.CommandContext(t.Context(), path, flag, script).CombinedOutput()
		if err != nil || strings.TrimSpace(string(got)) != strings.TrimSpace(want) {
			t.Errorf("%s: %v\n%swant\n%s", name, err, got, want)
		}
		if name == "python3" {
			at := bytes.Index(b.Bytes(), []byte("report.html"))
			bad := bytes.Clone(b.Bytes())
			bad[at+400] ^= 1
			got, err := exec.CommandContext(t.Context(), path, flag, `import blindfit; blindfit.bundle("`+put("bad.zip", bad)+`")`).CombinedOutput()
			if err == nil {
				t.Errorf("an altered bundle was read: %s", got)
			}
		}
	}
}
