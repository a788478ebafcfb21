package heating

import (
	"os"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
)

func TestTables(t *testing.T) { exampletest.Tables(t, Files()) }

func TestExampleTrains(t *testing.T) {
	trained, p := exampletest.Train(t, Files())
	if trained.Metric != "mse" || p.Cost > 1.2 {
		t.Errorf("%s %v on other rows", trained.Metric, p.Cost)
	}
	// A linear model cannot follow the rule.
	text, err := os.ReadFile("model.json")
	if err != nil {
		t.Fatal(err)
	}
	linear := strings.Replace(string(text), `"kind": "mlp", "weights": "shared", "hidden": [16]`, `"kind": "linear_regression", "weights": "shared", "method": "rounds"`, 1)
	f, err := spec.Parse([]byte(linear))
	if err != nil {
		t.Fatal(err)
	}
	var tables []*schema.Table
	for _, name := range []string{"owner-1.csv", "owner-2.csv", "owner-3.csv", "owner-4.csv", "owner-5.csv"} {
		tables = append(tables, exampletest.Read(t, f.Schema(), Files()[name]))
	}
	line, err := simulate.Train(f, tables, nil)
	if err != nil {
		t.Fatal(err)
	}
	if line.Model.Summary.Cost < 2*trained.Model.Summary.Cost {
		t.Errorf("a linear model reaches %v, the perceptron %v", line.Model.Summary.Cost, trained.Model.Summary.Cost)
	}
}
