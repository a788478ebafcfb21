package modelowner_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// enrolled runs the training until so many owners are in its lobby, and then lets the time to join be over.
func (w *world) enrolled(count int) {
	w.t.Helper()
	ctx, observe := interruptAt(func(e modelowner.Event) bool { return e.Event == modelowner.EventWaiting && e.Present == count })
	if _, err := w.train(ctx, observe); !errors.Is(err, context.Canceled) {
		w.t.Fatalf("with %d owners in the lobby: %v", count, err)
	}
	w.training.Created = time.Now().Add(-time.Hour)
}

// Fault table row 20: when the time to join is over a training starts with the owners that are connected.
func TestJoinTimeStartsWithThosePresent(t *testing.T) {
	text := strings.Replace(modelJSON(""), `"start": 3`, `"start": 5, "join_timeout": "1h"`, 1)
	w := newWorld(t, text, "", startFacilitator(t)).join()
	w.enrolled(3)
	if r := w.mustTrain(); r.Owners != 3 || !near(r.Model.Summary.Cost, w.optimum(), 1e-9) {
		t.Errorf("%d owners, cost %.15g, pooled optimum %.15g", r.Owners, r.Model.Summary.Cost, w.optimum())
	}
}

// Fault table row 20: if fewer than cohort.min have joined by then it ends, nothing is released, and the owners that came see
// the end. It stays ended.
func TestTooFewOwnersEndATraining(t *testing.T) {
	text := strings.Replace(modelJSON(""), `"start": 3`, `"start": 3, "join_timeout": "1h"`, 1)
	w := newWorld(t, text, "", startFacilitator(t))
	for i := range 2 {
		w.owners = append(w.owners, join(t, w.links[i], w.csvs[i], w.vaults[i]))
	}
	w.enrolled(2)
	opened := false
	r, err := w.train(t.Context(), func(e modelowner.Event) { opened = opened || e.Event == modelowner.EventOpen })
	if r != nil || err == nil || !strings.Contains(err.Error(), "too few owners: 2 joined") || modelowner.Hint(err) == "" {
		t.Errorf("got %+v, %v", r, err)
	}
	if opened {
		t.Error("a round was opened")
	}
	for _, o := range w.owners {
		o.finished()
	}
	if _, err := w.train(t.Context(), nil); err == nil {
		t.Error("a training that ended goes on")
	}
}

// While a training waits for its owners, each learns how the model owner sees it, counts are of those that are admitted, and the
// model owner sees whom to remind. An invite that went to the wrong person is given to another, and the first one is told.
func TestTheLobbyIsToldToThoseWhoWait(t *testing.T) {
	f := startFacilitator(t)
	w := newWorld(t, modelJSON(""), "", f)
	named, err := modelowner.InviteFor(w.training, []string{"Clinic North", "Clinic South"})
	if err != nil {
		t.Fatal(err)
	}
	events := make(chan dataowner.Event, 4096)
	joined := func(l identity.Link) *owner {
		l.Facilitator = f.url()
		return joinWith(t, l, w.csvs[0], dataowner.Config{Vault: store.NewMemory(), Emit: func(e dataowner.Event) {
			select {
			case events <- e:
			default:
			}
		}})
	}
	told := func(want wire.Standing, admitted int) {
		t.Helper()
		for {
			select {
			case e := <-events:
				if e.State == "waiting" && e.Standing == want && e.Admitted == admitted && e.Looked {
					return
				}
			case <-deadline.Bound(context.Background(), t).Done():
				t.Fatalf("nobody was told that it is %q of %d", want, admitted)
			}
		}
	}
	first := joined(named[0])
	ctx, observe := interruptAt(func(e modelowner.Event) bool { return e.Event == modelowner.EventWaiting && e.Present == 1 })
	if _, err := w.train(ctx, observe); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	told(wire.StandingAdmitted, 1)

	s, err := w.training.StatusOnline(t.Context(), testKeys(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{modelowner.InviteOpen, modelowner.InviteOpen, modelowner.InviteOpen, modelowner.InviteConnected, modelowner.InviteOpen} {
		if got := s.Invited[i]; got.State != want || got.Remind() != (want == modelowner.InviteOpen) {
			t.Errorf("invite %d: %+v, want %s", i+1, got, want)
		}
	}
	if s.Invited[3].For != "Clinic North" || s.Invited[3].Owner.Identity != first.Identity() {
		t.Errorf("%+v", s.Invited[3])
	}

	fresh, err := modelowner.Replace(t.Context(), w.training, testKeys(t), "Clinic North")
	if err != nil {
		t.Fatal(err)
	}
	told(wire.StandingRevoked, 0)
	asked := func(l identity.Link) wire.Standing {
		t.Helper()
		l.Facilitator = f.url()
		o, err := dataowner.Open(t.Context(), l, dataowner.Config{Vault: store.NewMemory()})
		if err != nil {
			t.Fatal(err)
		}
		inv, err := o.Invitation(t.Context())
		if err != nil || inv.Entry == nil {
			t.Fatalf("the link says nothing of the training, %v", err)
		}
		return inv.Entry.Standing
	}
	if got := asked(named[0]); got != wire.StandingRevoked {
		t.Errorf("the first link is %q on opening", got)
	}
	if got := asked(fresh); got != "" {
		t.Errorf("the new link is %q on opening", got)
	}
	if _, err := modelowner.Replace(t.Context(), w.training, testKeys(t), "Clinic West"); !errors.Is(err, modelowner.ErrInput) {
		t.Errorf("an invite that nobody has: %v", err)
	}
	joined(fresh)
	told("", 0)
	if got := asked(fresh); got != wire.StandingUsed {
		t.Errorf("the link of somebody who joined is %q on opening", got)
	}
}
