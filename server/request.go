package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/guard"
)

// RequestIDHeader is the header of every answer with the random id of its request. The log has the id too, so that a
// reported failure can be found there.
const RequestIDHeader = "Blindfit-Request-Id"

// request holds the facts about a request that limits, log and metrics need. It holds no identity, and the address of the
// source is used for limits only.
type request struct {
	source guard.Source
	id     string
	route  string    // the pattern that matched, never the path: identities must not be logged
	code   wire.Code // of the rejection; empty if there is none
	// additions reports whether the client knows the additions to answers of this release.
	additions bool
	waited    bool // the request waited for news or for its client, so its time is not measured
	// training is the one that has its limit charged for the request; zero for that of the source.
	training wire.TrainingID
}

type requestKey struct{}

// withRequest returns r with new facts.
func withRequest(r *http.Request, source guard.Source) (*http.Request, *request) {
	var id [8]byte
	rand.Read(id[:])
	q := &request{source: source, id: hex.EncodeToString(id[:]), route: "unknown",
		additions: wire.KnowsAdditions(r.Header.Get("Accept"), r.URL.Query().Get(wire.AdditionsQuery))}
	return r.WithContext(context.WithValue(r.Context(), requestKey{}, q)), q
}

// requestOf returns the facts about r, which are empty if r did not come through a router.
func requestOf(r *http.Request) *request {
	if q, ok := r.Context().Value(requestKey{}).(*request); ok {
		return q
	}
	return &request{}
}

// sourceOf returns the source of a request.
func sourceOf(r *http.Request) guard.Source { return requestOf(r).source }

// countingWriter counts the bytes of an answer and keeps its status.
type countingWriter struct {
	http.ResponseWriter
	pause   func() (resume func()) // called before each write
	plain   bool                   // answers are sent without additions
	status  int
	written int64
}

// Unwrap makes deadlines and hijacking available.
func (w *countingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (w *countingWriter) WriteHeader(status int) {
	if w.status == 0 && status != http.StatusContinue {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *countingWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	defer w.pause()() // the client may read slowly
	n, err := w.ResponseWriter.Write(b)
	w.written += int64(n)
	return n, err
}

// countingBody counts the bytes read of a body.
type countingBody struct {
	io.ReadCloser
	read int64
}

// Read implements io.Reader.
func (b *countingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	return n, err
}

// pathTraining returns the training in the path.
func pathTraining(r *http.Request) (wire.TrainingID, error) {
	id, err := wire.ParseTrainingID(r.PathValue("training"))
	if err != nil {
		return id, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	return id, nil
}

// pathIdentity returns the identity in the path.
func pathIdentity(r *http.Request) (wire.Identity, error) {
	id, err := wire.ParseIdentity(r.PathValue("identity"))
	if err != nil {
		return id, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	return id, nil
}

// pathPlace returns the training in the path and the identity for its place in it.
func pathPlace(r *http.Request) (id wire.TrainingID, who wire.Identity, err error) {
	if id, err = pathTraining(r); err == nil {
		who, err = pathIdentity(r)
	}
	return id, who, err
}

// pathRef returns the training, round and attempt in the path.
func pathRef(r *http.Request) (id wire.TrainingID, ref wire.Ref, err error) {
	if id, err = pathTraining(r); err != nil {
		return id, ref, err
	}
	if ref.Round, err = number(r.PathValue("round"), "round", 1, wire.MaxRounds); err != nil {
		return id, ref, err
	}
	ref.Attempt, err = number(r.PathValue("attempt"), "attempt", 1, 1<<31-1)
	return id, ref, err
}

// number parses a canonical decimal number from low to high.
func number(s, name string, low, high int64) (int, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != s || n < low || n > high {
		return 0, wire.Rejectf(wire.CodeMalformed, "malformed %s: must be a number between %d and %d", name, low, high)
	}
	return int(n), nil
}

// query returns the query. Each of its parameters must be in allowed and occur once.
func query(r *http.Request, allowed ...string) (url.Values, error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, wire.Rejectf(wire.CodeMalformed, "malformed query")
	}
	for name, values := range q {
		if !slices.Contains(allowed, name) || len(values) != 1 {
			return nil, wire.Rejectf(wire.CodeMalformed, "malformed query: parameters must be %s, once each", strings.Join(allowed, ", "))
		}
	}
	return q, nil
}

// waitQuery returns the time for which a request waits. others are the queries that it takes besides.
func waitQuery(r *http.Request, others ...string) (time.Duration, error) {
	q, err := query(r, append(others, "wait")...)
	if err != nil || !q.Has("wait") {
		return 0, err
	}
	return waitOf(q)
}

// waitOf returns the time for which a request waits.
func waitOf(q url.Values) (time.Duration, error) {
	seconds, err := number(q.Get("wait"), "wait", 0, int64(maxWait/time.Second))
	return time.Duration(seconds) * time.Second, err
}
