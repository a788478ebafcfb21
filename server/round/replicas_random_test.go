//go:build postgres && unix

package round_test

import (
	"context"
	"errors"
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
// or rejects. Every aggregate that is ever released counts each survivor once and nobody else, survivors are whole blocks,
// nothing is answered with anything but a rejection or success, and versions only grow, whichever machine tells them.
func TestReplicasAtRandom(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			n := []int{4, 6, 9}[seed%3]
			s := &random{replicas: newReplicas(t, 3, n, 0, nil), rand: rand.New(rand.NewPCG(seed, 35))}
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
			t.Logf("%d owners: %d rounds accepted, attempt %+v was the last", n, s.accepted, s.now.ref)
		})
	}
}

// random is replicas with the sent messages that a random step may repeat.
type random struct {
	*replicas
	rand     *rand.Rand
	now      *run // the present attempt; nil before the first
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
		s.clock.advance(time.Duration(s.rand.IntN(40)) * time.Second)
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
			m, blob := s.now.message(p, o)
			s.sent[place{p, o.Index}] = message{m, blob}
			s.twice(p, o, m, blob)
			return
		}
		s.clock.advance(10 * time.Second) // only owners who left are missing, or a machine is closing the phase
	}
}

// twice sends a message by two machines at once. The one that comes first may end the phase, and even so both are told that
// it is there.
func (s *random) twice(p wire.Phase, o *parties.Owner, m *wire.Signed, blob []byte) {
	s.Helper()
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for n := range errs {
		s.any()
		by := *s.now
		rig := *s.rig
		by.rig = &rig
		wg.Go(func() { errs[n] = by.put(p, o, m, blob) })
	}
	wg.Wait()
	s.must(errors.Join(errs...))
}

func (s *random) openNext() {
	s.Helper()
	for at, m := range s.sent {
		past := *s.now
		s.old = append(s.old, func() error { return past.put(at.phase, s.owners[at.owner], m.signed, m.blob) })
	}
	next := wire.Ref{Round: s.accepted + 1, Attempt: 1}
	if s.now != nil && next.Round == s.now.ref.Round {
		next.Attempt = s.now.ref.Attempt + 1 + s.rand.IntN(3)
	}
	s.now, s.sent = &run{rig: s.rig, ref: next, open: s.open(next)}, map[place]message{}
}

// settle accepts a released aggregate, which must count every survivor once, or now and then rejects it.
func (s *random) settle() {
	s.Helper()
	if s.rand.IntN(5) == 0 {
		s.append(s.mo.Reject(s.now.ref), nil)
		return
	}
	var in []int
	ids := s.now.survivors()
	for i, o := range s.owners {
		if slices.Contains(ids, o.ID()) {
			in = append(in, i)
		}
	}
	first := 0
	for _, size := range sizes(len(s.owners), 3) {
		members := slices.DeleteFunc(slices.Clone(in), func(i int) bool { return i < first || i >= first+size })
		if len(members) != 0 && len(members) != size {
			s.Fatalf("survivors %v hold a part of a block", in)
		}
		first += size
	}
	s.now.accept(in)
	s.accepted++
}

// repeat sends what an owner sent in the present attempt again: it is confirmed, whatever has become of the attempt.
func (s *random) repeat(i int) {
	s.Helper()
	for _, p := range steps {
		if m, ok := s.sent[place{p, i}]; ok {
			s.any()
			s.must(s.now.put(p, s.owners[i], m.signed, m.blob))
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
