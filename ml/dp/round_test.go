//go:build !js

package dp_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestAuditOfARound audits what owners really compute, clip and add noise to: the sums of squares of three owners, with and
// without one row in the middle of its range, which moves the sum by all of its bound. The event is the sum's length in
// that row's direction. It takes too long for a browser, where the sampler gives the same draws.
func TestAuditOfARound(t *testing.T) {
	const runs, owners = 20_000, 3
	f, err := spec.Parse([]byte(`{"model": {"method": "one_round"}, "privacy": {"epsilon": 3, "delta": 0.001, "clip": 1},
		"features": [{"name": "a", "type": "continuous", "min": 0, "max": 10}], "target": {"name": "y", "type": "continuous", "min": 0, "max": 10}}`))
	if err != nil {
		t.Fatal(err)
	}
	point := &plan.Point{Kind: wire.RoundOneRound}
	upload := func(rows string) []*big.Int {
		table, _, err := f.Schema().ReadCSV(strings.NewReader("a,y\n"+rows), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		o, err := plan.NewRows(f, table, [32]byte{})
		if err != nil {
			t.Fatal(err)
		}
		values, err := o.Upload(point)
		if err != nil {
			t.Fatal(err)
		}
		return values
	}
	others := [][]*big.Int{upload("1,2\n3,4\n"), upload("5,5\n6,7\n8,8\n")}
	without, with := upload("2,3\n4,5\n"), upload("2,3\n4,5\n5,5\n")
	direction := make([]*big.Int, len(with))
	for i := range direction {
		direction[i] = new(big.Int).Sub(with[i], without[i])
	}
	bound := f.Noise(point.Kind).Bound
	if dp.Norm2(direction).Cmp(new(big.Int).Mul(bound, bound)) > 0 {
		t.Fatal("the row moves the sum further than its bound")
	}
	length := new(big.Int).Sqrt(dp.Norm2(direction))
	run := func(name string, honest int) func(bool) *big.Int {
		noise := dp.Stream(name)
		return func(extra bool) *big.Int {
			along, product := new(big.Int), new(big.Int)
			for owner := range owners {
				mine := without
				if owner > 0 {
					mine = others[owner-1]
				} else if extra {
					mine = with
				}
				values := make([]*big.Int, len(mine))
				for i, v := range mine {
					values[i] = new(big.Int).Set(v)
				}
				if err := plan.AddNoise(f, point.Kind, values, honest, noise); err != nil {
					t.Fatal(err)
				}
				for i, v := range values {
					v.Sub(v, without[i]) // what everybody knows already
					if owner > 0 {
						v.Sub(v, others[owner-1][i]).Add(v, without[i])
					}
					along.Add(along, product.Mul(v, direction[i]))
				}
			}
			return along.Quo(along, length)
		}
	}
	honest := attempt.Honest(owners, owners)
	seen := dp.Audit(t, runs, f.Privacy.Delta, bound.Int64(), run("a round", honest))
	if !(seen <= f.Privacy.Epsilon && seen > f.Privacy.Epsilon/4) {
		t.Errorf("ε is at least %.3f, claimed %.3f", seen, f.Privacy.Epsilon)
	}
	// As if four times as many owners were sure to add their part.
	if halved := dp.Audit(t, runs, f.Privacy.Delta, bound.Int64(), run("half a round", 4*honest)); halved <= f.Privacy.Epsilon {
		t.Errorf("half the noise passes: ε ≥ %.3f", halved)
	} else {
		t.Logf("claimed %.3f, seen %.3f, with half the noise %.3f", f.Privacy.Epsilon, seen, halved)
	}
}
