package model_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
)

// Owners of a circle bound weights, and an offset has none: at a steep one the second derivatives rest on the rows next to the
// plane where it is 0, although all weights are. A training file may therefore have no offset that ranges over more than
// bounds.weight (TestRolesAreChecked in ml/spec), which is what a weight could do with a column.
func TestAttackSteepOffset(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	var rows strings.Builder
	rows.WriteString("x,e,y\n")
	for range 110 {
		x := r.Float64()
		fmt.Fprintf(&rows, "%.6f,%.6f,%s\n", x, r.Float64()-0.5, []string{"p", "q"}[r.IntN(2)])
	}
	// share is the largest part of one row in the sum of the weights that rows have in the second derivatives.
	share := func(scale float64) float64 {
		low, high := -scale/2, scale/2
		s := &schema.Schema{
			Features: []schema.Feature{{Name: "x", Type: schema.Continuous, Min: number(0), Max: number(1)}},
			Roles:    []schema.Feature{{Name: "e", Type: schema.Continuous, Min: &low, Max: &high, Role: schema.OffsetRole}},
			Target:   targets["two levels"], Missing: schema.MissingReject,
		}
		table, _, err := s.ReadCSV(strings.NewReader(rows.String()), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		for i := range table.Offset {
			table.Offset[i] *= scale
		}
		shape := model.NewNewtonShape(model.Architecture{Kind: kinds.Lookup(kinds.Logistic), Inputs: s.Width(), Target: s.Target}, 64, model.NoMeat)
		most, sum := 0.0, 0.0
		for i := range table.Rows {
			one := *table
			one.Rows, one.X, one.Y, one.Offset = 1, table.Row(i), table.Y[i:i+1], table.Offset[i:i+1]
			values, err := sumsOf(t, shape, &one, model.ObjectiveOptions{}).Sums(make([]float64, shape.Weights()), optim.WithExpected)
			if err != nil {
				t.Fatal(err)
			}
			round, err := shape.Decode(values)
			if err != nil {
				t.Fatal(err)
			}
			most, sum = max(most, round.Information[0][0]), sum+round.Information[0][0]
		}
		return most / sum
	}
	if got := share(10_000); got < 0.9 {
		t.Errorf("at a steep offset one row has %.2f of the sum", got)
	}
	if got := share(8); got > 0.1 {
		t.Errorf("at an offset as wide as a bound of 8 one row has %.2f of the sum", got)
	}
}
