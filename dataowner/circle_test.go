//go:build testkeys

package dataowner_test

import (
	"bytes"
	"math/big"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// circleFile is a vouched circle on weights that owners read.
var circleFile = kindFile(two, `"circle":true,"model":{"kind":"logistic_regression","weights":"shared","method":"rounds"},"training":{"rounds":25}`)

// fish plays a model owner that chooses weights to read single rows: steep sigmoids whose thresholds halve intervals. The
// difference of two sums is the sum over the rows in a slab; a slab of one row is that row. It returns how many rows come
// out exactly. ask returns the sums at weights.
func fish(p *party, ask func(w []float64) []*big.Int, steep float64, rounds int) (right int) {
	n := p.File.Architecture().Parameters()
	at := func(threshold float64) []*big.Int {
		w := make([]float64, n)
		w[0], w[1], w[2] = -2*threshold*steep, steep, steep*1e-6 // column 0 is 1/2, column 1 is feature a
		return ask(w)
	}
	type slab struct {
		low, high float64
		gl, gh    []*big.Int
	}
	row := func(s slab) []int32 {
		out := make([]int32, n)
		for i := range out {
			out[i] = int32(new(big.Int).Sub(s.gl[i], s.gh[i]).Int64())
		}
		return out
	}
	count := func(s slab) int { return int(new(big.Int).Rsh(new(big.Int).Sub(s.gl[0], s.gh[0]), 23).Int64()) }
	queue := []slab{{-0.6, 0.6, at(-0.6), at(0.6)}}
	var found [][]int32
	for used := 2; len(queue) > 0 && used < rounds; used++ {
		slices.SortFunc(queue, func(a, b slab) int { return count(b) - count(a) })
		s := queue[0]
		queue = queue[1:]
		if count(s) < 2 {
			found = append(found, row(s))
			continue
		}
		middle := (s.low + s.high) / 2
		g := at(middle)
		queue = append(queue, slab{s.low, middle, s.gl, g}, slab{middle, s.high, g, s.gh})
	}
	for _, s := range queue {
		found = append(found, row(s))
	}
	for _, m := range p.owners {
		table := p.table(m.rows)
		for r := range table.Rows {
			if slices.ContainsFunc(found, func(f []int32) bool { return slices.Equal(f, table.Row(r)) }) {
				right++
			}
		}
	}
	return right
}

// A model owner alone, with an honest facilitator, chooses the weights of exact sums so that it reads rows. Owners take
// part in such sums in a circle only, and there refuse weights past bounds.weight, at which hardly any row comes out of
// the gradients of 25 rounds. Without the bound the rows come out one by one.
func TestAttackFishingRows(t *testing.T) {
	p := fiveOwners(t, circleFile, false)
	p.begin()
	var rows []*plan.Rows
	for _, m := range p.owners {
		rows = append(rows, p.clear(m))
	}
	clear := func(w []float64) (sum []*big.Int) {
		for _, r := range rows {
			values, err := r.Upload(&plan.Point{Kind: wire.RoundGradient, Shared: &plan.Parameters{Weights: w}})
			inmemory.Must(t, err)
			sum = plus(sum, values)
		}
		return sum
	}
	if n := fish(p, clear, 1e12, 200); n < 20 {
		t.Errorf("without the bound the attack must succeed: %d rows", n)
	}
	if n := fish(p, clear, float64(p.File.Bounds.Weight)/2, p.File.Training.Rounds); n > 3 {
		t.Errorf("%d rows come out at weights within the bound", n)
	}
	p.Run(wire.Ref{Round: 1, Attempt: 1}, p.first())
	w := make([]float64, p.File.Architecture().Parameters())
	w[1] = 64.5
	a := p.Open(wire.Ref{Round: 2, Attempt: 1}, &plan.Point{Kind: wire.RoundGradient, Shared: &plan.Parameters{Weights: w}})
	for _, m := range p.owners {
		err := m.ending(t, "weights past the bound", problem.Protocol)
		if err == nil || !strings.Contains(err.Error(), "weight 1 is past bounds.weight (64)") {
			t.Errorf("refused with %v", err)
		}
	}
	if len(a.Heads) > 0 {
		t.Error("an owner answered")
	}

	open := func(file string) error {
		q := inmemory.NewModelOwner(t, file).Serve()
		_, err := dataowner.Open(t.Context(), q.Link(q.ID()), dataowner.Config{Vault: store.NewMemory(), Dial: q.Dial()})
		return err
	}
	mustFail(t, "exact sums on shared weights without a circle", open(strings.Replace(circleFile, `"circle":true,`, ``, 1)), problem.File)
	if err := open(strings.Replace(circleFile, `"circle":true,`, `"privacy":{"epsilon":1,"unit":"owner"},`, 1)); err != nil {
		t.Errorf("with privacy: %v", err)
	}
}

// The yes is asked for before anything is sent.
func TestACircleNeedsAYes(t *testing.T) {
	p := fiveOwners(t, circleFile, false)
	m := p.owners[0]
	m.agree = []string{"limit"}
	p.reopen(m, p.Link(p.ID()))
	inv, err := m.Invitation(t.Context())
	if err != nil || len(inv.Questions) != 1 || inv.Questions[0].Rule != "shared" || !strings.Contains(inv.Questions[0].Text, "it can read single rows") {
		t.Errorf("the invitation asks %+v, %v", inv.Questions, err)
	}
	p.start(m)
	m.mustEnd(t, "no yes", problem.Agree)
	for _, r := range p.Seen() {
		if strings.HasPrefix(r.What, "PUT") {
			t.Errorf("%s left before the yes", r.What)
		}
	}
}

// An owner that limits its ε takes no part in exact sums, which no ε bounds, unless it says so for this training.
func TestAttackLimitAndExactSums(t *testing.T) {
	p := threeOwners(t, exactOneRound)
	for _, m := range p.owners[:2] {
		inmemory.Must(t, m.SetLimit(t.Context(), 0.1))
	}
	p.owners[1].agree = []string{"limit"}
	p.reopen(p.owners[1], p.Link(p.ID()))
	stopped, others := p.owners[0], p.owners[1:]
	p.start(stopped)
	stopped.mustEnd(t, "a limit", problem.Agree)
	p.owners = append(slices.Clone(others), p.add(store.NewMemory(), kindRows(3, false)))
	p.begin()
	p.once()
}

// A person vouches for the others while the training waits: the owner answers the attempt that is open, without a restart.
func TestVouchingLetsTheOwnerGoOn(t *testing.T) {
	p := threeOwners(t, strings.Replace(exactOneRound, `"model"`, `"circle":true,"model"`, 1))
	m := p.owners[0]
	for _, o := range p.owners {
		p.start(o)
	}
	for _, o := range p.owners[1:] {
		for _, other := range p.owners {
			k, err := other.Key()
			inmemory.Must(t, err)
			inmemory.Must(t, people.Vouch(t.Context(), o.vault, k, true))
		}
	}
	p.Roster(3)
	m.told(t, func(e dataowner.Event) bool { return e.Vouch })
	for _, r := range p.Seen() {
		if r.What == "PUT statements" && bytes.Contains(r.Body, []byte(m.Identity().String())) {
			t.Error("rows were stated to strangers")
		}
	}
	list, err := m.Members(t.Context())
	inmemory.Must(t, err)
	for _, other := range list {
		if !other.You {
			inmemory.Must(t, m.Vouch(t.Context(), other.Identity, true))
		}
	}
	p.Start()
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(a, nil)
	p.Uploads(a)
	p.Await("no goodbye", func() bool {
		if n := p.LeftBy(m.Identity()); n > 0 {
			t.Errorf("the owner left %d times", n)
		}
		return true
	})
}

// A program whose circle is not complete when the lobby's time is over ends and names who is missing; one with the
// members' file ends at once.
func TestProgramsEndWithAnIncompleteCircle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := strings.Replace(exactOneRound, `"start":5`, `"start":5,"join_timeout":"1m"`, 1)
		p := threeOwners(t, strings.Replace(file, `"model"`, `"circle":true,"model"`, 1))
		var keys []identity.OwnerKey
		for _, m := range p.owners {
			k, err := m.Key()
			inmemory.Must(t, err)
			keys = append(keys, k)
		}
		waits, named := p.owners[0], p.owners[1]
		waits.rules, waits.endLobby = people.Rules{Vouch: []string{keys[1].Words()}}, true
		named.rules = people.Rules{Circle: []identity.OwnerKey{keys[0], keys[1], {9}}}
		for _, m := range []*member{waits, named} {
			p.reopen(m, p.Link(p.ID()))
		}
		stranger := keys[2].Words()
		p.strangers = true
		p.admit()
		if err := named.ending(t, "another circle", problem.Cohort); err == nil || !strings.Contains(err.Error(), "not in the circle "+stranger) {
			t.Errorf("ended with %v", err)
		}
		if err := waits.ending(t, "a stranger", problem.Cohort); err == nil || !strings.Contains(err.Error(), "not vouched for are "+stranger) || strings.Contains(err.Error(), keys[1].Words()) {
			t.Errorf("ended with %v", err)
		}
	})
}
