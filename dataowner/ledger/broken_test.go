package ledger_test

import (
	"context"
	"encoding/hex"
	"errors"
	"math"
	"testing"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/protocol/wire"
)

var errBroken = errors.New("the medium fails")

// fault is an operation that fails once, counted over all media of a test.
type fault struct {
	at, count int
	what      string
}

func (f *fault) next(what string) error {
	if f.count++; f.count == f.at {
		f.what = what
		return errBroken
	}
	return nil
}

// brittle is a ledger's storage, both media, with a fault.
type brittle struct {
	*ledger.Disk
	fault *fault
	// first is done before the next line is written, as by another process.
	first func()
}

func (b *brittle) Read(ctx context.Context, from int) ([][]byte, error) {
	if err := b.fault.next("read lines"); err != nil {
		return nil, err
	}
	return b.Disk.Read(ctx, from)
}

func (b *brittle) Append(ctx context.Context, n int, text []byte) error {
	if do := b.first; do != nil {
		b.first = nil
		do()
	}
	if err := b.fault.next("append a line"); err != nil {
		return err
	}
	return b.Disk.Append(ctx, n, text)
}

func (b *brittle) Load(ctx context.Context) (ledger.Anchor, error) {
	if err := b.fault.next("load the anchor"); err != nil {
		return ledger.Anchor{}, err
	}
	return b.Disk.Load(ctx)
}

func (b *brittle) Save(ctx context.Context, a ledger.Anchor) error {
	if err := b.fault.next("save the anchor"); err != nil {
		return err
	}
	return b.Disk.Save(ctx, a)
}

// brittleSheet is a file with a fault.
type brittleSheet struct {
	*sheet
	fault *fault
}

func (b brittleSheet) Values(encoding []byte, visit func(int, []byte)) error {
	if err := b.fault.next("read values"); err != nil {
		return err
	}
	return b.sheet.Values(encoding, visit)
}

func (b brittleSheet) Columns(encoding []byte) (disclosure.Sum, error) {
	if err := b.fault.next("read columns"); err != nil {
		return disclosure.Sum{}, err
	}
	return b.sheet.Columns(encoding)
}

// life does everything that a ledger can do, on media with a fault, and returns the first error.
func life(t *testing.T, f *fault) error {
	ctx := t.Context()
	disk, rows := &brittle{Disk: &ledger.Disk{}, fault: f}, newSheet(40, "x", "y", "z")
	file := brittleSheet{rows, f}
	o, err := ledger.Open(ctx, disk, disk, vaultSecret("a"), when)
	if err != nil {
		return err
	}
	state := func(tr ledger.Training, v ledger.Verdict) error {
		k, err := o.Look(o.Read(file), tr, nil)
		if err != nil {
			return err
		}
		if _, err := k.Check(disclosure.Options{}, false); err != nil {
			return err
		}
		if _, err := o.Offers(k, nil, nil); err != nil {
			return err
		}
		if _, err := o.Declare(ctx, k, ledger.Declaration{Members: keys("a b c"), When: when}); err != nil {
			return err
		}
		if _, err := o.Declared(ctx, tr, o.Read(file)); err != nil {
			return err
		}
		if err := o.Pass(ctx, tr.ID, v, when); err != nil {
			return err
		}
		if _, err := o.Stated(ctx, tr, o.Read(file)); err != nil {
			return err
		}
		return o.May(ctx, tr.ID)
	}
	if err := state(training("one", "x y"), ledger.Verdict{Silent: true}); err != nil {
		return err
	}
	rows.add(3)
	private := training("two", "x z")
	private.Exact = false
	if err := state(private, ledger.Verdict{}); err != nil {
		return err
	}
	c := ledger.Charge{Training: private.ID, Round: 1, List: wire.Digest{1}, Entry: entry(dp.RecordUnit, 4), When: when}
	if err := o.Afford(ctx, c); err != nil {
		return err
	}
	if err := o.Charge(ctx, c); err != nil {
		return err
	}
	// Another process is faster.
	other, err := ledger.Open(ctx, disk.Disk, disk.Disk, vaultSecret("a"), when)
	if err != nil {
		return err
	}
	disk.first = func() {
		if err := other.SetLimit(ctx, 3, when); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.SetLimit(ctx, 5, when); err != nil {
		return err
	}
	if _, err := o.Stage(ctx, private.ID); err != nil {
		return err
	}
	if _, err := o.Export(ctx); err != nil {
		return err
	}
	backup, err := o.HandOver(ctx, when)
	if err != nil {
		return err
	}
	next := &brittle{Disk: &ledger.Disk{}, fault: f}
	if _, err = ledger.Restore(ctx, next, next, vaultSecret("a"), backup, when); err != nil {
		return err
	}
	next.Content = next.Content[:4] // an older state
	o, err = ledger.Open(ctx, next, next, vaultSecret("a"), when)
	if err == nil && len(o.Gaps()) == 0 {
		t.Error("the ledger is older than its anchor, and no gap is written down")
	}
	return err
}

// Whatever operation of storage or file fails, the owner is told so: nothing goes on as if it had succeeded.
func TestNoFaultIsSwallowed(t *testing.T) {
	whole := &fault{}
	if err := life(t, whole); err != nil {
		t.Fatal(err)
	}
	if whole.count < 60 {
		t.Errorf("only %d operations", whole.count)
	}
	for at := range whole.count {
		f := &fault{at: at + 1}
		if err := life(t, f); !errors.Is(err, errBroken) {
			t.Errorf("operation %d fails (%s): %v", at+1, f.what, err)
		}
	}
}

// Numbers that no file can hold are refused, and nothing is written.
func TestNumbersThatCannotBeWritten(t *testing.T) {
	o, f := newOwner(t, "a"), newSheet(20, "x")
	tr := training("one", "x")
	tr.Share = math.NaN()
	if _, err := o.ledger.Declare(t.Context(), o.look(f, tr), ledger.Declaration{Members: keys("a b"), When: when}); err == nil {
		t.Error("a share that is not a number is written down")
	}
	if len(o.disk.Content) > 1 { // the first line begins the ledger
		t.Errorf("%d lines", len(o.disk.Content))
	}
}

// A training that was stated before lines were lost has no stage: its end may be among them.
func TestStageAfterAGap(t *testing.T) {
	o, _ := lived(t)
	o.disk.Saved.Length += 2
	o.open()
	_, err := o.ledger.Stage(t.Context(), training("one", "").ID)
	wantError(t, "a training that had passed", err, ledger.ErrNoPart)
}

// The members of a training name an earlier one alike, whatever program they run.
func TestReferenceKnownAnswer(t *testing.T) {
	o, f := newOwner(t, "a"), newSheet(20, "x")
	o.give(f, training("one", "x"), "a b")
	two := training("two", "x")
	two.Secret = secret.New([]byte("the key of the members of two"))
	before := o.look(f, two).Statement(keys("a b"), nil, false).Before
	const want = "959c5394a3ecb39942da28d45523852279cc2f311a18f349d06e7149d97aeb28" // HMAC-SHA256 by Python's hmac
	if len(before) != 1 || hex.EncodeToString(before[0].Training[:]) != want {
		t.Errorf("named %x, want %s", before[0].Training, want)
	}
}
