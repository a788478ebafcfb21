package server_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// post posts a body and returns the status and the answer.
func post(t *testing.T, url, media string, body []byte) (status int, answer string) {
	t.Helper()
	a, err := http.Post(url, media, bytes.NewReader(body))
	if err != nil {
		return 0, err.Error()
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		return 0, err.Error()
	}
	return a.StatusCode, string(b)
}

// TestEntriesSideBySide: an entry that arrives before the one that it follows waits for it; without the time to wait it is
// refused, and nobody but the model owner may keep a request waiting.
func TestEntriesSideBySide(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobby(3)
	r.begin(mo, owners)
	m := r.dial(mo.Key)
	first, weights := mo.Open(wire.Ref{Round: 1, Attempt: 1})
	reject := mo.Reject(wire.Ref{Round: 1, Attempt: 1})
	second, again := mo.Open(wire.Ref{Round: 1, Attempt: 2})

	if got := wire.RejectionOf(m.Append(r.ctx, mo.ID, reject, nil)); got == nil || got.Code != wire.CodeStale {
		t.Fatalf("an entry before its turn: got %v, want stale", got)
	}
	body, err := wire.Marshal(owners[0].Seal(wire.KindReject, wire.Reject{}))
	check(t, err)
	began := time.Now()
	status, _ := post(t, r.url+wire.PathTraining(mo.ID, "log")+"?wait=30", "application/json", body)
	if status != http.StatusForbidden || time.Since(began) > 20*time.Second {
		t.Fatalf("an owner's entry: got %d after %v, want 403 at once", status, time.Since(began))
	}

	check(t, m.Append(r.ctx, mo.ID, first, weights))
	late := make(chan error, 1)
	body, err = wire.AppendFrame(nil, second, again)
	check(t, err)
	go func() {
		status, answer := post(t, r.url+wire.PathTraining(mo.ID, "log")+"?wait=30", wire.FrameType, body)
		if status != http.StatusNoContent {
			late <- fmt.Errorf("answered %d %s", status, answer)
			return
		}
		late <- nil
	}()
	select {
	case err := <-late:
		t.Fatalf("the second entry did not wait: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	check(t, m.Append(r.ctx, mo.ID, reject, nil))
	check(t, <-late)

	// Both by the client, in whatever order they arrive; and the states that follow carry them.
	watching, cancel := context.WithCancel(r.ctx)
	defer cancel()
	var states []*wire.State
	for s, err := range r.dial(owners[0].Key).Watch(watching, mo.ID) {
		check(t, err)
		if states = append(states, s); len(states) == 1 {
			check(t, m.AppendBoth(r.ctx, mo.ID, mo.Reject(wire.Ref{Round: 1, Attempt: 2}), mo.Done(0), nil))
		}
		if s.Phase == wire.PhaseDone {
			break
		}
	}
	last := states[len(states)-1]
	if last.Log != mo.Log.Head || len(last.EntriesAfter(mo.Log.Head.Length-2)) != 2 || last.EntriesAfter(mo.Log.Head.Length) != nil {
		t.Errorf("the last state has %d entries of a log of %d", len(last.Recent), last.Log.Length)
	}
}

// TestAskedBeforeItsEnd: requests for what there is after a phase wait for its end; without the time to wait they are
// refused, and so is at once who may not read it.
func TestAskedBeforeItsEnd(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobby(3)
	r.begin(mo, owners)
	m, ref := r.dial(mo.Key), wire.Ref{Round: 1, Attempt: 1}
	open, weights := mo.Open(ref)
	check(t, m.Append(r.ctx, mo.ID, open, weights))
	keys := client.Begin(func() ([]wire.Signed, error) { return r.dial(owners[2].Key).Keys(r.ctx, mo.ID, ref) })
	own := client.Begin(func() ([]byte, error) { return r.dial(owners[2].Key).Encapsulations(r.ctx, mo.ID, ref) })
	product := client.Begin(func() ([]byte, error) { return m.Aggregate(r.ctx, mo.ID, ref) })
	began := time.Now()
	_, err := r.dial(owners[2].Key).Aggregate(r.ctx, mo.ID, ref)
	refusedWith(t, err, wire.CodeForbidden)
	if time.Since(began) > 20*time.Second {
		t.Errorf("a request that may not be made took %v", time.Since(began))
	}
	for _, o := range owners {
		s, encapsulations := o.Keys(ref, open.Digest(), owners)
		check(t, r.dial(o.Key).PutKeys(r.ctx, mo.ID, ref, s, encapsulations))
	}
	listed, err := keys()
	check(t, err)
	l := mo.List(listed)
	received, err := own()
	check(t, err)
	if _, err := l.OpenEncapsulations(owners[2].ID(), received); err != nil {
		t.Errorf("encapsulations that were asked for early: %v", err)
	}
	for _, o := range owners {
		received, err := r.dial(o.Key).Encapsulations(r.ctx, mo.ID, ref)
		check(t, err)
		head, blob := o.Upload(l, received)
		check(t, r.dial(o.Key).PutUpload(r.ctx, mo.ID, ref, head, blob))
	}
	early, err := product()
	check(t, err)
	if late, err := m.Aggregate(r.ctx, mo.ID, ref); err != nil || !bytes.Equal(early, late) {
		t.Errorf("the product that was asked for early differs from the one after: %v", err)
	}
}
