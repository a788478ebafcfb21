//go:build onnx

package onnx

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// job is one model to run with its inputs, as testdata/run.mjs reads it.
type job struct {
	Model  []byte         `json:"model"`
	Inputs map[string]any `json:"inputs"`
}

// runAll runs models in onnxruntime, which it installs from its lock file first.
func runAll(t *testing.T, jobs []job) []map[string][]any {
	t.Helper()
	if _, err := os.Stat(filepath.Join("testdata", "node_modules", "onnxruntime-web", "package.json")); err != nil {
		install := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
		install.Dir = "testdata"
		if out, err := install.CombinedOutput(); err != nil {
			t.Fatalf("failed to install onnxruntime: %v\n%s", err, out)
		}
	}
	in, err := json.Marshal(jobs)
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	node := exec.Command("node", "run.mjs")
	node.Dir, node.Stdin, node.Stderr = "testdata", bytes.NewReader(in), &stderr
	out, err := node.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	var answers []map[string][]any
	if err := json.Unmarshal(out, &answers); err != nil || len(answers) != len(jobs) {
		t.Fatalf("%d answers for %d models: %v", len(answers), len(jobs), err)
	}
	return answers
}

func inputs(t *testing.T, s *schema.Schema, rows schema.Records) map[string]any {
	t.Helper()
	out := map[string]any{}
	for i, f := range append(slices.Clone(schema.Inputs(s)), s.Roles...) {
		if !f.Type.Numeric() {
			var texts []string
			for _, row := range rows.Rows {
				texts = append(texts, row[i])
			}
			out[f.Name] = texts
			continue
		}
		var numbers []*float64
		for _, row := range rows.Rows {
			if row[i] == "" {
				numbers = append(numbers, nil)
				continue
			}
			x, err := strconv.ParseFloat(row[i], 64)
			if err != nil {
				t.Fatal(err)
			}
			numbers = append(numbers, &x)
		}
		out[f.Name] = numbers
	}
	return out
}

// Another program gets the model's own predictions from its file.
func TestRuntimeAgrees(t *testing.T) {
	all := examples(t)
	var jobs []job
	for _, e := range all {
		b, err := Marshal(e.model)
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, job{b, inputs(t, e.model.Schema, e.rows)})
	}
	for i, answer := range runAll(t, jobs) {
		t.Run(all[i].name, func(t *testing.T) { compare(t, all[i], answer) })
	}
}

func compare(t *testing.T, e example, answer map[string][]any) {
	t.Helper()
	table, report, err := e.model.Schema.ReadRecords(e.rows, schema.ReadOptions{Real: true})
	if err != nil {
		t.Fatalf("%v %+v", err, report)
	}
	p, err := e.model.Predict(table)
	if err != nil {
		t.Fatal(err)
	}
	near := func(got any, want float64) {
		t.Helper()
		x, ok := got.(float64)
		if !ok || math.Abs(x-want) > 1e-12*math.Max(1, math.Abs(want)) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	if len(p.Levels) == 0 {
		name := "prediction_1" // a feature has the plain name
		if len(answer[name]) != table.Rows {
			t.Fatalf("outputs %v", answer)
		}
		for i, want := range p.Values {
			near(answer[name][i], want)
		}
		return
	}
	if len(answer["label"]) != table.Rows || len(answer["probabilities"]) != table.Rows*len(p.Probabilities[0]) {
		t.Fatalf("outputs %v", answer)
	}
	for i, want := range p.Probabilities {
		for k, x := range want {
			near(answer["probabilities"][i*len(want)+k], x)
		}
		if answer["label"][i] != p.Levels[i] {
			t.Errorf("row %d: label %v, want %v", i, answer["label"][i], p.Levels[i])
		}
	}
}

// What the model's schema refuses gives no number.
func TestRuntimeRefuses(t *testing.T) {
	var jobs []job
	var names []string
	for _, e := range examples(t) {
		s := e.model.Summary
		if s.Schema.Missing != schema.MissingReject || s.Kind != kinds.Linear || s.Schema.Formula.String() == formulas[1] { // which reads some inputs only
			continue
		}
		b, err := Marshal(e.model)
		if err != nil {
			t.Fatal(err)
		}
		for column, text := range map[int]string{0: "", 2: "", 3: "", 4: "maybe", 5: ""} {
			rows := schema.Records{Header: e.rows.Header, Rows: [][]string{append([]string(nil), e.rows.Rows[0]...)}}
			rows.Rows[0][column] = text
			jobs, names = append(jobs, job{b, inputs(t, s.Schema, rows)}), append(names, fmt.Sprintf("%s, column %d", e.name, column))
		}
	}
	for i, answer := range runAll(t, jobs) {
		if answer["prediction_1"][0] != nil {
			t.Errorf("%s: %v", names[i], answer)
		}
	}
}
