package rehearsal

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/training"
)

// realTables are public tables that are not part of the project. With
// BLINDFIT_DATA naming a folder that holds them they are fitted too.
var realTables = []struct {
	file, training string
	rows           int // used
}{
	{"mpg.csv", `{"missing": "drop_row",
	  "features": [
	    {"name": "cylinders", "type": "discrete", "min": 3, "max": 8},
	    {"name": "displacement", "type": "continuous", "min": 60, "max": 500},
	    {"name": "horsepower", "type": "continuous", "min": 40, "max": 250},
	    {"name": "weight", "type": "continuous", "min": 1500, "max": 5500},
	    {"name": "acceleration", "type": "continuous", "min": 5, "max": 30},
	    {"name": "model_year", "type": "discrete", "min": 70, "max": 82},
	    {"name": "origin", "type": "nominal", "levels": ["usa", "europe", "japan"]}],
	  "target": {"name": "mpg", "type": "continuous", "min": 5, "max": 50}}`, 392},
	{"mpg.csv", `{"missing": "indicator",
	  "features": [
	    {"name": "horsepower", "type": "continuous", "min": 40, "max": 250},
	    {"name": "weight", "type": "continuous", "min": 1500, "max": 5500},
	    {"name": "origin", "type": "nominal", "levels": ["usa", "europe", "japan"]}],
	  "target": {"name": "mpg", "type": "continuous", "min": 5, "max": 50}}`, 398},
	{"titanic.csv", `{"missing": "indicator",
	  "features": [
	    {"name": "pclass", "type": "ordinal", "levels": ["1", "2", "3"]},
	    {"name": "class", "type": "nominal", "levels": ["First", "Second", "Third"]},
	    {"name": "sex", "type": "nominal", "levels": ["female", "male"]},
	    {"name": "age", "type": "continuous", "min": 0, "max": 100, "unit": "years"},
	    {"name": "fare", "type": "continuous", "min": 0, "max": 600},
	    {"name": "sibsp", "type": "discrete", "min": 0, "max": 10},
	    {"name": "parch", "type": "discrete", "min": 0, "max": 10},
	    {"name": "who", "type": "nominal", "levels": ["man", "woman", "child"]},
	    {"name": "adult_male", "type": "nominal", "levels": ["False", "True"]},
	    {"name": "embarked", "type": "nominal", "levels": ["S", "C", "Q"]},
	    {"name": "embark_town", "type": "nominal", "levels": ["Southampton", "Cherbourg", "Queenstown"]}],
	  "target": {"name": "survived", "type": "discrete", "min": 0, "max": 1}}`, 891},
	{"diamonds.csv", `{
	  "features": [
	    {"name": "carat", "type": "continuous", "min": 0, "max": 6},
	    {"name": "cut", "type": "ordinal", "levels": ["Fair", "Good", "Very Good", "Premium", "Ideal"]},
	    {"name": "color", "type": "nominal", "levels": ["D", "E", "F", "G", "H", "I", "J"]},
	    {"name": "clarity", "type": "nominal", "levels": ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"]},
	    {"name": "depth", "type": "continuous", "min": 40, "max": 80},
	    {"name": "table", "type": "continuous", "min": 40, "max": 100},
	    {"name": "x", "type": "continuous", "min": 0, "max": 60},
	    {"name": "y", "type": "continuous", "min": 0, "max": 60},
	    {"name": "z", "type": "continuous", "min": 0, "max": 60}],
	  "target": {"name": "price", "type": "continuous", "min": 0, "max": 20000}}`, 53940},
}

// split deals the rows out to three owners of uneven size.
func split(t *schema.Table) []*schema.Table {
	d := len(t.Columns)
	cuts := []int{0, t.Rows / 10, t.Rows / 2, t.Rows}
	var out []*schema.Table
	for i := range 3 {
		from, to := cuts[i], cuts[i+1]
		out = append(out, &schema.Table{
			Columns: t.Columns, Rows: to - from,
			X: t.X[from*d : to*d], Y: t.Y[from:to],
			Real: t.Real[from*d : to*d], RealY: t.RealY[from:to],
		})
	}
	return out
}

func TestRealTables(t *testing.T) {
	folder := os.Getenv("BLINDFIT_DATA")
	if folder == "" {
		t.Log("left out: mpg, titanic and diamonds, because BLINDFIT_DATA names no folder")
		return
	}
	for _, real := range realTables {
		t.Run(real.file, func(t *testing.T) {
			f, err := training.Parse([]byte(real.training))
			if err != nil {
				t.Fatal(err)
			}
			raw, err := os.ReadFile(filepath.Join(folder, real.file))
			if err != nil {
				t.Fatal(err)
			}
			table, report, err := f.Schema().ReadCSV(bytes.NewReader(raw), schema.ReadOptions{NeedTarget: true, Real: true})
			if err != nil {
				t.Fatal(err)
			}
			if table.Rows != real.rows || slices.Contains(report.Ignored, f.Target.Name) {
				t.Fatalf("%d rows used, report %+v", table.Rows, report)
			}
			owners := split(table)
			r, err := Run(f, owners, nil)
			if err != nil {
				t.Fatal(err)
			}
			if !within(r.Cost, r.Optimum, 0) || len(r.Warnings) > 0 {
				t.Errorf("cost %v, optimum %v, warnings %q", r.Cost, r.Optimum, r.Warnings)
			}
			want, variance := floatOptimum(t, owners)
			want, variance = want*costScale(f), variance*costScale(f)
			if math.Abs(r.Cost-want) > 1e-6*want+1e-9*variance {
				t.Errorf("cost %v, floats on the raw rows give %v", r.Cost, want)
			}
			t.Logf("%d rows, %d columns of rank %d: cost %.6g after %d rounds, %.3g of the variance",
				table.Rows, len(table.Columns), r.Rank, r.Cost, r.Rounds, r.Cost/variance)
		})
	}
}

// costScale turns a scaled squared error into the target's unit, squared.
func costScale(f *training.File) float64 {
	_, width := f.Target.Scale()
	return width * width
}
