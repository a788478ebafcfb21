package server

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/protocol/wire"
)

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
