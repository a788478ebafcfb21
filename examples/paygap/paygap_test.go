package paygap

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"gonum.org/v1/gonum/mat"

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
// are 1.0 EUR (forty runs), and of the people's, 1.5 EUR, and the 0.7 EUR by which noise draws both towards zero.
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
	}{"companies": {companies, tables, 6.7}, "people": {people, answers, 9.8}} {
		with := gap(t, c.file, c.tables)
		t.Logf("%s: the gap is %.2f EUR", name, with)
		if math.Abs(with-pooledGap) > c.within {
			t.Errorf("%s: the gap is %.2f EUR, want about %.2f", name, with, pooledGap)
		}
	}
}

// TestManyPeople: the fit to 10,000 people with the noise of both trustees predicts pay as the least-squares fit to their pooled rows
// does, to within half a euro. Against what the people earn both are off by some euros, which is how much people differ and no noise.
func TestManyPeople(t *testing.T) {
	f := parse(t, "people.json")
	var tables []*schema.Table
	for _, table := range People(10_000) {
		tables = append(tables, exampletest.Read(t, f.Schema(), table))
	}
	noise := rand.NewChaCha8([32]byte{44})
	trained, err := simulate.TrainWithNoise(f, tables, noise, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := f.Schema().Width()
	pooled, y := mat.NewDense(len(tables), d, nil), mat.NewVecDense(len(tables), nil)
	for i, table := range tables {
		for j := range d {
			pooled.Set(i, j, math.Ldexp(float64(table.X[j]), -schema.QuantBits))
		}
		y.SetVec(i, math.Ldexp(float64(table.Y[0]), -schema.QuantBits))
	}
	var exact, fitted, predicted, off mat.VecDense
	if err := exact.SolveVec(pooled, y); err != nil {
		t.Fatal(err)
	}
	fitted.MulVec(pooled, &exact)
	predicted.MulVec(pooled, mat.NewVecDense(d, trained.Model.Weights))
	root := func(a, b mat.Vector) float64 {
		off.SubVec(a, b)
		return 50 * math.Sqrt(mat.Dot(&off, &off)/float64(len(tables))) // EUR on the range from 10 to 60
	}
	noisy, people := root(&predicted, &fitted), root(&fitted, y)
	t.Logf("predictions differ from those of the pooled fit by %.2f EUR, and those from what people earn by %.2f EUR", noisy, people)
	if noisy > 0.5 || people < 1.5 {
		t.Errorf("predictions differ from those of the pooled fit by %.2f EUR, and those from what people earn by %.2f EUR", noisy, people)
	}
}
