package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/admission"
	"github.com/blindfit/blindfit/server/apidoc"
	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/server/metrics"
	"github.com/blindfit/blindfit/server/report"
	"github.com/blindfit/blindfit/server/site"
)

const (
	htmlType = "text/html; charset=utf-8"
	textType = "text/plain; charset=utf-8"
)

// pages answers with the facilitator's own pages, for everyone and for the operator.
type pages struct {
	report  *report.Report
	metrics *metrics.Metrics
	access  *access
	answers *responder
	release string
	notices site.Notices
	contact string // for reports of weaknesses: a mailto: or https: address; empty for none

	fixed sync.Map // texts that are the same for the life of the process, by name
}

// once returns a text that is the same for the life of the process, and makes it once: rendering a document takes up to 50 ms of a
// processor, and anybody may ask for it.
func (p *pages) once(name string, render func() ([]byte, error)) ([]byte, error) {
	if b, ok := p.fixed.Load(name); ok {
		return b.([]byte), nil
	}
	b, err := render()
	if err == nil { // so that names that do not exist hold no memory
		p.fixed.Store(name, b)
	}
	return b, err
}

// notice returns a handler that answers with a text of the operator's.
func (p *pages) notice(name string) handler {
	return func(w http.ResponseWriter, _ *http.Request) error {
		b, err := p.once("notice "+name, func() ([]byte, error) { return p.notices.Page(name) })
		if errors.Is(err, site.ErrNoNotice) {
			return wire.Rejectf(wire.CodeNotFound, "the operator of this facilitator has given no such text")
		}
		return p.html(w, b, err)
	}
}

// getRobots keeps search engines away: links to trainings are for invited people.
func (p *pages) getRobots(w http.ResponseWriter, _ *http.Request) error {
	p.answers.bytes(w, http.StatusOK, textType, []byte("User-agent: *\nDisallow: /\n"))
	return nil
}

// getSecurity answers with the contact for reports of weaknesses, in the form of RFC 9116.
func (p *pages) getSecurity(w http.ResponseWriter, _ *http.Request) error {
	if p.contact == "" {
		return wire.Rejectf(wire.CodeNotFound, "the operator of this facilitator has given no contact")
	}
	const valid = 30 * 24 * time.Hour
	p.answers.bytes(w, http.StatusOK, textType, fmt.Appendf(nil, "Contact: %s\nExpires: %s\n", p.contact, time.Now().UTC().Add(valid).Format(time.RFC3339)))
	return nil
}

// html answers with a rendered page.
func (p *pages) html(w http.ResponseWriter, b []byte, err error) error {
	if err == nil {
		p.answers.bytes(w, http.StatusOK, htmlType, b)
	}
	return err
}

func (p *pages) getAbout(w http.ResponseWriter, r *http.Request) error {
	b, err := site.AboutPage(p.report.About(r.Context()))
	return p.html(w, b, err)
}

func (p *pages) getStyle(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Cache-Control", "public, max-age=300")
	p.answers.bytes(w, http.StatusOK, "text/css; charset=utf-8", site.Style())
	return nil
}

func (p *pages) getIcon(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Cache-Control", "public, max-age=300")
	p.answers.bytes(w, http.StatusOK, "image/svg+xml", site.Icon())
	return nil
}

// getOpenAPI answers with the OpenAPI document of the interface.
func (p *pages) getOpenAPI(w http.ResponseWriter, _ *http.Request) error {
	b, err := p.once("interface", func() ([]byte, error) { return apidoc.Document(p.release) })
	if err != nil {
		return err
	}
	p.answers.bytes(w, http.StatusOK, admission.JSONType, b)
	return nil
}

// getAPI answers with the same description for people.
func (p *pages) getAPI(w http.ResponseWriter, _ *http.Request) error {
	b, err := p.once("interface for people", func() ([]byte, error) {
		readable, err := apidoc.Read()
		if err != nil {
			return nil, err
		}
		return site.APIPage(readable)
	})
	return p.html(w, b, err)
}

func (p *pages) getDocument(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	b, err := p.once("document "+name, func() ([]byte, error) { return site.DocumentPage(name) })
	if errors.Is(err, site.ErrNoDocument) {
		return wire.Rejectf(wire.CodeNotFound, "no such document")
	}
	return p.html(w, b, err)
}

func (p *pages) getStatusPage(w http.ResponseWriter, r *http.Request) error {
	b, err := site.StatusPage(p.report.Status(r.Context()))
	w.Header().Set("Refresh", "15")
	return p.html(w, b, err)
}

func (p *pages) getStatus(w http.ResponseWriter, r *http.Request) error {
	b, err := json.Marshal(p.report.Status(r.Context()))
	if err != nil {
		return err
	}
	p.answers.bytes(w, http.StatusOK, admission.JSONType, b)
	return nil
}

func (p *pages) getMetrics(w http.ResponseWriter, r *http.Request) error {
	p.metrics.Handler().ServeHTTP(w, r)
	return nil
}

// redirectToStatus sends the operator from the root of the operator's address to the status.
func (p *pages) redirectToStatus(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, "operator", http.StatusSeeOther)
	return nil
}

// forOperator returns h for the operator only: for a request with the token, or for one from this machine, if its Host
// header shows that no attacker's host name led the browser here.
func (p *pages) forOperator(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		by, err := p.access.operator(r, guard.MayOperate, "this is shown")
		if err == nil && by.Name == local && !loopback.Host(r.Host) {
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
