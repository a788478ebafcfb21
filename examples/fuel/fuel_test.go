package fuel

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
)

func TestTablesAreWhatTheGeneratorWrites(t *testing.T) {
	files := Files()
	kept, err := filepath.Glob("*.csv")
	if err != nil || len(kept) != len(files) {
		t.Fatalf("%d tables kept, %d generated: %v", len(kept), len(files), err)
	}
	for name, want := range files {
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes: run go run ./examples/generate", name)
		}
	}
}

// read gives the training file and one table by its file's name.
func read(t *testing.T, name string) (*spec.File, *schema.Table) {
	t.Helper()
	text, err := os.ReadFile("model.json")
	if err != nil {
		t.Fatal(err)
	}
	f, err := spec.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	table, report, err := f.Schema().ReadCSV(bytes.NewReader(Files()[name]), schema.ReadOptions{NeedTarget: true, Real: true})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if !cmp.Equal(report.Ignored, []string{"plate"}) || len(report.Warnings) > 0 {
		t.Errorf("%s: report %+v", name, report)
	}
	return f, table
}

func TestExampleTrains(t *testing.T) {
	var tables []*schema.Table
	var f *spec.File
	for owner := range example.Owners {
		file, table := read(t, fmt.Sprintf("owner-%d.csv", owner+1))
		f, tables = file, append(tables, table)
	}
	r, err := simulate.Train(f, tables, nil)
	if err != nil {
		t.Fatal(err)
	}
	optimum, err := simulate.Pooled(f, tables)
	if err != nil {
		t.Fatal(err)
	}
	together := r.Model.Cost
	if math.Abs(together-optimum.Cost) > 1e-9*optimum.Cost || optimum.Rank != f.Budget().Columns || len(r.Warnings) > 0 {
		t.Errorf("cost %v, optimum %v, rank %d, warnings %q", together, optimum.Cost, optimum.Rank, r.Warnings)
	}
	// The noise has standard deviation 0.55.
	if together < 0.8*0.55*0.55 || together > 1.2*0.55*0.55 {
		t.Errorf("cost %v is not about the variance of the noise", together)
	}
	// No owner does as well alone: that is what a federation is for.
	for owner, table := range tables {
		alone, err := simulate.Train(f, []*schema.Table{table}, nil)
		if err != nil {
			t.Fatal(err)
		}
		cost, err := simulate.Cost(f, alone.Point, tables)
		if err != nil {
			t.Fatal(err)
		}
		if cost < 1.05*together {
			t.Errorf("owner %d alone reaches %v on all rows, all together %v", owner+1, cost, together)
		}
		t.Logf("owner %d: %d rows, alone %.4f on all rows, together %.4f", owner+1, table.Rows, cost, together)
	}
	_, rows := read(t, "predict.csv")
	p, err := r.Model.Predict(rows)
	if err != nil || !p.HasCost || p.Cost > 1 {
		t.Errorf("prediction: %+v, %v", p, err)
	}
	if f.Predict() == nil || len(f.Predict().Rows) != 3 {
		t.Error("model.json has no rows for prediction")
	}
}

// Measured values have five or six digits that occur nowhere else by chance, so
// that a search of a network capture for them means something.
func TestValuesAreDistinctive(t *testing.T) {
	long := regexp.MustCompile(`\d+\.\d+`)
	for name, data := range Files() {
		seen := map[string]int{}
		for _, value := range long.FindAllString(string(data), -1) {
			if len(value) >= 6 {
				seen[value]++
			}
		}
		if rows := bytes.Count(data, []byte("\n")) - 1; len(seen) < 2*rows {
			t.Errorf("%s: %d distinctive values in %d rows", name, len(seen), rows)
		}
	}
}
