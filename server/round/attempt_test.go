package round_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// TestRestartEverywhere restarts the facilitator after every single message of a training. It goes on where it was, and
// every owner is counted exactly once in every round.
func TestRestartEverywhere(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	r.restart()
	for _, o := range r.owners {
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment()))
		r.restart()
	}
	r.admit()
	r.restart()
	r.phase(wire.PhaseWaiting)
	for number := 1; number <= 2; number++ {
		ref := wire.Ref{Round: number, Attempt: 1}
		r.open(ref)
		r.restart()
		for _, o := range r.owners {
			r.phase(wire.PhaseKeys)
			r.must(r.sendKeys(o))
			r.restart()
		}
		l := r.list()
		for i, o := range r.owners {
			if s := r.phase(wire.PhaseUpload); len(s.Awaited) != len(r.owners)-i {
				t.Fatalf("%d members are awaited, want %d", len(s.Awaited), len(r.owners)-i)
			}
			r.upload(o, l)
			r.restart()
		}
		r.phase(wire.PhaseFinish)
		r.accept(l)
		r.restart()
		r.phase(wire.PhaseWaiting)
	}
	r.append(r.mo.Done(2), nil)
	r.restart()
	if s := r.phase(wire.PhaseDone); s.Log != r.mo.Log.Head {
		t.Errorf("log head is %+v, want %+v", s.Log, r.mo.Log.Head)
	}
}

// crashing is a store whose process dies before or after a given write: from then on every call fails.
type crashing struct {
	store.Store
	mu    sync.Mutex
	left  int  // writes until the crash
	after bool // the last write still happens
}

var errCrash = errors.New("crashed")

// write runs f, unless the process is dead, and reports the crash instead of the result of the last write.
func (c *crashing) write(f func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left--
	switch {
	case c.left > 0:
		return f()
	case c.left == 0 && c.after:
		if err := f(); err != nil {
			return err
		}
	}
	return errCrash
}

func (c *crashing) Put(ctx ctx, revision int64, m store.Message) (stored bool, err error) {
	err = c.write(func() (err error) { stored, err = c.Store.Put(ctx, revision, m); return err })
	return stored && err == nil, err
}

func (c *crashing) Commit(ctx ctx, id wire.TrainingID, change store.Change) error {
	return c.write(func() error { return c.Store.Commit(ctx, id, change) })
}

// TestCrashAtEveryWrite lets the facilitator die before and after each of its writes in one attempt, without noise and with
// it. A sender that got no answer sends again after the restart; the sum counts every owner once.
func TestCrashAtEveryWrite(t *testing.T) {
	for name, c := range map[string]struct {
		noise  bool
		writes int
	}{
		"exact": {false, 1 + 4 + 4},    // open, keys and close, uploads and close
		"noise": {true, 1 + 4 + 4 + 4}, // and reveals and close
	} {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", after the write: ", after), func(t *testing.T) {
				for at := 1; ; at++ {
					if !crashAt(t, c.noise, at, after) {
						if at != c.writes+1 { // the accept is beyond
							t.Fatalf("%d writes were tried, want %d", at-1, c.writes)
						}
						return
					}
				}
			})
		}
	}
}

// crashAt plays an attempt in which the facilitator dies at a write. It reports whether there was such a write.
func crashAt(t *testing.T, noise bool, at int, after bool) bool {
	r := newRig(t, 3, 3, func(m *wire.Manifest) { m.Noise = noise })
	r.enrol()
	c := &crashing{left: at, after: after}
	r.wrap = func(s store.Store) store.Store { c.Store = s; return c }
	r.restart()
	crashed := false
	revive := func() {
		crashed, r.wrap = true, nil
		r.restart()
	}
	// try sends until it is answered; the first failure is the crash.
	try := func(send func() error) {
		err := send()
		if err == nil {
			return
		}
		r.refused(err, wire.CodeUnavailable)
		revive()
		r.must(send())
	}
	open, weights := r.mo.Open(wire.Ref{Round: 1, Attempt: 1})
	try(func() error { return r.machine.Append(r.ctx, r.mo.ID, open, weights) })
	for p := wire.PhaseKeys; p != wire.PhaseFinish; p = p.Next(noise) {
		for _, o := range r.owners {
			s, blob := r.message(p, o)
			try(func() error { return r.put(p, o, s, blob) })
		}
		if c.left <= 0 && !crashed { // it died closing the phase, after the last answer
			revive()
		}
		r.phase(p.Next(noise))
	}
	l := r.list()
	if !crashed { // the attempt has no write number at
		r.wrap = nil
		r.restart()
	}
	r.accept(l)
	return crashed
}

