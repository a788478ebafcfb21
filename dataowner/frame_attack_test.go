//go:build testkeys

package dataowner_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/wire"
)

// scaled is a circle whose owners read weights, means and deviations of columns, and what replaces missing values.
var scaled = kindFile(two, `"circle":true,"model":{"kind":"logistic_regression","weights":"shared","method":"rounds"},"training":{"rounds":25},"scaling":"federated","missing":"mean"`)

// next plays the honest rounds up to the point of the first gradient, or so many gradients, and returns the next point.
func (p *party) next(gradients int) (point *plan.Point, round int) {
	p.T.Helper()
	course, err := plan.New(p.File)
	inmemory.Must(p.T, err)
	for round = 1; ; round++ {
		point, _, err = course.Next()
		inmemory.Must(p.T, err)
		if point.Kind == wire.RoundGradient {
			if gradients == 0 {
				return point, round
			}
			gradients--
		}
		sums := p.Run(wire.Ref{Round: round, Attempt: 1}, point)
		inmemory.Must(p.T, course.Observe(point, plan.Sums{Values: sums, Owners: len(p.owners)}))
	}
}

// refusesPoint opens a round at a point that every owner must refuse with this text, and answer with nothing.
func (p *party) refusesPoint(round int, point *plan.Point, text string) {
	p.T.Helper()
	a := p.Open(wire.Ref{Round: round, Attempt: 1}, point)
	for _, m := range p.owners {
		if err := m.ending(p.T, text, problem.Protocol); err == nil || !strings.Contains(err.Error(), text) {
			p.T.Errorf("refused with %v, want %q", err, text)
		}
	}
	if len(a.Heads) > 0 {
		p.T.Error("an owner answered")
	}
}

// A model owner sends small weights and, as the scale of columns, deviations that are smaller still: the slope is steep all
// the same. In sums at such a point rows come out as without any bound.
func TestAttackSteepScale(t *testing.T) {
	for name, change := range map[string]func(s *schema.Standard){
		"no deviation to speak of": func(s *schema.Standard) { s.Deviation[1] = 1e-9 },
		"a small deviation":        func(s *schema.Standard) { s.Deviation[1] = 1.0 / 128 },
		"a mean far away":          func(s *schema.Standard) { s.Mean[1] = -1e9 },
	} {
		t.Run(name, func(t *testing.T) {
			p := fiveOwners(t, scaled, true)
			p.begin()
			point, round := p.next(0)
			change(point.Shared.Scale)
			p.refusesPoint(round, point, "column 1 has a mean past 1 or a deviation below 1/bounds.weight (1/64)")
		})
	}
	p := fiveOwners(t, scaled, true)
	p.begin()
	point, round := p.next(1)
	w := make([]float64, len(point.Shared.Weights))
	w[1] = 64 // more than a slope of 64 on the column as declared
	p.refusesPoint(round, &plan.Point{Kind: point.Kind, Shared: &plan.Parameters{Weights: w, Scale: point.Shared.Scale, Fill: point.Shared.Fill}},
		"weight 1 is past bounds.weight (64) on the column as declared")
}

// A model owner repeats weights and changes what replaces missing values: the difference of the two sums speaks of the rows
// that miss one, of a single row if there is one. Owners hold it to the first, after a restart too.
func TestAttackAnotherFill(t *testing.T) {
	p := fiveOwners(t, strings.Replace(scaled, `"scaling":"federated",`, ``, 1), true)
	p.begin()
	point, round := p.next(1)
	w := make([]float64, len(point.Shared.Weights))
	w[2] = 1 // of k
	other := append([]int32(nil), point.Shared.Fill...)
	other[1]++
	at := func(fill []int32) *plan.Point {
		return &plan.Point{Kind: point.Kind, Shared: &plan.Parameters{Weights: w, Fill: fill}}
	}
	changed := 0
	for _, m := range p.owners {
		missing := len(p.table(m.rows).Absent[1])
		before, after := p.want([]*member{m}, at(point.Shared.Fill)), p.want([]*member{m}, at(other))
		if differs := !same(before, after); differs != (missing > 0) {
			t.Errorf("with %d rows that miss the value the sums differ: %v", missing, differs)
		}
		if last := len(before) - 1; before[last].Cmp(big.NewInt(int64(p.table(m.rows).Rows))) != 0 {
			t.Error("the sums are over other rows")
		}
		if missing > 0 {
			changed++
		}
	}
	if changed == 0 {
		t.Fatal("no owner has a row that misses the value")
	}
	p.owners[0].kill()
	p.restart(p.owners[0])
	p.refusesPoint(round, at(other), "what replaces missing values, or the variance between data owners is not that of the rounds before")
}

// A model owner sends a rate of local steps at which the first step leads to steep weights. Owners cut weights to
// bounds.weight on the way, so that their change is bounded, too.
func TestAttackLongLocalSteps(t *testing.T) {
	file := kindFile(two, `"circle":true,"model":{"kind":"logistic_regression","weights":"shared"},"training":{"rounds":25,"local_steps":2}`)
	p := fiveOwners(t, strings.Replace(file, `"rows":256`, `"rows":256,"update":1000`, 1), false)
	p.begin()
	point, round := p.next(0)
	point.Shared.Rate = 1e12
	sums := p.Run(wire.Ref{Round: round, Attempt: 1}, point)
	rows := sums[len(sums)-1]
	for i, x := range sums[:len(sums)-2] {
		change, _ := new(big.Rat).SetFrac(x, new(big.Int).Lsh(rows, 24)).Float64()
		if change > 64.001 || change < -64.001 {
			t.Errorf("weight %d moves by %v", i, change)
		}
	}
}
