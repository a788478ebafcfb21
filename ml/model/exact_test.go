package model_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/tables"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

// Rows give the same sums in any order and however they are divided among owners.
func TestExactGradientKnowsNoOwners(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 9))
	for _, v := range variants(t) {
		table, w := tables.Legal(r, v.schema, 1000), v.weights(r)
		pooled := v.objective(t, table, model.ObjectiveOptions{})
		want, err := pooled.ExactGradient(w, 40)
		if err != nil {
			t.Fatal(err)
		}
		got := zeros(len(w) + 1)
		one, two := table.Split(0.37, [32]byte{9})
		for _, part := range []*schema.Table{one, two} {
			values, err := v.objective(t, part, model.ObjectiveOptions{}).ExactGradient(w, 40)
			if err != nil {
				t.Fatal(err)
			}
			addTo(got, values)
		}
		near := make([]float64, len(w)+1)
		near[len(w)] = pooled.Gradient(w, near[:len(w)])
		for i := range want {
			if got[i].Cmp(want[i]) != 0 {
				t.Errorf("%s: entry %d is not the sum of the owners'", v.name, i)
			}
			if x, _ := new(big.Rat).SetFrac(want[i], new(big.Int).Lsh(big.NewInt(1), 40)).Float64(); math.Abs(near[i]-x) > 1000*math.Ldexp(1, -41) {
				t.Errorf("%s: entry %d: %v, without rounding %v", v.name, i, x, near[i])
			}
		}
		w[0] = math.NaN()
		if _, err := pooled.ExactGradient(w, 40); err == nil {
			t.Errorf("%s: a gradient that is not finite is summed", v.name)
		}
	}
}
