package dp

import (
	"fmt"
	"io"
	"math"
	"math/big"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// auditFailure is the probability with which an audit below reports more than is true, over all its events.
const auditFailure = 1e-6

// proportion gives bounds of a probability from hits of runs that each hold but with the given probability (C. Clopper,
// E. Pearson, Biometrika 26, 1934).
func proportion(hits, runs int, failure float64) (low, high float64) {
	low, high = 0, 1
	if hits > 0 {
		low = distuv.Beta{Alpha: float64(hits), Beta: float64(runs - hits + 1)}.Quantile(failure)
	}
	if hits < runs {
		high = distuv.Beta{Alpha: float64(hits + 1), Beta: float64(runs - hits)}.Quantile(1 - failure)
	}
	return low, high
}

// audit runs a mechanism on neighbouring inputs and gives a lower bound of its ε at δ that is true but with probability
// auditFailure. Its events are fixed beforehand: the sum projected on the unit's direction is past a threshold.
func audit(t *testing.T, runs int, delta float64, bound int64, run func(with bool) *big.Int) float64 {
	t.Helper()
	thresholds := []float64{0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2}
	var with, without = make([]int, len(thresholds)), make([]int, len(thresholds))
	for range runs {
		for i, hits := range [][]int{with, without} {
			v, _ := new(big.Float).SetInt(run(i == 0)).Float64()
			for k, threshold := range thresholds {
				if v > threshold*float64(bound) {
					hits[k]++
				}
			}
		}
	}
	best := 0.0
	each := auditFailure / float64(4*len(thresholds))
	for k := range thresholds {
		low, _ := proportion(with[k], runs, each)
		_, high := proportion(without[k], runs, each)
		if low > delta {
			best = max(best, math.Log((low-delta)/high))
		}
		// The complement is an event too.
		low, _ = proportion(runs-without[k], runs, each)
		_, high = proportion(runs-with[k], runs, each)
		if low > delta {
			best = max(best, math.Log((low-delta)/high))
		}
	}
	return best
}

// auditRound is one round as owners run it: what a unit adds is clipped, owners add their local noise, and only the
// noise of those who are sure to be honest is in the sum. halved is the fault the audit is to find.
func auditRound(n Noise, parties int, r io.Reader, halved bool) func(with bool) *big.Int {
	if halved {
		n.Multiplier /= 2
	}
	return func(with bool) *big.Int {
		sum := new(big.Int)
		for owner := range parties {
			values := []*big.Int{new(big.Int), new(big.Int)}
			if owner == 0 && with {
				// Twice as much as it may add: in the direction of the bound once it is clipped.
				values[0].Mul(n.Bound, big.NewInt(2))
			}
			Clip(values, n.Bound)
			if err := n.Add(values, parties, r); err != nil {
				panic(err)
			}
			sum.Add(sum, values[0])
		}
		return sum
	}
}

// TestAudit finds, from runs on neighbouring inputs alone, at most the ε that is claimed; and more than that once the
// noise is half of what it should be.
func TestAudit(t *testing.T) { runAudit(t, 10_000) }

func runAudit(t *testing.T, runs int) {
	const delta = 0.01
	for bound, parties := range map[int64]int{40: 1, 1 << 40: 3} {
		n := Noise{Bound: big.NewInt(bound), Multiplier: 1, Values: 2}
		a := NewAccountant(FineOrders())
		a.Add(n.Release(parties), 1)
		claimed, _ := a.Epsilon(delta)
		name := fmt.Sprintf("audit %d %d", bound, parties)
		honest := audit(t, runs, delta, bound, auditRound(n, parties, stream(name), false))
		if honest > claimed {
			t.Errorf("bound %d, %d parties: ε is at least %.3f, claimed %.3f", bound, parties, honest, claimed)
		}
		if honest < claimed/3 {
			t.Errorf("bound %d, %d parties: the audit sees only ε ≥ %.3f of %.3f", bound, parties, honest, claimed)
		}
		if halved := audit(t, runs, delta, bound, auditRound(n, parties, stream(name), true)); halved <= claimed {
			t.Errorf("bound %d, %d parties: half the noise passes, ε ≥ %.3f of %.3f", bound, parties, halved, claimed)
		}
		t.Logf("bound %d, %d parties: claimed %.3f, seen %.3f", bound, parties, claimed, honest)
	}
}
