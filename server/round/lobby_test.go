package round_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
)

func TestRefusedManifests(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	create := func(s *wire.Signed) error {
		_, _, err := r.machine.CreateTraining(r.ctx, s, round.Creator{})
		return err
	}
	for name, c := range map[string]struct {
		change func(*wire.Manifest)
		code   wire.Code
	}{
		"version":          {func(m *wire.Manifest) { m.Version = 1 }, wire.CodeVersion},
		"another signer":   {func(m *wire.Manifest) { m.ModelOwner[0] ^= 1 }, wire.CodeSignature},
		"cohort of two":    {func(m *wire.Manifest) { m.Cohort.Min = 2 }, wire.CodeInvalid},
		"no training file": {func(m *wire.Manifest) { m.Training = nil }, wire.CodeInvalid},
		"shared weights":   {func(m *wire.Manifest) { m.Weights = "shared" }, wire.CodeInvalid},
		"even modulus":     {func(m *wire.Manifest) { m.Key.Modulus = bumped(m.Key.Modulus, 1) }, wire.CodeInvalid},
		"short modulus":    {func(m *wire.Manifest) { m.Key.Modulus = m.Key.Modulus[1:] }, wire.CodeInvalid},
		"no modulus":       {func(m *wire.Manifest) { m.Key.Modulus = nil }, wire.CodeInvalid},
		"no proof":         {func(m *wire.Manifest) { m.Key.NonceProof = nil }, wire.CodeInvalid},
		"bent proof":       {func(m *wire.Manifest) { m.Key.NonceProof = bumped(m.Key.NonceProof, 1) }, wire.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			mo := parties.NewModelOwner(t, 3, 3, c.change)
			err := create(mo.Manifest)
			if got := wire.RejectionOf(err); got == nil || got.Code != c.code {
				t.Fatalf("error is %v, want code %q", err, c.code)
			}
			if _, err := r.machine.Manifest(r.ctx, mo.ID); wire.RejectionOf(err) == nil {
				t.Error("a refused training exists")
			}
		})
	}
	r.refused(create(nil), wire.CodeInvalid)
	r.refused(create(r.owners[0].Enrolment()), wire.CodeInvalid)
}

// bumped returns b with its last byte changed.
func bumped(b []byte, by byte) []byte {
	c := bytes.Clone(b)
	c[len(c)-1] ^= by
	return c
}

func TestTrainingQuota(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	m, err := round.New(r.ctx, round.Options{Store: r.store, Clock: r.clock, MaxTrainings: 2})
	r.must(err)
	defer m.Close()
	_, _, err = m.CreateTraining(r.ctx, parties.NewModelOwner(t, 3, 3, nil).Manifest, round.Creator{})
	r.must(err)
	_, _, err = m.CreateTraining(r.ctx, parties.NewModelOwner(t, 3, 3, nil).Manifest, round.Creator{})
	r.refused(err, wire.CodeFull)
	_, _, err = m.CreateTraining(r.ctx, r.mo.Manifest, round.Creator{}) // one that exists
	r.must(err)
}

func TestEnrolment(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	o := r.owners[0]
	enrol := func(s *wire.Signed) error { return r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), s) }
	body := func(change func(*wire.Enrolment)) *wire.Signed {
		e := wire.Enrolment{Training: r.mo.ID, EnvelopeKey: []byte{1}, KEMKey: o.KEM.Public(), Tag: make([]byte, identity.TagSize), MAC: make([]byte, 32)}
		change(&e)
		return o.Seal(wire.KindEnrolment, e)
	}
	r.refused(enrol(r.owners[1].Enrolment()), wire.CodeSignature)
	r.refused(r.machine.Enrol(r.ctx, wire.TrainingID{3}, o.ID(), body(func(e *wire.Enrolment) { e.Training = wire.TrainingID{3} })), wire.CodeNotFound)
	r.must(enrol(o.Enrolment()))
	r.refused(enrol(body(func(e *wire.Enrolment) { e.EnvelopeKey = []byte{2} })), wire.CodeConflict)
	if s := r.phase(wire.PhaseLobby); s.Enrolled != 1 {
		t.Errorf("%d owners are enrolled, want one", s.Enrolled)
	}
	for range 11 { // four times cohort.max in all
		p := parties.NewOwners(t, r.mo.ID, 1)[0]
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, p.ID(), p.Enrolment()))
	}
	r.refused(r.machine.Enrol(r.ctx, r.mo.ID, r.owners[1].ID(), r.owners[1].Enrolment()), wire.CodeFull)
	r.append(r.mo.Done(0), nil)
	r.refused(r.machine.Enrol(r.ctx, r.mo.ID, r.owners[1].ID(), r.owners[1].Enrolment()), wire.CodePhase)
	r.restart()
	if s := r.phase(wire.PhaseDone); s.Members != 0 || s.Enrolled != 12 {
		t.Errorf("a training that ended in its lobby has %d members and %d enrolled", s.Members, s.Enrolled)
	}
}

