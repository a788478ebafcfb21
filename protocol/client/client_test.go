//go:build !js

package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/coder/websocket"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

func TestAddress(t *testing.T) {
	for _, base := range []string{"", "127.0.0.1:8080", "ftp://x", "http://", "http://x/a/../b", "http://x/a//b", "http://x/a%20b", "http://x/.well", "http://x/a;b", "http://u:p@x", "http://x?q", "http://x#f", "http://x:y:z", "join"} {
		if _, err := client.New(base, nil); err == nil {
			t.Errorf("%q was accepted", base)
		} else if base != "" && strings.Contains(err.Error(), "p@x") {
			t.Errorf("%q: the error repeats a password", base)
		}
	}
	for _, base := range []string{"http://127.0.0.1:8080", "https://facilitator.example/", "http://[::1]:80", "https://x/blindfit", "https://x/a-b/c_1.2/"} {
		c, err := client.New(base, nil)
		if err != nil {
			t.Errorf("%q: %v", base, err)
		} else if c.Base() != strings.TrimSuffix(base, "/") {
			t.Errorf("base is %q", c.Base())
		}
	}
}

// answers serves its handlers one after the other, the last one for ever.
func answers(t *testing.T, hs ...http.HandlerFunc) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var n atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i := int(n.Add(1)) - 1
		hs[min(i, len(hs)-1)](w, r)
	}))
	t.Cleanup(s.Close)
	return s, &n
}

func reject(code wire.Code) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		b, _ := wire.Marshal(wire.Rejectf(code, "no"))
		w.WriteHeader(code.Status())
		w.Write(b)
	}
}

func say(status int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		w.Write([]byte(text))
	}
}

// hangUp ends the connection without an answer.
func hangUp(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }

func server(w http.ResponseWriter, r *http.Request) {
	b, _ := wire.Marshal(wire.Server{Name: "test", Protocol: 1, TimeMS: time.Now().Add(time.Hour).UnixMilli()})
	w.Write(b)
}

func connect(t *testing.T, s *httptest.Server, opts ...client.Option) *client.Client {
	t.Helper()
	k, err := identity.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(s.URL, k, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestRetries: what the line or an overloaded facilitator did is tried again; what the facilitator decided is not.
func TestRetries(t *testing.T) {
	for name, c := range map[string]struct {
		answers []http.HandlerFunc
		calls   int32
		code    wire.Code // expected rejection, "" for success
	}{
		"at once":        {[]http.HandlerFunc{server}, 1, ""},
		"hang up":        {[]http.HandlerFunc{hangUp, server}, 2, ""},
		"unavailable":    {[]http.HandlerFunc{reject(wire.CodeUnavailable), server}, 2, ""},
		"rate":           {[]http.HandlerFunc{reject(wire.CodeRate), server}, 2, ""},
		"proxy says 502": {[]http.HandlerFunc{say(502, "<html>bad gateway</html>"), server}, 2, ""},
		"not found":      {[]http.HandlerFunc{reject(wire.CodeNotFound), server}, 1, wire.CodeNotFound},
		"internal":       {[]http.HandlerFunc{reject(wire.CodeInternal), server}, 1, wire.CodeInternal},
		"late":           {[]http.HandlerFunc{reject(wire.CodeLate), server}, 1, wire.CodeLate},
	} {
		t.Run(name, func(t *testing.T) {
			s, n := answers(t, c.answers...)
			_, err := connect(t, s).Server(t.Context())
			if r := wire.RejectionOf(err); c.code == "" && err != nil || c.code != "" && (r == nil || r.Code != c.code) {
				t.Errorf("error is %v, want code %q", err, c.code)
			}
			if n.Load() != c.calls {
				t.Errorf("%d requests, want %d", n.Load(), c.calls)
			}
		})
	}
}

// TestWaits: a limited client waits as long as the facilitator asks, and says so.
func TestWaits(t *testing.T) {
	limited := func(w http.ResponseWriter, r *http.Request) {
		b, _ := wire.Marshal(&wire.Rejection{Code: wire.CodeRate, Detail: "too many", WaitSeconds: 2})
		w.WriteHeader(http.StatusTooManyRequests)
		w.Write(b)
	}
	s, _ := answers(t, limited, server)
	var told time.Duration
	start := time.Now()
	if _, err := connect(t, s, client.OnLimited(func(wait time.Duration) { told = wait })).Server(t.Context()); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); told != 2*time.Second || took < told {
		t.Errorf("told to wait %v, waited %v; want 2s", told, took)
	}
}

// TestNamesProxies: a body or rate that a proxy refuses is told as that, with the size.
func TestNamesProxies(t *testing.T) {
	m := &wire.Signed{Kind: wire.KindOpen, Body: []byte(`{}`)}
	s, _ := answers(t, say(413, "<html>413 Request Entity Too Large</html>"))
	err := connect(t, s).Append(t.Context(), wire.TrainingID{1}, m, make([]byte, 5000))
	if err == nil || !strings.Contains(err.Error(), "a proxy before the facilitator refuses bodies of 5") || !strings.Contains(err.Error(), "413") {
		t.Errorf("of a large body the error is %v", err)
	}
	s, _ = answers(t, say(429, "slow down"))
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := connect(t, s).Server(ctx); err == nil || !strings.Contains(err.Error(), "a proxy before the facilitator permits no more requests") {
		t.Errorf("of a limited line the error is %v", err)
	}
}

// TestGivesUp: when the context ends, the error is that, and says to people what stood in the way alone.
func TestGivesUp(t *testing.T) {
	s, n := answers(t, hangUp)
	ctx, cancel := context.WithCancel(t.Context())
	c := connect(t, s, client.Observe(func(client.Transfer) {
		if n.Load() >= 2 {
			cancel()
		}
	}))
	_, err := c.Server(ctx)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "EOF") || strings.Contains(err.Error(), "context") {
		t.Errorf("error is %v, want the context's and the line's", err)
	}
}

