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
// owner exactly once, nothing is answered with anything but a rejection or success, and versions only grow.
func TestSimulation(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			s := &simulation{rig: newRig(t, 3, 3+int(seed%2), nil), rand: rand.New(rand.NewPCG(seed, 6))}
			s.roster()
			for range 60 {
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
	ref      wire.Ref
	opened   wire.Digest
	accepted int
	version  int64
	keysSent map[int]*wire.Signed // by owner, in the present attempt
	list     []wire.Signed
	uploads  map[int]upload
	old      []func() error // messages of earlier attempts
}

type upload struct {
	head *wire.Signed
	blob []byte
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

// advanceAttempt does what is next, for owner i where it is an owner's turn.
func (s *simulation) advanceAttempt(i int) {
	s.Helper()
	switch s.phaseNow() {
	case wire.PhaseWaiting:
		s.openNext()
	case wire.PhaseKeys:
		s.sendKeys(i)
	case wire.PhaseUpload:
		s.sendUpload(i)
	case wire.PhaseFinish:
		s.settle()
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
	for i, k := range s.keysSent {
		ref, o := s.ref, s.owners[i]
		s.old = append(s.old, func() error { return s.machine.PutKeys(s.ctx, s.mo.ID, ref, o.ID(), k) })
	}
	for i, u := range s.uploads {
		ref, o := s.ref, s.owners[i]
		s.old = append(s.old, func() error { return s.machine.PutUpload(s.ctx, s.mo.ID, ref, o.ID(), u.head, u.blob) })
	}
	next := wire.Ref{Round: s.accepted + 1, Attempt: 1}
	if next.Round == s.ref.Round {
		next.Attempt = s.ref.Attempt + 1 + s.rand.IntN(3)
	}
	s.ref, s.opened = next, s.open(next)
	s.keysSent, s.uploads, s.list = map[int]*wire.Signed{}, map[int]upload{}, nil
}

func (s *simulation) sendKeys(i int) {
	s.Helper()
	if s.keysSent[i] == nil {
		s.keysSent[i] = s.owners[i].Keys(s.ref, s.opened)
	}
	s.must(s.machine.PutKeys(s.ctx, s.mo.ID, s.ref, s.owners[i].ID(), s.keysSent[i]))
}

func (s *simulation) sendUpload(i int) {
	s.Helper()
	if s.list == nil {
		s.list = s.rig.list(s.ref)
	}
	if s.uploads[i].head == nil {
		head, blob := s.owners[i].Upload(s.ref, s.list)
		s.uploads[i] = upload{head, blob}
	}
	u := s.uploads[i]
	s.must(s.machine.PutUpload(s.ctx, s.mo.ID, s.ref, s.owners[i].ID(), u.head, u.blob))
}

// settle accepts a released aggregate, which must count everyone once, or now and then rejects it.
func (s *simulation) settle() {
	s.Helper()
	if s.rand.IntN(5) == 0 {
		s.append(s.mo.Reject(s.ref), nil)
		return
	}
	s.accept(s.ref)
	s.accepted++
}

// repeat sends something of the present attempt again, or a different message in its place.
func (s *simulation) repeat(i int) {
	s.Helper()
	o := s.owners[i]
	if k := s.keysSent[i]; k != nil {
		s.tolerate(s.machine.PutKeys(s.ctx, s.mo.ID, s.ref, o.ID(), k))
	}
	u := s.uploads[i]
	if u.head == nil {
		return
	}
	s.tolerate(s.machine.PutUpload(s.ctx, s.mo.ID, s.ref, o.ID(), u.head, u.blob))
	forged := *o
	var err error
	if forged.Key, err = identity.NewKey(); err != nil {
		s.Fatal(err)
	}
	head := forged.Seal(wire.KindUpload, parties.Head(s.mo.ID, s.ref, wire.Digest{}, u.blob))
	s.refused(s.machine.PutUpload(s.ctx, s.mo.ID, s.ref, o.ID(), head, u.blob), wire.CodeSignature)
}

// tolerate fails on anything but success and the given codes.
func (s *simulation) tolerate(err error, codes ...wire.Code) {
	s.Helper()
	if r := wire.RejectionOf(err); err != nil && (r == nil || !slices.Contains(codes, r.Code)) {
		s.Fatal(err)
	}
}
