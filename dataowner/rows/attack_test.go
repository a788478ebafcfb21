package rows_test

import (
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/wire"
)

// A model owner chooses weights at which an update leaves the range of numbers for some rows and not for others, and the
// facilitator sees who answers: each round would tell one thing about one owner. An owner answers whatever its rows are;
// without that, its silence tells whether any of its values differs from the middle of the range.
func TestAttackReadingRowsThroughSilence(t *testing.T) {
	for _, training := range []string{`"training":{"rounds":9}`, `"training":{"rounds":9,"local_steps":3}`} {
		f := file(t, `"model":{"weights":"shared"},`+training)
		list, err := rounds.For(f, f.KeyBits)
		if err != nil {
			t.Fatal(err)
		}
		point := &plan.Point{Kind: wire.RoundGradient, Shared: &plan.Parameters{Weights: []float64{0, 1 << 60, 0, 0, 0, 0}, Rate: 1e300}}
		for text, middle := range map[string]bool{"a,k,rank,place,y\n0,2,low,n,1\n": true, "a,k,rank,place,y\n0,2,low,n,1\n0.01,2,low,n,1\n": false} {
			check, loaded := load(t, f, text, rows.Reading{})
			if !check.OK {
				t.Fatal(check.Problems)
			}
			values, err := loaded.Rows(false).Upload(point)
			if err != nil {
				t.Errorf("middle %v: an owner is silent: %v", middle, err)
				continue
			}
			if _, err := list.Of(wire.RoundGradient).Packing.Pack(values); err != nil {
				t.Errorf("middle %v: values past their bound: %v", middle, err)
			}
			if n := values[len(values)-1]; n.Int64() != int64(check.Used) {
				t.Errorf("middle %v: %v rows", middle, n)
			}
			// With the defence off.
			table, _, err := f.Schema().ReadCSV(strings.NewReader(text), schema.ReadOptions{NeedTarget: true})
			if err != nil {
				t.Fatal(err)
			}
			objective, err := model.NewObjective(f.Architecture(), table, model.ObjectiveOptions{ClassWeights: f.Model.ClassWeights})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := objective.GradientUpdate(point.Shared.Weights, 24); (err == nil) != middle {
				t.Errorf("without the defence the attack must succeed: %v", err)
			}
		}
	}
}
