//go:build testkeys

package dataowner_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Errors by cluster are made of squares of each owner's score. A model owner with the help of one of three members learns
// the scores of the other two, where their sum is all that it learns without such errors: not prevented, and said in the
// question that every member must have answered.
func TestAttackScoresOutOfClusterErrors(t *testing.T) {
	file := kindFile(two, `"circle":true,"model":{"kind":"logistic_regression"},"inference":{"errors":"cluster"}`)
	file = strings.Replace(file, `"cohort":{"min":5,"max":8,"start":5}`, `"cohort":{"min":3,"max":8,"start":3}`, 1)
	p := threeOwners(t, file)
	q := consent.OfTraining(p.File)
	if len(q) != 1 || !strings.Contains(q[0].Text, "cluster errors are made of products of each member's own sums") {
		t.Fatalf("the owners are asked %+v", q)
	}
	p.begin()
	shape := p.File.Newton()
	n := shape.Parameters
	at := &plan.Parameters{Weights: plan.Initial(p.File)}
	score := p.Run(wire.Ref{Round: 1, Attempt: 1}, &plan.Point{Kind: wire.RoundGradient, Shared: at})[:n]
	values := p.Run(wire.Ref{Round: 2, Attempt: 1}, &plan.Point{Kind: wire.RoundEvaluation, Shared: at})
	closing, err := shape.DecodeClosing(values[p.File.Architecture().EvaluationValues():])
	inmemory.Must(t, err)
	of := func(m *member) []float64 {
		s, err := p.clear(m).Upload(&plan.Point{Kind: wire.RoundGradient, Shared: at})
		inmemory.Must(t, err)
		return reals(s[:n], shape.Bits)
	}
	all, puppet := reals(score, shape.Bits), of(p.owners[0])
	// a + b = s, and aaᵀ + bbᵀ = Q, so that (a − b)(a − b)ᵀ = 2Q − ssᵀ: one column of it is a − b, but for a factor.
	s, square := make([]float64, n), make([]float64, n)
	for j := range n {
		s[j] = all[j] - puppet[j]
	}
	for j := range n {
		square[j] = 2*(closing.Meat[j][0]-puppet[j]*puppet[0]) - s[j]*s[0]
	}
	difference := math.Sqrt(square[0])
	victim, other := of(p.owners[1]), of(p.owners[2])
	if victim[0] < other[0] {
		victim = other
	}
	for j := range n {
		if got := (s[j] + square[j]/difference) / 2; math.Abs(got-victim[j]) > 1e-6 {
			t.Errorf("entry %d of a score is read as %v, it is %v", j, got, victim[j])
		}
	}
}

// reals reads fixed-point numbers.
func reals(values []*big.Int, bits uint) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		x, _ := new(big.Float).SetInt(v).Float64()
		out[i] = math.Ldexp(x, -int(bits))
	}
	return out
}
