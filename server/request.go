package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"net/http"

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
	waited bool      // the request waited for news or for its client, so its time is not measured
}

type requestKey struct{}

// withRequest returns r with new facts.
func withRequest(r *http.Request, source guard.Source) (*http.Request, *request) {
	var id [8]byte
	rand.Read(id[:])
	q := &request{source: source, id: hex.EncodeToString(id[:]), route: "unknown"}
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
