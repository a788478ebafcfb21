//go:build testkeys

package modelowner_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// short are deadlines for tests in which an owner is missing.
var short = modelowner.CreateOptions{KeysTimeout: 2 * time.Second, UploadTimeout: 5 * time.Second}

// finished are a training's finished rounds as its folder records them.
type finished struct {
	Event  string          `json:"event"`
	Round  int             `json:"round"`
	Sums   []*big.Int      `json:"sums"` // of encrypted weights: gradient, loss term, rows
	Owners []wire.Identity `json:"owners"`
}

func (w *world) finishedRounds() (out []finished) {
	w.t.Helper()
	b, err := os.ReadFile(w.training.Dir() + "/rounds.jsonl")
	if err != nil {
		w.t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		var r finished
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			w.t.Fatal(err)
		}
		if r.Event == "result" {
			out = append(out, r)
		}
	}
	return out
}

// stats are the sums over some owners' rows, in the clear.
func (w *world) stats(which ...int) *squares.Statistics {
	var csvs []string
	for _, i := range which {
		csvs = append(csvs, w.csvs[i])
	}
	return pooled(w.t, w.training.File, csvs...)
}

// noisyJSON is a training file with noise for a given number of owners, on shared weights.
func noisyJSON(rounds, owners int) string {
	return privateJSON(`"weights": "shared"`, fmt.Sprintf(`"rounds": %d`, rounds), `"epsilon": 50, "unit": "record"`, owners)
}

// without are the owners of a training but some.
func (w *world) without(gone ...int) (ids []wire.Identity) {
	for i, o := range w.owners {
		if !slices.Contains(gone, i) {
			ids = append(ids, o.Identity())
		}
	}
	slices.SortFunc(ids, wire.Identity.Compare)
	return ids
}

