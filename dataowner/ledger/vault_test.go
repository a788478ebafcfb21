package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/internal/testing/leaks"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/protocol/wire"
)

// lived is an owner with three trainings: two that run, one whose lobby waits.
func lived(t *testing.T) (*owner, *sheet) {
	o, f := newOwner(t, "a"), newSheet(40, "x", "y", "z")
	o.give(f, training("one", "x y"), "a b c")
	o.give(f, training("two", "x y z"), "a b c")
	o.declare(f, training("three", "x"), "a b c", nil)
	return o, f
}

func TestMalformedLines(t *testing.T) {
	edit := func(n int, old, new string) func(*ledger.Disk) {
		return func(d *ledger.Disk) {
			if !bytes.Contains(d.Content[n], []byte(old)) {
				t.Fatalf("line %d has no %s", n, old)
			}
			d.Content[n] = bytes.Replace(d.Content[n], []byte(old), []byte(new), 1)
		}
	}
	for name, change := range map[string]func(*ledger.Disk){
		"an edited row":      edit(1, `"rows":"`, `"rows":"AAAAAAAAAAAAAAAAAAAAAA`),
		"a long fingerprint": edit(1, `"file":"`, `"file":"AAAA`),
		"an edited word":     edit(1, `"first"`, `"same"`),
		"an edited number":   edit(3, `"share":0`, `"share":1`),
		"a field more":       edit(2, `"passed":{`, `"passed":{"more":1,`),
		"white space":        edit(2, `"passed":{`, `"passed": {`),
		"a line cut out":     func(d *ledger.Disk) { d.Content = slices.Delete(d.Content, 2, 3) },
		"lines exchanged":    func(d *ledger.Disk) { d.Content[1], d.Content[3] = d.Content[3], d.Content[1] },
		"no JSON":            func(d *ledger.Disk) { d.Content[2] = []byte("{") },
		"an empty line":      func(d *ledger.Disk) { d.Content[2] = nil },
		"no first line":      func(d *ledger.Disk) { d.Content = d.Content[1:] },
		"the first one more": func(d *ledger.Disk) { d.Content = append(d.Content, d.Content[0]) },
	} {
		t.Run(name, func(t *testing.T) {
			o, _ := lived(t)
			change(o.disk)
			_, err := ledger.Open(context.Background(), o.disk, o.disk, vaultSecret("a"), when)
			wantError(t, "opened", err, ledger.ErrMalformed)
			if err != nil && !strings.Contains(err.Error(), "line ") {
				t.Errorf("%v does not name the line", err)
			}
		})
	}
	o, _ := lived(t)
	_, err := ledger.Open(context.Background(), o.disk, o.disk, vaultSecret("b"), when)
	wantError(t, "opened under another key", err, ledger.ErrMalformed)
	for _, short := range []string{"", "fifteen bytes.."} {
		if _, err := ledger.Open(context.Background(), o.disk, o.disk, secret.New([]byte(short)), when); err == nil || errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("a secret of %d bytes: %v", len(short), err)
		}
		backup, err := o.ledger.Export(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		next := &ledger.Disk{}
		if _, err := ledger.Restore(context.Background(), next, next, secret.New([]byte(short)), backup, when); err == nil || errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("restored under a secret of %d bytes: %v", len(short), err)
		}
	}
}

// TestRowsOnce: rows that were given before, in the same encoding, are not written again.
func TestRowsOnce(t *testing.T) {
	o, f := newOwner(t, "a"), newSheet(400, "x", "y")
	o.give(f, training("one", "x y"), "a b")
	o.give(f, training("two", "x y"), "a b")
	o.give(f, training("three", "x"), "a b")
	o.give(f.add(1), training("four", "x y"), "a b")
	for n, long := range map[int]bool{1: true, 3: false, 5: true, 7: true} {
		if got := len(o.disk.Content[n]) > 400*16; got != long {
			t.Errorf("line %d has %d bytes", n, len(o.disk.Content[n]))
		}
	}
	sums := o.ledger.Sums()
	o.open()
	for i, s := range o.ledger.Sums() {
		if want := []int{400, 400, 400, 401}[i]; len(s.Rows) != want || !slices.Equal(s.Rows, sums[i].Rows) || len(s.Encoding) == 0 {
			t.Errorf("sum %d has %d rows, want %d", i, len(s.Rows), want)
		}
	}
}

