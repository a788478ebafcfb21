package server

import (
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/server/site"
)

// apiPolicy is the Content Security Policy of answers that are not pages.
const apiPolicy = "default-src 'none'; frame-ancestors 'none'"

// public is the handler of the address that data owners and model owners use: the protocol, the facilitator's own pages and
// the data owners' page.
type public struct {
	*router
	origins origins
	page    http.Handler
}

// ServeHTTP implements http.Handler.
func (p *public) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.serve(w, r, p.dispatch) }

// dispatch sets the headers for the kind of path that a request is for, applies the limit of its source, and answers it.
func (p *public) dispatch(w http.ResponseWriter, r *http.Request) {
	q, target := requestOf(r), r.URL.Path
	if q.source.Secure {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
	}
	switch {
	case isAPI(target):
		harden(w.Header(), apiPolicy)
		if p.origins.setHeaders(w, r) {
			q.route = "preflight"
			w.WriteHeader(http.StatusNoContent)
			return
		}
	case isSite(target):
		harden(w.Header(), site.Policy)
	case isOtherVersion(target):
		page.Harden(w.Header())
		p.answers.reject(w, r, wire.Rejectf(wire.CodeVersion, "this facilitator speaks protocol version %d", wire.Version))
		return
	default:
		q.route = "page"
	}
	if !isHealth(target) { // there is no limit for probes
		if err := p.access.request(r); err != nil {
			page.Harden(w.Header())
			if q.route == "page" {
				p.busy(w, r, err)
			} else {
				p.answers.reject(w, r, err)
			}
			return
		}
	}
	if q.route == "page" {
		p.page.ServeHTTP(w, r)
		return
	}
	// Ids are hexadecimal of fixed length, so no path needs an escape or a dot segment.
	if strings.Contains(r.URL.EscapedPath(), "%") || path.Clean(target) != strings.TrimSuffix(target, "/") && target != "/" || isAPI(target) && path.Clean(target) != target {
		p.answers.reject(w, r, wire.Rejectf(wire.CodeMalformed, "the path must be plain, without escapes, dot segments or empty parts"))
		return
	}
	p.mux.ServeHTTP(w, r)
}

// busy answers a person above a limit with a page that says so and tries again by itself.
func (p *public) busy(w http.ResponseWriter, r *http.Request, err error) {
	rejection := wire.RejectionOf(err)
	if rejection == nil || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		p.answers.reject(w, r, err)
		return
	}
	b, failed := site.WaitPage(rejection.WaitSeconds)
	if failed != nil {
		p.answers.reject(w, r, failed)
		return
	}
	harden(w.Header(), site.Policy)
	seconds := strconv.Itoa(rejection.WaitSeconds)
	w.Header().Set("Retry-After", seconds)
	w.Header().Set("Refresh", seconds)
	p.metrics.Rejected(string(rejection.Code))
	requestOf(r).code = rejection.Code
	p.answers.bytes(w, rejection.Code.Status(), htmlType, b)
}

func isHealth(p string) bool { return p == "/healthz" || p == "/readyz" }

// isAPI reports whether a path belongs to the protocol or is a health check.
func isAPI(p string) bool { return isProtocol(p) || isHealth(p) }

// isSite reports whether a path is one of the facilitator's own pages.
func isSite(p string) bool {
	return isPublicSite(p) || p == "/operator" || strings.HasPrefix(p, "/operator/") || p == "/metrics"
}

// isPublicSite reports whether a path is one of the facilitator's own pages that are open to everyone.
func isPublicSite(p string) bool {
	switch p {
	case "/about", "/imprint", "/privacy", "/robots.txt", "/.well-known/security.txt":
		return true
	}
	return strings.HasPrefix(p, "/docs/") || strings.HasPrefix(p, "/c/")
}

// isOtherVersion reports whether a path belongs to another version of the protocol.
func isOtherVersion(p string) bool {
	v, ok := strings.CutPrefix(p, "/v")
	return ok && v != "" && v[0] >= '0' && v[0] <= '9'
}

// operatorOnly is the handler of the operator's separate address.
type operatorOnly struct{ *router }

// ServeHTTP implements http.Handler.
func (o *operatorOnly) ServeHTTP(w http.ResponseWriter, r *http.Request) { o.serve(w, r, o.dispatch) }

func (o *operatorOnly) dispatch(w http.ResponseWriter, r *http.Request) {
	harden(w.Header(), site.Policy)
	if err := o.access.request(r); err != nil {
		o.answers.reject(w, r, err)
		return
	}
	o.mux.ServeHTTP(w, r)
}
