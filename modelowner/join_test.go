package modelowner_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/modelowner"
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
