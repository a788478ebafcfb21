package exampletest

import (
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/federation"
	"github.com/blindfit/blindfit/ml/model"
)

// Whole takes the example through a training between a facilitator, a model owner and data owners, and returns the
// model with its predictions for predict.csv. If no owner holds rows back, which each draws at random, the model must
// be that of the simulation.
func Whole(t *testing.T, files map[string][]byte) (*model.Model, *model.Prediction) {
	t.Helper()
	text, err := os.ReadFile("model.json")
	if err != nil {
		t.Fatal(err)
	}
	var tables [][]byte
	for i := 1; files[fmt.Sprintf("owner-%d.csv", i)] != nil; i++ {
		tables = append(tables, files[fmt.Sprintf("owner-%d.csv", i)])
	}
	training, result := federation.Run(t, text, tables)
	m := result.Model
	p, err := m.Predict(Read(t, m.Summary.Schema, files["predict.csv"]))
	if err != nil || !p.HasCost {
		t.Fatal(err)
	}
	if training.File.Holdout == 0 {
		simulated, _ := trainFile(t, training.File, files) // its first weights depend on the file
		got, want := m.Summary.Cost, simulated.Model.Cost
		if math.Abs(got-want) > 1e-6*want {
			t.Errorf("cost %v, in the clear %v", got, want)
		}
	}
	return m, p
}
