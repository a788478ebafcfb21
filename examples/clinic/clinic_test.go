package clinic

import (
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
)

func TestTables(t *testing.T) { exampletest.Tables(t, Files()) }

func TestExampleTrains(t *testing.T) {
	trained, p := exampletest.Train(t, Files())
	if trained.Metric != "label_mse" || *p.Accuracy < 0.72 || len(p.AUC) != 1 || p.AUC[0].Area < 0.8 {
		t.Errorf("%s, accuracy %v, area %v", trained.Metric, *p.Accuracy, p.AUC)
	}
}
