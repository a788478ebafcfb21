//go:build testkeys

package inmemory

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// transport answers requests in the process.
type transport func(*http.Request) (status int, body []byte)

// RoundTrip implements http.RoundTripper.
func (f transport) RoundTrip(r *http.Request) (*http.Response, error) {
	status, b := f(r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(b)), Request: r, ContentLength: int64(len(b))}, nil
}

// Request is one request of an owner.
type Request struct {
	Who  wire.Identity // zero for a request that is not signed
	What string        // method and path below the training, such as "GET keys" of an attempt or "GET enrolments"
	Ref  wire.Ref      // of the attempt, if it is about one
	Body []byte
}

// Facilitator is a facilitator of one training.
type Facilitator struct {
	tb testing.TB

	mu         sync.Mutex // protects all below
	bend       func(r Request, status int, answer []byte) (int, []byte)
	changed    chan struct{}
	manifest   *wire.Signed
	position   log.Position
	entries    []wire.Signed
	state      wire.State
	enrolments map[wire.Identity]*wire.Signed
	statements map[wire.Identity]*wire.Signed
	attempts   map[wire.Ref]*Attempt
	left       map[wire.Identity]int
	seen       []Request
}

// Attempt is everything that owners sent in an attempt.
type Attempt struct {
	Terms          *attempt.Terms
	List           *attempt.List // once it is fixed
	Keys           map[wire.Identity]*wire.Signed
	Encapsulations map[wire.Identity][]byte
	Heads          map[wire.Identity]*wire.Signed
	Blobs          map[wire.Identity][]byte
	Reveals        map[wire.Identity]*wire.Signed
	reads          map[wire.Identity][]byte
}

// NewFacilitator serves a manifest.
func NewFacilitator(tb testing.TB, signed *wire.Signed) *Facilitator {
	tb.Helper()
	m, id, err := wire.OpenManifest(signed)
	Must(tb, err)
	return &Facilitator{
		tb: tb, changed: make(chan struct{}), manifest: signed, position: log.Start(m, signed),
		state:      wire.State{Training: id, Version: 1, Phase: wire.PhaseLobby, Here: wire.Subset{}, Awaited: wire.Subset{}},
		enrolments: map[wire.Identity]*wire.Signed{}, statements: map[wire.Identity]*wire.Signed{}, attempts: map[wire.Ref]*Attempt{}, left: map[wire.Identity]int{},
	}
}

// Dial returns the options of a client of this facilitator.
func (f *Facilitator) Dial() []client.Option {
	return []client.Option{client.PollOnly(), client.HTTPClient(&http.Client{Transport: transport(f.serve)})}
}

// update calls change and wakes all waiting owners.
func (f *Facilitator) update(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.change(change)
}

// change is update for callers that hold mu.
func (f *Facilitator) change(change func()) {
	change()
	f.state.Version++
	close(f.changed)
	f.changed = make(chan struct{})
}

// Await waits until a condition holds, and fails the test if it never does.
func (f *Facilitator) Await(what string, holds func() bool) {
	f.tb.Helper()
	ctx := deadline.Context(f.tb)
	for {
		f.mu.Lock()
		ok, changed := holds(), f.changed
		f.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			f.tb.Fatalf("waited in vain: %s", what)
		}
	}
}

// serve answers one request.
func (f *Facilitator) serve(r *http.Request) (int, []byte) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	target := r.URL.Path
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	q := Request{Body: body}
	if header := r.Header.Get(wire.AuthHeader); header != "" {
		who, err := wire.ParseAuth(header, r.Method, target, time.Now())
		if err != nil {
			return rejection(wire.RejectionOf(err))
		}
		q.Who = who
	}
	path, _ := strings.CutPrefix(r.URL.Path, wire.PathTraining(f.state.Training)+"/")
	parts := strings.Split(path, "/")
	if parts[0] == "rounds" && len(parts) > 3 {
		q.Ref.Round, _ = strconv.Atoi(parts[1])
		q.Ref.Attempt, _ = strconv.Atoi(parts[2])
		parts = parts[3:]
	}
	q.What = r.Method + " " + parts[0]
	f.mu.Lock()
	f.seen = append(f.seen, q)
	bend := f.bend
	f.mu.Unlock()
	status, answer := f.answer(r, q)
	if bend != nil {
		status, answer = bend(q, status, answer)
	}
	return status, answer
}

