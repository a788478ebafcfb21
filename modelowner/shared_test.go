//go:build testkeys

package modelowner_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sharedText is a training with all that a round on shared weights can carry: statistics first, values that are filled
// in, rows kept back.
var sharedText = combination{"softmax_regression three", "shared rounds", "adam", "federated", schema.MissingMean, "0.25"}.text()

// Killed at any event, a training on shared weights goes on with the very weights that owners saw and ends with the
// same model. Every other time the crash also takes the last line of the log, as between two writes.
func TestSharedTrainingGoesOnAfterAKillAtEveryPoint(t *testing.T) {
	t.Parallel()
	f := startFacilitator(t)
	w := newKindWorld(t, f, sharedText, true)
	for kill := 1; ; kill++ {
		seen := 0
		ctx, cancel := context.WithCancel(t.Context())
		cut := false
		_, err := w.train(ctx, func(e modelowner.Event) {
			if e.Event == modelowner.EventPhase || e.Event == modelowner.EventWaiting {
				return // nothing was written
			}
			if seen++; seen == 1 {
				cut = kill%2 == 0 && (e.Event == modelowner.EventOpen || e.Event == modelowner.EventRound)
				cancel()
			}
		})
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("kill %d: %v", kill, err)
		}
		if cut {
			cutLine(t, w.training.Dir()+"/log.jsonl")
		}
	}
	got := w.mustTrain()
	same(t, w.inTheClear(), got.Model)
	if s, err := w.training.Status(); err != nil || len(s.Rounds) != 1+6+1 || s.Rounds[0].Kind != wire.RoundStatistics || s.Rounds[7].Kind != wire.RoundEvaluation {
		t.Errorf("%d rounds, %v", len(s.Rounds), err)
	}
	for _, o := range w.owners {
		o.finished()
	}
}

// cutLine takes the last line from a file of lines.
func cutLine(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b[:bytes.LastIndexByte(b[:len(b)-1], '\n')+1], 0o600); err != nil {
		t.Fatal(err)
	}
}

// A crash after the weights are sealed and before that is recorded leaves a file that was not sent: the round is sealed
// again.
func TestWeightsThatWereNotRecordedAreSealedAnew(t *testing.T) {
	t.Parallel()
	w := newKindWorld(t, startFacilitator(t), sharedText, true)
	ctx, observe := interruptAt(func(e modelowner.Event) bool { return e.Event == modelowner.EventOpen && e.Round == 2 })
	if _, err := w.train(ctx, observe); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	cutLine(t, w.training.Dir()+"/log.jsonl") // it was not sent yet
	cutLine(t, w.training.Dir()+"/rounds.jsonl")
	same(t, w.inTheClear(), w.mustTrain().Model)
}

// A fixed number of rounds discloses nothing: rows that any method solves at once take as many as others, and the end comes
// after the last.
func TestFixedRoundsHideWhenATrainingHadConverged(t *testing.T) {
	t.Parallel()
	f := startFacilitator(t)
	for _, model := range []string{`{}`, `{"weights": "shared", "method": "rounds"}, "circle": true`} {
		text := func(stop string) string {
			return strings.NewReplacer("%s, %s", targets["y"]+`, "model": `+model+`, "training": {"rounds": 14`+stop+`}`).Replace(kindJSON)
		}
		rounds := func(text, rows string) int {
			w := newCrowd(t, text, "", f, 5, modelowner.CreateOptions{})
			for i := range w.csvs {
				w.csvs[i] = rows
			}
			w.join().mustTrain()
			s, err := w.training.Status()
			if err != nil {
				t.Fatal(err)
			}
			if last := s.Rounds[len(s.Rounds)-1]; last.Kind != wire.RoundEvaluation {
				t.Errorf("the last round is of kind %s", last.Kind)
			}
			return len(s.Rounds)
		}
		flat := "place,a,k,rank,y\n" + strings.Repeat("n,1,4,mid,0\n", 20)
		if n := rounds(text(""), flat); n > 5 {
			t.Errorf("%s: %d rounds for rows that nothing can be learned from", model, n)
		}
		for _, rows := range []string{flat, kindRows(1, false)} {
			if n := rounds(text(`, "stop": "fixed"`), rows); n != 15 {
				t.Errorf("%s: %d rounds, want 14 and the closing one", model, n)
			}
		}
	}
}

// A training on shared weights with a diverging loss is stopped with advice, and stays stopped.
func TestADivergingSharedTrainingIsStopped(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("%s, %s", targets["y"]+`, "circle": true, "model": {"weights": "shared"}, "training": {"optimizer": "sgd", "learning_rate": 100}`).Replace(kindJSON)
	w := newKindWorld(t, startFacilitator(t), text, false)
	for range 2 {
		if _, err := w.train(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "diverged") || modelowner.Hint(err) == "" {
			t.Fatalf("got %v", err)
		}
	}
	if s, err := w.training.Status(); err != nil || s.State != modelowner.StateStopped || len(s.Rounds) > 20 {
		t.Errorf("state %s after %d rounds, %v", s.State, len(s.Rounds), err)
	}
	for _, o := range w.owners {
		o.finished()
	}
}

// If the wait is over, the model of the rounds so far is kept, if there is one.
func TestAnUnfinishedSharedTrainingHasAModel(t *testing.T) {
	t.Parallel()
	w := newKindWorld(t, startFacilitator(t), sharedText, true)
	for _, stop := range []struct {
		round int
		model bool
	}{{1, false}, {4, true}} {
		ctx, observe := interruptAt(func(e modelowner.Event) bool { return e.Event == modelowner.EventRound && e.Round == stop.round })
		if _, err := w.train(ctx, observe); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		w.owners[2].stop()
		r, err := w.training.Train(t.Context(), testKeys(t), modelowner.TrainOptions{MaxWait: time.Second})
		if !errors.Is(err, modelowner.ErrWaited) || (r != nil) != stop.model {
			t.Fatalf("after round %d: %+v, %v", stop.round, r, err)
		}
		if r != nil && (r.Measured || r.Finished || r.Model.Summary.Rounds != 3) {
			t.Errorf("after round %d: %+v", stop.round, r)
		}
		w.owners[2] = w.joinOne(2)
	}
	same(t, w.inTheClear(), w.mustTrain().Model)
}
