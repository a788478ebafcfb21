package paygap

import (
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/blindfit/blindfit/examples/internal/exampletest"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
)

func TestTables(t *testing.T) { exampletest.Tables(t, Files()) }

func parse(t *testing.T, name string) *spec.File {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := spec.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// gap is the estimate of what men earn more in an hour, in EUR.
func gap(t *testing.T, f *spec.File, tables []*schema.Table) float64 {
	t.Helper()
	trained, err := simulate.Train(f, tables, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range trained.Model.Estimates() {
		if e.Name == "sex=man" {
			return e.Value
		}
	}
	t.Fatal("the model has no pay gap")
	return 0
}

// pooledGap is the gap in the pooled rows of the companies: R's coef(lm(pay ~ years + hours + role + sex))["sexman"].
const pooledGap = 3.417389419

// TestExampleTrains: with the noise of the trustees the companies find the gap that is in the pooled rows, and so do people who
// fill in a form. The noise is new in every run: the ranges are six standard deviations of the companies' estimates, which
// are 0.85 EUR (forty runs), and eleven of the people's, which noise also draws towards zero.
func TestExampleTrains(t *testing.T) {
	companies := parse(t, "model.json")
	var tables []*schema.Table
	for i := 1; Files()[fmt.Sprintf("owner-%d.csv", i)] != nil; i++ {
		tables = append(tables, exampletest.Read(t, companies.Schema(), Files()[fmt.Sprintf("owner-%d.csv", i)]))
	}
	if len(tables) < companies.Cohort.Start {
		t.Fatalf("%d companies for %d", len(tables), companies.Cohort.Start)
	}
	people := parse(t, "people.json")
	var answers []*schema.Table
	for _, table := range People(500) {
		answers = append(answers, exampletest.Read(t, people.Schema(), table))
	}
	for name, c := range map[string]struct {
		file   *spec.File
		tables []*schema.Table
		within float64
	}{"companies": {companies, tables, 5.1}, "people": {people, answers, 12}} {
		with := gap(t, c.file, c.tables)
		t.Logf("%s: the gap is %.2f EUR", name, with)
		if math.Abs(with-pooledGap) > c.within {
			t.Errorf("%s: the gap is %.2f EUR, want about %.2f", name, with, pooledGap)
		}
	}
}
