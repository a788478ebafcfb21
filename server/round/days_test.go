package round_test

import (
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
)

// TestTrainingOfDays: a round a day for ten days, of nine owners and with noise. Every night the owners leave and the
// facilitator restarts; one morning three come late, one day the model owner stays away, and on one an owner is gone for
// good in the middle of a round. The time between rounds is nobody's deadline, and an owner that is back takes part.
func TestTrainingOfDays(t *testing.T) {
	r := noisy(t, 9)
	for day := 1; day <= 10; day++ {
		r.phase(wire.PhaseWaiting)
		here := map[int]*parties.Owner{}
		for _, o := range r.owners {
			if day == 4 && o.Index >= 6 { // three sleep late
				continue
			}
			w, err := r.machine.Watch(r.ctx, r.mo.ID, o.ID(), r.clock.Now())
			r.must(err)
			w.Close(true)
			here[o.Index] = o
		}
		r.present(len(here))
		if day != 7 { // the model owner is away
			silent, in := silence{}, 9
			switch day {
			case 4:
				silent, in = silence{6: wire.PhaseKeys, 7: wire.PhaseKeys, 8: wire.PhaseKeys}, 6
			case 9: // one sends its keys and is gone: the round runs again without it
				if l := r.play(silence{1: wire.PhaseUpload}); l != nil {
					t.Fatal("a sum without one of its list")
				}
				silent, in = silence{1: wire.PhaseKeys}, 8
			}
			l := r.play(silent)
			if l == nil || len(l.Owners) != in {
				t.Fatalf("day %d: the list is %+v, want %d owners", day, l, in)
			}
			r.clock.Advance(3 * time.Hour) // the model owner takes its time
			r.phase(wire.PhaseFinish)
			r.accept(l)
		}
		for _, o := range r.owners {
			r.must(r.leave(o.ID()))
		}
		r.present(0)
		r.clock.Advance(9 * time.Hour)
		r.restart()
		r.clock.Advance(9 * time.Hour)
	}
	r.append(r.mo.Done(9), nil)
	r.phase(wire.PhaseDone)
}

// TestManyTrainings: forty trainings on one facilitator, their messages mixed, over a restart in the middle: each sum is
// that of its own owners.
func TestManyTrainings(t *testing.T) {
	const trainings = 40
	r := newRig(t, 3, 3, nil)
	rigs := make([]*rig, trainings)
	for i := range rigs {
		one := *r
		one.mo = parties.NewModelOwner(t, 3, 3, nil)
		_, _, err := r.machine.CreateTraining(r.ctx, one.mo.Manifest, round.Creator{})
		r.must(err)
		one.owners = parties.NewOwners(t, one.mo.ID, 3)
		rigs[i] = &one
	}
	ref := wire.Ref{Round: 1, Attempt: 1}
	for _, one := range rigs {
		one.enrol()
		one.open(ref)
	}
	for _, p := range []wire.Phase{wire.PhaseKeys, wire.PhaseUpload} {
		for k := range r.owners {
			for i, one := range rigs { // one message of each training after the other
				one.send(p, one.owners[(k+i)%3])
			}
		}
		r.restart()
		for _, one := range rigs {
			one.machine, one.store = r.machine, r.store
		}
	}
	for i, one := range rigs {
		if s := one.state(); s.Phase != wire.PhaseFinish {
			t.Fatalf("training %d is in %s", i, s.Phase)
		}
		one.accept(one.list())
	}
	if ids, err := r.store.Trainings(r.ctx); err != nil || len(ids) != trainings+1 {
		t.Errorf("%d trainings are stored (%v), want %d", len(ids), err, trainings+1)
	}
}
