package readmission

import (
	"math"
	"os"
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
)

func TestTables(t *testing.T) { exampletest.Tables(t, Files()) }

// simulateFile runs the training of a file over the hospitals' rows.
func simulateFile(t *testing.T, name string) (*spec.File, *simulate.Result) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := spec.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	files := Files()
	tables := exampletest.Owners(t, f.Schema(), files)
	trained, err := simulate.Train(f, tables, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f, trained
}

// The hazard with the new treatment is that of the rule that the rows are made by, 0.6 of the old, within its error.
func TestExampleFitsHazards(t *testing.T) {
	_, trained := simulateFile(t, "model.json")
	for i, e := range trained.Model.Estimates() {
		if e.Name != "treatment=new" {
			continue
		}
		if off := (e.Value - math.Log(0.6)) / trained.Model.Inference.Terms[i].Error; math.Abs(off) > 2.5 {
			t.Errorf("%s is %v, %v errors off", e.Name, e.Value, off)
		}
	}
	if trained.Rounds > 10 || len(trained.Warnings) > 0 {
		t.Errorf("%d rounds, warnings %q", trained.Rounds, trained.Warnings)
	}
}

// The description counts all patients, and finds that fewer come back with the new treatment.
func TestExampleIsDescribed(t *testing.T) {
	f, trained := simulateFile(t, "describe.json")
	d, err := trained.Model.Describe()
	if err != nil {
		t.Fatal(err)
	}
	if all := d.All(); all.Rows != 660 || all.Features[4].Present() == all.Rows || all.Survival.Rows() != all.Rows {
		t.Errorf("described %d rows, %d with a stay", all.Rows, all.Features[4].Present())
	}
	back := func(treatment int) float64 {
		curve := d.Cells[treatment].Survival.Curve(1.96)
		return 1 - curve[len(curve)-1].Survival
	}
	if old, fresh := back(0), back(1); !(fresh < old-0.1) {
		t.Errorf("%.2f of patients with the old treatment come back, %.2f with the new", old, fresh)
	}
	if age := describe.MomentsOf(f.Features[0], d.All().Features[0]); age.Mean < 60 || age.Mean > 72 {
		t.Errorf("the mean age is %v", age.Mean)
	}
}