// TestBadAnswers: what is no answer of a facilitator is an error that is not tried again.
func TestBadAnswers(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"not JSON":      say(200, "hello"),
		"not canonical": say(200, `{"name": "x"}`),
		"too long":      say(200, strings.Repeat("x", 2<<20)),
		"a page":        say(404, "<html>"),
		"redirect loop": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) },
	} {
		s, _ := answers(t, h)
		ctx := deadline.Context(t)
		if _, err := connect(t, s).Server(ctx); err == nil || ctx.Err() != nil {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

// stateAt is the state of a training at a version and a length of its log.
func stateAt(version int64, length int, digest byte) *wire.State {
	return &wire.State{Training: wire.TrainingID{1}, Version: version, Phase: wire.PhaseWaiting, Log: wire.Head{Length: length, Digest: wire.Digest{digest}}}
}

// TestWentBack: a client that watches a training ends with the reason once the facilitator's log is shorter than it was, or
// differs, as after a restore from a backup.
func TestWentBack(t *testing.T) {
	for name, c := range map[string]struct {
		second *wire.State
		back   bool
	}{
		"shorter":   {stateAt(2, 3, 3), true},
		"different": {stateAt(2, 5, 6), true},
		"longer":    {stateAt(2, 6, 6), false},
		"the same":  {stateAt(2, 5, 5), false},
	} {
		polls := 0
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			polls++
			state := stateAt(1, 5, 5)
			if polls > 1 {
				state = c.second
			}
			b, _ := wire.Marshal(state)
			w.Write(b)
		}))
		defer s.Close()
		var err error
		seen := 0
		for _, err = range connect(t, s, client.PollOnly()).Watch(deadline.Context(t), wire.TrainingID{1}) {
			if seen++; seen == 2 {
				break
			}
		}
		if errors.Is(err, client.ErrWentBack) != c.back {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

// TestSilentSocket: if a socket opens and brings nothing, as behind a proxy that swallows frames, the client notices within
// ten seconds and polls at once.
func TestSilentSocket(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") == "" {
			b, _ := wire.Marshal(stateAt(1, 5, 5))
			w.Write(b)
			return
		}
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		for err == nil {
			_, _, err = conn.Read(r.Context())
		}
	}))
	defer s.Close()
	start := time.Now()
	for state, err := range connect(t, s).Watch(t.Context(), wire.TrainingID{1}) {
		if err != nil || state.Log.Length != 5 {
			t.Fatal(state, err)
		}
		break
	}
	if took := time.Since(start); took > 15*time.Second {
		t.Errorf("the first state came after %v", took)
	}
}

// TestClock: a client whose clock is wrong learns the facilitator's and signs once more.
func TestClock(t *testing.T) {
	ahead := func() time.Time { return time.Now().Add(time.Hour) }
	var seen atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == wire.PathServer {
			server(w, r)
			return
		}
		seen.Add(1)
		if _, err := wire.ParseAuth(r.Header.Get(wire.AuthHeader), r.Method, r.URL.RequestURI(), ahead()); err != nil {
			reject(wire.RejectionOf(err).Code)(w, r)
			return
		}
		w.Write([]byte(`{"entries":[]}`))
	}))
	defer s.Close()
	c := connect(t, s)
	if err := readLog(t, c, wire.TrainingID{}); err != nil {
		t.Fatal(err)
	}
	if seen.Load() != 2 {
		t.Errorf("%d requests, want 2", seen.Load())
	}
	if err := readLog(t, c, wire.TrainingID{}); err != nil || seen.Load() != 3 {
		t.Errorf("the clock was forgotten: %d requests, %v", seen.Load(), err)
	}
	always, n := answers(t, reject(wire.CodeClock))
	if err := readLog(t, connect(t, always), wire.TrainingID{}); wire.RejectionOf(err) == nil {
		t.Errorf("error is %v, want clock", err)
	}
	if n.Load() > 3 {
		t.Errorf("%d requests to a facilitator that always says clock", n.Load())
	}
}

