package tables_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// without trains a case on the columns that are left, over five owners. change, if not nil, rewrites rows.
func without(t *testing.T, c reference.Case, leave []string, more string, change func(string) string) *model.Model {
	t.Helper()
	var whole map[string]any
	if err := json.Unmarshal(with(t, c.File.Canonical(), more), &whole); err != nil {
		t.Fatal(err)
	}
	features, _ := whole["features"].([]any)
	whole["features"] = slices.DeleteFunc(features, func(f any) bool { return slices.Contains(leave, f.(map[string]any)["name"].(string)) })
	if inference, ok := whole["inference"].(map[string]any); ok {
		delete(inference, "contrasts")
		delete(inference, "effects")
	}
	text, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	file, err := spec.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var rows []*schema.Table
	for _, part := range c.Texts(5) {
		if change != nil {
			part = change(part)
		}
		table, _, err := file.Schema().ReadCSV(strings.NewReader(part), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, table)
	}
	out, err := simulate.Train(file, rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out.Model
}

// Tests of nested models are R's anova, and those against constants alone.
func TestNestedEqualsR(t *testing.T) {
	b, err := os.ReadFile("testdata/nested.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		t.Run(line[0]+"/"+line[1], func(t *testing.T) {
			c := reference.Named(t, line[0])
			large := without(t, c, nil, "", nil)
			var got *tables.Comparison
			var err error
			if line[1] == "" {
				got, err = tables.CompareWithNull("A", large)
			} else {
				small := without(t, c, strings.Fields(line[1]), "", nil)
				got, err = tables.CompareModels([2]string{"B", "A"}, [2]*model.Model{small, large})
			}
			if err != nil || len(got.Tests.Rows) != 1 {
				t.Fatalf("%v %v", got, err)
			}
			row := got.Tests.Rows[0]
			if row[2].String() != line[2] {
				t.Errorf("test %s, want %s", row[2].String(), line[2])
			}
			for j := 3; j < 7; j++ {
				if n := reference.Digits(row[j].String(), line[j]); n < 7 {
					t.Errorf("%s is %s and R's is %s", got.Tests.Columns[j], row[j].String(), line[j])
				}
			}
		})
	}
}

func TestComparisonsThatMeanNothing(t *testing.T) {
	c := reference.Named(t, "glm-birthwt")
	large := without(t, c, nil, "", nil)
	small := without(t, c, []string{"race"}, "", nil)
	fewer := without(t, c, []string{"race"}, "", func(part string) string { return part[:strings.LastIndex(part[:len(part)-1], "\n")+1] })
	// One row in two has the other level: other rows, and as many.
	other := without(t, c, []string{"race"}, "", func(part string) string { return strings.Replace(part, "\nno,", "\nyes,", 3) })
	for name, x := range map[string]struct {
		models [2]*model.Model
		want   string
	}{
		"rows":      {[2]*model.Model{fewer, large}, "A is of 184 rows and B of 189"},
		"targets":   {[2]*model.Model{other, large}, "are of other rows"},
		"kinds":     {[2]*model.Model{without(t, reference.Named(t, "glm-birthwt-probit"), nil, "", nil), large}, "differ in kind or link"},
		"penalty":   {[2]*model.Model{without(t, c, []string{"race"}, `"inference": {"firth": true}`, nil), large}, "estimates of A have a penalty"},
		"ridge":     {[2]*model.Model{small, without(t, c, nil, `"model": {"l2": 0.1}`, nil)}, "estimates of B have a penalty"},
		"no errors": {[2]*model.Model{small, without(t, c, nil, `"model": {"method": "rounds"}`, nil)}, "B has no likelihood"},
	} {
		_, err := tables.CompareModels([2]string{"A", "B"}, x.models)
		if err == nil || !strings.Contains(err.Error(), x.want) || !errors.Is(err, problem.ErrInput) {
			t.Errorf("%s: %v, want %s", name, err, x.want)
		}
	}
	// Neither is within the other: criteria and no test.
	got, err := tables.CompareModels([2]string{"A", "B"}, [2]*model.Model{small, without(t, c, []string{"age", "lwt", "smoke"}, "", nil)})
	if err != nil || len(got.Tests.Rows) != 0 || len(got.Models.Rows) != 2 || len(got.Notes) != 1 || !strings.Contains(got.Notes[0], "AIC and BIC") {
		t.Errorf("%v, %v", got, err)
	}
	got, err = tables.CompareModels([2]string{"A", "B"}, [2]*model.Model{small, without(t, c, nil, `"inference": {"errors": "robust"}`, nil)})
	if err != nil || len(got.Notes) != 1 || !strings.Contains(got.Notes[0], "B has robust errors") {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := tables.CompareWithNull("A", without(t, reference.Named(t, "nb-quine"), nil, "", nil)); err == nil || !strings.Contains(err.Error(), "own θ") {
		t.Error(err)
	}
	if _, err := tables.CompareWithNull("A", without(t, reference.Named(t, "describe-lung"), nil, "", nil)); err == nil || !strings.Contains(err.Error(), "no likelihood") {
		t.Error(err)
	}
}
