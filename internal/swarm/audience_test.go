package swarm

import (
	"path/filepath"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestAudience: owners by hand are told of attempts, and their uploads are taken, as those of any owner.
func TestAudience(t *testing.T) {
	ctx, c := deadline.Context(t), small(t)
	f, err := StartFacilitator(ctx, c.Program, t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Kill()
	keys, err := modelowner.GenerateKeys(filepath.Join(c.Dir, "keys"), nil)
	if err != nil {
		t.Fatal(err)
	}
	var all []*Audience
	for range 2 {
		a, err := NewAudience(ctx, f.URL, t.TempDir(), keys, max(phe.MinBits, 512), 12, 3, wire.RoundGradient)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	l, err := Listen(ctx, all)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for attempt := 1; attempt <= 2; attempt++ {
		ref := wire.Ref{Round: 1, Attempt: attempt}
		l.Expect(ref)
		for _, a := range all {
			if got, err := a.Open(ctx); err != nil || got != ref {
				t.Fatalf("open: %+v, %v", got, err)
			}
		}
		if err := l.Wait(ctx); err != nil {
			t.Fatal(err)
		}
		if attempt == 2 {
			break
		}
		for _, a := range all {
			if err := a.Abort(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	a := all[0]
	if err := a.SendKeys(ctx); err != nil {
		t.Fatal(err)
	}
	for left := 2; left > 0; left-- {
		if err := a.UploadBut(ctx, left); err != nil {
			t.Fatal(err)
		}
		if s, err := a.State(ctx); err != nil || s.Phase != wire.PhaseUpload || s.Awaited.Count() != left {
			t.Errorf("%d are awaited in %s after all but %d uploaded (%v)", s.Awaited.Count(), s.Phase, left, err)
		}
	}
	if err := a.UploadBut(ctx, 0); err != nil {
		t.Fatal(err)
	}
	if s, err := a.State(ctx); err != nil || s.Phase != wire.PhaseFinish {
		t.Errorf("the attempt is in %s after all uploaded (%v)", s.Phase, err)
	}
}