// TestReaders: who may read what, per identity.
func TestReaders(t *testing.T) {
	r := newRig(t, 3, 4, nil)
	outsider, waiting := parties.NewOwners(t, r.mo.ID, 1)[0], r.owners[3]
	r.owners = r.owners[:3]
	r.must(r.machine.Enrol(r.ctx, r.mo.ID, waiting.ID(), waiting.Enrolment()))
	for _, o := range r.owners {
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment()))
	}
	var members []wire.Signed
	for _, o := range r.owners {
		members = append(members, *o.Enrolment())
	}
	r.append(r.mo.Roster(members), nil)
	r.start()
	ref := wire.Ref{Round: 1, Attempt: 1}
	r.roster = r.owners
	r.open(ref)
	me, member := r.mo.Key.Identity(), r.owners[0].ID()
	_, err := r.machine.Keys(r.ctx, r.mo.ID, ref, member, wire.Identity{})
	r.refused(err, wire.CodePhase) // the list is not fixed
	_, err = r.machine.Encapsulations(r.ctx, r.mo.ID, ref, member)
	r.refused(err, wire.CodePhase)
	for _, o := range r.owners {
		r.must(r.sendKeys(o))
	}
	l := r.list()
	_, err = r.machine.Uploads(r.ctx, r.mo.ID, ref, me, wire.Identity{})
	r.refused(err, wire.CodePhase)
	r.upload(r.owners[0], l)
	_, err = r.machine.Upload(r.ctx, r.mo.ID, ref, member, me)
	r.refused(err, wire.CodePhase) // not even the model owner reads an upload before all are in
	for _, o := range r.owners[1:] {
		r.upload(o, l)
	}
	_, err = r.machine.Reveals(r.ctx, r.mo.ID, ref, me, wire.Identity{})
	r.refused(err, wire.CodeNotFound) // the training has no noise
	reads := map[string]func(wire.Identity) error{
		"enrolments": func(i wire.Identity) error {
			_, err := r.machine.Enrolments(r.ctx, r.mo.ID, i, wire.Identity{})
			return err
		},
		"log": func(i wire.Identity) error { _, err := r.machine.Log(r.ctx, r.mo.ID, i, 1); return err },
		"watch": func(i wire.Identity) error {
			w, err := r.machine.Watch(r.ctx, r.mo.ID, i, r.clock.Now())
			if err == nil {
				w.Close(false)
			}
			return err
		},
		"present": func(i wire.Identity) error { _, err := r.machine.Present(r.ctx, r.mo.ID, i); return err },
		"weights": func(i wire.Identity) error { _, err := r.machine.Weights(r.ctx, r.mo.ID, ref, i); return err },
		"keys": func(i wire.Identity) error {
			_, err := r.machine.Keys(r.ctx, r.mo.ID, ref, i, wire.Identity{})
			return err
		},
		"encapsulations": func(i wire.Identity) error {
			if i == me {
				return nil // they are of no use to the model owner, which is in no list
			}
			_, err := r.machine.Encapsulations(r.ctx, r.mo.ID, ref, i)
			return err
		},
		"uploads": func(i wire.Identity) error {
			_, err := r.machine.Uploads(r.ctx, r.mo.ID, ref, i, wire.Identity{})
			return err
		},
		"upload":    func(i wire.Identity) error { _, err := r.machine.Upload(r.ctx, r.mo.ID, ref, member, i); return err },
		"aggregate": func(i wire.Identity) error { _, err := r.machine.Aggregate(r.ctx, r.mo.ID, ref, i); return err },
	}
	least := map[string]int{"enrolments": 2, "log": 1, "watch": 1, "present": 3, "weights": 2, "keys": 2, "encapsulations": 2, "uploads": 2, "upload": 3, "aggregate": 3}
	for rank, who := range []wire.Identity{outsider.ID(), waiting.ID(), member, me} {
		for name, read := range reads {
			err := read(who)
			if allowed := rank >= least[name]; allowed && err != nil {
				t.Errorf("%s by rank %d: %v", name, rank, err)
			} else if !allowed && (wire.RejectionOf(err) == nil || wire.RejectionOf(err).Code != wire.CodeForbidden) {
				t.Errorf("%s by rank %d: error is %v, want forbidden", name, rank, err)
			}
		}
	}
	_, err = r.machine.Encapsulations(r.ctx, r.mo.ID, ref, me)
	r.refused(err, wire.CodeForbidden)
	_, err = r.machine.Weights(r.ctx, r.mo.ID, wire.Ref{Round: 9, Attempt: 1}, member)
	r.refused(err, wire.CodeNotFound)
	_, err = r.machine.Keys(r.ctx, r.mo.ID, wire.Ref{Round: 9, Attempt: 1}, member, wire.Identity{})
	r.refused(err, wire.CodeNotFound)
}

