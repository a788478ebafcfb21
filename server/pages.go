package server

import (
	"encoding/json"
	"errors"
	"maps"
	"net"
	"net/http"
	"strings"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/apidoc"
	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/server/site"
)

const htmlType = "text/html; charset=utf-8"

func (s *Server) getAbout(w http.ResponseWriter, r *http.Request) error {
	b, err := site.AboutPage(s.about(r.Context()))
	if err != nil {
		return err
	}
	s.bytes(w, http.StatusOK, htmlType, b)
	return nil
}

func (s *Server) getStyle(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Cache-Control", "public, max-age=300")
	s.bytes(w, http.StatusOK, "text/css; charset=utf-8", site.Style())
	return nil
}

// getOpenAPI answers with the document that describes the interface.
func (s *Server) getOpenAPI(w http.ResponseWriter, _ *http.Request) error {
	b, err := apidoc.Document(s.release)
	if err != nil {
		return err
	}
	s.bytes(w, http.StatusOK, jsonType, b)
	return nil
}

func (s *Server) getAPI(w http.ResponseWriter, _ *http.Request) error {
	readable, err := apidoc.Read()
	if err != nil {
		return err
	}
	b, err := site.APIPage(readable)
	if err != nil {
		return err
	}
	s.bytes(w, http.StatusOK, htmlType, b)
	return nil
}

func (s *Server) getDocument(w http.ResponseWriter, r *http.Request) error {
	b, err := site.DocumentPage(r.PathValue("name"))
	if errors.Is(err, site.ErrNoDocument) {
		return wire.Rejectf(wire.CodeNotFound, "no such document")
	}
	if err != nil {
		return err
	}
	s.bytes(w, http.StatusOK, htmlType, b)
	return nil
}

func (s *Server) getIcon(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Cache-Control", "public, max-age=300")
	s.bytes(w, http.StatusOK, "image/svg+xml", site.Icon())
	return nil
}

func (s *Server) getStatusPage(w http.ResponseWriter, r *http.Request) error {
	b, err := site.StatusPage(s.status(r.Context()))
	if err != nil {
		return err
	}
	w.Header().Set("Refresh", "15")
	s.bytes(w, http.StatusOK, htmlType, b)
	return nil
}

func (s *Server) getStatus(w http.ResponseWriter, r *http.Request) error {
	b, err := json.Marshal(s.status(r.Context()))
	if err != nil {
		return err
	}
	s.bytes(w, http.StatusOK, jsonType, b)
	return nil
}

func (s *Server) getMetrics(w http.ResponseWriter, r *http.Request) error {
	s.metrics.Handler().ServeHTTP(w, r)
	return nil
}

// forOperator lets the operator in: who shows the token, or somebody on this machine whose browser was not sent here by
// a name that an attacker controls.
func (s *Server) forOperator(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := s.access.operator(r, "this is shown")
		if err == nil && s.access.token.Check(r) != guard.CorrectToken && !loopbackHost(r.Host) {
			err = wire.Rejectf(wire.CodeForbidden, "without the operator token this is shown under a loopback address only")
		}
		if err != nil {
			if rejection := wire.RejectionOf(err); rejection.Code == wire.CodeToken {
				w.Header().Add("WWW-Authenticate", `Basic realm="facilitator: any name, the operator token as password"`)
			}
			return err
		}
		return h(w, r)
	}
}

// loopbackHost reports whether the Host of a request is an address of this machine, as its user would type it.
func loopbackHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// Operator returns a handler with the operator's pages, metrics and health alone, for an address of its own.
func (s *Server) Operator() http.Handler {
	mux := http.NewServeMux()
	routes := s.operatorRoutes()
	maps.Copy(routes, s.siteRoutes())
	for _, also := range []string{"/healthz", "/readyz", "/v1/openapi.json"} {
		routes[also] = s.interfaceRoutes()[also]
	}
	routes["/{$}"] = methods{"GET": func(w http.ResponseWriter, r *http.Request) error {
		http.Redirect(w, r, "operator", http.StatusSeeOther)
		return nil
	}}
	for pattern, m := range routes {
		mux.Handle(pattern, s.endpoint(pattern, m))
	}
	mux.Handle("/", s.endpoint("unknown", nil))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.record(w, r, func(w http.ResponseWriter, r *http.Request) {
			defer s.recover(w, r)
			limitWrite(w, pageRoom)
			s.harden(w.Header(), site.Policy)
			if err := s.access.request(sourceOf(r)); err != nil {
				s.refuseWith(w, r, err)
				return
			}
			mux.ServeHTTP(w, r)
		})
	})
}
