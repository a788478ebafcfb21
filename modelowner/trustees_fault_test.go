//go:build testkeys

package modelowner_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// TestCloseSurvivesKills stops the model owner after every entry that it signs, and the facilitator after the contributions and
// at every step: the close goes on where it was, no contribution is lost, and nothing is opened twice.
func TestCloseSurvivesKills(t *testing.T) {
	f := startFacilitator(t)
	g := newGathering(t, f, 2, 6).accepted()
	for i := range 6 {
		g.give(i, g.vaults[i], g.csvs[i])
	}
	f.stop()
	f.start()
	for _, at := range []string{modelowner.EventClosing, modelowner.EventClose} {
		ctx, observe := interruptAt(func(e modelowner.Event) bool { return e.Event == at })
		opt := modelowner.CloseOptions{Now: true, Every: 20 * time.Millisecond, Observe: observe}
		if _, err := g.training.Close(deadline.Bound(ctx, t), testKeys(t), opt); !errors.Is(err, context.Canceled) {
			t.Fatalf("interrupted at %s: %v", at, err)
		}
		f.stop()
		f.start()
	}
	res, err := g.close(0, nil)
	if err != nil || res.Owners != 6 {
		t.Fatalf("%+v: %v", res, err)
	}
	want := g.inTheClear(4, g.csvs...)
	if c := res.Model.Summary.Cost; c < 0 || c == want {
		t.Errorf("a cost of %v has no noise; without it is %v", c, want)
	}
}

// TestTrusteeThatIsAway lets one of two trustees never answer: nothing is opened, the wait names it, and the close goes on when
// it is back.
func TestTrusteeThatIsAway(t *testing.T) {
	g := newGathering(t, startFacilitator(t), 2, 4)
	g.serve(0)
	stop := g.serve(1)
	if err := g.training.Accepted(deadline.Bound(context.Background(), t), testKeys(t)); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		g.give(i, g.vaults[i], g.csvs[i])
	}
	stop()
	opt := modelowner.CloseOptions{Now: true, Cells: 1, Every: 20 * time.Millisecond, MaxWait: time.Second}
	_, err := g.training.Close(deadline.Bound(context.Background(), t), testKeys(t), opt)
	if !errors.Is(err, modelowner.ErrWaited) || !strings.Contains(err.Error(), "Trustee 2") || strings.Contains(err.Error(), "Trustee 1") {
		t.Fatalf("waiting ended with %v", err)
	}
	g.serve(1)
	if _, err := g.close(1, nil); err != nil {
		t.Fatal(err)
	}
}

// TestOneCellIsAskedFor: four contributions make one cell of three, which one bad contribution spoils, so it must be asked for, before anything
// is fixed.
func TestOneCellIsAskedFor(t *testing.T) {
	g := newGathering(t, startFacilitator(t), 1, 4).accepted()
	for i := range 4 {
		if i == 2 { // too few so far
			if _, err := g.close(0, nil); !errors.Is(err, modelowner.ErrInput) {
				t.Errorf("closed with two contributions: %v", err)
			}
		}
		g.give(i, g.vaults[i], g.csvs[i])
	}
	if _, err := g.close(0, nil); !errors.Is(err, modelowner.ErrInput) || !strings.Contains(modelowner.Hint(err), "--cells 1") {
		t.Errorf("one cell without asking: %v", err)
	}
	if _, err := g.close(2, nil); !errors.Is(err, modelowner.ErrInput) {
		t.Errorf("two cells of four: %v", err)
	}
	if l, err := g.training.OpenLog(false); err != nil || l.Freezes > 0 {
		t.Errorf("the contributions are fixed before the answer: %v", err)
	}
	if res, err := g.close(1, nil); err != nil || res.Owners != 4 {
		t.Error(err)
	}
}