func TestPresenceAndLeaving(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	r.enrol()
	present := r.present
	watch := func(i int) *round.Watcher {
		t.Helper()
		w, err := r.machine.Watch(r.ctx, r.mo.ID, r.owners[i].ID(), r.clock.Now())
		r.must(err)
		return w
	}
	present(0) // the model owner's own watching is no presence
	a, b := watch(0), watch(0)
	present(1)
	a.Close(false)
	present(1)
	b.Close(false)
	present(0)
	b.Close(false) // twice is once
	c := watch(0)
	c.Close(true) // a poll leaves a lease
	present(1)
	r.clock.Advance(44 * time.Second)
	present(1)
	d := watch(0)
	r.clock.Advance(10 * time.Second) // the lease ends while another poll runs
	present(1)
	d.Close(true)
	r.clock.Advance(46 * time.Second)
	present(0)

	w := watch(0)
	present(1)
	list, err := r.machine.Present(r.ctx, r.mo.ID, r.mo.Key.Identity())
	r.must(err)
	if !slices.Equal(list.Owners, []wire.Identity{r.owners[0].ID()}) || !slices.Equal(r.state().Here.Of(r.members(r.state().Log)), list.Owners) {
		t.Errorf("%d owners are listed as present, want the first", len(list.Owners))
	}
	select {
	case <-w.Changed():
	default:
		t.Error("arriving woke nobody")
	}
	ref := wire.Ref{Round: 1, Attempt: 1}
	l := r.keys(ref)
	r.upload(r.owners[0], l)
	r.must(r.leave(r.owners[0].ID()))
	present(0)
	r.phase(wire.PhaseUpload) // its upload is in: nobody waits for it
	w.Close(false)
	present(0)
	r.must(r.leave(r.owners[1].ID()))
	aborted(t, r.phase(wire.PhaseWaiting), ref, wire.CodeLeft, r.owners[1].ID())
	r.must(r.leave(r.owners[1].ID())) // nothing runs: nothing happens
	r.refused(r.leave(r.mo.Key.Identity()), wire.CodeForbidden)

	ref = wire.Ref{Round: 1, Attempt: 2}
	r.open(ref)
	r.must(r.sendKeys(r.owners[0]))
	r.must(r.leave(r.owners[0].ID())) // its upload would be missing
	aborted(t, r.phase(wire.PhaseWaiting), ref, wire.CodeLeft, r.owners[0].ID())
}

// TestLateRequests: a request signed before its owner left, which comes only afterwards, is refused and does not bring it
// back; one signed later does. A notice of leaving that is played again does nothing.
func TestLateRequests(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	r.enrol()
	o := r.owners[0].ID()
	watch := func(at time.Time) *round.Watcher {
		t.Helper()
		w, err := r.machine.Watch(r.ctx, r.mo.ID, o, at)
		r.must(err)
		return w
	}
	before := r.clock.Now()
	r.clock.Advance(time.Second)
	notice := r.clock.Now()
	r.must(r.machine.Leave(r.ctx, r.mo.ID, o, notice))
	r.clock.Advance(time.Second)
	_, err := r.machine.Watch(r.ctx, r.mo.ID, o, before)
	r.refused(err, wire.CodeUnavailable)
	r.present(0)
	w := watch(r.clock.Now())
	r.must(r.machine.Leave(r.ctx, r.mo.ID, o, notice))
	ref := wire.Ref{Round: 1, Attempt: 1}
	r.open(ref)
	r.must(r.machine.Leave(r.ctx, r.mo.ID, o, notice))
	r.present(1) // the old notice changes nothing
	r.phase(wire.PhaseKeys)
	w.Close(false)
}

// TestVersionGrows: a client's last version is older than any state after a restart, and the state says what happened.
func TestVersionGrows(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	last := r.state().Version
	for _, o := range r.owners {
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment()))
		if v := r.state().Version; v < last || v == last && !sameVersion {
			t.Fatalf("version went from %d to %d", last, v)
		} else {
			last = v
		}
	}
	r.clock.Advance(time.Second)
	r.restart()
	if v := r.state().Version; v < last || v == last && !sameVersion {
		t.Errorf("version went from %d to %d over a restart", last, v)
	}
}

// TestStateIsCanonical: what a watcher sends is what a client's strict parser takes.
func TestStateIsCanonical(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	look := func() {
		t.Helper()
		w, err := r.machine.Watch(r.ctx, r.mo.ID, r.mo.Key.Identity(), r.clock.Now())
		r.must(err)
		defer w.Close(false)
		_, b, err := w.State(r.ctx)
		r.must(err)
		if _, err := wire.Parse[wire.State](b); err != nil {
			t.Errorf("state %v", err)
		}
		if !json.Valid(b) || bytes.Contains(b, []byte("null")) {
			t.Error("state holds a null where a list belongs")
		}
	}
	look()
	ref := r.toUpload().Ref
	look()
	r.clock.Advance(time.Hour)
	aborted(t, r.phase(wire.PhaseWaiting), ref, wire.CodeMissing, r.owners[0].ID(), r.owners[1].ID(), r.owners[2].ID())
	look()
}

// TestInventedTrainings: requests for ids that do not exist leave nothing in memory.
func TestInventedTrainings(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	r.phase(wire.PhaseLobby)
	before := r.machine.Held()
	for i := range 100 {
		_, err := r.machine.Manifest(r.ctx, wire.TrainingID{byte(i), 1})
		r.refused(err, wire.CodeNotFound)
	}
	if after := r.machine.Held(); after != before {
		t.Errorf("%d trainings are held after 100 invented ids, %d before", after, before)
	}
}
