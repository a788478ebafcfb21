package server_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/handclock"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

var updateTranscript = flag.Bool("update-transcript", false, "record the transcript of this version of the protocol anew")

// transcripts hold what clients sent in a training, and the answers to it: of v0.2.0, which is never recorded again, and of this
// release, which is.
var transcripts = []string{"testdata/transcript-v0.2.0.jsonl", "testdata/transcript.jsonl"}

// exchange is one request and its answer.
type exchange struct {
	Method string `json:"method"`
	Target string `json:"target"`
	Media  string `json:"media,omitempty"`
	Accept string `json:"accept,omitempty"`
	Auth   string `json:"auth,omitempty"`
	Body   []byte `json:"body,omitempty"`
	Status int    `json:"status"`
	Answer []byte `json:"answer,omitempty"`
}

// timeless returns a facilitator on a clock that stands at the time at which the transcript was recorded.
func timeless(t *testing.T) *server.Server {
	t.Helper()
	clock := handclock.At(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	st, err := sqlite.Open(t.Context(), t.TempDir())
	check(t, err)
	machine, err := round.New(t.Context(), round.Options{Store: st, Clock: clock})
	check(t, err)
	t.Cleanup(func() {
		machine.Close()
		st.Close()
	})
	s, err := server.New(server.Options{Machine: machine, Ready: st.Ping, Release: "test", Clock: clock})
	check(t, err)
	return s
}

// TestTranscript replays the requests of clients of this version of the protocol: every answer has the bytes of the recorded
// one. If this fails, clients that are in use would no longer work: the change needs an addition, see wire.Additions, or a new
// version of the protocol. Row 79 of the fault table.
func TestTranscript(t *testing.T) {
	if *updateTranscript {
		recordTranscript(t)
	}
	for _, file := range transcripts {
		t.Run(file, func(t *testing.T) { replay(t, file) })
	}
}

func replay(t *testing.T, file string) {
	t.Helper()
	f, err := os.Open(file)
	check(t, err)
	defer f.Close()
	s := timeless(t)
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	n := 0
	for ; lines.Scan(); n++ {
		var e exchange
		check(t, json.Unmarshal(lines.Bytes(), &e))
		r := httptest.NewRequest(e.Method, e.Target, bytes.NewReader(e.Body))
		r.Header.Set("Content-Type", e.Media)
		r.Header.Set("Accept", e.Accept)
		if e.Auth != "" {
			r.Header.Set(wire.AuthHeader, e.Auth)
		}
		r.RemoteAddr = "127.0.0.1:1"
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != e.Status || !bytes.Equal(w.Body.Bytes(), e.Answer) {
			t.Fatalf("exchange %d, %s %s: answered %d %.200q, want %d %.200q", n+1, e.Method, e.Target, w.Code, w.Body, e.Status, e.Answer)
		}
	}
	check(t, lines.Err())
	if n < 60 {
		t.Errorf("the transcript has only %d exchanges", n)
	}
}

// recorder records the requests and answers of a facilitator.
type recorder struct {
	next http.Handler
	mu   sync.Mutex
	out  bytes.Buffer
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	body, _ := io.ReadAll(q.Body)
	q.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	r.next.ServeHTTP(answer, q)
	line, _ := json.Marshal(exchange{q.Method, q.URL.RequestURI(), q.Header.Get("Content-Type"), q.Header.Get("Accept"), q.Header.Get(wire.AuthHeader), body, answer.Code, answer.Body.Bytes()})
	r.out.Write(append(line, '\n'))
	for k, v := range answer.Header() {
		w.Header()[k] = v
	}
	w.WriteHeader(answer.Code)
	w.Write(answer.Body.Bytes())
}

// recordTranscript runs a training with four owners and some rejected requests, and records it.
func recordTranscript(t *testing.T) {
	t.Helper()
	if parties.Public().Bits() < 2048 {
		t.Fatal("a transcript is recorded with the full key: without the tag testkeys")
	}
	rec := &recorder{next: timeless(t)}
	s := httptest.NewServer(rec)
	defer s.Close()
	ctx := deadline.Context(t)
	to := func(k wire.Signer) *client.Client {
		c, err := client.New(s.URL, k)
		check(t, err)
		_, err = c.Server(ctx) // and its clock
		check(t, err)
		return c
	}
	mo := parties.NewModelOwner(t, 3, 4, func(m *wire.Manifest) { m.Noise = true })
	m := to(mo.Key)
	_, err := m.CreateTraining(ctx, mo.Manifest)
	check(t, err)
	_, err = m.Manifest(ctx, mo.ID)
	check(t, err)
	owners := parties.NewOwners(t, mo.ID, 4)
	clients := map[*parties.Owner]*client.Client{}
	for _, o := range owners {
		clients[o] = to(o.Key)
		check(t, clients[o].Enrol(ctx, mo.ID, o.Enrolment()))
	}
	enrolments, err := m.Enrolments(ctx, mo.ID)
	check(t, err)
	check(t, m.Append(ctx, mo.ID, mo.Roster(enrolments), nil))
	for i, s := range mo.Statements(owners) {
		check(t, clients[owners[i]].PutStatement(ctx, mo.ID, &s))
	}
	statements, err := m.Statements(ctx, mo.ID)
	check(t, err)
	check(t, m.Append(ctx, mo.ID, mo.Start(statements), nil))
	recordRound(ctx, t, mo, m, owners, clients, wire.Ref{Round: 1, Attempt: 1})
	open, weights := mo.Open(wire.Ref{Round: 2, Attempt: 1})
	check(t, m.Append(ctx, mo.ID, open, weights))
	check(t, m.Append(ctx, mo.ID, mo.Reject(wire.Ref{Round: 2, Attempt: 1}), nil))
	check(t, clients[owners[3]].Leave(ctx, mo.ID))
	check(t, m.Append(ctx, mo.ID, mo.Done(1), nil))
	for _, err := range m.Log(ctx, mo.ID, 1, 100) {
		check(t, err)
	}
	check(t, os.WriteFile(transcripts[len(transcripts)-1], rec.out.Bytes(), 0o644))
}

// recordRound plays one attempt to its accept.
func recordRound(ctx context.Context, t *testing.T, mo *parties.ModelOwner, m *client.Client, owners []*parties.Owner, clients map[*parties.Owner]*client.Client, ref wire.Ref) {
	t.Helper()
	id := mo.ID
	open, weights := mo.Open(ref)
	check(t, m.Append(ctx, id, open, weights))
	for _, o := range owners {
		_, err := clients[o].State(ctx, id, -1, 0)
		check(t, err)
		_, err = clients[o].Weights(ctx, id, ref)
		check(t, err)
		k, encapsulations := o.Keys(ref, open.Digest(), owners)
		check(t, clients[o].PutKeys(ctx, id, ref, k, encapsulations))
		check(t, clients[o].PutKeys(ctx, id, ref, k, encapsulations))
	}
	keys, err := m.Keys(ctx, id, ref)
	check(t, err)
	l := mo.List(keys)
	for i, o := range owners {
		own, err := clients[o].Encapsulations(ctx, id, ref)
		check(t, err)
		head, blob := o.Upload(l, own)
		check(t, clients[o].PutUpload(ctx, id, ref, head, blob))
		check(t, clients[o].PutUpload(ctx, id, ref, head, blob))
		if i == 0 { // a different one in its place, and one for an attempt that is not open
			head, blob := o.Upload(l, own)
			refusedWith(t, clients[o].PutUpload(ctx, id, ref, head, blob), wire.CodeConflict)
			refusedWith(t, clients[o].PutUpload(ctx, id, wire.Ref{Round: 9, Attempt: 1}, head, blob), wire.CodeStale)
		}
	}
	for _, o := range owners {
		_, err := clients[o].Uploads(ctx, id, ref)
		check(t, err)
		check(t, clients[o].PutReveal(ctx, id, ref, o.Reveal(l)))
	}
	again, encapsulations := owners[0].Keys(ref, open.Digest(), owners)
	refusedWith(t, clients[owners[0]].PutKeys(ctx, id, ref, again, encapsulations), wire.CodeConflict)
	_, err = m.Reveals(ctx, id, ref)
	check(t, err)
	uploads, err := m.Uploads(ctx, id, ref)
	check(t, err)
	for _, u := range uploads {
		_, err := m.Upload(ctx, id, ref, u.Signer)
		check(t, err)
	}
	aggregate, err := m.Aggregate(ctx, id, ref)
	check(t, err)
	check(t, m.Append(ctx, id, mo.Accept(ref, aggregate, uploads), nil))
}

func refusedWith(t *testing.T, err error, code wire.Code) {
	t.Helper()
	if r := wire.RejectionOf(err); r == nil || r.Code != code {
		t.Fatalf("error is %v, want code %q", err, code)
	}
}

// TestNewerClients: a client of the next version at this facilitator, and a client of this version at a facilitator of the next,
// get the code "version" once and stop. Row 79 of the fault table.
func TestNewerClients(t *testing.T) {
	s := timeless(t)
	asked := 0
	next := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		asked++
		// To this facilitator the request is of version 3; to the client, which is of version 2, the answer is that of a
		// facilitator that speaks another.
		q.URL.Path = strings.Replace(q.URL.Path, "/v2/", "/v3/", 1)
		s.ServeHTTP(w, q)
	}))
	defer next.Close()
	mo := parties.NewModelOwner(t, 3, 3, nil)
	o := parties.NewOwners(t, mo.ID, 1)[0]
	c, err := client.New(next.URL, o.Key)
	check(t, err)
	ctx, ref := t.Context(), wire.Ref{Round: 1, Attempt: 1}
	for name, ask := range map[string]func() error{
		"server":   func() error { _, err := c.Server(ctx); return err },
		"create":   func() error { _, err := c.CreateTraining(ctx, mo.Manifest); return err },
		"manifest": func() error { _, err := c.Manifest(ctx, mo.ID); return err },
		"enrol":    func() error { return c.Enrol(ctx, mo.ID, o.Enrolment()) },
		"log": func() error {
			for _, err := range c.Log(ctx, mo.ID, 1, 100) {
				return err
			}
			return nil
		},
		"state":   func() error { _, err := c.State(ctx, mo.ID, -1, 0); return err },
		"reveal":  func() error { return c.PutReveal(ctx, mo.ID, ref, o.Enrolment()) },
		"weights": func() error { _, err := c.Weights(ctx, mo.ID, ref); return err },
		"watch": func() error {
			for _, err := range c.Watch(ctx, mo.ID) {
				return err
			}
			return nil
		},
	} {
		asked = 0
		refusedWith(t, ask(), wire.CodeVersion)
		most := 1
		if name == "watch" {
			most = 3 // a browser cannot read why a socket was rejected, so the client polls
		}
		if asked > most {
			t.Errorf("%s was asked %d times", name, asked)
		}
	}
}
