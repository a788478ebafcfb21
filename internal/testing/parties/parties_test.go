package parties_test

import (
	"encoding/json"
	"runtime"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// recorder is a test that parties end, and that goes on.
type recorder struct {
	testing.TB
	err error // with which it was ended
}

// Fatal implements testing.TB.
func (r *recorder) Fatal(args ...any) {
	r.err, _ = args[0].(error)
	runtime.Goexit()
}

// ends returns the error with which f ends the test.
func (r *recorder) ends(f func()) error {
	r.err = nil
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	<-done
	return r.err
}

// game is a training whose parties tell a recorder, with an open attempt.
func game(t *testing.T, noise bool) (*recorder, *parties.ModelOwner, []*parties.Owner, *parties.Attempt) {
	t.Helper()
	r := &recorder{TB: t}
	mo := parties.NewModelOwner(r, 3, 4, func(m *wire.Manifest) { m.Noise = noise })
	owners := parties.NewOwners(r, mo.ID, 4)
	mo.Begin(owners)
	for attempt := 1; attempt <= 2; attempt++ {
		mo.Open(wire.Ref{Round: 1, Attempt: attempt})
		if attempt == 1 {
			mo.Reject(wire.Ref{Round: 1, Attempt: attempt})
		}
	}
	return r, mo, owners, mo.Play(t, owners, owners)
}

// The parties with which other packages are tested refuse the messages that every role must refuse: a test that bends a
// message does not pass because of what they overlook.
func TestBadMessagesEndATest(t *testing.T) {
	r, mo, owners, a := game(t, true)
	sent := func(messages []wire.Signed) hostile.Sent {
		return hostile.Sent{Messages: messages, By: parties.Signers(owners)}
	}
	if err := r.ends(func() { mo.Seeds(mo.List(a.Keys), a.Uploads, a.Reveals) }); err != nil {
		t.Fatal(err)
	}
	for _, l := range hostile.KeysLists(t, sent(a.Keys), mo.Terms().Least()) {
		hostile.Refused(t, l.Name, r.ends(func() { mo.List(l.Messages) }), l.Code, l.Rule)
	}
	for _, l := range hostile.UploadLists(t, sent(a.Uploads), true) {
		hostile.Refused(t, l.Name, r.ends(func() { mo.Seeds(a.List, l.Messages, a.Reveals) }), l.Code, l.Rule)
		bent := *a
		bent.Uploads = l.Messages
		hostile.Refused(t, l.Name+", multiplied", r.ends(func() { bent.Product(r) }), l.Code, l.Rule)
	}
	for _, l := range hostile.RevealLists(t, sent(a.Reveals)) {
		hostile.Refused(t, l.Name, r.ends(func() { mo.Seeds(a.List, a.Uploads, l.Messages) }), l.Code, l.Rule)
	}
	me := owners[2]
	for _, c := range hostile.Served(a.Served(me.ID())) {
		hostile.Refused(t, c.Name, r.ends(func() { me.Masks(a.List, c.Bytes) }), c.Code, c.Rule)
	}
}

func TestBadBytesEndATest(t *testing.T) {
	r, mo, owners, a := game(t, false)
	for _, l := range hostile.UploadLists(t, hostile.Sent{Messages: a.Uploads, By: parties.Signers(owners)}, false) {
		bent := *a
		bent.Uploads = l.Messages
		hostile.Refused(t, l.Name, r.ends(func() { bent.Product(r) }), l.Code, l.Rule)
	}
	stray := *a
	stray.Blobs = map[wire.Identity][]byte{parties.NewOwners(t, mo.ID, 1)[0].ID(): a.Blobs[owners[0].ID()]}
	hostile.Refused(t, "a stranger's ciphertexts", r.ends(func() { stray.Product(r) }), wire.CodeInvalid, "multiplied in once")
	public, victim := parties.Public(), owners[1]
	honest := a.Uploads[1]
	for _, c := range hostile.Ciphertexts(a.Blobs[victim.ID()], public.N(), parties.PrimeFactor()) {
		bent := *a
		bent.Blobs = map[wire.Identity][]byte{victim.ID(): c.Bytes}
		if bent.Uploads = append([]wire.Signed{}, a.Uploads...); c.Signed {
			bent.Uploads[1] = *hostile.Reseal(t, &honest, victim.Key, func(u *wire.Upload) {
				u.Ciphertexts = wire.BlobRoot(c.Bytes, public.CiphertextSize())
			})
		}
		hostile.Refused(t, c.Name, r.ends(func() { bent.Product(r) }), c.Code, c.Rule)
	}
}

// A model owner writes whatever a test asks for, and its own log does not follow a bad entry.
func TestBadEntriesAreNotFollowed(t *testing.T) {
	mo := parties.NewModelOwner(t, 3, 4, func(m *wire.Manifest) {
		m.Limits.Rounds = 3
		m.Rounds = append(m.Rounds, wire.RoundShape{Kind: wire.RoundEvaluation, Most: 2, Values: 1, SlotBits: 8, Ciphertexts: 1})
		m.Rounds[0].Most = 2
	})
	var members []wire.Member
	for _, o := range parties.NewOwners(t, mo.ID, 4) {
		members = append(members, wire.Member{Identity: o.ID()})
	}
	count := byte(0)
	weights := func(kind wire.RoundKind) []byte {
		if kind == wire.RoundEvaluation {
			return nil
		}
		count++
		return []byte{count}
	}
	for _, step := range hostile.Log(t, mo.Log, mo.Key, members, weights) {
		for _, bad := range step.Entries(t, mo.Key) {
			if s, err := wire.Seal(bad.Kind, json.RawMessage(bad.Body), mo.Key); err != nil || s.Digest() != bad.Digest() {
				continue // it is not by the model owner
			}
			me := *mo
			me.Append(bad.Kind, json.RawMessage(bad.Body))
			if me.Log.Head.Length != mo.Log.Head.Length+1 {
				t.Fatalf("%s: is not written", bad.Name)
			}
			if me.Log.Head = mo.Log.Head; state(me.Log) != state(mo.Log) {
				t.Errorf("%s: is followed", bad.Name)
			}
		}
		if step.Next != nil {
			mo.Append(step.Next.Kind, json.RawMessage(step.Next.Body))
		}
	}
	if mo.Log.Done == nil {
		t.Error("the honest log is not followed to its end")
	}
}

// state is what follows from the entries of a log.
func state(p log.Position) [6]any {
	return [6]any{p.Roster, p.Start, p.Open, p.Ended, p.Accepted, p.Done}
}
