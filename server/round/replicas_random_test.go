//go:build postgres && unix

package round_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/postgres"
)

// TestReplicasAtRandom plays trainings over three machines at random: owners send by any of them, to two at once, again and
// too late, leave by one and come back by another; machines stop and new ones start, the clock runs, the model owner accepts
// or rejects. Every aggregate that is ever released counts each owner of its list once and no other, every answer is a
// rejection or success, and versions only grow, whichever machine answers.
func TestReplicasAtRandom(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			n := []int{4, 6, 7}[seed%3]
			s := &random{replicas: newReplicas(t, 3, n, seed%2 == 1, 0, nil), rand: rand.New(rand.NewPCG(seed, 35))}
			for range 30 + 15*n {
				s.step()
			}
			// Whatever happened, the training can be brought to an end.
			for s.phaseNow() != wire.PhaseWaiting {
				s.advanceAttempt(0)
			}
			s.append(s.mo.Done(s.accepted), nil)
			for range s.machines {
				s.turn()
				s.phase(wire.PhaseDone)
			}
			t.Logf("%d owners: %d rounds accepted, attempt %+v was the last", n, s.accepted, s.ref)
		})
	}
}

// random is replicas with the sent messages that a random step may repeat.
type random struct {
	*replicas
	rand     *rand.Rand
	ref      wire.Ref // of the present attempt; zero before the first
	over     bool     // too few members are left for another
	accepted int
	version  int64
	sent     map[place]message // in the present attempt
	old      []func() error    // messages of earlier attempts
}

// place is where an owner's message of a phase goes.
type place struct {
	phase wire.Phase
	owner int
}

type message struct {
	signed *wire.Signed
	blob   []byte
}

// any lets any machine have what comes.
func (s *random) any() { s.machine = s.machines[s.rand.IntN(len(s.machines))] }

func (s *random) phaseNow() wire.Phase {
	s.Helper()
	s.any()
	st := s.state()
	if st.Version < s.version {
		s.Fatalf("version went from %d to %d", s.version, st.Version)
	}
	s.version = st.Version
	return st.Phase
}

// step does one random thing.
func (s *random) step() {
	s.Helper()
	i := s.rand.IntN(len(s.owners))
	s.any()
	switch s.rand.IntN(18) {
	case 0:
		s.replace(s.rand.IntN(len(s.machines)))
	case 1:
		s.clock.Advance(time.Duration(s.rand.IntN(40)) * time.Second)
	case 2:
		if s.rand.IntN(4) == 0 {
			s.must(s.leave(s.owners[i].ID()))
		}
	case 3:
		w, err := s.machine.Watch(s.ctx, s.mo.ID, s.owners[i].ID(), s.clock.Now())
		s.must(err)
		w.Close(s.rand.IntN(2) == 0)
	case 4:
		if len(s.old) > 0 {
			s.tolerate(s.old[s.rand.IntN(len(s.old))](), wire.CodeLate)
		}
	case 5:
		s.repeat(i)
	default:
		s.advanceAttempt(i)
	}
}

// replace stops a machine and starts another, with a store of its own.
func (s *random) replace(i int) {
	s.Helper()
	s.machines[i].Close()
	s.must(s.stores[i].Close())
	var err error
	s.stores[i], err = postgres.Open(context.Background(), s.url)
	s.must(err)
	s.machines[i], err = round.New(context.Background(), round.Options{Store: s.stores[i], Clock: s.clock})
	s.must(err)
	s.store = s.stores[0]
}

// advanceAttempt does what is next: the message of owner i, or of the next one that is awaited, where it is their turn.
func (s *random) advanceAttempt(i int) {
	s.Helper()
	switch p := s.phaseNow(); p {
	case wire.PhaseWaiting:
		s.openNext()
	case wire.PhaseFinish:
		s.settle()
	default:
		awaited := s.state().Awaited
		for k := range s.owners {
			o := s.owners[(i+k)%len(s.owners)]
			if !slices.Contains(awaited, o.ID()) {
				continue
			}
			m, blob, ok := s.make(p, o)
			if !ok {
				return // the phase ended meanwhile
			}
			s.sent[place{p, o.Index}] = message{m, blob}
			s.twice(p, o, m, blob)
			return
		}
		s.clock.Advance(10 * time.Second) // only owners that left are missing, or a machine is closing the phase
	}
}

