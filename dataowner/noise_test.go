//go:build testkeys

package dataowner_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// privateFile is a training on noisy sums.
func privateFile(fields string) string {
	return strings.Replace(kindFile(number, fields+`,"missing":"drop_row"`), `"min":5`, `"min":3`, 1)
}

const (
	privateOneRound = `"model":{"method":"one_round"},"privacy":{"epsilon":4}`
	privateRounds   = `"model":{"weights":"shared"},"training":{"rounds":2},"privacy":{"epsilon":4,"unit":"owner"}`
)

// Every value of a sum that opens, counts and losses included, is off from the owners' clipped values by noise of the size
// that the training file asks for, and no owner's share of it is less than its part.
func TestEveryValueIsNoisy(t *testing.T) {
	for _, fields := range []string{privateOneRound, privateRounds + `,"scaling":"federated"`, strings.Replace(privateRounds, "owner", "record", 1) + `,"scaling":"federated"`, `"model":{"method":"one_round"},"privacy":{"epsilon":4,"unit":"owner"}`, privateRounds} {
		p := fiveOwners(t, privateFile(fields), true)
		p.begin()
		course, err := plan.New(p.File)
		inmemory.Must(t, err)
		for round := 1; ; round++ {
			point, done, err := course.Next()
			inmemory.Must(t, err)
			if done {
				break
			}
			got := p.Run(wire.Ref{Round: round, Attempt: 1}, point)
			want := p.want(p.owners, point)
			total, _ := new(big.Float).SetInt(p.File.Noise(point.Kind).Local(attempt.Honest(5, 5))).Float64()
			total *= math.Sqrt(5) // five owners draw
			square := 0.0
			for i := range got {
				off, _ := new(big.Float).SetInt(new(big.Int).Sub(got[i], want[i])).Float64()
				if off == 0 || math.Abs(off) > 12*total {
					t.Errorf("round %d: value %d is off by %.3g standard deviations", round, i, off/total)
				}
				square += off * off / total / total
			}
			// χ² of so many degrees is outside of this once in 1e9 runs.
			k := float64(len(got))
			if low, high := k*math.Pow(1-2/(9*k)-6.1*math.Sqrt(2/(9*k)), 3), k*math.Pow(1-2/(9*k)+6.1*math.Sqrt(2/(9*k)), 3); square < low || square > high {
				t.Errorf("round %d: noise of %d values has χ² = %.2f, want %.2f to %.2f", round, len(got), square, low, high)
			}
			inmemory.Must(t, course.Observe(point, plan.Sums{Values: got, Owners: 5}))
		}
		p.Done()
		for _, m := range p.owners {
			if err := <-m.ended; err != nil {
				t.Errorf("an owner ended with %v", err)
			}
		}
		if course.Model() == nil {
			t.Error("no model")
		}
	}
}

// spent is how many sums an owner's ledger holds.
func (m *member) spent(t *testing.T) int {
	t.Helper()
	s, err := m.Spending(t.Context())
	inmemory.Must(t, err)
	return s.Sums
}

// first is the point of a training's first round.
func (p *party) first() *plan.Point {
	p.T.Helper()
	course, err := plan.New(p.File)
	inmemory.Must(p.T, err)
	point, _, err := course.Next()
	inmemory.Must(p.T, err)
	return point
}

// revealed plays an attempt over a list until its seeds are revealed, and ends it without an accept: the facilitator and
// the model owner have its sum all the same.
func (p *party) revealed(number int, list []wire.Identity) []*big.Int {
	p.T.Helper()
	a := p.Open(wire.Ref{Round: 1, Attempt: number}, p.first())
	p.FixList(a, list)
	p.Uploads(a)
	sums := p.Sum(a, p.Reveals(a))
	p.Abort(a, wire.CodeMissing)
	return sums
}

