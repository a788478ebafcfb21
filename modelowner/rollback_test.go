package modelowner_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/modelowner"
)

// A facilitator with a store that was restored from an old copy lacks rounds that were accepted. Fault table row 26: the model
// owner opens and decrypts none of them again, reports the reason, and its own log stays as it was.
func TestAnOldCopyOfTheFacilitatorIsRefused(t *testing.T) {
	f := startFacilitator(t)
	w := newWorld(t, modelJSON(""), "", f).join()
	until := func(round int) {
		t.Helper()
		ctx, observe := interruptAt(func(e modelowner.Event) bool { return e.Event == modelowner.EventRound && e.Round == round })
		if _, err := w.train(ctx, observe); !errors.Is(err, context.Canceled) {
			t.Fatalf("until round %d: %v", round, err)
		}
	}
	until(1)
	backup := t.TempDir()
	f.stop()
	copyFolder(t, backup, f.dir)
	f.start()
	until(3)
	f.stop()
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := os.Remove(filepath.Join(f.dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	copyFolder(t, f.dir, backup)
	f.start()
	log := filepath.Join(w.training.Dir(), "log.jsonl")
	before, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	opened := 0
	_, err = w.train(t.Context(), func(e modelowner.Event) {
		if e.Event == modelowner.EventRound {
			opened++
		}
	})
	if err == nil || !strings.Contains(err.Error(), "is finished") || !strings.Contains(modelowner.Hint(err), "backup") {
		t.Errorf("got %v, want a refusal with a hint", err)
	}
	if opened != 0 {
		t.Errorf("%d rounds were released after the restore", opened)
	}
	if after, err := os.ReadFile(log); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the model owner's log has changed (%v)", err)
	}
}

func copyFolder(t *testing.T, to, from string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}
