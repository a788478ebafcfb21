//go:build testkeys

package modelowner_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// short are deadlines for tests in which somebody is missing.
var short = modelowner.CreateOptions{KeysTimeout: 2 * time.Second, UploadTimeout: 5 * time.Second}

// finished are a training's finished rounds as its folder records them.
type finished struct {
	Event  string          `json:"event"`
	Round  int             `json:"round"`
	Sums   []*big.Int      `json:"sums"` // of encrypted weights: gradient, loss term, rows
	Owners []wire.Identity `json:"owners"`
}

func (f finished) rows() int64 { return f.Sums[len(f.Sums)-1].Int64() }

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

// An owner of the second block leaves and comes back. Meanwhile rounds go on over the first block, and every sum that
// was opened is over all owners or over one whole block.
func TestGradientDescentGoesOnOverWholeBlocks(t *testing.T) {
	t.Parallel()
	w := newCrowd(t, crowdJSON(`"optimizer": "sgd", "rounds": 12`, 6), "", startFacilitator(t), 6, short)
	w.options.ProceedAfter = time.Nanosecond
	w.join()
	leaver := w.owners[2]
	var waited []string
	r, err := w.train(t.Context(), func(e modelowner.Event) {
		switch {
		case e.Event == modelowner.EventRound && e.Round == 3:
			leaver.Pause()
		case e.Event == modelowner.EventRound && e.Round == 7:
			leaver.Resume()
		case e.Event == modelowner.EventWaiting:
			waited = append(waited, e.Message)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	byOwner := map[wire.Identity]int{}
	for i, o := range w.owners {
		byOwner[o.Identity()] = i
	}
	sizes := map[int]int{}
	for _, round := range w.finishedRounds() {
		var who []int
		for _, id := range round.Owners {
			who = append(who, byOwner[id])
		}
		sizes[len(who)]++
		if want := w.stats(who...).N; round.rows() != want {
			t.Errorf("round %d is over %d rows, its %d owners have %d", round.Round, round.rows(), len(who), want)
		}
		if round.Round > 3 && round.Round <= 7 && slices.Contains(who, 2) {
			t.Errorf("round %d is over the block of the owner who left", round.Round)
		}
	}
	if len(sizes) != 2 || sizes[3] == 0 || sizes[6] < 3 {
		t.Errorf("rounds by number of owners: %v", sizes)
	}
	if r.Model.Summary.Rounds != 12 || !r.Measured {
		t.Errorf("%d rounds", r.Model.Summary.Rounds)
	}
	if !slices.ContainsFunc(waited, func(m string) bool { return strings.HasPrefix(m, "going on without ") }) {
		t.Errorf("waiting messages are %q", waited)
	}
}

// Conjugate gradient needs the same rows in every round: an owner whose program ends is waited for by name, and the
// pooled optimum comes out when it is back.
func TestConjugateGradientWaitsForItsOwners(t *testing.T) {
	t.Parallel()
	w := newCrowd(t, crowdJSON("", 5), "", startFacilitator(t), 5, short)
	w.options.ProceedAfter = time.Nanosecond
	w.join()
	gone := false
	var waited []string
	r, err := w.train(t.Context(), func(e modelowner.Event) {
		switch {
		case e.Event == modelowner.EventRound && e.Round == 2 && !gone:
			gone = true
			w.owners[1].stop()
		case e.Event == modelowner.EventWaiting && gone && len(e.Awaited) == 1:
			waited = append(waited, e.Message)
			w.owners = append(w.owners, join(t, w.links[1], w.csvs[1], w.vaults[1]))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !near(r.Model.Summary.Cost, w.optimum(), 1e-9) || r.Owners != 5 {
		t.Errorf("cost %.15g, pooled optimum %.15g", r.Model.Summary.Cost, w.optimum())
	}
	if len(waited) == 0 || !strings.Contains(waited[0], "needs all owners") {
		t.Errorf("waiting messages are %q", waited)
	}
}

// A training that only waits ends with the model of its last finished round, and says for whom it waited.
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

// An invite that is revoked admits nobody, and neither does one whose bearer is revoked.
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
	if r := revoke(out.String()[:12]); r.Member || !r.Goes || r.Owner.Identity != out {
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

// A revoked member leaves with its whole block where the method bears that.
func TestARevokedMembersBlockIsLeftOut(t *testing.T) {
	t.Parallel()
	w := newCrowd(t, crowdJSON(`"optimizer": "sgd", "rounds": 6`, 6), "", startFacilitator(t), 6, short)
	w.join()
	var revoked *modelowner.Revoked
	_, err := w.train(t.Context(), func(e modelowner.Event) {
		if e.Event == modelowner.EventRound && e.Round == 2 {
			w.owners[1].Pause() // whoever is shut out is usually gone
			var err error
			if revoked, err = w.training.Revoke(t.Context(), testKeys(t), w.owners[1].Identity().String()); err != nil {
				t.Error(err)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if revoked == nil || !revoked.Member || !revoked.Goes {
		t.Errorf("revoked %+v", revoked)
	}
	rounds := w.finishedRounds()
	for _, r := range rounds[2:] {
		if len(r.Owners) != 3 || slices.Contains(r.Owners, w.owners[1].Identity()) {
			t.Errorf("round %d is over %d owners", r.Round, len(r.Owners))
		}
	}
}

// Where the method needs the block of a revoked member the training ends, and keeps what it has.
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
	if revoked == nil || !revoked.Member || revoked.Goes {
		t.Errorf("revoked %+v", revoked)
	}
	if m, err := w.training.Model(); err != nil || m.Summary.Rounds < 2 {
		t.Errorf("no model is kept: %v", err)
	}
	for _, o := range w.owners {
		o.finished()
	}
}

// Two trainings over the same rows, the second without one owner: the difference of their sums is that owner's. The
// owners' release ledgers refuse the second; with ledgers lost the attack reads the victim's sums exactly.
func TestAttackSubtractionAcrossTwoTrainings(t *testing.T) {
	t.Parallel()
	for _, ledgers := range []bool{true, false} {
		f := startFacilitator(t)
		first := newCrowd(t, crowdJSON(`"rounds": 2`, 4), "", f, 4, short).join()
		first.mustTrain()
		second := newCrowd(t, crowdJSON(`"rounds": 2`, 3), "", f, 3, short)
		second.csvs = first.csvs[:3]
		if ledgers {
			second.vaults = first.vaults[:3]
		}
		second.join()
		second.options.MaxWait = 4 * time.Second
		_, err := second.train(t.Context(), nil)
		if ledgers {
			if err == nil || len(second.rounds(t)) != 0 {
				t.Errorf("the second training ran: %v", err)
			}
			refused := 0
			for _, o := range second.owners {
				var p *dataowner.Problem
				if errors.As(o.outcome(), &p) && p.Code == dataowner.ProblemCohort {
					refused++
				}
			}
			if refused == 0 {
				t.Error("no owner refused by its ledger")
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		a, b, victim := first.finishedRounds()[0].Sums, second.finishedRounds()[0].Sums, first.stats(3)
		bits := first.training.File.Budget().FractionBits
		for k := range victim.B { // at the weights 0 a sum of gradients is −2^f·Xᵀy
			want := new(big.Int).Lsh(victim.B[k], bits)
			if got := a[k].Sub(b[k], a[k]); got.Cmp(want) != 0 {
				t.Errorf("without ledgers the attack must succeed: entry %d differs", k)
			}
		}
	}
}

// rounds is finishedRounds of a training that may have none.
func (w *world) rounds(t *testing.T) []finished {
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
	case <-time.After(patience):
		o.t.Error("an owner does not stop")
		return context.DeadlineExceeded
	}
}

// What a facilitator may alter on the way to the model owner in the recovery phases costs the attempt, never a sum; the
// round succeeds once the answers are honest again. Only false shares within the code's radius are got round, and their
// sender's signature would be missing: the facilitator cannot make them.
func TestADishonestFacilitatorIsRefusedInRecovery(t *testing.T) {
	t.Parallel()
	sharers := func(change func([]wire.Identity) []wire.Identity) func(string, []byte) []byte {
		return func(path string, body []byte) []byte {
			if !strings.HasSuffix(path, "/sharers") {
				return body
			}
			o, err := wire.Parse[wire.Owners](body)
			if err != nil {
				return body
			}
			o.Owners = change(o.Owners)
			b, err := wire.Marshal(o)
			if err != nil {
				return body
			}
			return b
		}
	}
	swapped := func(m []wire.Signed) []wire.Signed {
		m[0].Signature, m[1].Signature = m[1].Signature, m[0].Signature
		return m
	}
	f := startFacilitator(t)
	for name, test := range map[string]struct {
		alter func(string, []byte) []byte
		want  string
	}{
		"sharer left out":         {sharers(func(o []wire.Identity) []wire.Identity { return o[1:] }), "invalid sharers"},
		"sharer twice":            {sharers(func(o []wire.Identity) []wire.Identity { return append(o, o[3]) }), "not repeat"},
		"no sharers":              {sharers(func([]wire.Identity) []wire.Identity { return []wire.Identity{} }), "invalid sharers"},
		"agreements left out":     {list("/agrees", func(m []wire.Signed) []wire.Signed { return m[2:] }), "the threshold is 3"},
		"agreement twice":         {list("/agrees", func(m []wire.Signed) []wire.Signed { m[1] = m[0]; return m }), "once"},
		"agreements swapped":      {list("/agrees", swapped), "does not verify"},
		"opened shares left out":  {list("/unmasks", func(m []wire.Signed) []wire.Signed { return m[2:] }), "self mask"},
		"opened shares swapped":   {list("/unmasks", swapped), "does not verify"},
		"opened shares twice":     {list("/unmasks", func(m []wire.Signed) []wire.Signed { m[1] = m[0]; return m }), "once"},
		"one head of four":        {list("/uploads", func(m []wire.Signed) []wire.Signed { return m[:1] }), "at least 4"},
		"three heads of a block":  {list("/uploads", func(m []wire.Signed) []wire.Signed { return m[:3] }), "at least 4"},
		"keys of a part of block": {list("/keys", func(m []wire.Signed) []wire.Signed { return m[:3] }), "at least 4"},
	} {
		t.Run(name, func(t *testing.T) {
			l := startLiar(t, f)
			w := newCrowd(t, crowdJSON(`"rounds": 1`, 4), l.URL, f, 4, modelowner.CreateOptions{}).join()
			l.set(test.alter)
			_, err := w.train(t.Context(), nil)
			if !errors.Is(err, modelowner.ErrRejected) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want a rejection that says %q", err, test.want)
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
		})
	}
}