// With noise an owner leaves and comes back. Meanwhile rounds go on over the others, of which two thirds are enough.
func TestTrainingsWithNoiseGoOnWithoutAnOwner(t *testing.T) {
	t.Parallel()
	opt := short
	opt.Force = true
	w := newCrowd(t, noisyJSON(8, 4), "", startFacilitator(t), 4, opt)
	w.options.ProceedAfter = time.Nanosecond
	w.join()
	var waited []string
	r, err := w.train(t.Context(), func(e modelowner.Event) {
		switch {
		case e.Event == modelowner.EventRound && e.Round == 3:
			w.owners[2].Pause()
		case e.Event == modelowner.EventRound && e.Round == 6:
			w.owners[2].Resume()
		case e.Event == modelowner.EventWaiting:
			waited = append(waited, e.Message)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[int]int{}
	for _, round := range w.finishedRounds() {
		sizes[len(round.Owners)]++
		if len(round.Owners) == 3 && !slices.Equal(round.Owners, w.without(2)) {
			t.Errorf("round %d is over %d owners, the one that left among them", round.Round, len(round.Owners))
		}
	}
	if len(sizes) != 2 || sizes[3] == 0 || sizes[4] < 3 {
		t.Errorf("rounds by number of owners: %v", sizes)
	}
	if r.Model.Summary.Rounds != 8 || !r.Measured {
		t.Errorf("%d rounds", r.Model.Summary.Rounds)
	}
	if !slices.ContainsFunc(waited, func(m string) bool { return strings.HasPrefix(m, "going on without ") }) {
		t.Errorf("waiting messages are %q", waited)
	}
}

// An exact training needs the whole roster in every round, whatever its method: if an owner's program ends, the training waits
// for it by name, also in the status, and reaches the pooled optimum when it is back.
func TestExactTrainingsWaitForTheWholeRoster(t *testing.T) {
	t.Parallel()
	for _, fields := range []string{"", `"optimizer": "sgd", "rounds": 5`} {
		w := newCrowd(t, crowdJSON(fields, 5), "", startFacilitator(t), 5, short)
		w.options.ProceedAfter = time.Nanosecond
		w.join()
		gone := false
		var waited []string
		r, err := w.train(t.Context(), func(e modelowner.Event) {
			switch {
			case e.Event == modelowner.EventRound && e.Round == 2 && !gone:
				gone = true
				w.owners[1].stop()
			case e.Event == modelowner.EventWaiting && gone && len(e.Awaited) == 1 && len(waited) == 0:
				waited = append(waited, e.Message)
				s, err := w.training.Online(t.Context(), testKeys(t))
				if err != nil || len(s.Away) != 1 || s.Away[0].Identity != w.owners[1].Identity() {
					t.Errorf("away are %+v, %v", s, err)
				}
				w.owners = append(w.owners, join(t, w.links[1], w.csvs[1], w.vaults[1]))
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if fields == "" && !near(r.Model.Summary.Cost, w.optimum(), 1e-9) || r.Owners != 5 {
			t.Errorf("cost %.15g, pooled optimum %.15g", r.Model.Summary.Cost, w.optimum())
		}
		if len(waited) == 0 || !strings.Contains(waited[0], "every round needs all owners") {
			t.Errorf("waiting messages are %q", waited)
		}
		for _, round := range w.finishedRounds() {
			if len(round.Owners) != 5 {
				t.Errorf("round %d is over %d owners", round.Round, len(round.Owners))
			}
		}
	}
}

// A training that only waits ends with the model of its last finished round.
func TestWaitingEndsWithTheModelSoFar(t *testing.T) {
	t.Parallel()
	w := newCrowd(t, crowdJSON("", 4), "", startFacilitator(t), 4, short)
	w.options.MaxWait = time.Second
	w.join()
	r, err := w.train(t.Context(), func(e modelowner.Event) {
		if e.Event == modelowner.EventRound && e.Round == 2 {
			w.owners[0].stop()
		}
	})
	if !errors.Is(err, modelowner.ErrWaited) || r == nil || r.Model.Summary.Rounds < 2 || r.Finished {
		t.Fatalf("got %+v, %v", r, err)
	}
}

// A revoked invite admits no owner, and neither does the invite of a revoked owner.
func TestARevokedOwnerIsNotAdmitted(t *testing.T) {
	t.Parallel()
	w := newCrowd(t, modelJSON(`"rounds": 2`), "", startFacilitator(t), 5, short)
	w.join()
	keys := testKeys(t)
	revoke := func(who string) *modelowner.Revoked {
		t.Helper()
		r, err := w.training.Revoke(t.Context(), keys, who)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	// Enrolment happens in the background: wait until the facilitator lists all five.
	for {
		s, err := w.training.Online(t.Context(), keys)
		if err != nil {
			t.Fatal(err)
		}
		if s.Enrolled == 5 {
			break
		}
	}
	for _, who := range []string{"zzzz", "", "0000", "http://127.0.0.1/join#AAAA"} {
		if _, err := w.training.Revoke(t.Context(), keys, who); !errors.Is(err, modelowner.ErrInput) {
			t.Errorf("revoking %q: %v", who, err)
		}
	}
	out := w.owners[4].Identity()
	if r := revoke(out.String()[:12]); r.Member || !r.GoesOn || r.Owner.Identity != out {
		t.Errorf("revoked %+v", r)
	}
	revoke(w.links[3].URL())
	w.mustTrain()
	s, err := w.training.Status()
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Members) != 3 || slices.ContainsFunc(s.Members, func(o modelowner.Owner) bool {
		return o.Identity == out || o.Identity == w.owners[3].Identity()
	}) {
		t.Errorf("members are %v", s.Members)
	}
	if _, err := w.training.Revoke(t.Context(), keys, out.String()); !errors.Is(err, modelowner.ErrInput) {
		t.Errorf("revoking after the end: %v", err)
	}
}

// With noise a training goes on without a revoked member that stays away.
func TestARevokedMemberIsLeftOutWithNoise(t *testing.T) {
	t.Parallel()
	opt := short
	opt.Force = true
	w := newCrowd(t, noisyJSON(4, 4), "", startFacilitator(t), 4, opt)
	w.join()
	var revoked *modelowner.Revoked
	_, err := w.train(t.Context(), func(e modelowner.Event) {
		if e.Event == modelowner.EventRound && e.Round == 2 {
			w.owners[1].Pause()
			var err error
			if revoked, err = w.training.Revoke(t.Context(), testKeys(t), w.owners[1].Identity().String()); err != nil {
				t.Error(err)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if revoked == nil || !revoked.Member || !revoked.GoesOn {
		t.Errorf("revoked %+v", revoked)
	}
	for _, r := range w.finishedRounds()[2:] {
		if !slices.Equal(r.Owners, w.without(1)) {
			t.Errorf("round %d is over %d owners", r.Round, len(r.Owners))
		}
	}
}

// A member that is revoked during an attempt and keeps taking part spoils that attempt only: the next list may not hold
// it. Otherwise it could end the training, because owners stop after a few rejects.
func TestARevokedMemberThatTakesPartSpoilsOneAttempt(t *testing.T) {
	t.Parallel()
	opt := short
	opt.Force = true
	w := newCrowd(t, noisyJSON(4, 4), "", startFacilitator(t), 4, opt)
	w.join()
	_, err := w.train(t.Context(), func(e modelowner.Event) {
		if e.Event == modelowner.EventOpen && e.Round == 3 {
			if _, err := w.training.Revoke(t.Context(), testKeys(t), w.owners[1].Identity().String()); err != nil {
				t.Error(err)
			}
		}
	})
	if !errors.Is(err, modelowner.ErrRejected) {
		t.Fatalf("got %v, want that the attempt is rejected", err)
	}
	if _, err = w.train(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	rounds := w.finishedRounds()
	if len(rounds) != 4 {
		t.Errorf("%d rounds, want 4", len(rounds))
	}
	for _, r := range rounds[2:] {
		if !slices.Equal(r.Owners, w.without(1)) {
			t.Errorf("round %d is over %d owners", r.Round, len(r.Owners))
		}
	}
}

// An exact training needs every member, so it ends with the reason when one is revoked, and keeps its model.
func TestATrainingEndsWhenItNeedsARevokedMember(t *testing.T) {
	t.Parallel()
	w := newCrowd(t, modelJSON(""), "", startFacilitator(t), 3, short)
	w.join()
	var revoked *modelowner.Revoked
	_, err := w.train(t.Context(), func(e modelowner.Event) {
		if e.Event == modelowner.EventRound && e.Round == 2 {
			var err error
			if revoked, err = w.training.Revoke(t.Context(), testKeys(t), w.owners[1].Identity().String()); err != nil {
				t.Error(err)
			}
		}
	})
	if err == nil || !strings.Contains(err.Error(), "revoked") || modelowner.Hint(err) == "" {
		t.Fatalf("got %v", err)
	}
	if revoked == nil || !revoked.Member || revoked.GoesOn {
		t.Errorf("revoked %+v", revoked)
	}
	if m, err := w.training.Model(); err != nil || m.Summary.Rounds < 2 {
		t.Errorf("no model is kept: %v", err)
	}
	for _, o := range w.owners {
		o.finished()
	}
}

// rounds is finishedRounds of a training that may have none.
func (w *world) rounds() []finished {
	if _, err := os.Stat(w.training.Dir() + "/rounds.jsonl"); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return w.finishedRounds()
}

// outcome waits for the end of an owner's part.
func (o *owner) outcome() error {
	o.t.Helper()
	o.cancel()
	select {
	case err := <-o.ended:
		o.ended <- err
		return err
	case <-o.late:
		o.t.Error("an owner does not stop")
		return context.DeadlineExceeded
	}
}

// If the facilitator alters any answer of an attempt with noise, nothing is opened. The round succeeds once the answers are
// honest again, and the list is charged once.
func TestADishonestFacilitatorIsRefusedWithNoise(t *testing.T) {
	t.Parallel()
	swapped := func(m []wire.Signed) []wire.Signed {
		m[0].Signature, m[1].Signature = m[1].Signature, m[0].Signature
		return m
	}
	f := startFacilitator(t)
	for name, test := range map[string]struct {
		alter func(string, []byte) []byte
		want  string
	}{
		"reveal left out": {list("/reveals", func(m []wire.Signed) []wire.Signed { return m[1:] }), "reveals: there are 3; all 4 owners"},
		"reveal twice":    {list("/reveals", func(m []wire.Signed) []wire.Signed { m[1] = m[0]; return m }), "one of each owner"},
		"reveals swapped": {list("/reveals", swapped), "does not verify"},
		"head left out":   {list("/uploads", func(m []wire.Signed) []wire.Signed { return m[:3] }), "uploads: there are 3; all 4 owners"},
	} {
		t.Run(name, func(t *testing.T) {
			l := startLiar(t, f)
			opt := modelowner.CreateOptions{Force: true}
			w := newCrowd(t, noisyJSON(1, 4), l.URL, f, 4, opt).join()
			l.set(test.alter)
			_, err := w.train(t.Context(), nil)
			if !errors.Is(err, modelowner.ErrRejected) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want a rejection that contains %q", err, test.want)
			}
			if !l.lied() {
				t.Error("nothing was altered")
			}
			if len(w.finishedRounds()) != 0 {
				t.Error("a sum was opened")
			}
			l.set(nil)
			if r := w.mustTrain(); r.Owners != 4 || !r.Measured {
				t.Errorf("after the lie: %+v", r)
			}
			if p, err := w.training.Privacy(); err != nil || p.Sums != 2 {
				t.Errorf("charged %+v, %v", p, err)
			}
		})
	}
}
