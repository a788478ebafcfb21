package round_test

import (
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestTrainingOfDays: a round a day for ten days, of nine owners in three blocks. Every night the owners leave and the
// facilitator restarts; one morning a block comes late, one day the model owner stays away, and on one an owner is gone for
// good in the middle of a round. The time between rounds is nobody's deadline, every sum is over whole blocks, and whoever
// is back takes part.
func TestTrainingOfDays(t *testing.T) {
	r := recoveryRig(t, 3, 9)
	all := []int{0, 1, 2, 3, 4, 5, 6, 7, 8}
	for day := 1; day <= 10; day++ {
		r.phase(wire.PhaseWaiting)
		here := map[int]*parties.Owner{}
		for _, o := range r.owners {
			if day == 4 && o.Index >= 6 { // a block sleeps late
				continue
			}
			w, err := r.machine.Watch(r.ctx, r.mo.ID, o.ID(), r.clock.Now())
			r.must(err)
			w.Close(true)
			here[o.Index] = o
		}
		if got := r.state().Present; got != len(here) {
			t.Fatalf("day %d: %d owners are present, want %d", day, got, len(here))
		}
		if day != 7 { // the model owner is away
			a, silent, want := r.begin(), silence{}, all
			switch day {
			case 4:
				silent, want = silence{6: wire.PhaseKeys, 7: wire.PhaseKeys, 8: wire.PhaseKeys}, all[:6]
			case 9:
				silent, want = silence{1: wire.PhaseUpload}, all[3:]
			}
			a.play(silent, nil)
			r.clock.advance(3 * time.Hour) // the model owner takes its time
			r.phase(wire.PhaseFinish)
			a.accept(want)
		}
		for _, o := range r.owners {
			r.must(r.leave(o.ID()))
		}
		if n := r.state().Present; n != 0 {
			t.Errorf("day %d: %d owners are present after all have left", day, n)
		}
		r.clock.advance(9 * time.Hour)
		r.restart()
		r.clock.advance(9 * time.Hour)
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
		_, _, err := r.machine.CreateTraining(r.ctx, one.mo.Manifest)
		r.must(err)
		one.owners = parties.NewOwners(t, one.mo.ID, 3)
		rigs[i] = &one
	}
	runs := make([]*run, trainings)
	for i, one := range rigs {
		one.roster()
		runs[i] = one.begin()
	}
	for _, p := range []wire.Phase{wire.PhaseKeys, wire.PhaseUpload} {
		for k := range r.owners {
			for i := range runs { // one message of each training after the other
				runs[i].send(p, rigs[i].owners[(k+i)%3])
			}
		}
		r.restart()
		for _, one := range rigs {
			one.machine, one.store = r.machine, r.store
		}
	}
	for i, a := range runs {
		if s := rigs[i].state(); s.Phase != wire.PhaseFinish {
			t.Fatalf("training %d is in %s", i, s.Phase)
		}
		a.accept([]int{0, 1, 2})
	}
	if ids, err := r.store.Trainings(r.ctx); err != nil || len(ids) != trainings+1 {
		t.Errorf("%d trainings are stored (%v), want %d", len(ids), err, trainings+1)
	}
}