// make makes an owner's message, unless its phase is over.
func (s *random) make(p wire.Phase, o *parties.Owner) (*wire.Signed, []byte, bool) {
	s.Helper()
	if p != wire.PhaseKeys {
		l, err := s.machine.Keys(s.ctx, s.mo.ID, s.ref, o.ID(), wire.Identity{})
		if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeLate {
			return nil, nil, false
		}
		s.must(err)
		list := s.mo.List(l.Messages)
		if p == wire.PhaseReveal {
			return o.Reveal(list), nil, true
		}
		own, err := s.machine.Encapsulations(s.ctx, s.mo.ID, s.ref, o.ID())
		if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeLate {
			return nil, nil, false
		}
		s.must(err)
		head, blob := o.Upload(list, own)
		return head, blob, true
	}
	m, blob := s.message(p, o)
	return m, blob, true
}

// twice sends a message by two machines at once. The one that comes first may end the phase, and even so both are told that
// it is there.
func (s *random) twice(p wire.Phase, o *parties.Owner, m *wire.Signed, blob []byte) {
	s.Helper()
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for n := range errs {
		s.any()
		by := *s.rig
		wg.Go(func() { errs[n] = by.putFor(s.ref, p, o, m, blob) })
	}
	wg.Wait()
	for _, err := range errs {
		// An attempt that only waits for owners that left may end at any time. Keys of one that sits out are not waited for.
		s.tolerate(err, wire.CodeLate)
	}
}

func (s *random) openNext() {
	s.Helper()
	if s.over {
		return
	}
	for at, m := range s.sent {
		ref := s.ref
		s.old = append(s.old, func() error { return s.putFor(ref, at.phase, s.owners[at.owner], m.signed, m.blob) })
	}
	next := wire.Ref{Round: s.accepted + 1, Attempt: 1}
	if next.Round == s.ref.Round {
		next.Attempt = s.ref.Attempt + 1 + s.rand.IntN(3)
	}
	before := s.mo.Log
	open, weights := s.mo.Open(next)
	err := s.machine.Append(s.ctx, s.mo.ID, open, weights)
	if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeMissing {
		s.mo.Log, s.over = before, true
		return
	}
	s.must(err)
	s.ref, s.sent = next, map[place]message{}
}

// settle accepts a released aggregate, which must count every owner of the list once, or now and then rejects it.
func (s *random) settle() {
	s.Helper()
	if s.rand.IntN(5) == 0 {
		s.append(s.mo.Reject(s.ref), nil)
		return
	}
	l, err := s.machine.Keys(s.ctx, s.mo.ID, s.ref, s.mo.Key.Identity(), wire.Identity{})
	s.must(err)
	s.accept(s.mo.List(l.Messages))
	s.accepted++
}

// repeat sends what an owner sent in the present attempt again: it is confirmed, whatever has become of the attempt.
func (s *random) repeat(i int) {
	s.Helper()
	for p := wire.PhaseKeys; p != wire.PhaseFinish; p = p.Next(true) {
		if m, ok := s.sent[place{p, i}]; ok {
			s.any()
			s.tolerate(s.putFor(s.ref, p, s.owners[i], m.signed, m.blob), wire.CodeLate)
		}
	}
}

// tolerate fails on anything but success and the given codes.
func (s *random) tolerate(err error, codes ...wire.Code) {
	s.Helper()
	if r := wire.RejectionOf(err); err != nil && (r == nil || !slices.Contains(codes, r.Code)) {
		s.Fatal(err)
	}
}