func rejection(r *wire.Rejection) (int, []byte) {
	b, _ := wire.Marshal(r)
	return r.Code.Status(), b
}

// Reject is an answer that refuses.
func Reject(code wire.Code) (int, []byte) {
	return rejection(wire.Rejectf(code, "refused by the test"))
}

func marshal(v any) (int, []byte) {
	b, err := wire.Marshal(v)
	if err != nil {
		return rejection(wire.Rejectf(wire.CodeInternal, "%v", err))
	}
	return http.StatusOK, b
}

func (f *Facilitator) answer(r *http.Request, q Request) (int, []byte) {
	switch q.What {
	case "GET manifest":
		return marshal(f.manifest)
	case "GET state":
		return f.getState(r)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch q.What {
	case "PUT enrolments":
		return f.store(q, f.enrolments, nil)
	case "GET enrolments":
		return list(r, f.enrolments)
	case "PUT statements":
		return f.store(q, f.statements, nil)
	case "GET statements":
		return list(r, f.statements)
	case "GET log":
		from, _ := strconv.Atoi(r.URL.Query().Get("from"))
		return marshal(wire.Log{Entries: append([]wire.Signed{}, f.entries[min(len(f.entries), from-1):]...)})
	case "POST leave":
		s, err := wire.Parse[wire.Signed](q.Body)
		if err != nil {
			return Reject(wire.CodeMalformed)
		}
		f.change(func() { f.left[s.Signer]++ })
		return http.StatusNoContent, nil
	}
	a := f.attempts[q.Ref]
	if a == nil {
		return Reject(wire.CodeNotFound)
	}
	return f.answerAttempt(r, q, a)
}

func (f *Facilitator) answerAttempt(r *http.Request, q Request, a *Attempt) (int, []byte) {
	switch q.What {
	case "GET weights":
		return http.StatusOK, a.reads[q.Who]
	case "PUT keys":
		return f.store(q, a.Keys, a.Encapsulations)
	case "GET keys":
		if a.List == nil {
			return Reject(wire.CodePhase)
		}
		listed := map[wire.Identity]*wire.Signed{}
		for _, id := range a.List.Owners {
			listed[id] = a.Keys[id]
		}
		return list(r, listed)
	case "GET encapsulations":
		if a.List == nil {
			return Reject(wire.CodePhase)
		}
		var out []byte
		for _, from := range a.List.Senders(q.Who) {
			out = append(out, a.List.Encapsulation(from, q.Who, a.Encapsulations[from])...)
		}
		return http.StatusOK, out
	case "PUT uploads":
		return f.store(q, a.Heads, a.Blobs)
	case "GET uploads":
		return list(r, a.Heads)
	case "PUT reveals":
		return f.store(q, a.Reveals, nil)
	}
	return Reject(wire.CodeNotFound)
}

// store keeps a signed message, and the bytes after it.
func (f *Facilitator) store(q Request, messages map[wire.Identity]*wire.Signed, blobs map[wire.Identity][]byte) (int, []byte) {
	var s *wire.Signed
	var blob []byte
	var err error
	if blobs != nil {
		s, blob, err = wire.ParseFrame(q.Body)
	} else {
		var parsed wire.Signed
		parsed, err = wire.Parse[wire.Signed](q.Body)
		s = &parsed
	}
	if err != nil || s.Verify() != nil {
		return Reject(wire.CodeMalformed)
	}
	f.change(func() {
		messages[s.Signer] = s
		if blobs != nil {
			blobs[s.Signer] = slices.Clone(blob)
		}
	})
	return http.StatusNoContent, nil
}

// list answers with all messages in one page.
func list(r *http.Request, messages map[wire.Identity]*wire.Signed) (int, []byte) {
	out := wire.List{Messages: []wire.Signed{}}
	if !r.URL.Query().Has("after") {
		for _, id := range inOrder(messages) {
			out.Messages = append(out.Messages, *messages[id])
		}
	}
	return marshal(out)
}

func inOrder(messages map[wire.Identity]*wire.Signed) []wire.Identity {
	var ids []wire.Identity
	for id := range messages {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, wire.Identity.Compare)
	return ids
}

// getState waits for a state that is newer than the one asked after.
func (f *Facilitator) getState(r *http.Request) (int, []byte) {
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	for {
		f.mu.Lock()
		s, changed := f.state, f.changed
		f.mu.Unlock()
		if s.Version > after {
			return marshal(s)
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return http.StatusServiceUnavailable, nil
		}
	}
}
