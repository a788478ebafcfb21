// Package server owns the facilitator's HTTP surface: routes, body limits, time limits, headers, who may read
// what by signature, the event socket, and the mount of the page. What a message means is decided in
// server/round; docs/protocol.md is normative for paths and bodies.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/server/metrics"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/site"
)

// uploadMemory bounds the ciphertexts of uploads and weights held in memory at one time, in bytes. Further senders wait.
const uploadMemory = 32 << 20

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
	// StoreSize is asked for the store's size in bytes; nil: unknown.
	StoreSize func(context.Context) (int64, error)
	// SpoolDir is the folder in which large bodies are received, as files that have no name or a random one; default:
	// the system's for temporary files.
	SpoolDir string
	// PageFiles are the page's files with their hashes, to show; Module is the hash of the page's module.
	PageFiles []site.File
	Module    string
	// OperatorApart keeps the operator's pages and metrics off this handler: they are served by Operator alone.
	OperatorApart bool
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
	memory     *budget
	spool      *budget // of the disk
	spoolDir   string
	buffers    buffers
	tellers    tellers
	sockets    atomic.Int64 // event sockets open now
	headerTime time.Duration
	helloTime  time.Duration
	access     *access
	metrics    *metrics.Metrics
	report     report
	apart      bool
	draining   context.Context // done when the server stops: whoever waits is sent away
	drain      context.CancelFunc
}

// New returns a server over a machine.
func New(o Options) (*Server, error) {
	if o.Machine == nil {
		return nil, errors.New("invalid options: machine is missing")
	}
	s := &Server{machine: o.Machine, ready: o.Ready, page: o.Page, log: o.Log, clock: o.Clock, release: o.Release,
		origins: map[string]bool{}, mux: http.NewServeMux(), memory: newBudget(uploadMemory), spool: newBudget(spoolRoom), spoolDir: o.SpoolDir, buffers: newBuffers(runtime.GOMAXPROCS(0) + 1), headerTime: headerTime, helloTime: helloTime}
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
	s.metrics = metrics.New(o.Release, wire.Version, o.Module, s.snapshot)
	s.report = report{size: o.StoreSize, files: o.PageFiles, module: o.Module, since: time.Now()}
	s.access, s.apart = newAccess(o.Limits, o.Proxies, o.Token, s.metrics.Limited), o.OperatorApart
	s.draining, s.drain = context.WithCancel(context.Background())
	s.routes()
	return s, nil
}

// Drain tells everyone who waits (event sockets, long polls) to come back later; /readyz fails from now on.
func (s *Server) Drain() { s.drain() }

// reject writes a rejection. An error that is none is a fault of ours and says nothing about itself.
func (s *Server) reject(w http.ResponseWriter, err error) wire.Code {
	r := wire.RejectionOf(err)
	if r == nil {
		s.log.Error("request failed", "id", w.Header().Get(RequestIDHeader), "error", err)
		r = wire.Rejectf(wire.CodeInternal, "the facilitator failed")
	}
	switch r.Code {
	case wire.CodeUnavailable, wire.CodeRate:
		w.Header().Set("Retry-After", "1")
	case wire.CodeToken:
		w.Header().Add("WWW-Authenticate", `Bearer realm="facilitator"`)
	}
	s.metrics.Rejected(string(r.Code))
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
	s.bytes(w, status, jsonType, b)
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
	s.metrics.Panicked()
	s.log.Error("panic", "id", visitOf(r).id, "method", r.Method, "at", panicSite())
	s.reject(w, wire.Rejectf(wire.CodeInternal, "the facilitator failed"))
}