// TestStoreOutage: while the store fails everything is answered "unavailable"; then the phase goes on by itself.
func TestStoreOutage(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	c := &crashing{left: 1 << 30}
	r.wrap = func(s store.Store) store.Store { c.Store = s; return c }
	r.restart()
	l := r.toUpload()
	r.upload(r.owners[0], l)
	r.upload(r.owners[1], l)
	head, blob := r.update(r.owners[2], l)
	send := func() error { return r.machine.PutUpload(r.ctx, r.mo.ID, l.Ref, r.owners[2].ID(), head, blob) }
	c.left = 0
	r.refused(send(), wire.CodeUnavailable)
	c.left = 2 // the upload can be written, the aggregate cannot
	r.must(send())
	r.phase(wire.PhaseUpload)
	c.left = 1 << 30
	r.clock.Advance(time.Second)
	r.phase(wire.PhaseFinish)
	r.accept(l)
}

func TestDeadlines(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	r.enrol()
	ref := wire.Ref{Round: 1, Attempt: 1}
	r.open(ref)
	late := r.owners[2]
	for _, o := range r.owners[:2] {
		r.must(r.sendKeys(o))
	}
	r.clock.Advance(59 * time.Second)
	if s := r.phase(wire.PhaseKeys); s.RemainingMS != 1000 {
		t.Errorf("%d ms remain, want 1000", s.RemainingMS)
	}
	r.clock.Advance(time.Second)
	aborted(t, r.phase(wire.PhaseWaiting), ref, wire.CodeMissing, late.ID())
	r.refused(r.sendKeys(late), wire.CodeLate)

	ref = wire.Ref{Round: 1, Attempt: 2}
	l := r.keys(ref)
	r.upload(r.owners[0], l)
	head, blob := r.update(late, l)
	r.clock.Advance(120 * time.Second)
	aborted(t, r.phase(wire.PhaseWaiting), ref, wire.CodeMissing, r.owners[1].ID(), late.ID())
	r.refused(r.machine.PutUpload(r.ctx, r.mo.ID, ref, late.ID(), head, blob), wire.CodeLate)
	if _, err := r.machine.Aggregate(r.ctx, r.mo.ID, ref, r.mo.Key.Identity()); err == nil {
		t.Error("an aborted attempt has an aggregate")
	}
	if _, err := r.machine.Upload(r.ctx, r.mo.ID, ref, r.owners[0].ID(), r.mo.Key.Identity()); err == nil {
		t.Error("an upload of an aborted attempt can still be read")
	}

	ref = wire.Ref{Round: 1, Attempt: 3}
	l = r.keys(ref)
	for _, o := range r.owners {
		r.upload(o, l)
	}
	r.clock.Advance(24 * time.Hour) // a finished phase waits for the model owner
	r.accept(l)
	r.noTimers()
}

func aborted(t *testing.T, s *seen, ref wire.Ref, code wire.Code, missing ...wire.Identity) {
	t.Helper()
	a := s.LastAbort
	if a == nil || a.Ref != ref || a.Code != code || len(a.Missing) != len(missing) {
		t.Fatalf("last abort is %+v, want %q of %+v with %d missing", a, code, ref, len(missing))
	}
	for i := range missing {
		if a.Missing[i] != missing[i] {
			t.Errorf("missing[%d] is another owner", i)
		}
	}
}

// TestDeadlineAfterRestart: a deadline goes on over a restart; one that passed meanwhile leaves a short grace.
func TestDeadlineAfterRestart(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	ref := r.toUpload().Ref
	r.clock.Advance(50 * time.Second)
	r.restart()
	if s := r.phase(wire.PhaseUpload); s.RemainingMS != 70_000 {
		t.Errorf("%d ms remain, want 70000", s.RemainingMS)
	}
	r.halt()
	r.clock.Advance(time.Hour)
	r.boot()
	if s := r.phase(wire.PhaseUpload); s.RemainingMS != 10_000 {
		t.Errorf("%d ms remain after an outage, want 10000", s.RemainingMS)
	}
	r.clock.Advance(10 * time.Second)
	if a := r.phase(wire.PhaseWaiting).LastAbort; a == nil || a.Ref != ref || len(a.Missing) != 3 {
		t.Errorf("last abort is %+v", a)
	}
}

