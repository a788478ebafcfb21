package round_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store"
)

// TestEnd: a training that the operator ends in the middle of a round says so to everybody who asks and to those that follow
// it, also after a restart, and only once.
func TestEnd(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	r.toUpload()
	w, err := r.machine.Watch(r.ctx, r.mo.ID, r.owners[0].ID(), r.clock.Now())
	r.must(err)
	defer w.Close(false)
	_, _, err = w.State(r.ctx)
	r.must(err)
	r.must(r.machine.Upkeep().End(r.ctx, r.mo.ID, "it asks for names"))
	<-w.Changed()
	for range 2 {
		_, _, err = w.State(r.ctx)
		r.refused(err, wire.CodeLate)
		if !strings.Contains(err.Error(), "the operator of this facilitator has ended this training: it asks for names") {
			t.Errorf("the follower is told %v", err)
		}
		r.refused(r.machine.Enrol(r.ctx, r.mo.ID, r.owners[1].ID(), r.owners[1].Enrolment()), wire.CodeLate)
		_, err = r.machine.Manifest(r.ctx, r.mo.ID)
		r.refused(err, wire.CodeLate)
		_, err = r.machine.Watch(r.ctx, r.mo.ID, r.mo.Key.Identity(), r.clock.Now())
		r.refused(err, wire.CodeLate)
	}
	r.must(r.machine.Upkeep().End(r.ctx, r.mo.ID, "another reason"))
	r.restart()
	_, err = r.machine.Manifest(r.ctx, r.mo.ID)
	if r.refused(err, wire.CodeLate); !strings.Contains(err.Error(), "names") {
		t.Errorf("after a restart it is told %v", err)
	}
	facts, err := r.machine.Facts(r.ctx)
	r.must(err)
	if len(facts) != 1 || facts[0].Phase != wire.PhaseDone || facts[0].Ended != "it asks for names" || facts[0].Done.IsZero() {
		t.Errorf("the facts are %+v", facts)
	}
}

// TestForget: a training is forgotten in any phase, with those that follow it told, and can be created anew.
func TestForget(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	r.toUpload()
	w, err := r.machine.Watch(r.ctx, r.mo.ID, r.owners[0].ID(), r.clock.Now())
	r.must(err)
	defer w.Close(false)
	_, _, err = w.State(r.ctx)
	r.must(err)
	r.must(r.machine.Upkeep().Forget(r.ctx, r.mo.ID))
	<-w.Changed()
	_, _, err = w.State(r.ctx)
	r.refused(err, wire.CodeNotFound)
	r.refused(r.machine.Upkeep().Forget(r.ctx, r.mo.ID), wire.CodeNotFound)
	if _, _, err := r.store.Training(r.ctx, r.mo.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the store still has it: %v", err)
	}
	_, created, err := r.machine.CreateTraining(r.ctx, r.mo.Manifest, round.Creator{})
	if r.must(err); !created {
		t.Error("it exists still")
	}
	r.must(r.machine.Enrol(r.ctx, r.mo.ID, r.owners[0].ID(), r.owners[0].Enrolment()))
}

// TestForgetEnded: trainings are forgotten once they have ended long enough ago, and no others.
func TestForgetEnded(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	forgotten := func(age time.Duration) int {
		t.Helper()
		ids, err := r.machine.Upkeep().ForgetEnded(r.ctx, r.clock.Now().Add(-age))
		r.must(err)
		return len(ids)
	}
	r.clock.Advance(100 * time.Hour)
	if n := forgotten(time.Hour); n != 0 {
		t.Fatal("a training in its lobby was forgotten")
	}
	done, err := wire.Seal(wire.KindDone, wire.Done{LogEntry: r.mo.Next(), Reason: "stopped"}, r.mo.Key)
	r.must(err)
	r.must(r.machine.Append(r.ctx, r.mo.ID, done, nil))
	r.clock.Advance(59 * time.Minute)
	if n := forgotten(time.Hour); n != 0 {
		t.Fatal("a training was forgotten before its time")
	}
	r.clock.Advance(2 * time.Minute)
	if n := forgotten(time.Hour); n != 1 {
		t.Fatalf("%d trainings were forgotten, want 1", n)
	}
	_, err = r.machine.Manifest(r.ctx, r.mo.ID)
	r.refused(err, wire.CodeNotFound)
}

// TestQuotaOfTokens: a creator has no more trainings at a time than its quota; those that have ended do not count, nor those of
// others.
func TestQuotaOfTokens(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	create := func(by round.Creator) (*parties.ModelOwner, error) {
		mo := parties.NewModelOwner(t, 3, 3, nil)
		_, _, err := r.machine.CreateTraining(r.ctx, mo.Manifest, by)
		return mo, err
	}
	by := round.Creator{Name: "cardiology", Trainings: 2}
	first, err := create(by)
	r.must(err)
	_, err = create(by)
	r.must(err)
	_, err = create(by)
	r.refused(err, wire.CodeFull)
	_, err = create(round.Creator{Name: "neurology", Trainings: 1})
	r.must(err)
	r.must(r.machine.Upkeep().End(r.ctx, first.ID, "done with"))
	_, err = create(by)
	r.must(err)
}

// TestStrike: the model owner, and nobody else, frees the places of invented enrolments in the lobby.
func TestStrike(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	invented := parties.NewOwners(t, r.mo.ID, 12)
	for _, o := range invented {
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment()))
	}
	invited := r.owners[0]
	r.refused(r.machine.Enrol(r.ctx, r.mo.ID, invited.ID(), invited.Enrolment()), wire.CodeFull)
	r.refused(r.machine.Strike(r.ctx, r.mo.ID, invented[1].ID(), invented[0].ID()), wire.CodeForbidden)
	for range 2 {
		r.must(r.machine.Strike(r.ctx, r.mo.ID, r.mo.Key.Identity(), invented[0].ID()))
	}
	r.must(r.machine.Enrol(r.ctx, r.mo.ID, invited.ID(), invited.Enrolment()))
	list, err := r.machine.Enrolments(r.ctx, r.mo.ID, r.mo.Key.Identity(), wire.Identity{})
	r.must(err)
	for _, m := range list.Messages {
		if m.Signer == invented[0].ID() {
			t.Error("a struck enrolment is still there")
		}
	}
	_, err = r.machine.Watch(r.ctx, r.mo.ID, invented[0].ID(), r.clock.Now())
	r.refused(err, wire.CodeForbidden)
	if s := r.state(); s.Enrolled != 12 {
		t.Errorf("%d are enrolled, want 12", s.Enrolled)
	}
}
