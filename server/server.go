// Package server owns the facilitator's HTTP surface: routes, body limits, time limits, headers, who may read
// what by signature, the event socket, and the mount of the page. What a message means is decided in
// server/round; docs/protocol.md is normative for paths and bodies.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/wire"
)

// uploadMemory bounds the upload bodies held in memory at one time, in bytes. Further senders wait.
const uploadMemory = 256 << 20

// Options configures a Server. Machine is required.
type Options struct {
	Machine      *round.Machine
	Ready        func(context.Context) error // asked by /readyz; nil: always ready
	Page         http.Handler                // see server/page; nil: no page
	AllowOrigins []string                    // origins whose pages may call the API, beside loopback and "null"
	Log          *slog.Logger                // default: discards
	Clock        round.Clock                 // default round.SystemClock
	Release      string                      // version of the program
	Limits       Limits                      // default: none
	Proxies      guard.Proxies               // who may say where a request came from; default: nobody
	Token        *guard.Token                // the operator's; nil: only this machine may create trainings
}

// Server answers HTTP requests. It is an http.Handler.
type Server struct {
	machine *round.Machine
	ready   func(context.Context) error
	page    http.Handler
	origins map[string]bool
	log     *slog.Logger
	clock   round.Clock
	release string

	mux        *http.ServeMux
	memory     *semaphore.Weighted
	headerTime time.Duration
	access     *access
	draining   context.Context // done when the server stops: whoever waits is sent away
	drain      context.CancelFunc
}

// New returns a server over a machine.
func New(o Options) (*Server, error) {
	if o.Machine == nil {
		return nil, errors.New("invalid options: machine is missing")
	}
	s := &Server{machine: o.Machine, ready: o.Ready, page: o.Page, log: o.Log, clock: o.Clock, release: o.Release,
		origins: map[string]bool{}, mux: http.NewServeMux(), memory: semaphore.NewWeighted(uploadMemory), headerTime: headerTime}
	for _, origin := range o.AllowOrigins {
		if err := checkOrigin(origin); err != nil {
			return nil, err
		}
		s.origins[origin] = true
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.clock == nil {
		s.clock = round.SystemClock{}
	}
	if s.page == nil {
		s.page = http.NotFoundHandler()
	}
	s.access = newAccess(o.Limits, o.Proxies, o.Token, func(by string) { s.log.Debug("too many requests", "by", by) })
	s.draining, s.drain = context.WithCancel(context.Background())
	s.routes()
	return s, nil
}

// Drain tells everyone who waits (event sockets, long polls) to come back later; /readyz fails from now on.
func (s *Server) Drain() { s.drain() }

// handler answers one request, or returns why not.
type handler func(http.ResponseWriter, *http.Request) error

// methods are the handlers of one path.
type methods map[string]handler

func (s *Server) routes() {
	const training, attempt = "/v1/trainings/{training}", "/v1/trainings/{training}/rounds/{round}/{attempt}"
	for pattern, m := range map[string]methods{
		"/v1/server":                        {"GET": s.getServer},
		"/v1/trainings":                     {"POST": s.postTraining},
		training + "/manifest":              {"GET": s.getManifest},
		training + "/enrolments":            {"GET": s.getEnrolments},
		training + "/enrolments/{identity}": {"PUT": s.putEnrolment},
		training + "/log":                   {"GET": s.getLog, "POST": s.postLog},
		training + "/state":                 {"GET": s.getState},
		training + "/present":               {"GET": s.getPresent},
		training + "/events":                {"GET": s.getEvents},
		training + "/leave":                 {"POST": s.postLeave},
		attempt + "/weights":                {"GET": s.blob(s.machine.Weights)},
		attempt + "/keys":                   {"GET": s.list(s.machine.Keys)},
		attempt + "/keys/{identity}":        {"PUT": s.put(s.machine.PutKeys)},
		attempt + "/shares/{identity}":      {"PUT": s.put(s.machine.PutShares)},
		attempt + "/sharers":                {"GET": value(s, s.machine.Sharers)},
		attempt + "/inbox":                  {"GET": value(s, s.machine.Inbox)},
		attempt + "/uploads":                {"GET": s.list(s.machine.Uploads)},
		attempt + "/uploads/{identity}":     {"GET": s.getUpload, "PUT": s.putUpload},
		attempt + "/survivors":              {"GET": value(s, s.machine.Survivors)},
		attempt + "/agrees":                 {"GET": s.list(s.machine.Agrees)},
		attempt + "/agrees/{identity}":      {"PUT": s.put(s.machine.PutAgree)},
		attempt + "/unmasks":                {"GET": s.list(s.machine.Unmasks)},
		attempt + "/unmasks/{identity}":     {"PUT": s.put(s.machine.PutUnmask)},
		attempt + "/aggregate":              {"GET": s.blob(s.machine.Aggregate)},
		"/healthz":                          {"GET": s.getHealth},
		"/readyz":                           {"GET": s.getReady},
	} {
		s.mux.Handle(pattern, s.endpoint(pattern, m))
	}
	s.mux.Handle("/", s.endpoint("/", nil))
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer s.recover(w, r)
	// A deadline outlives its request on a connection that is kept: every request begins with one of its own.
	limitWrite(w, pageRoom)
	r, source := s.access.located(r)
	if source.Secure {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
	}
	p := r.URL.Path
	if p != "/healthz" && p != "/readyz" {
		if err := s.access.request(source); err != nil {
			page.Harden(w.Header())
			s.reject(w, err)
			return
		}
	}
	if p != "/v1" && !strings.HasPrefix(p, "/v1/") && p != "/healthz" && p != "/readyz" {
		if v, ok := strings.CutPrefix(p, "/v"); !ok || v == "" || v[0] < '0' || v[0] > '9' {
			s.page.ServeHTTP(w, r)
			return
		}
		page.Harden(w.Header())
		s.reject(w, wire.Rejectf(wire.CodeVersion, "this facilitator speaks protocol version %d", wire.Version))
		return
	}
	page.Harden(w.Header())
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if preflight := s.cors(w, r); preflight {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	// Ids are fixed-length hex: nothing in a path needs an escape or a dot segment.
	if strings.Contains(r.URL.EscapedPath(), "%") || path.Clean(p) != p {
		s.reject(w, wire.Rejectf(wire.CodeMalformed, "the path must be plain, without escapes, dot segments or empty parts"))
		return
	}
	s.mux.ServeHTTP(w, r)
}

// endpoint dispatches on the method and writes the rejection of a handler that fails.
func (s *Server) endpoint(pattern string, m methods) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		handle, ok := m[r.Method]
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
		code := wire.Code("")
		if err != nil {
			code = s.reject(w, err)
			s.access.guessed(sourceOf(r), code)
		}
		// The pattern, not the path: ids of owners are not for logs.
		s.log.Debug("request", "method", r.Method, "path", pattern, "code", code, "took", time.Since(start).Round(time.Microsecond))
	})
}