// TestPutBack: a vault that is put back to an earlier state says so for ever, and stops where it was taking part.
func TestPutBack(t *testing.T) {
	ctx := context.Background()
	o, f := lived(t)
	four := training("four", "x y")
	noisy := training("noisy", "x y")
	noisy.Exact = false
	earlier := slices.Clone(o.disk.Content)
	o.give(newSheet(30, "x", "y", "z"), four, "a d e")
	o.disk.Content = earlier
	o.open()
	if g := o.ledger.Gaps(); len(g) != 1 || g[0].Reason != ledger.GapOlder || g[0].Known != 8 || !g[0].When.Equal(when) {
		t.Fatalf("gaps %+v", g)
	}
	for _, one := range []ledger.Training{training("one", "x y"), training("three", "x"), four} {
		_, err := o.ledger.Stated(ctx, one, o.ledger.Read(f))
		wantError(t, "uploads in "+one.Name, err, ledger.ErrNoPart)
		wantError(t, "charges "+one.Name, o.ledger.Charge(ctx, ledger.Charge{Training: one.ID, Round: 1}), ledger.ErrNoPart)
		wantError(t, "strikes "+one.Name, o.ledger.Strike(ctx, one.ID, when), ledger.ErrNoPart)
		wantError(t, "passes "+one.Name, o.ledger.Pass(ctx, one.ID, ledger.Verdict{}, when), ledger.ErrNoPart)
	}
	_, err := o.ledger.Declare(ctx, o.look(f, training("three", "x")), ledger.Declaration{Members: keys("a b c"), When: when})
	wantError(t, "signs again what it signed before the gap", err, ledger.ErrStated)

	// Nothing vouches for new rows either, but the owner's word: which is asked once for a file.
	fresh := newSheet(20, "x", "y")
	for i := range fresh.rows {
		fresh.rows[i][0] += "7"
	}
	five := training("five", "x y")
	o.want(fresh, five, "a b", nil, ledger.Changed)
	if q := o.look(fresh, five).Questions(); len(q) != 4 || q[0].Gap != ledger.GapOlder {
		t.Fatalf("questions %+v", q)
	}
	o.want(fresh, five, "a b", others(o.look(fresh, five)), ledger.First)
	o.declare(fresh, five, "a b", others(o.look(fresh, five)))
	six := training("six", "x")
	o.want(fresh, six, "a b", nil, ledger.Changed) // not yet passed, but nothing else is asked
	if q := o.look(fresh, six).Questions(); len(q) != 0 {
		t.Errorf("asked twice about the same file: %+v", q)
	}
	o.open()
	if len(o.ledger.Gaps()) != 1 {
		t.Error("the gap is written down twice")
	}

	// Put back once more, to just after the gap.
	o.disk.Content = o.disk.Content[:len(earlier)+1]
	o.open()
	if g := o.ledger.Gaps(); len(g) != 2 {
		t.Errorf("put back to just after a gap: %d gaps, want 2", len(g))
	}
	noisy.Reach.Columns = []string{"x"}
	o.want(f, noisy, "a b", nil, ledger.Changed)
}

// TestAnchor covers what else can happen to ledger and anchor.
func TestAnchor(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*owner)
		want   []ledger.GapReason
	}{
		{"nothing", func(*owner) {}, nil},
		{"the anchor is one line behind: a crash between the two", func(o *owner) {
			before := o.disk.Saved
			o.declare(newSheet(12, "x"), training("more", "x"), "a b", nil)
			o.disk.Saved = before
		}, nil},
		{"the anchor is lost", func(o *owner) { o.disk.Saved = ledger.Anchor{} }, []ledger.GapReason{ledger.GapNoAnchor}},
		{"the ledger is lost", func(o *owner) { o.disk.Content = nil }, []ledger.GapReason{ledger.GapOlder}},
		{"both are lost: nobody can tell", func(o *owner) { *o.disk = ledger.Disk{} }, nil},
		{"another ledger of this vault", func(o *owner) {
			saved := o.disk.Saved
			*o.disk = ledger.Disk{}
			o.open()
			o.give(newSheet(12, "x"), training("x1", "x"), "a b")
			o.give(newSheet(13, "x"), training("x2", "x"), "a b")
			o.give(newSheet(14, "x"), training("x3", "x"), "a b")
			o.disk.Saved = saved
		}, []ledger.GapReason{ledger.GapOlder}},
		{"a crash between a gap and its anchor", func(o *owner) {
			saved := o.disk.Saved
			o.disk.Content = o.disk.Content[:3]
			o.open()
			o.disk.Saved = saved
		}, []ledger.GapReason{ledger.GapOlder}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, _ := lived(t)
			c.change(o)
			for range 2 {
				o.open()
				var got []ledger.GapReason
				for _, g := range o.ledger.Gaps() {
					got = append(got, g.Reason)
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("gaps %v, want %v", got, c.want)
				}
			}
			if len(o.disk.Content) > 1 && o.disk.Saved.Length != len(o.disk.Content) {
				t.Errorf("the anchor is at %d of %d lines", o.disk.Saved.Length, len(o.disk.Content))
			}
		})
	}
}

