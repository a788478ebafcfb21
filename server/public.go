package server

import (
	"errors"
	"net/http"
	"net/url"
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
	base    string // the path under which all of it is served; empty for none
	origins origins
	page    http.Handler
}

// ServeHTTP implements http.Handler.
func (p *public) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.serve(w, r, p.enter) }

// checkBase refuses a path under which no client could reach the facilitator.
func checkBase(base string) error {
	if base == "" || wire.PlainPath(base) {
		return nil
	}
	return errors.New("invalid base path: must begin with a slash, be plain and end without one, such as /blindfit")
}

// enter takes the base path off a request, so that no other code knows of it: routes, signatures and the links of pages are
// all relative to it. Health checks are answered without it too, because probes come past the proxy.
func (p *public) enter(w http.ResponseWriter, r *http.Request) {
	if p.base == "" || isHealth(r.URL.Path) {
		p.dispatch(w, r)
		return
	}
	rest, inside := strings.CutPrefix(r.URL.Path, p.base)
	switch {
	case inside && rest == "":
		harden(w.Header(), apiPolicy)
		w.Header().Set("Location", path.Base(p.base)+"/")
		w.WriteHeader(http.StatusPermanentRedirect)
	case inside && rest[0] == '/':
		in := r.WithContext(r.Context()) // a shallow copy: requestOf finds the same facts
		in.URL = &url.URL{Path: rest, RawPath: strings.TrimPrefix(r.URL.RawPath, p.base), RawQuery: r.URL.RawQuery, ForceQuery: r.URL.ForceQuery}
		p.dispatch(w, in)
	default:
		harden(w.Header(), apiPolicy)
		p.answers.reject(w, r, wire.Rejectf(wire.CodeNotFound, "this facilitator is served under %s", p.base))
	}
}

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

// busy answers a person above a limit with a page that explains it and tries again by itself.
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