// reject writes a rejection. An error that is none is a fault of ours and says nothing about itself.
func (s *Server) reject(w http.ResponseWriter, err error) wire.Code {
	r := wire.RejectionOf(err)
	if r == nil {
		s.log.Error("request failed", "error", err)
		r = wire.Rejectf(wire.CodeInternal, "the facilitator failed")
	}
	switch r.Code {
	case wire.CodeUnavailable, wire.CodeRate:
		w.Header().Set("Retry-After", "1")
	case wire.CodeToken:
		w.Header().Set("WWW-Authenticate", `Bearer realm="facilitator"`)
	}
	s.json(w, r.Code.Status(), r)
	return r.Code
}

// json writes canonical JSON.
func (s *Server) json(w http.ResponseWriter, status int, v any) {
	b, err := wire.Marshal(v)
	if err != nil {
		s.log.Error("answer cannot be written", "error", err)
		status, b = http.StatusInternalServerError, []byte(`{"code":"internal","detail":"the facilitator failed"}`)
	}
	s.bytes(w, status, "application/json", b)
}

// bytes writes an answer within a time that its size earns.
func (s *Server) bytes(w http.ResponseWriter, status int, mediaType string, b []byte) {
	limitWrite(w, len(b))
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	w.Write(b) // the reader has gone if this fails
}

// recover turns a panic into an answer. The panic's value may hold anything, so only its place is logged.
func (s *Server) recover(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	s.log.Error("panic", "method", r.Method, "at", panicSite())
	s.reject(w, wire.Rejectf(wire.CodeInternal, "the facilitator failed"))
}