// broken fails from the n-th write on.
type broken struct {
	*ledger.Disk
	writes int
	trace  *[]string
}

var errDisk = errors.New("disk full")

func (b *broken) write(what string) error {
	if b.writes == 0 {
		return errDisk
	}
	b.writes--
	*b.trace = append(*b.trace, what)
	return nil
}

func (b *broken) Append(ctx context.Context, n int, line []byte) error {
	if err := b.write("ledger"); err != nil {
		return err
	}
	return b.Disk.Append(ctx, n, line)
}

func (b *broken) Save(ctx context.Context, a ledger.Anchor) error {
	if err := b.write("anchor"); err != nil {
		return err
	}
	return b.Disk.Save(ctx, a)
}

// TestWritesInOrder: each line goes to the ledger, then to the anchor; a statement is returned only after both, and a crash
// between them loses nothing.
func TestWritesInOrder(t *testing.T) {
	f, one := newSheet(12, "x"), training("one", "x")
	for writes := range 5 {
		var trace []string
		b := &broken{&ledger.Disk{}, writes, &trace}
		l, err := ledger.Open(context.Background(), b, b, vaultSecret("a"), when)
		if err != nil {
			t.Fatal(err)
		}
		k, err := l.Look(l.Read(f), one, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = l.Declare(context.Background(), k, ledger.Declaration{Members: keys("a b"), When: when})
		if want := []string{"ledger", "anchor", "ledger", "anchor"}[:writes]; !slices.Equal(trace, want) {
			t.Errorf("wrote %v, want %v", trace, want)
		}
		if (err == nil) != (writes == 4) {
			t.Errorf("after %d writes the statement is returned with %v", writes, err)
		}
		o := &owner{t: t, name: "a", disk: b.Disk}
		o.open()
		if len(o.ledger.Gaps()) > 0 {
			t.Errorf("after %d writes there is a gap", writes)
		}
		if stated := len(o.ledger.Sums()) == 1; stated != (writes >= 3) {
			t.Errorf("after %d writes the statement is there: %v", writes, stated)
		}
	}
}

// TestTwoProcesses: of two that state at once, the second sees the first.
func TestTwoProcesses(t *testing.T) {
	ctx := context.Background()
	a := newOwner(t, "a")
	b := &owner{t: t, name: "a", disk: a.disk}
	b.open()
	f := newSheet(20, "x", "y")
	seen := b.look(f, training("two", "x"))
	a.give(f, training("one", "x y"), "a c")
	_, err := b.ledger.Declare(ctx, seen, ledger.Declaration{Members: keys("a c"), When: when})
	wantError(t, "stated after another process", err, ledger.ErrChanged)
	if s := b.give(f, training("two", "x"), "a c"); s.Word != ledger.Same {
		t.Errorf("states %s, want same", s.Word)
	}
	if err := a.ledger.SetLimit(ctx, 3, when); err != nil {
		t.Fatal(err)
	}
	if err := b.ledger.Strike(ctx, training("one", "x y").ID, when); !errors.Is(err, ledger.ErrStated) {
		t.Errorf("struck out what passed: %v", err)
	}
	if got := b.ledger.Spending(training("one", "").ID).Limit; got != 3 {
		t.Errorf("limit %v, want 3", got)
	}
	a.disk.Content = a.disk.Content[:3]
	wantError(t, "written to a ledger that was put back while open", a.ledger.SetLimit(ctx, 4, when), ledger.ErrReplaced)
}

// interrupted lets something happen before its first write.
type interrupted struct {
	*ledger.Disk
	before func()
}

func (i *interrupted) Append(ctx context.Context, n int, line []byte) error {
	if f := i.before; f != nil {
		i.before = nil
		f()
	}
	return i.Disk.Append(ctx, n, line)
}

// TestInterrupted: a line that another process overtakes is written after that one.
func TestInterrupted(t *testing.T) {
	ctx := context.Background()
	a, _ := lived(t)
	disk := &interrupted{Disk: a.disk, before: func() {
		if err := a.ledger.SetLimit(ctx, 3, when); err != nil {
			t.Fatal(err)
		}
	}}
	b, err := ledger.Open(ctx, disk, disk, vaultSecret("a"), when)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.SetLimit(ctx, 4, when); err != nil {
		t.Fatal(err)
	}
	a.open()
	if got := a.ledger.Spending(training("one", "").ID).Limit; got != 4 || len(a.disk.Content) != 8 {
		t.Errorf("limit %v in %d lines", got, len(a.disk.Content))
	}
}

func export(t *testing.T, o *owner) []byte {
	t.Helper()
	b, err := o.ledger.Export(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func restore(t *testing.T, disk *ledger.Disk, backup []byte) *owner {
	t.Helper()
	l, err := ledger.Restore(context.Background(), disk, disk, vaultSecret("a"), backup, when)
	if err != nil {
		t.Fatal(err)
	}
	return &owner{t, "a", disk, l}
}

// TestNewMachine: a ledger that was handed over goes on without a gap, and its old machine takes no further part.
func TestNewMachine(t *testing.T) {
	ctx := context.Background()
	old, f := lived(t)
	moved, err := old.ledger.HandOver(ctx, when)
	if err != nil {
		t.Fatal(err)
	}
	again, err := old.ledger.HandOver(ctx, when)
	if err != nil || !bytes.Equal(again, moved) {
		t.Errorf("handed over twice: %v", err)
	}
	fresh := restore(t, &ledger.Disk{}, moved)
	if len(fresh.ledger.Gaps()) > 0 {
		t.Error("the new machine has a gap")
	}
	if _, err := fresh.ledger.Stated(ctx, training("one", "x y"), fresh.ledger.Read(f)); err != nil {
		t.Errorf("the new machine does not go on: %v", err)
	}
	fresh.want(f, training("five", "x"), "a b c", nil, ledger.Same)
	fresh.give(f, training("five", "x"), "a b c")

	// On a machine whose anchor is that of another ledger both are written down: the gap, and that it goes on here.
	strange := restore(t, &ledger.Disk{Saved: ledger.Anchor{Length: 2, Digest: wire.Digest{1}}}, moved)
	if g := strange.ledger.Gaps(); len(g) != 1 || g[0].Reason != ledger.GapOlder {
		t.Errorf("gaps %+v", g)
	}
	strange.declare(f, training("five", "x"), "a b c", nil)

	old.open()
	_, err = old.ledger.Stated(ctx, training("one", "x y"), old.ledger.Read(f))
	wantError(t, "the old machine uploads", err, ledger.ErrMoved)
	_, err = old.ledger.Declare(ctx, old.look(f, training("six", "x")), ledger.Declaration{Members: keys("a b c"), When: when})
	wantError(t, "the old machine states", err, ledger.ErrMoved)
	wantError(t, "the old machine strikes", old.ledger.Strike(ctx, training("three", "x").ID, when), ledger.ErrMoved)
	wantError(t, "the old machine sets a limit", old.ledger.SetLimit(ctx, 1, when), ledger.ErrMoved)
}

// TestBackup: what a backup is good for depends on where it goes.
func TestBackup(t *testing.T) {
	ctx := context.Background()
	o, f := lived(t)
	backup := export(t, o)
	five := training("five", "x y")

	t.Run("same machine, nothing given since", func(t *testing.T) {
		disk := &ledger.Disk{Saved: o.disk.Saved}
		r := restore(t, disk, backup)
		if len(r.ledger.Gaps()) > 0 {
			t.Error("a complete backup has a gap")
		}
		if _, err := r.ledger.Stated(ctx, training("one", "x y"), r.ledger.Read(f)); err != nil {
			t.Error(err)
		}
	})
	t.Run("same machine, something given since", func(t *testing.T) {
		later := &owner{t: t, name: "a", disk: &ledger.Disk{Content: slices.Clone(o.disk.Content), Saved: o.disk.Saved}}
		later.open()
		later.give(newSheet(15, "x", "y", "z"), five, "a d")
		r := restore(t, &ledger.Disk{Saved: later.disk.Saved}, backup)
		if g := r.ledger.Gaps(); len(g) != 1 || g[0].Reason != ledger.GapOlder {
			t.Errorf("gaps %+v", g)
		}
	})
	t.Run("new machine", func(t *testing.T) {
		r := restore(t, &ledger.Disk{}, backup)
		if g := r.ledger.Gaps(); len(g) != 1 || g[0].Reason != ledger.GapRestored {
			t.Errorf("gaps %+v", g)
		}
		_, err := r.ledger.Stated(ctx, training("one", "x y"), r.ledger.Read(f))
		wantError(t, "goes on in a training that ran", err, ledger.ErrNoPart)
		r.want(f, five, "a b c", nil, ledger.Changed)
		r.want(f, five, "a b c", others(r.look(f, five)), ledger.Same)
	})
	t.Run("two machines", func(t *testing.T) {
		// Neither knows what the other gives. Both ask; if both owners answer wrongly, no program can know.
		a, b := restore(t, &ledger.Disk{}, backup), restore(t, &ledger.Disk{}, backup)
		g := newSheet(25, "x", "y", "z")
		a.declare(g, five, "a b c", others(a.look(g, five)))
		b.want(g, five, "a b d", nil, ledger.Changed)
	})
	t.Run("after a crash in the middle", func(t *testing.T) {
		disk := &ledger.Disk{Content: slices.Clone(o.disk.Content[:3])}
		if r := restore(t, disk, backup); len(r.ledger.Sums()) != 3 || len(r.ledger.Gaps()) != 1 {
			t.Error("the rest was not restored")
		}
		if r := restore(t, disk, backup); len(r.ledger.Gaps()) != 1 {
			t.Error("restored twice, with two gaps")
		}
	})
	t.Run("lost without a backup", func(t *testing.T) {
		// A new owner: nothing here knows that the rows were given, so its owner has to.
		n := newOwner(t, "new")
		n.want(f, five, "n b c", nil, ledger.First)
	})
	for name, b := range map[string][]byte{
		"empty": nil, "cut": backup[:len(backup)/2], "edited": bytes.Replace(backup, []byte("first"), []byte("same"), 1),
	} {
		disk := &ledger.Disk{}
		if _, err := ledger.Restore(ctx, disk, disk, vaultSecret("a"), b, when); name != "cut" && !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%s backup: %v", name, err)
		}
		if name != "cut" && len(disk.Content) > 0 {
			t.Errorf("%s backup: something was written", name)
		}
	}
	disk := &ledger.Disk{}
	_, err := ledger.Restore(ctx, disk, disk, vaultSecret("b"), backup, when)
	wantError(t, "restored under another key", err, ledger.ErrMalformed)
	other := newOwner(t, "a")
	other.give(newSheet(11, "x", "y"), five, "a b")
	_, err = ledger.Restore(ctx, other.disk, other.disk, vaultSecret("a"), backup, when)
	wantError(t, "restored over another ledger", err, ledger.ErrOther)
}

// TestNothingPrints: neither rows nor keys are in any output, and no row is in the ledger's lines.
func TestNothingPrints(t *testing.T) {
	o, f := lived(t)
	f.rows[3][1] = "123456789012"
	r := o.ledger.Read(f)
	k := o.look(f, training("five", "x y"))
	o.give(f, training("five", "x y"), "a b c")
	for name, v := range map[string]any{"ledger": o.ledger, "rows": r, "look": k, "training": training("five", "x")} {
		leaks.Check(t, name, v, "123456789012", vaultSecret("a").Reveal(), vaultSecret("link of five").Reveal())
	}
	for n, line := range o.disk.Content {
		if bytes.Contains(line, []byte("123456789012")) {
			t.Errorf("line %d holds a value", n)
		}
	}
	for _, err := range []error{
		o.ledger.Charge(context.Background(), ledger.Charge{Training: training("five", "").ID, Round: 1, Entry: dp.Entry{}}),
		func() error {
			f.rows = f.rows[:2]
			_, err := o.ledger.Stated(context.Background(), training("five", "x y"), o.ledger.Read(f))
			return err
		}(),
	} {
		if err == nil || strings.Contains(fmt.Sprint(err), "1234") {
			t.Errorf("unexpected error %v", err)
		}
	}
}
