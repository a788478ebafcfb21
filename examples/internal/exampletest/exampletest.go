// Package exampletest owns the common tests of the examples: the tables are those
// that the generator writes, they fit the training file, and training together
// beats training alone.
package exampletest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
)

// Tables checks that the folder's tables are the generator's, byte for byte.
func Tables(t *testing.T, files map[string][]byte) {
	t.Helper()
	kept, err := filepath.Glob("*.csv")
	if err != nil || len(kept) != len(files) {
		t.Errorf("%d tables kept, %d generated: %v", len(kept), len(files), err)
	}
	for name, want := range files {
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs from the generator's output (%v)", name, err)
		}
	}
}

// Train trains the example on the tables owner-1.csv, owner-2.csv and so on, and
// returns the model with its predictions for predict.csv.
func Train(t *testing.T, files map[string][]byte) (*simulate.Result, *model.Prediction) {
	t.Helper()
	text, err := os.ReadFile("model.json")
	if err != nil {
		t.Fatal(err)
	}
	f, err := spec.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return trainFile(t, f, files)
}

func trainFile(t *testing.T, f *spec.File, files map[string][]byte) (*simulate.Result, *model.Prediction) {
	t.Helper()
	tables := Owners(t, f.Schema(), files)
	if len(tables) < f.Cohort.Min {
		t.Fatalf("%d owners for a cohort of %d", len(tables), f.Cohort.Min)
	}
	trained, err := simulate.Train(f, tables, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, warning := range trained.Warnings {
		if !strings.Contains(warning, "raise training.rounds") && warning != trained.Model.Approximation() {
			t.Error(warning)
		}
	}
	p, err := trained.Model.Predict(Read(t, trained.Model.Summary.Schema, files["predict.csv"]))
	if err != nil || !p.HasCost {
		t.Fatal(err)
	}
	t.Logf("%s %.4f after %d rounds; on other rows cost %.4f, %+v", trained.Metric, trained.Model.Cost, trained.Rounds, p.Cost, p.Scores.List())
	return trained, p
}

// Owners reads the tables of all owners of an example: owner-1.csv, owner-2.csv and so on.
func Owners(t *testing.T, s *schema.Schema, files map[string][]byte) []*schema.Table {
	t.Helper()
	var tables []*schema.Table
	for i := 1; files[fmt.Sprintf("owner-%d.csv", i)] != nil; i++ {
		tables = append(tables, Read(t, s, files[fmt.Sprintf("owner-%d.csv", i)]))
	}
	return tables
}

// Read reads a table by a schema; it must fit.
func Read(t *testing.T, s *schema.Schema, data []byte) *schema.Table {
	t.Helper()
	table, report, err := s.ReadCSV(bytes.NewReader(data), schema.ReadOptions{NeedTarget: true, Real: true})
	if err != nil {
		t.Fatalf("%v: %+v", err, report)
	}
	return table
}
