package orchard

import (
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
)

func TestTables(t *testing.T) { exampletest.Tables(t, Files()) }

func TestExampleTrains(t *testing.T) {
	trained, p := exampletest.Train(t, Files())
	q := trained.Model.Summary.Quality
	if trained.Metric != "log_loss" || *p.Accuracy < 0.75 || len(p.AUC) != 3 || q == nil || q.Rows != 160 || *q.Accuracy < 0.75 {
		t.Errorf("%s, accuracy %v, area %v, held back %+v", trained.Metric, *p.Accuracy, p.AUC, q)
	}
}
