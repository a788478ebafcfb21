package server

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/admission"
	"github.com/blindfit/blindfit/server/metrics"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/server/telemetry"
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
	tracer  *telemetry.Tracer
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
	method := metrics.Method(r.Method)
	ctx, ended := rt.tracer.Begin(r.Context(), r, method, q.id)
	r = r.WithContext(ctx)
	body := &countingBody{ReadCloser: r.Body}
	if r.Body != nil {
		r.Body = body
	}
	out := &countingWriter{ResponseWriter: w, plain: !q.additions, pause: func() func() { return rt.control.Pause(ctx) }}
	out.Header().Set(RequestIDHeader, q.id)
	if rt.control.Crowded() {
		out.Header().Set("Connection", "close")
	}
	defer func() {
		took := time.Since(start)
		ended(q.route, out.status, string(q.code))
		rt.metrics.Request(method, q.route, out.status, took, q.waited, body.read, out.written)
		rt.log.Debug("request", "id", q.id, "method", method, "route", q.route, "status", out.status, "code", q.code,
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

// origins are the web origins of pages that may use the API, in addition to loopback origins and pages opened from disk
// ("null"). There are no cookies: the rights of a page depend on the signatures it can make, so these are no risk.
type origins map[string]bool

// newOrigins checks a list of origins.
func newOrigins(list []string) (origins, error) {
	out := origins{}
	for _, o := range list {
		if !isOrigin(o) {
			return nil, errors.New("invalid origin: must be like https://example.org, without path, in lower case")
		}
		out[o] = true
	}
	return out, nil
}

// isOrigin reports whether s is a web origin as a browser sends it.
func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.Scheme+"://"+u.Host == s && strings.ToLower(s) == s
}

// allows reports whether pages of an origin may use the API.
func (o origins) allows(origin string) bool {
	if origin == "null" || o[origin] {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || !isOrigin(origin) {
		return false
	}
	return loopback.Host(u.Host)
}

// allowsSocket reports whether the page that sends a request may open an event socket. Browsers apply no CORS to sockets.
func (o origins) allowsSocket(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || o.allows(origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// setHeaders sets the CORS headers of an answer, and reports whether the request is a preflight only.
func (o origins) setHeaders(w http.ResponseWriter, r *http.Request) (preflight bool) {
	h := w.Header()
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	preflight = r.Method == http.MethodOptions && origin != "" && r.Header.Get("Access-Control-Request-Method") != ""
	if origin == "" || !o.allows(origin) {
		return preflight
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if preflight {
		h.Set("Access-Control-Allow-Methods", "GET, PUT, POST")
		h.Set("Access-Control-Allow-Headers", "Content-Type, "+wire.AuthHeader)
		h.Set("Access-Control-Max-Age", "600")
	}
	return preflight
}
