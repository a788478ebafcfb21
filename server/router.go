package server

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/admission"
	"github.com/blindfit/blindfit/server/metrics"
	"github.com/blindfit/blindfit/server/page"
)

// maxPageFile is larger than every file of the page, in bytes.
const maxPageFile = 8 << 20

// handler answers one request, or returns the reason for not doing so.
type handler func(http.ResponseWriter, *http.Request) error

// methods are the handlers of one path, by HTTP method.
type methods map[string]handler

// router counts requests and finds the handler of each.
type router struct {
	mux     *http.ServeMux
	control *admission.Control
	access  *access
	metrics *metrics.Metrics
	log     *slog.Logger
	answers *responder
}

// handle adds routes, by pattern.
func (rt *router) handle(routes map[string]methods) {
	for pattern, m := range routes {
		rt.mux.Handle(pattern, rt.endpoint(pattern, m))
	}
}

// endpoint returns a handler that dispatches on the method and writes the rejection of a handler that fails. Without methods
// there is no such path.
func (rt *router) endpoint(pattern string, m methods) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requestOf(r).route = pattern
		handle, ok := m[r.Method]
		if r.Method == http.MethodHead && !isProtocol(pattern) {
			handle, ok = m[http.MethodGet]
		}
		var err error
		switch {
		case ok:
			err = handle(w, r)
		case m == nil:
			err = wire.Rejectf(wire.CodeNotFound, "no such path")
		default:
			for method := range m {
				w.Header().Add("Allow", method)
			}
			err = wire.Rejectf(wire.CodeMethod, "this path does not take this method")
		}
		if err != nil {
			rt.answers.reject(w, r, err)
		}
	})
}

// serve answers a request with next, and counts and logs it.
func (rt *router) serve(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
	start := time.Now()
	ctx, end := rt.control.Begin(r.Context())
	defer end()
	r, q := withRequest(r.WithContext(ctx), rt.access.proxies.Of(r))
	body := &countingBody{ReadCloser: r.Body}
	if r.Body != nil {
		r.Body = body
	}
	out := &countingWriter{ResponseWriter: w, pause: func() func() { return rt.control.Pause(ctx) }}
	out.Header().Set(RequestIDHeader, q.id)
	if rt.control.Crowded() {
		out.Header().Set("Connection", "close")
	}
	defer func() {
		took := time.Since(start)
		rt.metrics.Request(r.Method, q.route, out.status, took, q.waited, body.read, out.written)
		rt.log.Debug("request", "id", q.id, "method", r.Method, "route", q.route, "status", out.status, "code", q.code,
			"took", took.Round(time.Microsecond), "received", body.read, "sent", out.written)
	}()
	defer rt.answers.recover(out, r)
	// A deadline stays with its connection, so every request begins with a new one.
	rt.control.LimitAnswer(out, maxPageFile)
	next(out, r)
}

// isProtocol reports whether a path or pattern belongs to the protocol.
func isProtocol(p string) bool { return p == "/v2" || strings.HasPrefix(p, "/v2/") }

// harden sets the headers of every answer other than the page's.
func harden(h http.Header, policy string) {
	page.Harden(h)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy)
}
