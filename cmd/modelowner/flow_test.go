package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/federation"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/server"
)

// syncBuffer may be written while a test reads it.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string { b.mu.Lock(); defer b.mu.Unlock(); return b.b.String() }

// call runs the program within the process and returns its exit code and its output.
func call(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs syncBuffer
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&errs)
	code = cli.Run(ctx, root)
	return code, out.String(), errs.String()
}

// must is call for a command that has to succeed; it returns standard output.
func must(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := call(t.Context(), args...)
	if code != 0 {
		t.Fatalf("%s: exit code %d\n%s", args[0], code, errs)
	}
	return out
}

// join takes part with the line y = 3a - 5, shifted rows for each owner, until the test ends.
func join(t *testing.T, link string, shift int) {
	t.Helper()
	l, err := identity.ParseLink(link)
	if err != nil {
		t.Fatal(err)
	}
	o, err := dataowner.Open(t.Context(), l, dataowner.Config{Vault: store.NewMemory(), Agree: consent.Words})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("a,y\n")
	for i := range 6 {
		fmt.Fprintf(&b, "%d,%d\n", i+shift, 3*(i+shift)-5)
	}
	if _, err := o.Load(t.Context(), "rows.csv", strings.NewReader(b.String())); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _, _ = o.Contribute(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
}

// TestCommandsTrainAModel goes the way of the README: keys, training, links, training, prediction, export.
func TestCommandsTrainAModel(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("BLINDFIT_DIR", filepath.Join(dir, "owner"))
	file, rows := filepath.Join(dir, "model.json"), filepath.Join(dir, "rows.csv")
	write(t, file, fmt.Sprintf(`{"name": "Line",
		"features": [{"name": "a", "type": "discrete", "min": 0, "max": 20}],
		"target": {"name": "y", "type": "continuous", "min": -10, "max": 60},
		"bounds": {"rows": 64}, "key_bits": %s}`, keyBits))
	write(t, rows, "id,a,y\nx,4,7\ny,10,26\n")
	made := strings.Fields(must(t, "keygen", "--no-passphrase")) // the last are the words
	url := federation.Facilitator(t, server.Options{})
	id := strings.TrimSpace(must(t, "create", "-f", file, "--facilitator", url))
	links := strings.Fields(must(t, "invite", id, "--count", "3"))
	code, more, errs := call(t.Context(), "invite", id)
	if code != 0 || !strings.Contains(errs, "there are 4 invites, and the training starts as soon as 3 data owners are here") {
		t.Errorf("an invite too many: %d %s", code, errs)
	}
	links = append(links, strings.TrimSpace(more))
	if len(id) != 64 || len(links) != 4 {
		t.Fatalf("id %q, %d links", id, len(links))
	}
	if out := must(t, "revoke", id, links[3]); !strings.Contains(out, "will not be admitted") || strings.Contains(out, "#") {
		t.Errorf("revoke prints %s", out)
	}
	if code, _, errs := call(t.Context(), "revoke", id, "no such words"); code != 2 || !strings.Contains(errs, "no enrolled data owner") {
		t.Errorf("revoking nobody: %d %s", code, errs)
	}
	if code, _, errs := call(t.Context(), "predict", id, "--data", rows); code != 2 || !strings.Contains(errs, "has no model yet") {
		t.Errorf("predict before training: %d %s", code, errs)
	}
	if code, _, errs := call(t.Context(), "train", id, "--max-wait", "1s"); code != 3 || !strings.Contains(errs, "waiting for owners: 0 of 3") {
		t.Errorf("nobody comes: %d %s", code, errs)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if code, _, errs := call(cancelled, "train", id); code != 130 || !strings.Contains(errs, "goes on where it was") {
		t.Errorf("interrupted: %d %s", code, errs)
	}
	for i, link := range links {
		join(t, link, i)
	}
	checkEvents(t, must(t, "train", id[:8], "--json"))
	table := must(t, "train", id)
	if !strings.Contains(table, "evaluation") || !strings.Contains(table, "measured with the final weights") {
		t.Errorf("table is\n%s", table)
	}
	checkUse(t, id, rows, dir)
	checkValidation(t, id, url, dir)
	if out := must(t, "status", id); !strings.Contains(out, "model owner  "+made[len(made)-1]+"\n") {
		t.Errorf("the words of the model owner are not in %s", out)
	}
	for _, out := range []string{must(t, "status", id), must(t, "status", id, "--json", "--online"), must(t, "list"), must(t, "list", "--json")} {
		if !strings.Contains(out, id) || !strings.Contains(out, "finished") || strings.Contains(out, "#") {
			t.Errorf("printed %s", out)
		}
	}
	if code, _, errs := call(t.Context(), "invite", id); code != 2 || !strings.Contains(errs, "has started") {
		t.Errorf("invite after the start: %d %s", code, errs)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// checkEvents reads the output of train --json.
func checkEvents(t *testing.T, out string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var last map[string]any
	for _, line := range lines {
		last = nil
		if err := json.Unmarshal([]byte(line), &last); err != nil || last["event"] == "" {
			t.Fatalf("line is no event: %s", line)
		}
	}
	if last["event"] != "done" || last["metric"] != "mse" || last["rounds"] == nil || last["cost"].(float64) > 1e-9 || last["rows"] != 18.0 {
		t.Errorf("the last line is %v", last)
	}
}

// checkUse predicts and exports.
func checkUse(t *testing.T, id, rows, dir string) {
	t.Helper()
	var p struct {
		Metric      string
		Cost        float64
		Predictions []float64
	}
	if err := json.Unmarshal([]byte(must(t, "predict", id, "--data", rows, "--json")), &p); err != nil || p.Metric != "mse" || len(p.Predictions) != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	if d := p.Predictions[1] - 25; d > 1e-4 || d < -1e-4 {
		t.Errorf("prediction is %v, want 25", p.Predictions[1])
	}
	code, text, errs := call(t.Context(), "predict", id, "--data", rows)
	if code != 0 || !strings.Contains(text, "cost on these rows (mse)    0.5") || !strings.Contains(errs, "ignored: id") {
		t.Errorf("%d\n%s%s", code, text, errs)
	}
	if code, _, errs := call(t.Context(), "export", id, "--out", filepath.Join(dir, "none", "model.json")); code != 2 || !strings.Contains(errs, "none/model.json: no such file") {
		t.Errorf("export into no folder: %d %s", code, errs)
	}
	if !strings.Contains(text, "line  prediction\n     2  ") && !strings.Contains(text, "line  prediction  \n     2  ") {
		t.Errorf("the lines of the predictions are not those of the file:\n%s", text)
	}
	bad := filepath.Join(dir, "bad.csv")
	write(t, bad, "a\n3\n99\n")
	if code, out, errs := call(t.Context(), "predict", id, "--data", bad, "--json"); code != 0 || !strings.Contains(errs, "row 3, column a") || strings.Contains(errs, "99") || !strings.Contains(out, `,null]`) {
		t.Errorf("a bad row: %d %s %s", code, out, errs)
	}
	write(t, bad, "a\n99\n")
	if code, _, errs := call(t.Context(), "predict", id, "--data", bad); code != 2 || !strings.Contains(errs, "row 2, column a") {
		t.Errorf("bad rows only: %d %s", code, errs)
	}
	out := filepath.Join(dir, "exported.json")
	must(t, "export", id, "--format", "json", "--out", out)
	b, err := os.ReadFile(out)
	if err != nil || !json.Valid(b) {
		t.Errorf("export: %v", err)
	}
	checkAfterwards(t, id, dir)
}

// checkAfterwards analyses, reports, bundles and rebuilds.
func checkAfterwards(t *testing.T, id, dir string) {
	t.Helper()
	folder := filepath.Join(dir, "tables")
	var found struct {
		Model  string
		Tables map[string][]map[string]string
	}
	if err := json.Unmarshal([]byte(must(t, "analyse", id, "--out", folder, "--ridge", "0,1", "--json")), &found); err != nil || found.Model != "y ~ a" || len(found.Tables["path"]) != 4 {
		t.Errorf("the analysis is %+v, %v", found, err)
	}
	for _, name := range []string{"coefficients.csv", "sums.json", "path.csv"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
	if text := must(t, "analyse", "--sums", filepath.Join(folder, "sums.json"), "--terms", "a"); !strings.Contains(text, "y ~ a") {
		t.Errorf("the sums lead to\n%s", text)
	}
	for want, args := range map[string][]string{
		"one of TRAINING, --sums and --model": {"analyse"},
		"no term z was summed":                {"analyse", id, "--terms", "z"},
		"penalty 1 must be a finite number":   {"analyse", id, "--lasso", "-1"},
		"must be aic or bic":                  {"analyse", id, "--step", "cp"},
		"must be one of html, pdf, docx, csv": {"report", id, "--format", "odt"},
		"it is no ZIP archive":                {"rebuild", filepath.Join(folder, "sums.json")},
	} {
		if code, _, errs := call(t.Context(), args...); code != 2 || !strings.Contains(errs, want) {
			t.Errorf("%v: %d %s, want %q", args, code, errs, want)
		}
	}
	for _, format := range []string{"html", "pdf", "docx"} {
		must(t, "report", id, "--format", format, "--out", filepath.Join(dir, "report."+format))
	}
	must(t, "report", id, "--format", "csv", "--out", filepath.Join(dir, "report"))
	if b, err := os.ReadFile(filepath.Join(dir, "report", "methods.txt")); err != nil || !strings.Contains(string(b), "18 rows") {
		t.Errorf("the methods are %s, %v", b, err)
	}
	study, again := filepath.Join(dir, "study.zip"), filepath.Join(dir, "again.html")
	must(t, "export", id, "--format", "bundle", "--out", study)
	if text := must(t, "rebuild", study, "--out", again); !strings.Contains(text, id) {
		t.Errorf("rebuilt:\n%s", text)
	}
	if b, err := os.ReadFile(again); err != nil || !strings.Contains(string(b), "Methods") {
		t.Errorf("the rebuilt report: %v", err)
	}
}

// checkValidation judges the model on rows of other owners, in a training of its own.
func checkValidation(t *testing.T, id, url, dir string) {
	t.Helper()
	file := filepath.Join(dir, "validation.json")
	write(t, file, `{"features": [{"name": "a", "type": "discrete", "min": 0, "max": 10}], "key_bits": `+keyBits+`}`)
	if code, _, errs := call(t.Context(), "validate", id, "-f", file, "--facilitator", url); code != 2 || !strings.Contains(errs, "a: min and max must be those of the model") {
		t.Errorf("a validation of other columns: %d %s", code, errs)
	}
	if code, _, errs := call(t.Context(), "validate", id); code != 2 || !strings.Contains(errs, "no finished validation") {
		t.Errorf("no validation: %d %s", code, errs)
	}
	write(t, file, `{"bounds": {"rows": 64}, "key_bits": `+keyBits+`}`)
	v := strings.TrimSpace(must(t, "validate", id, "-f", file, "--facilitator", url))
	for i, link := range strings.Fields(must(t, "invite", v, "--count", "3")) {
		join(t, link, i+3)
	}
	must(t, "train", v)
	again := filepath.Join(dir, "again.json")
	for _, name := range []string{id, v} {
		if text := must(t, "validate", name, "--out", filepath.Join(dir, "validation"), "--recalibrated", again); !strings.Contains(text, "calibration_slope") {
			t.Errorf("the result is\n%s", text)
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "validation", "validation.csv"))
	if err != nil || !strings.Contains(string(b), "nobs,18\n") || !strings.Contains(string(b), "calibration_slope,") {
		t.Errorf("the table is %s, %v", b, err)
	}
}