// TestTimesIncrease: of two requests the later one has the later time, within a millisecond and after the clock was set back;
// a time that is too far ahead to be accepted does not stay.
func TestTimesIncrease(t *testing.T) {
	var ahead time.Duration // of the facilitator
	var times []int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == wire.PathServer {
			b, _ := wire.Marshal(wire.Server{TimeMS: time.Now().Add(ahead).UnixMilli()})
			w.Write(b)
			return
		}
		b, _ := io.ReadAll(r.Body)
		m, err := wire.Parse[wire.Signed](b)
		if err != nil {
			t.Error(err)
			return
		}
		h, err := wire.Unseal[wire.Hello](&m, wire.KindHello)
		if err != nil {
			t.Error(err)
		}
		times = append(times, h.TimeMS)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer s.Close()
	c := connect(t, s)
	for _, ahead = range []time.Duration{0, 2 * time.Minute, 0} {
		if _, err := c.Server(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 50 {
			if err := c.Leave(t.Context(), wire.TrainingID{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := 1; i < len(times); i++ {
		if times[i] <= times[i-1] {
			t.Fatalf("request %d is signed at %d, after one at %d", i, times[i], times[i-1])
		}
	}
	for _, ahead = range []time.Duration{time.Hour, 0} {
		if _, err := c.Server(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := c.Leave(t.Context(), wire.TrainingID{}); err != nil {
			t.Fatal(err)
		}
	}
	if off := time.Until(time.UnixMilli(times[len(times)-1])).Abs(); off > wire.ClockSkew/2 {
		t.Errorf("the last request is signed %v off", off)
	}
}

// TestObserve: every request is reported with its bytes, and never with its query.
func TestObserve(t *testing.T) {
	var mu sync.Mutex
	var got []client.Transfer
	s, _ := answers(t, say(200, `{"entries":[]}`), say(204, ""), reject(wire.CodeLate))
	c := connect(t, s, client.Observe(func(x client.Transfer) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, x)
	}))
	id := wire.TrainingID{7}
	if err := readLog(t, c, id); err != nil {
		t.Fatal(err)
	}
	msg := &wire.Signed{Kind: wire.KindUpload, Signature: make([]byte, 64)}
	body, err := wire.AppendFrame(nil, msg, make([]byte, 1000))
	if err != nil {
		t.Fatal(err)
	}
	ref := wire.Ref{Round: 1, Attempt: 2}
	if err := c.PutUpload(t.Context(), id, ref, msg, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	if err := c.PutUpload(t.Context(), id, ref, msg, make([]byte, 1000)); err == nil {
		t.Fatal("a rejection was lost")
	}
	path := wire.PathTraining(id, "rounds", "1", "2", "uploads", msg.Signer.String())
	want := []client.Transfer{
		{Method: "GET", Path: wire.PathTraining(id, "log"), Status: 200, Down: 14},
		{Method: "PUT", Path: path, Status: 204, Up: len(body)},
		{Method: "PUT", Path: path, Status: 410, Up: len(body), Down: len(`{"code":"late","detail":"no"}`)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("transfers (-want +got):\n%s", diff)
	}
}

// TestNoIdentity: a client without a signer can read what is public and says so for the rest.
func TestNoIdentity(t *testing.T) {
	s, n := answers(t, server)
	c, err := client.New(s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Server(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.State(t.Context(), wire.TrainingID{}, -1, 0); err == nil || !strings.Contains(err.Error(), "no identity") {
		t.Errorf("error is %v", err)
	}
	if err := c.Leave(t.Context(), wire.TrainingID{}); err == nil {
		t.Error("an anonymous client left")
	}
	for _, err := range c.Watch(t.Context(), wire.TrainingID{}) {
		if err == nil || !strings.Contains(err.Error(), "no identity") {
			t.Errorf("watch: error is %v", err)
		}
		break
	}
	if n.Load() != 1 {
		t.Errorf("%d requests, want 1", n.Load())
	}
}
