//go:build testkeys

package modelowner_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/modelowner"
)

// privateJSON is a training file with noise.
func privateJSON(model, trainingFields, privacy string, owners int) string {
	return strings.Replace(crowdJSON(trainingFields, owners), `"bounds"`, `"model": {`+model+`}, "privacy": {`+privacy+`}, "bounds"`, 1)
}

// TestPrivateTrainings runs trainings with noise from the links to the model, with three owners (all upload or nothing opens)
// and with five (some could drop out), and compares the model owner's account with the owners' ledgers.
func TestPrivateTrainings(t *testing.T) {
	f := startFacilitator(t)
	for _, c := range []struct {
		model, training, privacy, more string
		owners, sums                   int
	}{
		{`"method": "one_round"`, ``, `"epsilon": 8`, ``, 3, 1},
		{`"weights": "shared"`, `"rounds": 3`, `"epsilon": 8, "delta": 1e-6, "unit": "record"`, ``, 5, 4},
		{`"weights": "shared"`, `"rounds": 2`, `"epsilon": 8, "unit": "record"`, `"scaling": "federated", "missing": "mean", `, 5, 4},
		{`"weights": "shared"`, `"rounds": 2, "local_steps": 2`, `"epsilon": 50`, `"scaling": "federated", `, 5, 4},
	} {
		text := strings.Replace(privateJSON(c.model, c.training, c.privacy, c.owners), `"bounds"`, c.more+`"bounds"`, 1)
		w := newCrowd(t, text, "", f, c.owners, modelowner.CreateOptions{Force: true}).join()
		var told []modelowner.Privacy
		r, err := w.train(context.Background(), func(e modelowner.Event) {
			if e.Event == modelowner.EventRound {
				told = append(told, *e.Privacy)
			}
		})
		if err != nil {
			t.Fatalf("%s: %v", c.model, err)
		}
		if s := r.Model.Summary; math.IsNaN(s.Cost) || s.Cost < 0 {
			t.Errorf("%s: cost %v", c.model, s.Cost)
		}
		p, err := w.training.Privacy()
		if err != nil {
			t.Fatal(err)
		}
		want := w.training.File.Privacy
		if p.Sums != c.sums || p.Of != c.sums || p.Spent > want.Epsilon*(1+1e-9) || p.Spent < 0.97*want.Epsilon || p.Delta != want.Delta || p.Unit != want.Unit {
			t.Errorf("%s: %+v", c.model, p)
		}
		if len(told) != c.sums || !slices.IsSortedFunc(told, func(a, b modelowner.Privacy) int { return int(math.Copysign(1, a.Spent-b.Spent)) }) ||
			told[c.sums-1].Spent != p.Spent || told[0].Rounds[0].Epsilon != told[0].Spent {
			t.Errorf("%s: told %+v", c.model, told)
		}
		for i, o := range w.owners {
			o.finished()
			s, err := o.Spending(context.Background())
			if err != nil || s.Sums != c.sums || math.Abs(s.Training/p.Spent-1) > 1e-9 {
				t.Errorf("%s: owner %d has spent %+v: %v", c.model, i, s, err)
			}
		}
		ledgerIsHeld(t, w)
	}
}

// ledgerIsHeld tries a ledger that was cut, edited and taken away on a training that is over.
func ledgerIsHeld(t *testing.T, w *world) {
	t.Helper()
	path := filepath.Join(w.training.Dir(), "privacy.jsonl")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(whole, []byte("\n"))
	for name, bad := range map[string][]byte{
		"cut": bytes.Join(lines[:len(lines)-2], nil), "edited": bytes.Replace(whole, []byte(`"multiplier":`), []byte(`"multiplier":9`), 1), "empty": {},
	} {
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := w.train(context.Background(), nil); !errors.Is(err, dp.ErrLedger) || modelowner.Hint(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := w.training.Status(); !errors.Is(err, dp.ErrLedger) {
			t.Errorf("%s: status: %v", name, err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := w.train(context.Background(), nil); !errors.Is(err, dp.ErrLedger) {
		t.Errorf("gone: %v", err)
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := w.train(context.Background(), nil); err != nil {
		t.Errorf("whole again: %v", err)
	}
}

// TestCreateRefusesNoise refuses a training with more noise than signal, and creates it with Force.
func TestCreateRefusesNoise(t *testing.T) {
	f := startFacilitator(t)
	file := parseFile(t, privateJSON(`"weights": "shared"`, `"rounds": 50`, `"epsilon": 1`, 3))
	_, err := modelowner.Create(t.Context(), t.TempDir(), testKeys(t), file, f.url(), modelowner.CreateOptions{})
	if !errors.Is(err, modelowner.ErrInput) || !strings.Contains(err.Error(), "the noise is") || !strings.Contains(modelowner.Hint(err), "--force") {
		t.Errorf("%v; hint: %s", err, modelowner.Hint(err))
	}
	if _, err := modelowner.Create(t.Context(), t.TempDir(), testKeys(t), file, f.url(), modelowner.CreateOptions{Force: true}); err != nil {
		t.Error(err)
	}
}

// TestOwnerStopsAtItsLimit lets one owner leave in the middle at its own limit, where its ledger ends.
func TestOwnerStopsAtItsLimit(t *testing.T) {
	f := startFacilitator(t)
	w := newCrowd(t, privateJSON(`"weights": "shared"`, `"rounds": 4`, `"epsilon": 8, "unit": "record"`, 3), "", f, 3, modelowner.CreateOptions{Force: true}).join()
	for enrolled := false; !enrolled; { // from then on the limit is no question, but ends it
		names, err := w.vaults[1].Keys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		enrolled = slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, "training/") })
	}
	if err := w.owners[1].SetLimit(context.Background(), 5); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	trained := make(chan error, 1)
	go func() { _, err := w.train(ctx, nil); trained <- err }()
	err := <-w.owners[1].ended
	w.owners[1].ended <- err
	s, serr := w.owners[1].Spending(context.Background())
	if err == nil || !strings.Contains(err.Error(), "limit of ε would be passed") || serr != nil || !(s.Training > 0 && s.Training <= 5) {
		t.Errorf("ended with %v having spent %+v: %v", err, s, serr)
	}
	cancel()
	if err := <-trained; !errors.Is(err, context.Canceled) {
		t.Errorf("the model owner ended with %v", err)
	}
}