// TestConcurrentUploads: every owner sends its upload on four connections at once, two of them a different one.
func TestConcurrentUploads(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	l := r.toUpload()
	var wg sync.WaitGroup
	for _, o := range r.owners {
		head, blob := r.update(o, l)
		other, otherBlob := r.update(o, l)
		for i := range 4 {
			wg.Go(func() {
				h, b := head, blob
				if i%2 == 1 {
					h, b = other, otherBlob
				}
				err := r.machine.PutUpload(r.ctx, r.mo.ID, l.Ref, o.ID(), h, b)
				if code := wire.RejectionOf(err); err != nil && (code == nil || code.Code != wire.CodeConflict) {
					t.Errorf("upload: %v", err)
				}
			})
		}
	}
	wg.Wait()
	r.accept(l)
}

// TestTwoMachines: two facilitators on one store (as replicas are) never count an upload twice or lose one.
func TestTwoMachines(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	l := r.toUpload()
	second := r.twin()
	defer second.Close()
	type sent struct {
		o    *parties.Owner
		head *wire.Signed
		blob []byte
	}
	var all []sent
	for _, o := range r.owners {
		head, blob := r.update(o, l)
		all = append(all, sent{o, head, blob})
	}
	var wg sync.WaitGroup
	for _, u := range all {
		wg.Go(func() {
			for range 2 {
				if err := r.machine.PutUpload(r.ctx, r.mo.ID, l.Ref, u.o.ID(), u.head, u.blob); err != nil {
					t.Errorf("first machine: %v", err)
				}
				if err := second.PutUpload(r.ctx, r.mo.ID, l.Ref, u.o.ID(), u.head, u.blob); err != nil {
					t.Errorf("second machine: %v", err)
				}
			}
		})
	}
	wg.Wait()
	r.clock.Advance(2 * time.Second) // whoever lost a race reads the store again
	r.accept(l)
}

// TestDamagedUpload: an upload whose stored bytes no longer match is never summed; the attempt ends, before any owner reveals
// a seed, and names the upload's owner, which is not to blame: it takes part in the next attempt.
func TestDamagedUpload(t *testing.T) {
	for name, noise := range map[string]bool{"exact": false, "noise": true} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 3, 3, func(m *wire.Manifest) { m.Noise = noise })
			l := r.toUpload()
			r.upload(r.owners[0], l)
			r.upload(r.owners[1], l)
			bad := store.Key{Slot: store.Slot{Training: r.mo.ID, Ref: l.Ref, Kind: wire.KindUpload}, Identity: r.owners[0].ID()}
			r.wrap = func(s store.Store) store.Store { return &damaged{s, bad} }
			r.restart()
			r.upload(r.owners[2], l)
			s := r.phase(wire.PhaseWaiting)
			aborted(t, s, l.Ref, wire.CodeMissing, r.owners[0].ID())
			if s.LastAbort.Phase != wire.PhaseUpload {
				t.Errorf("the attempt ended in %q", s.LastAbort.Phase)
			}
			if l = r.play(nil); l == nil || len(l.Owners) != 3 {
				t.Fatalf("the next list is %+v, want all three", l)
			}
			r.accept(l)
		})
	}
}

// TestDamagedEncapsulations: if the bytes that came with a keys message are damaged the attempt ends and names their owner.
func TestDamagedEncapsulations(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	l := r.toUpload()
	bad := store.Key{Slot: store.Slot{Training: r.mo.ID, Ref: l.Ref, Kind: wire.KindKeys}, Identity: r.owners[1].ID()}
	r.wrap = func(s store.Store) store.Store { return &damaged{s, bad} }
	r.restart()
	_, err := r.machine.Encapsulations(r.ctx, r.mo.ID, l.Ref, r.owners[2].ID())
	r.refused(err, wire.CodeLate)
	aborted(t, r.phase(wire.PhaseWaiting), l.Ref, wire.CodeMissing, r.owners[1].ID())
}

type damaged struct {
	store.Store
	key store.Key
}

func (d *damaged) Get(ctx ctx, key store.Key) (store.Message, error) {
	if key == d.key {
		return store.Message{Key: key}, store.ErrCorrupt
	}
	return d.Store.Get(ctx, key)
}