// TestWrongTrustees refuses keys that are not those of the training: words that an owner compared, an accept by someone else, and
// a training that a trustee is not named in.
func TestWrongTrustees(t *testing.T) {
	f := startFacilitator(t)
	g := newGathering(t, f, 1, 3)
	ctx := deadline.Bound(context.Background(), t)

	other, err := trustee.Generate(filepath.Join(t.TempDir(), "other"), filepath.Join(t.TempDir(), "copy"), nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(f.url(), other.Identity)
	if err != nil {
		t.Fatal(err)
	}
	if tasks, err := c.Tasks(ctx); err != nil || len(tasks) != 0 {
		t.Errorf("a trustee that is not named has %v: %v", tasks, err)
	}
	forged, err := wire.Seal(wire.KindTrusteeAccept, wire.TrusteeAccept{Training: g.training.ID, Min: 3}, other.Identity)
	if err != nil {
		t.Fatal(err)
	}
	if r := wire.RejectionOf(c.PutAccept(ctx, g.training.ID, forged)); r == nil || r.Code != wire.CodeForbidden {
		t.Errorf("the accept of a stranger: %v", r)
	}
	short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	if err := g.training.Accepted(short, testKeys(t)); !errors.Is(err, modelowner.ErrWaited) {
		t.Errorf("invited without an accept: %v", err)
	}
	if _, err := g.owner(0, g.vaults[0], g.csvs[0]).Contribute(ctx); err == nil || !strings.Contains(err.Error(), "trustee 1 of 1 has not accepted") {
		t.Errorf("contributed without an accept: %v", err)
	}
	g.accepted()
	for words, good := range map[string]bool{other.Public().Words(): false, g.keys[0].Public().Words(): true} {
		o, err := dataowner.Open(ctx, g.links[0], dataowner.Config{Vault: g.vaults[0], Trustees: []string{words}, Agree: []string{"alone", "rows", "shared", "constant", "again"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Load(ctx, "rows.csv", strings.NewReader(g.csvs[0])); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Contribute(ctx); (err == nil) != good {
			t.Errorf("with the words of the trustee (%v): %v", good, err)
		}
	}
}

// TestTrusteeAnswersOnce closes a training whose trustee then answers another close, or once more with other numbers: the
// facilitator takes neither, and a trustee whose ledger was put back signs nothing more.
func TestTrusteeAnswersOnce(t *testing.T) {
	f := startFacilitator(t)
	g := newGathering(t, f, 1, 3)
	ctx := deadline.Bound(context.Background(), t)
	old, err := os.ReadFile(ledger.Path(g.dirs[0]))
	if err != nil {
		t.Fatal(err)
	}
	stop := g.serve(0)
	if err := g.training.Accepted(ctx, testKeys(t)); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		g.give(i, g.vaults[i], g.csvs[i])
	}
	if _, err := g.close(1, nil); err != nil {
		t.Fatal(err)
	}
	stop()
	c, err := client.New(f.url(), g.keys[0].Identity)
	if err != nil {
		t.Fatal(err)
	}
	owner, err := client.New(f.url(), testKeys(t).Identity)
	if err != nil {
		t.Fatal(err)
	}
	heads, err := owner.Releases(ctx, g.training.ID)
	if err != nil || len(heads) != 1 {
		t.Fatal(heads, err)
	}
	good, err := wire.Unseal[wire.Release](&heads[0], wire.KindRelease)
	if err != nil {
		t.Fatal(err)
	}
	numbers, err := owner.ReleaseBytes(ctx, g.training.ID, heads[0].Signer)
	if err != nil {
		t.Fatal(err)
	}
	put := func(bend func(*wire.Release)) error {
		r := good
		bend(&r)
		s, err := wire.Seal(wire.KindRelease, r, g.keys[0].Identity)
		if err != nil {
			t.Fatal(err)
		}
		return c.PutRelease(ctx, g.training.ID, s, numbers)
	}
	if err := put(func(*wire.Release) {}); err != nil {
		t.Errorf("the same release again: %v", err)
	}
	for _, x := range hostile.Releases {
		hostile.Refused(t, "a release: "+x.Name, c.PutRelease(ctx, g.training.ID, x.Seal(t, &heads[0], g.keys[0].Identity), numbers), x.Code, x.Rule)
	}
	hostile.Refused(t, "a release that was altered", c.PutRelease(ctx, g.training.ID, turned(&heads[0]), numbers), wire.CodeSignature, "verify")
	hostile.Refused(t, "a byte too few", c.PutRelease(ctx, g.training.ID, &heads[0], numbers[1:]), wire.CodeInvalid, "must be followed by")
	hostile.Refused(t, "another release for the close", put(func(r *wire.Release) { r.Ledger.Length++ }), wire.CodeConflict, "the first is kept")
	l, err := g.training.OpenLog(false)
	if err != nil {
		t.Fatal(err)
	}
	late, err := wire.Seal(wire.KindStrikes, wire.Strikes{Training: g.training.ID, Closing: l.ClosingDigest, Struck: wire.NewSubset(3, func(i int) bool { return i == 0 })}, g.keys[0].Identity)
	if err != nil {
		t.Fatal(err)
	}
	hostile.Refused(t, "strikes after the close, which would name somebody who counts", c.PutStrikes(ctx, g.training.ID, late), wire.CodeConflict, "the first is kept")
	if err := os.WriteFile(ledger.Path(g.dirs[0]), old, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := trustee.Open(g.dirs[0], g.keys[0]); !errors.Is(err, ledger.ErrDead) {
		t.Errorf("a ledger that was put back opens: %v", err)
	}
}

// TestTrusteeAsksItsOwner serves without rules and with a yes to each release: a training waits for both.
func TestTrusteeAsksItsOwner(t *testing.T) {
	f := startFacilitator(t)
	g := newGathering(t, f, 1, 3)
	s, err := trustee.Open(g.dirs[0], g.keys[0])
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithCancel(deadline.Bound(context.Background(), t))
	waits, ended := make(chan trustee.Event, 100), make(chan error, 1)
	go func() {
		ended <- s.Serve(ctx, trustee.Options{Facilitator: f.url(), Ask: true, Every: 20 * time.Millisecond, Observe: func(e trustee.Event) { waits <- e }})
	}()
	defer func() { cancel(); <-ended }()
	// yes waits for an event and answers what it asks for.
	yes := func(say func(dir, name string) (wire.TrainingID, error)) {
		t.Helper()
		for e := range waits {
			if e.Event == trustee.EventWaiting {
				break
			}
			if e.Event == trustee.EventRefused {
				t.Fatal(e.Message)
			}
		}
		asked, err := trustee.Waiting(g.dirs[0])
		if err != nil || len(asked) != 1 || asked[0].ModelOwner != g.training.ModelOwnerWords() {
			t.Fatalf("asked %+v: %v", asked, err)
		}
		if id, err := say(g.dirs[0], g.training.ID.String()[:8]); err != nil || id != g.training.ID {
			t.Fatalf("said yes to %v: %v", id, err)
		}
	}
	yes(trustee.Approve)
	if err := g.training.Accepted(ctx, testKeys(t)); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		g.give(i, g.vaults[i], g.csvs[i])
	}
	closed := make(chan error, 1)
	go func() { _, err := g.close(1, nil); closed <- err }()
	yes(func(dir, name string) (wire.TrainingID, error) {
		if _, err := trustee.Release(dir, name, ""); err == nil || !strings.Contains(err.Error(), "3 contributions in cells of 3") {
			t.Errorf("a release without a close: %v", err)
		}
		asked, err := trustee.Waiting(dir)
		if err != nil {
			return wire.TrainingID{}, err
		}
		return trustee.Release(dir, name, asked[0].Close.String()[:trustee.ShortDigits])
	})
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	status, err := trustee.Status(g.dirs[0], g.keys[0].Public())
	if err != nil || len(status.Signed) != 1 || status.Signed[0].Released == nil || len(status.Waiting) != 0 {
		t.Errorf("status %+v: %v", status, err)
	}
}
