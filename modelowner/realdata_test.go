//go:build testkeys

package modelowner_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/modelowner"
)

// realTrainings are trainings on public tables that are not part of the project. %s are more fields of the file.
var realTrainings = []struct{ name, table, text string }{
	{"mpg", "mpg.csv", `{"features": [
	  {"name": "cylinders", "type": "discrete", "min": 3, "max": 8},
	  {"name": "displacement", "type": "continuous", "min": 60, "max": 500},
	  {"name": "horsepower", "type": "continuous", "min": 40, "max": 250},
	  {"name": "weight", "type": "continuous", "min": 1500, "max": 5500},
	  {"name": "model_year", "type": "discrete", "min": 70, "max": 82},
	  {"name": "origin", "type": "nominal", "levels": ["usa", "europe", "japan"]}],
	 "target": {"name": "mpg", "type": "continuous", "min": 5, "max": 50}, %s}`},
	{"titanic", "titanic.csv", `{"features": [
	  {"name": "pclass", "type": "ordinal", "levels": ["1", "2", "3"]},
	  {"name": "sex", "type": "nominal", "levels": ["female", "male"]},
	  {"name": "age", "type": "continuous", "min": 0, "max": 100, "unit": "years"},
	  {"name": "fare", "type": "continuous", "min": 0, "max": 600},
	  {"name": "embarked", "type": "nominal", "levels": ["S", "C", "Q"]}],
	 "target": {"name": "survived", "type": "nominal", "levels": ["0", "1"]}, %s}`},
	{"diamonds", "diamonds.csv", `{"features": [
	  {"name": "carat", "type": "continuous", "min": 0, "max": 6},
	  {"name": "color", "type": "ordinal", "levels": ["D", "E", "F", "G", "H", "I", "J"]},
	  {"name": "depth", "type": "continuous", "min": 40, "max": 80},
	  {"name": "table", "type": "continuous", "min": 40, "max": 100},
	  {"name": "price", "type": "continuous", "min": 0, "max": 20000}],
	 "target": {"name": "cut", "type": "ordinal", "levels": ["Fair", "Good", "Very Good", "Premium", "Ideal"]}, %s}`},
}

// realModes are the models for each table, as far as its target allows them.
var realModes = []struct{ name, fields string }{
	{"one round", `"model": {"kind": "KIND", "method": "one_round"}, "missing": "indicator"`},
	{"encrypted", `"model": {"kind": "KIND"}, "missing": "drop_row"`},
	{"shared", `"model": {"kind": "SHARED", "weights": "shared"}, "circle": true, "missing": "mean", "scaling": "federated", "training": {"rounds": 12}`},
	{"mlp", `"model": {"kind": "mlp", "hidden": [4], "weights": "shared"}, "circle": true, "missing": "mode", "training": {"rounds": 6}`},
}

// Also on real tables the whole protocol leads to the result of the same algorithm in the clear, and of the pooled rows.
func TestRealTablesThroughTheProtocol(t *testing.T) {
	folder := os.Getenv("BLINDFIT_DATA")
	if folder == "" {
		t.Log("left out: mpg, titanic and diamonds, because BLINDFIT_DATA names no folder")
		return
	}
	f := startFacilitator(t)
	kinds := map[string]string{"mpg": "linear_regression", "titanic": "discriminant", "diamonds": "softmax_regression"}
	for _, table := range realTrainings {
		b, err := os.ReadFile(filepath.Join(folder, table.table))
		if err != nil {
			t.Fatal(err)
		}
		csvs := dealt(string(b))
		for _, mode := range realModes {
			if table.name == "diamonds" && !strings.Contains(mode.fields, "shared") {
				continue // softmax regression has no encrypted form
			}
			t.Run(table.name+", "+mode.name, func(t *testing.T) {
				exact := strings.ReplaceAll(kinds[table.name], "discriminant", "logistic_regression")
				fields := strings.NewReplacer("KIND", kinds[table.name], "SHARED", exact).Replace(mode.fields) +
					`, "cohort": {"min": 5, "max": 5, "start": 5}, "bounds": {"rows": 65536, "weight": 64}, "key_bits": 512`
				w := newCrowd(t, strings.Replace(table.text, "%s", fields, 1), "", f, 5, modelowner.CreateOptions{})
				w.csvs = csvs
				got := w.join().mustTrain()
				same(t, w.inTheClear(), got.Model)
				pooled, err := simulate.Train(w.training.File, []*schema.Table{w.table(csvs...)}, nil)
				if err != nil {
					t.Fatal(err)
				}
				same(t, pooled.Model, got.Model)
				s := got.Model.Summary
				t.Logf("%d rows: %s %.6g after %d rounds", s.Rows, s.Metric, s.Cost, s.Rounds)
			})
		}
	}
}

// dealt deals the lines of a table to five owners in uneven turns, so that sorted rows are spread.
func dealt(text string) []string {
	header, rows, _ := strings.Cut(text, "\n")
	out := make([]string, 5)
	for i := range out {
		out[i] = header + "\n"
	}
	turn := []int{0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4}
	for i, row := range strings.SplitAfter(rows, "\n") {
		out[turn[i%len(turn)]] += row
	}
	return out
}
