package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"net/http"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/guard"
)

// RequestIDHeader carries a random name of the request in every answer; the log has it too, so that a person who is told
// of a failure can find it there.
const RequestIDHeader = "Blindfit-Request-Id"

// visit is what is known of a request while it is answered, for limits, log and metrics. It holds no identity and the
// source's address goes no further than the limits.
type visit struct {
	source guard.Source
	id     string
	route  string    // the pattern that answered, never the path: ids of owners are not for logs
	code   wire.Code // of the rejection, empty for none
	waited bool      // it waited for something else than us
	job    *job
}

type visitKey struct{}

// visitOf returns the visit of a request that came through ServeHTTP, and an empty one for any other.
func visitOf(r *http.Request) *visit {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

// sourceOf returns where a request came from.
func sourceOf(r *http.Request) guard.Source { return visitOf(r).source }

// record answers a request with next and counts it.
func (s *Server) record(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
	start := time.Now()
	var name [8]byte
	rand.Read(name[:])
	v := &visit{source: s.access.proxies.Of(r), id: hex.EncodeToString(name[:]), route: "unknown", job: newJob(r.Context())}
	r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
	body := &countedBody{ReadCloser: r.Body}
	if r.Body != nil {
		r.Body = body
	}
	out := &countedWriter{ResponseWriter: w, ctx: r.Context()}
	out.Header().Set(RequestIDHeader, v.id)
	s.closeIfCrowded(out)
	defer v.job.rest()
	defer func() {
		took := time.Since(start)
		s.metrics.Request(r.Method, v.route, out.status, took, v.waited, body.read, out.written)
		s.log.Debug("request", "id", v.id, "method", r.Method, "route", v.route, "status", out.status, "code", v.code,
			"took", took.Round(time.Microsecond), "received", body.read, "sent", out.written)
	}()
	next(out, r)
}

// countedWriter notes status and bytes of an answer.
type countedWriter struct {
	http.ResponseWriter
	ctx     context.Context // of the request
	status  int
	written int64
}

// Unwrap lets deadlines and hijacking through.
func (w *countedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (w *countedWriter) WriteHeader(status int) {
	if w.status == 0 && status != http.StatusContinue {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *countedWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	defer resting(w.ctx)() // a client may read as slowly as it likes
	n, err := w.ResponseWriter.Write(b)
	w.written += int64(n)
	return n, err
}

// countedBody notes how much of a body was read.
type countedBody struct {
	io.ReadCloser
	read int64
}

// Read implements io.Reader.
func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	return n, err
}
