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
// survivor exactly once and nobody else, survivors are whole blocks, nothing is answered with anything but a rejection
// or success, and versions only grow. Three owners have no recovery phases, four and six have.
func TestSimulation(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			s := &simulation{rig: newRig(t, 3, []int{3, 4, 6}[seed%3], nil), rand: rand.New(rand.NewPCG(seed, 6))}
			s.roster()
			for range 60 + 15*len(s.owners) {
				s.step()
			}
			// Whatever happened, the training can be brought to an end.
			for s.phaseNow() != wire.PhaseWaiting {
				s.finishAttempt()
			}
			s.append(s.mo.Done(s.accepted), nil)
			s.phase(wire.PhaseDone)
		})
	}
}

// simulation is a rig with the sent messages that a random step may repeat.
type simulation struct {
	*rig
	rand     *rand.Rand
	now      *run // the present attempt
	accepted int
	version  int64
	sent     map[place]message // in the present attempt
	old      []func() error    // messages of earlier attempts
}

// place is where a message belongs, message what was sent there.
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
	switch s.rand.IntN(12) {
	case 0:
		s.clock.advance(time.Millisecond) // versions start from the clock
		s.restart()
	case 1:
		s.clock.advance(time.Duration(s.rand.IntN(40)) * time.Second)
	case 2:
		if s.rand.IntN(4) == 0 {
			s.must(s.machine.Leave(s.ctx, s.mo.ID, s.owners[i].ID()))
		}
	case 3:
		w, err := s.machine.Watch(s.ctx, s.mo.ID, s.owners[i].ID())
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

// advanceAttempt does what is next, for owner i where it is an owner's turn.
func (s *simulation) advanceAttempt(i int) {
	s.Helper()
	switch p := s.phaseNow(); {
	case p == wire.PhaseWaiting:
		s.openNext()
	case p == wire.PhaseFinish:
		s.settle()
	case slices.Contains(s.state().Awaited, s.owners[i].ID()):
		signed, blob := s.now.message(p, s.owners[i])
		s.sent[place{p, i}] = message{signed, blob}
		s.must(s.now.put(p, s.owners[i], signed, blob))
	}
}

// finishAttempt lets everyone send what is missing, and the deadline pass for those who left.
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
		a, o := s.now, s.owners[at.owner]
		s.old = append(s.old, func() error { return a.put(at.phase, o, m.signed, m.blob) })
	}
	next := wire.Ref{Round: s.accepted + 1, Attempt: 1}
	if s.now != nil && next.Round == s.now.ref.Round {
		next.Attempt = s.now.ref.Attempt + 1 + s.rand.IntN(3)
	}
	s.now = &run{rig: s.rig, ref: next, open: s.open(next)}
	s.sent = map[place]message{}
}

// settle accepts a released aggregate, which must count every survivor once, or now and then rejects it.
func (s *simulation) settle() {
	s.Helper()
	if s.rand.IntN(5) == 0 {
		s.append(s.mo.Reject(s.now.ref), nil)
		return
	}
	var survivors []int
	for _, id := range s.now.survivors() {
		survivors = append(survivors, slices.IndexFunc(s.owners, func(o *parties.Owner) bool { return o.ID() == id }))
	}
	if n := len(survivors); n != len(s.owners) && n != 3 {
		s.Fatalf("%d of %d owners survived", n, len(s.owners))
	}
	s.now.accept(survivors)
	s.accepted++
}

// repeat sends something of the present attempt again, or a different message in its place.
func (s *simulation) repeat(i int) {
	s.Helper()
	o := s.owners[i]
	for _, p := range steps {
		m, ok := s.sent[place{p, i}]
		if !ok {
			continue
		}
		s.must(s.now.put(p, o, m.signed, m.blob))
		forged := *o
		var err error
		if forged.Key, err = identity.NewKey(); err != nil {
			s.Fatal(err)
		}
		s.refused(s.now.put(p, o, forged.Seal(m.signed.Kind, struct{}{}), m.blob), wire.CodeSignature)
	}
}

// tolerate fails on anything but success and the given codes.
func (s *simulation) tolerate(err error, codes ...wire.Code) {
	s.Helper()
	if r := wire.RejectionOf(err); err != nil && (r == nil || !slices.Contains(codes, r.Code)) {
		s.Fatal(err)
	}
}
