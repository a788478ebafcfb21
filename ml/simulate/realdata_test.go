package simulate

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
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
			f, err := spec.Parse([]byte(real.training))
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
			r := run(t, f, owners)
			if !within(r.Model.Cost, r.optimum.Cost, 0) || len(r.Warnings) > 0 {
				t.Errorf("cost %v, optimum %v, warnings %q", r.Model.Cost, r.optimum.Cost, r.Warnings)
			}
			want, variance := floatOptimum(t, owners)
			want, variance = want*costScale(f), variance*costScale(f)
			if math.Abs(r.Model.Cost-want) > 1e-6*want+1e-9*variance {
				t.Errorf("cost %v, floats on the raw rows give %v", r.Model.Cost, want)
			}
			t.Logf("%d rows, %d columns of rank %d: cost %.6g after %d rounds, %.3g of the variance",
				table.Rows, len(table.Columns), r.optimum.Rank, r.Model.Cost, r.Rounds, r.Model.Cost/variance)
		})
	}
}

// costScale turns a scaled squared error into the target's unit, squared.
func costScale(f *spec.File) float64 {
	_, width := f.Target.Scale()
	return width * width
}

// realKinds are trainings on the real tables beyond least squares, each with the
// least it must reach on the rows it learned from.
var realKinds = []struct {
	name, file, training string
	against              string // the training whose standard solution is compared; empty for its own
	within               float64
}{
	{"titanic, shared", "titanic.csv", titanicText(`"kind": "logistic_regression", "weights": "shared", "l2": 0.0001`, "mean"), "", 0.01},
	{"titanic, discriminant", "titanic.csv", titanicText(`"kind": "discriminant"`, "indicator"),
		titanicText(`"kind": "logistic_regression", "weights": "shared"`, "indicator"), 0.02},
	{"titanic, discriminant in one round", "titanic.csv", titanicText(`"kind": "discriminant", "method": "one_round"`, "indicator"),
		titanicText(`"kind": "logistic_regression", "weights": "shared"`, "indicator"), 0.02},
	{"diamonds, softmax", "diamonds.csv", `{"model": {"kind": "softmax_regression", "weights": "shared", "l2": 0.00001}, "scaling": "federated",
	  "features": [
	    {"name": "carat", "type": "continuous", "min": 0, "max": 6},
	    {"name": "color", "type": "ordinal", "levels": ["D", "E", "F", "G", "H", "I", "J"]},
	    {"name": "depth", "type": "continuous", "min": 40, "max": 80},
	    {"name": "table", "type": "continuous", "min": 40, "max": 100},
	    {"name": "price", "type": "continuous", "min": 0, "max": 20000},
	    {"name": "x", "type": "continuous", "min": 0, "max": 60}],
	  "target": {"name": "cut", "type": "ordinal", "levels": ["Fair", "Good", "Very Good", "Premium", "Ideal"]}}`, "", 0.01},
}

func titanicText(model, missing string) string {
	return `{"model": {` + model + `}, "missing": "` + missing + `",
	  "features": [
	    {"name": "pclass", "type": "ordinal", "levels": ["1", "2", "3"]},
	    {"name": "sex", "type": "nominal", "levels": ["female", "male"]},
	    {"name": "age", "type": "continuous", "min": 0, "max": 100, "unit": "years"},
	    {"name": "fare", "type": "continuous", "min": 0, "max": 600},
	    {"name": "sibsp", "type": "discrete", "min": 0, "max": 10},
	    {"name": "embarked", "type": "nominal", "levels": ["S", "C", "Q"]}],
	  "target": {"name": "survived", "type": "nominal", "levels": ["0", "1"]}}`
}

func TestRealClassifiers(t *testing.T) {
	folder := os.Getenv("BLINDFIT_DATA")
	if folder == "" {
		t.Log("left out: titanic and diamonds, because BLINDFIT_DATA names no folder")
		return
	}
	for _, real := range realKinds {
		t.Run(real.name, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join(folder, real.file))
			if err != nil {
				t.Fatal(err)
			}
			read := func(text string) (*spec.File, *schema.Table) {
				f, err := spec.Parse([]byte(text))
				if err != nil {
					t.Fatal(err)
				}
				table, _, err := f.Schema().ReadCSV(bytes.NewReader(raw), schema.ReadOptions{NeedTarget: true, Real: true})
				if err != nil {
					t.Fatal(err)
				}
				return f, table
			}
			f, table := read(real.training)
			got, err := Train(f, deal(table), nil)
			if err != nil {
				t.Fatal(err)
			}
			pooled, err := Train(f, []*schema.Table{table}, nil)
			if err != nil {
				t.Fatal(err)
			}
			a, b := got.Model.Summary, pooled.Model.Summary
			if math.Abs(a.Cost-b.Cost) > 1e-6*b.Cost {
				t.Errorf("cost %v, pooled %v", a.Cost, b.Cost)
			}
			exact, rows := f, table
			if real.against != "" {
				exact, rows = read(real.against)
			}
			// What the standard solver sees is filled in as the training was.
			if err := rows.Fill(f.Schema(), a.Fill); err != nil {
				t.Fatal(err)
			}
			best := standard(t, exact, rows)
			best.Fill = a.Fill
			mine, theirs := accuracy(t, got.Model, table), accuracy(t, best, rows)
			if math.Abs(mine-theirs) > real.within || mine < theirs-real.within {
				t.Errorf("accuracy %v, the standard solver's %v", mine, theirs)
			}
			t.Logf("%d rows: accuracy %.4f (%.4f), cost %.6f (%.6f) after %d rounds, warnings %q",
				table.Rows, mine, theirs, a.Cost, best.Summary.Cost, got.Rounds, got.Warnings)
		})
	}
}

// deal gives the rows out to three owners in turn, so that rows sorted by what
// they hold are spread, and with what is missing in them.
func deal(t *schema.Table) []*schema.Table {
	var out []*schema.Table
	d := len(t.Columns)
	for owner := range 3 {
		part := &schema.Table{Columns: t.Columns}
		if t.Absent != nil {
			part.Absent = make([][]int, len(t.Absent))
		}
		for r := owner; r < t.Rows; r += 3 {
			for feature := range t.Absent {
				if slices.Contains(t.Absent[feature], r) {
					part.Absent[feature] = append(part.Absent[feature], part.Rows)
				}
			}
			part.X, part.Y = append(part.X, t.Row(r)...), append(part.Y, t.Y[r])
			part.Real, part.RealY = append(part.Real, t.Real[r*d:(r+1)*d]...), append(part.RealY, t.RealY[r])
			part.Rows++
		}
		out = append(out, part)
	}
	return out
}
