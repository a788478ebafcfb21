package server

import (
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/blindfit/blindfit/protocol/wire"
)

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
