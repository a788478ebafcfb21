package train

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/modelowner/check"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The rejection that leaves the model owner is the same whatever failed; the reason stays in its folder and its events. After
// three of them the round is given up.
func TestARejectionHidesItsReason(t *testing.T) {
	r, events := newTestRun(t, trainings.File, 3)
	var bodies []string
	for attempt, reason := range []string{"canary", "the sum at row 4 is 17", "number of rows"} {
		current := r.opened(t, attempt+1)
		if _, err := r.budget.exhausted(current); err != nil {
			t.Fatalf("attempt %d: %v", attempt+1, err)
		}
		must(t, r.refuse(r.log.Open.Ref, members(1, 2, 3), check.Refuse("%s", reason)))
		if !errors.Is(r.failure, problem.ErrRejected) || !strings.Contains(r.failure.Error(), reason) || (*events)[attempt].Message != reason {
			t.Errorf("attempt %d fails with %v, events %+v", attempt+1, r.failure, *events)
		}
		m, err := wire.Unseal[wire.Reject](r.log.Entry(r.log.Head.Length-1), wire.KindReject)
		must(t, err)
		m.LogEntry, m.Ref = wire.LogEntry{}, wire.Ref{}
		b, err := wire.Marshal(m)
		must(t, err)
		bodies = append(bodies, string(b))
	}
	if bodies[0] != bodies[1] || bodies[1] != bodies[2] || strings.Contains(bodies[0], "canary") {
		t.Errorf("rejections differ: %q", bodies)
	}
	if hint, err := r.budget.exhausted(r.rounds.Current()); !errors.Is(err, problem.ErrRejected) || hint == "" {
		t.Errorf("after three rejects: %v", err)
	}
}

// Fault table row 55: a round that has its result is not decrypted again, whatever the facilitator runs.
func TestARoundIsDecryptedOnce(t *testing.T) {
	r, _ := newTestRun(t, trainings.File, 3)
	r.opened(t, 1)
	digest := wire.Digest{3}
	must(t, r.rounds.Add(folder.Record{Event: folder.RecordResult, Ref: r.log.Open.Ref, Sums: []*big.Int{big.NewInt(1)}, Aggregate: &digest, Uploads: &digest}))
	r.remote.state = &wire.State{Phase: wire.PhaseFinish, Ref: r.log.Open.Ref}
	if err := r.follow(t.Context()); err == nil || !strings.Contains(err.Error(), "not opened again") {
		t.Errorf("got %v", err)
	}
}

// A crash between a record and the entry that follows from it: the next run signs the entry.
func TestRecoverSignsWhatACrashPrevented(t *testing.T) {
	r, _ := newTestRun(t, trainings.File, 3)
	r.opened(t, 1)
	must(t, r.record(r.log.Open.Ref, nil, errors.New("reason")))
	if r.log.Ended {
		t.Fatal("the reject is signed already")
	}
	must(t, r.recover())
	if !r.log.Ended || r.log.Rejects(1) != 1 {
		t.Error("the reject is not signed")
	}
}
