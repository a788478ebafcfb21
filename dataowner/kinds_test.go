//go:build testkeys

package dataowner_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/protocol/wire"
)

// kinds cover every kind, mode, method, scaling and rule for missing values at least once.
var kinds = []struct{ name, target, fields string }{
	{"one round", number, `"model":{"method":"one_round"},"missing":"drop_row"`},
	{"one round, folds", number, `"model":{"method":"one_round"},"folds":2`},
	{"one round, federated", two, `"model":{"kind":"discriminant","method":"one_round"},"scaling":"federated","missing":"indicator"`},
	{"encrypted", number, `"missing":"drop_row"`},
	{"encrypted, federated, held back", number, `"scaling":"federated","missing":"indicator","holdout":0.25`},
	{"discriminant, sgd", two, `"model":{"kind":"discriminant"},"training":{"optimizer":"sgd","rounds":4},"missing":"drop_row"`},
	{"shared", number, `"circle":true,"model":{"weights":"shared"},"training":{"rounds":6},"missing":"mean"`},
	{"shared logistic, federated, held back", two, `"circle":true,"model":{"kind":"logistic_regression","weights":"shared","class_weights":[1,2]},"scaling":"federated","training":{"rounds":4,"optimizer":"adam"},"missing":"mode","holdout":0.3`},
	{"softmax, local steps", three, `"circle":true,"model":{"kind":"softmax_regression","weights":"shared"},"training":{"rounds":3,"local_steps":4,"proximal":0.1},"missing":"indicator"`},
	{"counts, federated, held back", count, `"circle":true,"model":{"kind":"poisson_regression","weights":"shared"},"training":{"rounds":5},"missing":"mean","scaling":"federated","holdout":0.3`},
	{"newton", two, `"circle":true,"model":{"kind":"logistic_regression","class_weights":[1,2]},"missing":"mean","scaling":"federated"`},
	{"newton, cluster errors, held back", count, `"circle":true,"model":{"kind":"poisson_regression"},"missing":"drop_row","holdout":0.3,"inference":{"errors":"cluster"}`},
	{"negative binomial", count, `"circle":true,"model":{"kind":"negative_binomial_regression"},"missing":"indicator"`},
	{"perceptron", three, `"circle":true,"model":{"kind":"mlp","weights":"shared","hidden":[4]},"training":{"rounds":4},"missing":"mean","scaling":"federated"`},
}

// Every kind of training, from messy files to the model: each sum that opens is exactly that of the owners' values in
// the clear, and where no rows are kept back the model is the simulated one, byte for byte.
func TestEveryKindOfTraining(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			p := fiveOwners(t, kindFile(k.target, k.fields), strings.Contains(k.fields, "missing"))
			p.begin()
			course, err := plan.New(p.File)
			inmemory.Must(t, err)
			seen := map[wire.RoundKind]int{}
			for round := 1; ; round++ {
				point, done, err := course.Next()
				inmemory.Must(t, err)
				if done {
					break
				}
				seen[point.Kind]++
				got := p.Run(wire.Ref{Round: round, Attempt: 1}, point)
				if !same(got, p.want(p.owners, point)) {
					t.Fatalf("round %d, %s: the sum is wrong", round, point.Kind)
				}
				inmemory.Must(t, course.Observe(point, plan.Sums{Values: got, Owners: len(p.owners)}))
			}
			p.Done()
			for i, m := range p.owners {
				if err := <-m.ended; err != nil {
					t.Errorf("owner %d ended with %v", i, err)
				}
				if n := len(m.Uploads()); n == 0 {
					t.Errorf("owner %d has no uploads", i)
				}
			}
			for _, r := range p.Rounds {
				if seen[r.Kind] == 0 || seen[r.Kind] > r.Most {
					t.Errorf("%d rounds of kind %s, most is %d", seen[r.Kind], r.Kind, r.Most)
				}
			}
			if p.File.Holdout > 0 {
				return // which rows stay back is each owner's secret
			}
			var tables []*schema.Table
			for _, m := range p.owners {
				tables = append(tables, p.table(m.rows))
			}
			simulated, err := simulate.Train(p.File, tables, nil)
			inmemory.Must(t, err)
			want, err := simulated.Model.Marshal()
			inmemory.Must(t, err)
			got, err := course.Model().Marshal()
			inmemory.Must(t, err)
			if !bytes.Equal(got, want) {
				t.Error("the model is not the simulated one")
			}
		})
	}
}
