package server

import (
	"net/http"
	"path"
	"strings"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/server/site"
)

// handler answers one request, or returns why not.
type handler func(http.ResponseWriter, *http.Request) error

// methods are the handlers of one path.
type methods map[string]handler

// interfaceRoutes are the paths of the protocol.
func (s *Server) interfaceRoutes() map[string]methods {
	const training, attempt = "/v1/trainings/{training}", "/v1/trainings/{training}/rounds/{round}/{attempt}"
	return map[string]methods{
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
		attempt + "/keys/{identity}":        {"PUT": s.putKeys},
		attempt + "/encapsulations":         {"GET": s.blob(s.machine.Encapsulations)},
		attempt + "/uploads":                {"GET": s.list(s.machine.Uploads)},
		attempt + "/uploads/{identity}":     {"GET": s.getUpload, "PUT": s.putUpload},
		attempt + "/reveals":                {"GET": s.list(s.machine.Reveals)},
		attempt + "/reveals/{identity}":     {"PUT": s.put(s.machine.PutReveal)},
		attempt + "/aggregate":              {"GET": s.blob(s.machine.Aggregate)},
		"/v1/openapi.json":                  {"GET": s.getOpenAPI},
		"/healthz":                          {"GET": s.getHealth},
		"/readyz":                           {"GET": s.getReady},
	}
}

// siteRoutes are the facilitator's own pages.
func (s *Server) siteRoutes() map[string]methods {
	return map[string]methods{
		"/about":          {"GET": s.getAbout},
		"/docs/site.css":  {"GET": s.getStyle},
		"/docs/icon.svg":  {"GET": s.getIcon},
		"/docs/api":       {"GET": s.getAPI},
		"/docs/{name...}": {"GET": s.getDocument},
	}
}

// operatorRoutes are for the operator only.
func (s *Server) operatorRoutes() map[string]methods {
	return map[string]methods{
		"/operator":             {"GET": s.forOperator(s.getStatusPage)},
		"/operator/status.json": {"GET": s.forOperator(s.getStatus)},
		"/metrics":              {"GET": s.forOperator(s.getMetrics)},
	}
}

func (s *Server) routes() {
	all := []map[string]methods{s.interfaceRoutes(), s.siteRoutes()}
	if !s.apart {
		all = append(all, s.operatorRoutes())
	}
	for _, routes := range all {
		for pattern, m := range routes {
			s.mux.Handle(pattern, s.endpoint(pattern, m))
		}
	}
	s.mux.Handle("/", s.endpoint("unknown", nil))
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.record(w, r, s.answer) }

// isProtocol reports whether a path or pattern is one of the protocol.
func isProtocol(p string) bool { return p == "/v1" || strings.HasPrefix(p, "/v1/") }

// isInterface reports whether a path is one of the protocol, or of whoever looks after the process.
func isInterface(p string) bool {
	return isProtocol(p) || p == "/healthz" || p == "/readyz"
}

// isSite reports whether a path is one of the facilitator's own pages.
func isSite(p string) bool {
	return p == "/about" || strings.HasPrefix(p, "/docs/") || p == "/operator" || strings.HasPrefix(p, "/operator/") || p == "/metrics"
}

// otherVersion reports whether a path is one of another version of the protocol.
func otherVersion(p string) bool {
	v, ok := strings.CutPrefix(p, "/v")
	return ok && v != "" && v[0] >= '0' && v[0] <= '9'
}

// answer dispatches on what kind of path a request is for.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	defer s.recover(w, r)
	// A deadline outlives its request on a connection that is kept: every request begins with one of its own.
	limitWrite(w, pageRoom)
	source, p := sourceOf(r), r.URL.Path
	if source.Secure {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
	}
	switch {
	case isInterface(p):
		s.harden(w.Header(), "default-src 'none'; frame-ancestors 'none'")
		if preflight := s.cors(w, r); preflight {
			visitOf(r).route = "preflight"
			w.WriteHeader(http.StatusNoContent)
			return
		}
	case isSite(p):
		s.harden(w.Header(), site.Policy)
	case otherVersion(p):
		page.Harden(w.Header())
		s.refuseWith(w, r, wire.Rejectf(wire.CodeVersion, "this facilitator speaks protocol version %d", wire.Version))
		return
	default:
		visitOf(r).route = "page"
	}
	// Whoever looks after the process must get its answer also when there is too much of everything.
	if p != "/healthz" && p != "/readyz" {
		if err := s.access.request(source); err != nil {
			page.Harden(w.Header())
			s.refuseWith(w, r, err)
			return
		}
	}
	if visitOf(r).route == "page" {
		s.page.ServeHTTP(w, r)
		return
	}
	// Ids are fixed-length hex: nothing in a path needs an escape or a dot segment.
	if strings.Contains(r.URL.EscapedPath(), "%") || path.Clean(p) != strings.TrimSuffix(p, "/") && p != "/" || isInterface(p) && path.Clean(p) != p {
		s.refuseWith(w, r, wire.Rejectf(wire.CodeMalformed, "the path must be plain, without escapes, dot segments or empty parts"))
		return
	}
	s.mux.ServeHTTP(w, r)
}

// harden sets the headers of every answer that is not the page's.
func (s *Server) harden(h http.Header, policy string) {
	page.Harden(h)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy)
}

// endpoint dispatches on the method and writes the rejection of a handler that fails.
func (s *Server) endpoint(pattern string, m methods) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visitOf(r).route = pattern
		handle, ok := m[r.Method]
		if r.Method == http.MethodHead && !isProtocol(pattern) {
			handle, ok = m[http.MethodGet] // who only looks whether a page is there
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
			s.refuseWith(w, r, err)
		}
	})
}

// refuseWith writes a rejection and counts it against the source where it was a guess.
func (s *Server) refuseWith(w http.ResponseWriter, r *http.Request, err error) {
	v := visitOf(r)
	v.code = s.reject(w, err)
	s.access.guessed(v.source, v.code)
}
