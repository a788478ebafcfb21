// Package server owns the facilitator's HTTP surface: its routes, the permissions to send and to read, and the answers
// to all other requests. The meaning of messages is decided in server/round, the amount of work that is accepted in
// server/admission; docs/protocol.md is normative for paths and bodies.
//
// Each handler type owns one part of the surface: protocol the messages, following the states, pages the facilitator's own
// pages, readiness the health checks. They answer through a responder, and know admission control only as transfers.
package server

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/admission"
	"github.com/blindfit/blindfit/server/audit"
	"github.com/blindfit/blindfit/server/events"
	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/server/metrics"
	"github.com/blindfit/blindfit/server/report"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/site"
	"github.com/blindfit/blindfit/server/telemetry"
)

// Options configures a Server. Machine is required.
type Options struct {
	Machine      *round.Machine
	Ready        func(context.Context) error // called by /readyz; always ready if nil
	Page         http.Handler                // see server/page; no page if nil
	BasePath     string                      // path under which everything is served, such as /blindfit; none if empty
	AllowOrigins []string                    // origins of pages that may call the API, in addition to loopback origins and "null"
	Log          *slog.Logger                // default: none
	Traces       trace.TracerProvider        // of OpenTelemetry; default: none
	Clock        round.Clock                 // default: round.SystemClock
	Release      string                      // version of the program
	Limits       Limits                      // default: none
	Proxies      guard.Proxies               // trusted to forward the address of a client; none if empty
	Tokens       *guard.Tokens               // the operator's; if nil, only this machine may create trainings
	// Audit is the log of changes to trainings. If it is nil, nothing is recorded.
	Audit *audit.Log
	// KeepTrainings is the time after which a training that has ended is forgotten; 0: never.
	KeepTrainings time.Duration
	// Notices are the operator's imprint and privacy notice, SecurityContact the address for reports of weaknesses, as a
	// mailto: or https: URL; empty ones are not served.
	Notices         site.Notices
	SecurityContact string
	// CertificateExpiry returns when the certificate expires that is served; zero if there is none. It may be nil.
	CertificateExpiry func() time.Time
	// BackupTime returns when the store was last backed up; zero if that is not known. It may be nil.
	BackupTime func() time.Time
	// DiskFree returns the bytes that are free for data and for uploads; negative for unknown. It may be nil.
	DiskFree func() int64
	// StoreSize returns the size of the store in bytes. If it is nil, the size is not known.
	StoreSize func(context.Context) (int64, error)
	// SpoolDir is the folder where large bodies are received; see admission.Options.
	SpoolDir string
	// PageFiles are the files of the page with their hashes, for display; Module is the hash of the page's module.
	PageFiles []site.File
	Module    string
	// OperatorApart removes the operator's pages and metrics from this handler: only Operator serves them.
	OperatorApart bool

	headerTime, helloTime time.Duration  // default: those of admission and events
	readyTime             *time.Duration // default: that of readiness
	pingTime              time.Duration  // default: that of readiness
}

// Server answers HTTP requests. It is an http.Handler.
type Server struct {
	http.Handler
	operator http.Handler
	control  *admission.Control
	conns    *guard.Conns
	report   *report.Report
	ready    *readiness
	handlers *handlers
	kept     time.Duration
}

