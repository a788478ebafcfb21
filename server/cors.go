package server

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/blindfit/blindfit/protocol/wire"
)

// checkOrigin checks that s is a bare web origin as a browser would send it.
func checkOrigin(s string) error {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.Scheme+"://"+u.Host != s || strings.ToLower(s) != s {
		return fmt.Errorf("invalid origin: must be like https://example.org, without path, in lower case")
	}
	return nil
}

// allowedOrigin reports whether a page of this origin may use the API. There are no cookies: what a page may do
// is decided by the signatures it can make, so loopback and pages opened from disk ("null") are let in.
func (s *Server) allowedOrigin(origin string) bool {
	if origin == "null" || s.origins[origin] {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || checkOrigin(origin) != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// sameOrigin reports whether origin is that of the request's own host.
func sameOrigin(r *http.Request, origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// cors sets the headers for pages of other origins and reports whether the request was only a preflight.
func (s *Server) cors(w http.ResponseWriter, r *http.Request) (preflight bool) {
	h := w.Header()
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	preflight = r.Method == http.MethodOptions && origin != "" && r.Header.Get("Access-Control-Request-Method") != ""
	if origin == "" || !s.allowedOrigin(origin) {
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
