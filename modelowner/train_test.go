package modelowner_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// mkdir makes a folder that outlives a test; TestMain removes it.
func mkdir() (string, error) { return os.MkdirTemp(scratch, "keys") }

var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "modelowner-test-*"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

func TestTrainingReachesThePooledOptimum(t *testing.T) {
	w := newWorld(t, modelJSON(""), "", startFacilitator(t)).join()
	var events []string
	r, err := w.train(t.Context(), func(e modelowner.Event) {
		if e.Event != modelowner.EventPhase && e.Event != modelowner.EventWaiting {
			events = append(events, e.Event)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := w.optimum(); !near(r.Model.Summary.Cost, want, 1e-9) {
		t.Errorf("cost %.15g, pooled optimum %.15g", r.Model.Summary.Cost, want)
	}
	if !r.Measured || !r.Finished || r.Owners != 3 || r.Model.Summary.Rows != 150 || r.Warnings != nil {
		t.Errorf("result is %+v of %d rows", r, r.Model.Summary.Rows)
	}
	// Four columns: the intercept, a, b and c=green; the first round is at 0, then a direction for each.
	var want []string
	want = append(want, "roster", "start")
	for range r.Model.Summary.Rounds + 1 { // and the closing evaluation
		want = append(want, "open", "round")
	}
	want = append(want, "done")
	if diff := cmp.Diff(want, events); diff != "" || r.Model.Summary.Rounds != 5 {
		t.Errorf("%d rounds, events differ:\n%s", r.Model.Summary.Rounds, diff)
	}
	for _, o := range w.owners {
		o.finished()
	}
	w.checkUse(r)
}

// checkUse predicts and exports with a finished training.
func (w *world) checkUse(r *modelowner.Result) {
	w.t.Helper()
	again := w.mustTrain() // is over at once, with the same model
	if diff := cmp.Diff(scaled(r), scaled(again)); diff != "" || again.Model.Summary.Cost != r.Model.Summary.Cost {
		w.t.Errorf("training a finished training again changes it:\n%s", diff)
	}
	p, _, err := w.training.Predict(strings.NewReader(w.csvs[0]+w.csvs[1][len("a,b,c,y\n"):]+w.csvs[2][len("a,b,c,y\n"):]), schema.ReadOptions{})
	if err != nil {
		w.t.Fatal(err)
	}
	if len(p.Predictions) != 150 || p.DataCost == nil || !near(*p.DataCost, r.Model.Summary.Cost, 1e-6) || p.Cost != r.Model.Summary.Cost {
		w.t.Errorf("%d predictions, cost on the rows %v, of the training %v", len(p.Predictions), p.DataCost, p.Cost)
	}
	if _, report, err := w.training.Predict(strings.NewReader("a,b,c\n1,2,blue\n"), schema.ReadOptions{}); !errors.Is(err, modelowner.ErrInput) || len(report.Problems) != 1 {
		w.t.Errorf("bad rows: %v", err)
	}
	var exported bytes.Buffer
	if err := w.training.Export(&exported, modelowner.FormatJSON, modelowner.TidyOptions{}); err != nil || !bytes.Contains(exported.Bytes(), []byte(`"scaled_weights"`)) {
		w.t.Errorf("export: %v", err)
	}
	s, err := w.training.Status()
	if err != nil {
		w.t.Fatal(err)
	}
	last := s.Rounds[len(s.Rounds)-1]
	if s.State != modelowner.StateFinished || len(s.Members) != 3 || len(s.Rounds) != r.Model.Summary.Rounds+1 || *last.Cost != r.Model.Summary.Cost || last.Rows != 150 {
		w.t.Errorf("status is %+v", s)
	}
}

// The federated run and the same method on the pooled rows take the same steps, bit for bit: sums are exact.
func TestTrainingEqualsItsSimulation(t *testing.T) {
	w := newWorld(t, modelJSON(`"rounds": 3`), "", startFacilitator(t)).join()
	var tables []*schema.Table
	for _, csv := range w.csvs {
		table, _, err := w.training.File.Schema().ReadCSV(strings.NewReader(csv), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		tables = append(tables, table)
	}
	want, err := simulate.Train(w.training.File, tables, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := w.mustTrain()
	if diff := cmp.Diff(want.Model.Weights, scaled(got)); diff != "" || want.Model.Cost != got.Model.Summary.Cost {
		t.Errorf("cost %v, simulated %v; weights differ:\n%s", got.Model.Summary.Cost, want.Model.Cost, diff)
	}
	if len(got.Warnings) != 1 {
		t.Errorf("three rounds are too few, warnings are %q", got.Warnings)
	}
}

// If it is stopped at any event, the training continues and ends with the same model.
func TestTrainingGoesOnAfterAnInterrupt(t *testing.T) {
	w := newWorld(t, modelJSON(""), "", startFacilitator(t)).join()
	for _, stop := range []struct {
		event string
		round int
	}{{"waiting", 0}, {"roster", 0}, {"open", 1}, {"phase", 2}, {"round", 2}, {"open", 4}, {"round", 6}} {
		ctx, observe := interruptAt(func(e modelowner.Event) bool { return e.Event == stop.event && e.Round >= stop.round })
		if _, err := w.train(ctx, observe); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped at %v: %v", stop, err)
		}
	}
	if r := w.mustTrain(); !near(r.Model.Summary.Cost, w.optimum(), 1e-9) || r.Model.Summary.Rounds != 5 {
		t.Errorf("cost %.15g after %d rounds, pooled optimum %.15g", r.Model.Summary.Cost, r.Model.Summary.Rounds, w.optimum())
	}
}

// A crash between two writes leaves a record without the signed entry that follows from it. The last line of the log, which
// was not sent yet, is cut off.
func TestTrainingSignsAgainWhatACrashLost(t *testing.T) {
	w := newWorld(t, modelJSON(""), "", startFacilitator(t)).join()
	for _, event := range []string{"open", "round"} {
		ctx, observe := interruptAt(func(e modelowner.Event) bool { return e.Event == event })
		if _, err := w.train(ctx, observe); !errors.Is(err, context.Canceled) {
			t.Fatalf("at %s: %v", event, err)
		}
		path := w.training.Dir() + "/log.jsonl"
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		cut := bytes.LastIndexByte(b[:len(b)-1], '\n') + 1
		if err := os.WriteFile(path, b[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if r := w.mustTrain(); !near(r.Model.Summary.Cost, w.optimum(), 1e-9) {
		t.Errorf("cost %.15g, pooled optimum %.15g", r.Model.Summary.Cost, w.optimum())
	}
}

// A folder restored from a backup lacks signed entries: a training that went on from it would sign a second history.
func TestAnOldCopyOfTheFolderIsRefused(t *testing.T) {
	w := newWorld(t, modelJSON(""), "", startFacilitator(t)).join()
	ctx, observe := interruptAt(func(e modelowner.Event) bool { return e.Event == "phase" && e.Round == 1 })
	if _, err := w.train(ctx, observe); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	backup := t.TempDir()
	if err := os.CopyFS(backup, os.DirFS(w.dir)); err != nil {
		t.Fatal(err)
	}
	w.mustTrain()
	old, err := modelowner.Open(backup, w.training.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(old.Dir()+"/paillier.key", 0o600); err != nil { // CopyFS leaves that to the umask
		t.Fatal(err)
	}
	_, err = old.Train(t.Context(), testKeys(t), modelowner.TrainOptions{})
	if err == nil || !strings.Contains(err.Error(), "invalid log") || modelowner.Hint(err) == "" {
		t.Errorf("got %v, want a refusal with a hint", err)
	}
}

func TestAFacilitatorRestartedInTheMiddleGoesOn(t *testing.T) {
	f := startFacilitator(t)
	w := newWorld(t, modelJSON(""), "", f).join()
	restarted := false
	r, err := w.train(t.Context(), func(e modelowner.Event) {
		if e.Event == modelowner.EventRound && e.Round == 2 && !restarted {
			restarted = true
			f.stop()
			f.start()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !restarted || !near(r.Model.Summary.Cost, w.optimum(), 1e-9) {
		t.Errorf("cost %.15g, pooled optimum %.15g", r.Model.Summary.Cost, w.optimum())
	}
}

func TestADivergingTrainingIsStoppedWithAdvice(t *testing.T) {
	w := newWorld(t, modelJSON(`"optimizer": "sgd", "learning_rate": 30`), "", startFacilitator(t)).join()
	_, err := w.train(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "diverged: lower learning_rate or set l2") || modelowner.Hint(err) == "" {
		t.Fatalf("got %v", err)
	}
	if s, err := w.training.Status(); err != nil || s.State != modelowner.StateStopped {
		t.Errorf("state is %v, %v", s.State, err)
	}
	for _, o := range w.owners {
		o.finished() // they see that it is over
	}
	if _, err := w.train(t.Context(), nil); err == nil {
		t.Error("a stopped training gives a model")
	}
}

// Gradient descent through keys, masks, ciphertexts and signatures stays with the run on pooled rows.
func TestGradientDescentFollowsThePooledRun(t *testing.T) {
	t.Parallel()
	rounds := gdRounds
	w := newWorld(t, modelJSON(`"optimizer": "sgd", "rounds": `+rounds), "", startFacilitator(t)).join()
	var tables []*schema.Table
	for _, csv := range w.csvs {
		table, _, err := w.training.File.Schema().ReadCSV(strings.NewReader(csv), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		tables = append(tables, table)
	}
	var want []float64
	if _, err := simulate.Train(w.training.File, tables, func(s simulate.Step) {
		if s.Kind == wire.RoundGradient {
			want = append(want, s.Cost)
		}
	}); err != nil {
		t.Fatal(err)
	}
	var got []float64
	_, err := w.train(t.Context(), func(e modelowner.Event) {
		if e.Event == modelowner.EventRound {
			got = append(got, *e.Cost)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) < len(want) || len(want) < 3 {
		t.Fatalf("%d rounds, pooled run has %d", len(got), len(want))
	}
	for i, cost := range want {
		if math.Abs(got[i]-cost) > 1e-6*cost {
			t.Fatalf("round %d: cost %v, pooled %v", i+1, got[i], cost)
		}
	}
}

func TestMaxRoundsIsReached(t *testing.T) {
	for fields, want := range map[string]int{
		"":                                   6, // four columns: one at 0, four directions, the evaluation
		`"rounds": 3`:                        4,
		`"optimizer": "sgd"`:                 51,
		`"optimizer": "cg", "rounds": 10000`: 6,
	} {
		w := newWorld(t, modelJSON(fields), "", startFacilitator(t))
		if got := w.training.MaxRounds(); got != want {
			t.Errorf("%s: %d, want %d", fields, got, want)
		}
	}
}