// New returns a server over a machine.
func New(o Options) (*Server, error) {
	if o.Machine == nil {
		return nil, errors.New("invalid options: machine is missing")
	}
	if err := checkBase(o.BasePath); err != nil {
		return nil, err
	}
	origins, err := newOrigins(o.AllowOrigins)
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = round.SystemClock{}
	}
	if o.Page == nil {
		o.Page = http.NotFoundHandler()
	}
	conns := guard.NewConns(o.Limits.Connections, o.Limits.SourceConnections, o.Proxies)
	control := admission.New(admission.Options{Connections: conns, SpoolDir: o.SpoolDir, HeaderTime: o.headerTime, Log: o.Log})
	fresh := freshTime
	if o.readyTime != nil {
		fresh = *o.readyTime
	}
	ready := newReadiness(o.Ready, fresh, cmp.Or(o.pingTime, pingTime), o.Log)
	figures := report.New(report.Options{Machine: o.Machine, Figures: control.Figures,
		Ready:    func(ctx context.Context) bool { return ready.check(ctx) == nil },
		Stopping: func() bool { return ready.running() != nil },
		StoreAge: ready.age, CertificateExpiry: o.CertificateExpiry, BackupTime: o.BackupTime, DiskFree: o.DiskFree,
		StoreSize: o.StoreSize, Release: o.Release, Files: o.PageFiles, Module: o.Module, Notices: o.Notices, Log: o.Log})
	var codes []string
	for _, c := range wire.Answers() {
		codes = append(codes, string(c))
	}
	counts := metrics.New(o.Release, wire.Version, o.Module, codes, figures.Snapshot)
	access := newAccess(o.Limits, o.Proxies, o.Tokens, o.Machine.Known, counts.Limited)
	answers := &responder{transfers: control, access: access, metrics: counts, log: o.Log}
	ready.answers = answers
	signers := &signers{transfers: control, access: access, clock: o.Clock}
	broadcast := events.New(events.Options{Stopping: ready.stopping, HelloTime: o.helloTime, Log: o.Log,
		Count: func() (int64, func()) {
			before, release := control.Socket()
			closed := counts.Socket()
			return before, func() { closed(); release() }
		},
		Panicked: func() { answers.panicked("method", http.MethodGet) }})
	manage := &manage{machine: o.Machine, access: access, answers: answers, signers: signers, audit: o.Audit}
	h := &handlers{
		manage:   manage,
		protocol: &protocol{machine: o.Machine, signers: signers, access: access, answers: answers, manage: manage, clock: o.Clock, release: o.Release},
		following: &following{machine: o.Machine, signers: signers, access: access, origins: origins, broadcast: broadcast,
			transfers: control, ready: ready, metrics: counts, answers: answers},
		pages: &pages{report: figures, metrics: counts, access: access, answers: answers, release: o.Release, notices: o.Notices, contact: o.SecurityContact},
		ready: ready,
	}
	tracer := telemetry.NewTracer(o.Traces, func(r *http.Request) bool { return o.Proxies.Forwards(r) })
	newRouter := func(routes ...map[string]methods) *router {
		rt := &router{mux: http.NewServeMux(), control: control, access: access, metrics: counts, tracer: tracer, log: o.Log, answers: answers}
		for _, r := range routes {
			rt.handle(r)
		}
		rt.mux.Handle("/", rt.endpoint("unknown", nil))
		return rt
	}
	routes := []map[string]methods{h.api(), h.site()}
	if !o.OperatorApart {
		routes = append(routes, h.operator())
	}
	return &Server{
		Handler:  &public{router: newRouter(routes...), base: o.BasePath, origins: origins, page: o.Page},
		operator: &operatorOnly{newRouter(h.apart())},
		control:  control, conns: conns, report: figures, ready: ready, handlers: h, kept: o.KeepTrainings,
	}, nil
}

// Operator returns a handler with the operator's pages, metrics and health checks only, for a separate address.
func (s *Server) Operator() http.Handler { return s.operator }

// Drain ends all requests that wait, event sockets and long polls, and makes /readyz fail from now on.
func (s *Server) Drain() { s.ready.stop() }

// Capped returns ln with the limits on connections, which count together with those of Serve: for an address that answers something
// else to everybody.
func (s *Server) Capped(ln net.Listener) net.Listener { return s.conns.Listener(ln) }

// Serve answers requests on ln until ctx is done, then rejects new ones, ends those that wait, lets the rest finish and
// returns nil. With a TLS configuration it speaks TLS.
func (s *Server) Serve(ctx context.Context, ln net.Listener, secure *tls.Config) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go s.report.Sample(ctx)
	s.handlers.manage.note(ctx, audit.Entry{Who: byProgram, Action: audit.Started, Detail: s.handlers.protocol.release})
	if s.kept > 0 {
		go s.handlers.manage.keep(ctx, s.kept)
	}
	return s.control.Serve(ctx, s.conns.Listener(ln), secure, s, s.Drain)
}

// ServeOperator answers the operator's requests on ln until ctx is done, as Serve does.
func (s *Server) ServeOperator(ctx context.Context, ln net.Listener, secure *tls.Config) error {
	return s.control.Serve(ctx, ln, secure, s.operator, s.Drain)
}
