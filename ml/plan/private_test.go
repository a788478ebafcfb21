package plan_test

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// noisy is a training with noise over one feature, and one owner's rows.
func noisy(t *testing.T, fields string) (*spec.File, *schema.Table) {
	t.Helper()
	f, err := spec.Parse(fmt.Appendf(nil, `{"features": [{"name": "a", "type": "continuous", "min": 0, "max": 10}],
		"target": {"name": "y", "type": "continuous", "min": 0, "max": 10}, %s}`, fields))
	if err != nil {
		t.Fatal(err)
	}
	table, _, err := f.Schema().ReadCSV(strings.NewReader("a,y\n1,2\n3,5\n9,8\n10,10\n"), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err)
	}
	return f, table
}

const sharedRecords = `"model": {"weights": "shared"}, "cohort": {"min": 3}, "training": {"rounds": 2}, "privacy": {"epsilon": 3, "unit": "record"}`

// TestAddNoise adds nothing where nothing is promised, and fails where the values are not those of the round.
func TestAddNoise(t *testing.T) {
	plain, _ := noisy(t, `"model": {"method": "one_round"}`)
	values := []*big.Int{big.NewInt(5)}
	if err := plan.AddNoise(plain, wire.RoundOneRound, values, 3, nil); err != nil || values[0].Int64() != 5 {
		t.Errorf("without privacy: %v, %v", values, err)
	}
	f, _ := noisy(t, sharedRecords)
	if err := plan.AddNoise(f, wire.RoundGradient, values, 3, rand.Reader); err == nil {
		t.Error("noise was added to another number of values")
	}
	if err := plan.AddNoise(f, wire.RoundStatistics, values, 3, rand.Reader); err == nil {
		t.Error("noise was added in a round that the training does not have")
	}
	e := plan.Entry(f, wire.RoundGradient, 2)
	if e.Unit != dp.RecordUnit || e.Multiplier != f.Privacy.Multiplier || e.Parties != 2 || e.Values != 4 || e.Delta != 1e-5 || e.Local < 4 {
		t.Errorf("charged %+v", e)
	}
}

// TestPrivateUploadsAreWithinTheBudget says that no owner's clipped values are past what slots have room for, in every
// round, and that forgotten rows answer nothing.
func TestPrivateUploadsAreWithinTheBudget(t *testing.T) {
	for _, fields := range []string{sharedRecords, strings.Replace(sharedRecords, "record", "owner", 1),
		strings.Replace(sharedRecords, `"model"`, `"missing": "mean", "scaling": "federated", "model"`, 1),
		`"model": {"method": "one_round"}, "privacy": {"epsilon": 3}`, `"model": {"method": "one_round"}, "privacy": {"epsilon": 3, "unit": "owner"}`} {
		f, table := noisy(t, fields)
		o, err := plan.NewRows(f, table, [32]byte{})
		if err != nil {
			t.Fatal(err)
		}
		w := plan.Initial(f)
		for i := range w {
			w[i] = 50
		}
		for _, s := range f.RoundShapes() {
			p := &plan.Point{Kind: s.Kind}
			if s.Kind != wire.RoundOneRound {
				p.Shared = &plan.Parameters{Weights: w, Fill: make([]int32, 1)}
			}
			values, err := o.Upload(p)
			if err != nil || len(values) != s.Values {
				t.Fatalf("%s: %d values, want %d: %v", s.Kind, len(values), s.Values, err)
			}
			room := f.Noise(s.Kind).Room()
			for i, v := range values {
				if new(big.Int).Add(new(big.Int).Abs(v), room).Cmp(s.Bound) > 0 {
					t.Errorf("%s: value %d leaves no room for noise", s.Kind, i)
				}
			}
			if plan.RowCount(f, s.Kind, values) != nil {
				t.Errorf("%s: rows were counted in noise", s.Kind)
			}
		}
		o.Forget()
		if _, err := o.Upload(&plan.Point{Kind: f.RoundShapes()[0].Kind, Shared: &plan.Parameters{Weights: w}}); err == nil {
			t.Error("forgotten rows gave values")
		}
	}
}

// TestPlanWithNoise: the number of owners must be known, and the model has warnings.
func TestPlanWithNoise(t *testing.T) {
	f, _ := noisy(t, strings.Replace(sharedRecords, "record", "owner", 1))
	c, err := plan.New(f)
	if err != nil {
		t.Fatal(err)
	}
	if c.EndEarly() == nil {
		t.Error("a training ended before its first round")
	}
	if plan.SameRows(f) {
		t.Error("rounds with noise need the same owners")
	}
	for {
		p, done, err := c.Next()
		if err != nil {
			t.Fatal(err)
		}
		if done {
			break
		}
		values := make([]*big.Int, f.Noise(p.Kind).Values)
		for i := range values {
			values[i] = big.NewInt(-3)
		}
		if c.Observe(p, plan.Sums{Values: values}) == nil {
			t.Fatal("means over no owners")
		}
		if c.Observe(p, plan.Sums{Values: values[1:], Owners: 4}) == nil {
			t.Fatal("too few values were taken")
		}
		if err := c.Observe(p, plan.Sums{Values: values, Owners: 4}); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(c.Warnings(), "; "); !strings.Contains(got, "estimate") || !strings.Contains(got, "counts data owners") {
		t.Errorf("warnings: %s", got)
	}
}

// TestOneRowMovesEveryRoundWithinBound takes the last row away from an owner, with rows kept back and without, and holds
// what that changes in every kind of round against the bound that its noise is made for.
func TestOneRowMovesEveryRoundWithinBound(t *testing.T) {
	const rows = "1,2\n3,5\n9,8\n10,10\n0,10\n10,0\n5,5\n0,0\n7,1\n"
	for _, fields := range []string{
		sharedRecords + `, "holdout": 0.5`, strings.Replace(sharedRecords, `"model"`, `"missing": "mean", "scaling": "federated", "holdout": 0.3, "model"`, 1),
		`"model": {"method": "one_round"}, "privacy": {"epsilon": 3}`, `"model": {"method": "one_round"}, "privacy": {"epsilon": 3, "clip": 0.5}`,
	} {
		f, _ := noisy(t, fields)
		for seed := range byte(20) {
			var before map[wire.RoundKind][]*big.Int
			for n := 1; n <= strings.Count(rows, "\n"); n++ {
				text := "a,y\n" + strings.Join(strings.SplitAfter(rows, "\n")[:n], "")
				table, _, err := f.Schema().ReadCSV(strings.NewReader(text), schema.ReadOptions{NeedTarget: true})
				if err != nil {
					t.Fatal(err)
				}
				o, err := plan.NewRows(f, table, [32]byte{seed})
				if err != nil {
					t.Fatal(err)
				}
				now := map[wire.RoundKind][]*big.Int{}
				for _, s := range f.RoundShapes() {
					p := &plan.Point{Kind: s.Kind, Shared: &plan.Parameters{Weights: []float64{0.4, -7}, Fill: make([]int32, 1)}}
					if now[s.Kind], err = o.Upload(p); err != nil {
						t.Fatal(err)
					}
					for i, v := range before[s.Kind] {
						v.Sub(v, now[s.Kind][i])
					}
					bound := f.Noise(s.Kind).Bound
					if dp.Norm2(before[s.Kind]).Cmp(new(big.Int).Mul(bound, bound)) > 0 {
						t.Fatalf("%s: row %d moves the %s round past its bound", fields, n, s.Kind)
					}
				}
				before = now
			}
		}
	}
}
