package round_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/blindfit/blindfit/crypto/identity"
	"github.com/blindfit/blindfit/internal/parties"
	"github.com/blindfit/blindfit/server/wire"
)

// TestSimulation plays trainings at random: owners send, send again, send too late, leave and come back, the clock
// runs, the facilitator restarts, the model owner accepts or rejects. Every aggregate that is ever released counts each
// survivor exactly once and nobody else, survivors are whole blocks, nothing is answered with anything but a rejection or
// success, and versions only grow.
func TestSimulation(t *testing.T) {
	for seed := range uint64(16) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			n := []int{3, 4, 6, 9}[seed%4]
			s := &simulation{rig: newRig(t, 3, n, nil), rand: rand.New(rand.NewPCG(seed, 6))}
			s.roster()
			for range 40 + 20*n {
				s.step()
			}
			// Whatever happened, the training can be brought to an end.
			for s.phaseNow() != wire.PhaseWaiting {
				s.finishAttempt()
			}
			t.Logf("%d owners: %d rounds accepted, attempt %+v was the last", n, s.accepted, s.now.ref)
			s.append(s.mo.Done(s.accepted), nil)
			s.phase(wire.PhaseDone)
		})
	}
}

// simulation is a rig with the sent messages that a random step may repeat.
type simulation struct {
	*rig
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

func (s *simulation) phaseNow() wire.Phase {
	s.Helper()
	st := s.state()
	if st.Version < s.version {
		s.Fatalf("version went from %d to %d", s.version, st.Version)
	}
	s.version = st.Version
	return st.Phase
}

// step does one random thing.
func (s *simulation) step() {
	s.Helper()
	i := s.rand.IntN(len(s.owners))
	switch s.rand.IntN(16) {
	case 0:
		s.clock.advance(time.Millisecond) // versions start from the clock
		s.restart()
	case 1:
		s.clock.advance(time.Duration(s.rand.IntN(40)) * time.Second)
	case 2:
		if s.rand.IntN(6) == 0 {
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

// advanceAttempt does what is next: the message of owner i, or of the next one that is awaited, where it is their turn.
func (s *simulation) advanceAttempt(i int) {
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
			s.must(s.now.put(p, o, m, blob))
			return
		}
		s.clock.advance(10 * time.Second) // only owners who left are missing
	}
}

// finishAttempt lets everyone send what is missing.
func (s *simulation) finishAttempt() {
	s.Helper()
	for i := range s.owners {
		if s.phaseNow() == wire.PhaseWaiting {
			return
		}
		s.advanceAttempt(i)
	}
}

func (s *simulation) openNext() {
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
func (s *simulation) settle() {
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

// repeat sends what an owner sent in the present attempt again, and different messages in its places.
func (s *simulation) repeat(i int) {
	s.Helper()
	o := s.owners[i]
	for _, p := range steps {
		m, ok := s.sent[place{p, i}]
		if !ok {
			continue
		}
		s.tolerate(s.now.put(p, o, m.signed, m.blob))
		forged := *o
		var err error
		if forged.Key, err = identity.NewKey(); err != nil {
			s.Fatal(err)
		}
		s.refused(s.now.put(p, o, forged.Seal(kindOf(p), parties.Head(s.mo.ID, s.now.ref, wire.Digest{}, m.blob)), m.blob), wire.CodeSignature)
	}
}

// tolerate fails on anything but success and the given codes.
func (s *simulation) tolerate(err error, codes ...wire.Code) {
	s.Helper()
	if r := wire.RejectionOf(err); err != nil && (r == nil || !slices.Contains(codes, r.Code)) {
		s.Fatal(err)
	}
}