// An attempt over the same list repeats the same noisy sum and costs nothing; one over another list is charged again and
// has noise of its own. More lists than may have to be made for dropouts are not answered.
func TestRepeatedSumsCostOnce(t *testing.T) {
	p := fiveOwners(t, privateFile(strings.Replace(privateRounds, `"epsilon":4`, `"epsilon":40`, 1)), true)
	p.begin()
	all, without := ids(p.owners...), ids(p.owners[:4]...)
	one := p.revealed(1, all)
	for attempt := 2; attempt <= 4; attempt++ {
		if again := p.revealed(attempt, all); !same(one, again) {
			t.Errorf("attempt %d at the same sum opens another one", attempt)
		}
	}
	if n := p.owners[0].spent(t); n != 1 {
		t.Errorf("four attempts over one list are charged as %d", n)
	}
	// The victim's part of the noise must differ in the second list: with the same, the difference of the two sums would be
	// free of it.
	two := p.revealed(5, without)
	exact := p.want(p.owners[4:], p.first())
	equal := 0
	for i := range two {
		if new(big.Int).Sub(one[i], two[i]).Cmp(exact[i]) == 0 {
			equal++
		}
	}
	if equal > 0 {
		t.Errorf("%d values of an owner that left come out exactly", equal)
	}
	if n, left := p.owners[0].spent(t), p.owners[4].spent(t); n != 2 || left != 1 {
		t.Errorf("two lists are charged as %d, the owner of one list as %d", n, left)
	}
	if again := p.revealed(6, without); !same(two, again) || p.owners[0].spent(t) != 2 {
		t.Error("a repeated second list is another sum, or charged again")
	}
	// Five members may lose one: two lists.
	a := p.Open(wire.Ref{Round: 1, Attempt: 7}, p.first())
	p.FixList(a, ids(p.owners[1:]...))
	for _, m := range p.owners[1:4] {
		m.mustEnd(t, "a third list", problem.Privacy)
	}
}

// An owner is restarted between its upload and its reveal: it reveals the same seed, after it is charged. Before its upload
// it leaves the attempt, once.
func TestRestarts(t *testing.T) {
	p := fiveOwners(t, privateFile(privateOneRound), true)
	p.begin()
	m := p.owners[2]
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.Await("keys", func() bool { return len(a.Keys) == 5 })
	m.kill()
	p.restart(m)
	p.FixList(a, nil)
	p.Await("the owner to give the attempt up", func() bool { return p.LeftBy(m.Identity()) > 0 })
	p.Abort(a, wire.CodeLeft)

	a = p.Open(wire.Ref{Round: 1, Attempt: 2}, p.first())
	p.FixList(a, nil)
	who := m.Identity() // the same after a restart
	p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
		if r.What == "GET uploads" && r.Who == who {
			return inmemory.Reject(wire.CodePhase) // it cannot reveal yet
		}
		return status, answer
	})
	p.Uploads(a)
	m.kill()
	p.restart(m)
	p.Bend(nil)
	if n := m.spent(t); n != 0 {
		t.Errorf("%d sums are charged before the reveal", n)
	}
	sums := p.Sum(a, p.Reveals(a))
	if n := m.spent(t); n != 1 || len(sums) == 0 {
		t.Errorf("%d sums are charged after the reveal", n)
	}
}

// The facilitator leaves an owner out of a list, because its keys came late: it sends nothing and is charged nothing.
func TestSittingAnAttemptOut(t *testing.T) {
	p := fiveOwners(t, privateFile(privateOneRound), true)
	p.begin()
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.Await("keys", func() bool { return len(a.Keys) == 5 })
	p.FixList(a, ids(p.owners[:4]...))
	p.Uploads(a)
	p.Sum(a, p.Reveals(a))
	p.Accept(a)
	p.Done()
	for _, m := range p.owners {
		if err := <-m.ended; err != nil {
			t.Errorf("an owner ended with %v", err)
		}
	}
	if out := p.owners[4]; len(out.Uploads()) != 0 || out.spent(t) != 0 {
		t.Errorf("an owner that sat out has %d uploads and is charged %d sums", len(out.Uploads()), out.spent(t))
	}
}
