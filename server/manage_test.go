package server_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/audit"
	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/site"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

const bearer = "Authorization: Bearer "

// TestOperatorEndsAndForgets: the operator ends a training for a reason that everybody is told, and forgets it; the audit log
// has who did what in a chain that can be checked, and names no participant. Nobody else can do either.
func TestOperatorEndsAndForgets(t *testing.T) {
	d := newProxied(t, server.Limits{}, 1)
	owner := d.owners[0]
	other := parties.NewModelOwner(t, 3, 3, nil)
	d.want("a training", d.ask("192.0.2.1", "POST", wire.PathTrainings, nil, other.Manifest, bearer+operatorToken), 201, "")
	d.want("an owner", d.ask("192.0.2.1", "PUT", wire.PathTraining(d.mo.ID, "enrolments", owner.ID().String()), nil, owner.Enrolment()), 204, "")
	end, forget := "/operator/trainings/"+d.mo.ID.String()+"/end", "/operator/trainings/"+d.mo.ID.String()+"/forget"
	why := map[string]string{"why": "it asks for names"}
	d.want("without token", d.ask("192.0.2.1", "POST", end, nil, why), 401, wire.CodeToken)
	d.want("a page with the token", d.ask("192.0.2.1", "POST", end, nil, why, bearer+operatorToken, "Origin: https://evil.example"), 403, wire.CodeForbidden)
	d.want("without reason", d.ask("192.0.2.1", "POST", end, nil, map[string]string{"why": " "}, bearer+operatorToken), 400, wire.CodeInvalid)
	d.want("a training that does not exist", d.ask("192.0.2.1", "POST", "/operator/trainings/"+wire.TrainingID{9}.String()+"/end", nil, why, bearer+operatorToken), 404, wire.CodeNotFound)
	d.want("the end", d.ask("192.0.2.1", "POST", end, nil, why, bearer+operatorToken), 204, "")
	state := d.ask("192.0.2.1", "GET", wire.PathTraining(d.mo.ID, "state"), owner.Key, nil)
	d.want("the owner", state, 410, wire.CodeLate)
	if !strings.Contains(state.Body.String(), "it asks for names") {
		t.Errorf("the owner is told %s", state.Body)
	}
	d.want("the manifest", d.ask("192.0.2.1", "GET", wire.PathTraining(d.mo.ID, "manifest"), nil, nil), 410, wire.CodeLate)
	d.want("forgetting without token", d.ask("192.0.2.1", "POST", forget, nil, nil), 401, wire.CodeToken)
	d.want("forgetting", d.ask("192.0.2.1", "POST", forget, nil, nil, bearer+operatorToken), 204, "")
	d.want("forgetting again", d.ask("192.0.2.1", "POST", forget, nil, nil, bearer+operatorToken), 404, wire.CodeNotFound)
	d.want("the manifest", d.ask("192.0.2.1", "GET", wire.PathTraining(d.mo.ID, "manifest"), nil, nil), 404, wire.CodeNotFound)
	d.want("the audit log without token", d.ask("192.0.2.1", "GET", "/operator/audit.json", nil, nil), 401, wire.CodeToken)
	log := d.ask("192.0.2.1", "GET", "/operator/audit.json?from=1", nil, nil, bearer+operatorToken)
	d.want("the audit log", log, 200, "")
	var page struct{ Entries []json.RawMessage }
	check(t, json.Unmarshal(log.Body.Bytes(), &page))
	var c audit.Chain
	var got []string
	for _, raw := range page.Entries {
		e, err := c.Next(raw)
		check(t, err)
		got = append(got, fmt.Sprint(e.Who, " ", e.Action, " ", e.Training == d.mo.ID.String(), " ", e.Detail))
	}
	want := []string{"operator created false ", "operator ended true it asks for names", "operator forgot true "}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the audit log is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if strings.Contains(log.Body.String(), owner.ID().String()) || strings.Contains(log.Body.String(), "192.0.2") {
		t.Error("the audit log names a participant")
	}
}

// TestNamedTokens: tokens have rights and quotas of their own, and others take their place while the program runs.
func TestNamedTokens(t *testing.T) {
	st, err := sqlite.Open(t.Context(), t.TempDir())
	check(t, err)
	t.Cleanup(func() { st.Close() })
	machine, err := round.New(t.Context(), round.Options{Store: st})
	check(t, err)
	t.Cleanup(machine.Close)
	const creator, operator = "cccccccccccccccccccccccc", "oooooooooooooooooooooooo"
	list := fmt.Sprintf(`{"tokens": [{"name": "cardiology", "sha256": "%x", "trainings": 1}, {"name": "it", "sha256": "%x", "may": ["operate"]}]}`,
		sha256.Sum256([]byte(creator)), sha256.Sum256([]byte(operator)))
	all, err := guard.ParseTokens([]byte(list))
	check(t, err)
	tokens := guard.NewTokens(all)
	s, err := server.New(server.Options{Machine: machine, Tokens: tokens})
	check(t, err)
	d := &proxied{t: t, h: s}
	create := func(token string) *httptest.ResponseRecorder {
		return d.ask("192.0.2.1", "POST", wire.PathTrainings, nil, parties.NewModelOwner(t, 3, 3, nil).Manifest, bearer+token)
	}
	d.want("the first training", create(creator), 201, "")
	d.want("one too many", create(creator), 409, wire.CodeFull)
	d.want("a token for something else", create(operator), 403, wire.CodeForbidden)
	d.want("the operator's pages", d.ask("192.0.2.1", "GET", "/metrics", nil, nil, bearer+operator), 200, "")
	d.want("the operator's pages with a token for something else", d.ask("192.0.2.1", "GET", "/metrics", nil, nil, bearer+creator), 403, wire.CodeForbidden)
	facts, err := machine.Facts(t.Context())
	check(t, err)
	if len(facts) != 1 || facts[0].Creator != "cardiology" {
		t.Errorf("the trainings are %+v", facts)
	}
	tokens.Replace(nil)
	d.want("a token that was taken away", d.ask("192.0.2.1", "GET", "/metrics", nil, nil, bearer+operator), 401, wire.CodeToken)
}

// TestTrustedLoopback: with a trusted proxy on this machine a refusal says why this machine has no rights, and how it gets
// them; with LocalPrograms a request without a proxy's header has them, and one with such a header has not.
func TestTrustedLoopback(t *testing.T) {
	for _, local := range []bool{false, true} {
		st, err := sqlite.Open(t.Context(), t.TempDir())
		check(t, err)
		t.Cleanup(func() { st.Close() })
		machine, err := round.New(t.Context(), round.Options{Store: st})
		check(t, err)
		t.Cleanup(machine.Close)
		proxies, err := guard.ParseProxies([]string{"127.0.0.1"})
		check(t, err)
		proxies.LocalPrograms = local
		s, err := server.New(server.Options{Machine: machine, Proxies: proxies})
		check(t, err)
		ask := func(forwarded string) *httptest.ResponseRecorder {
			r := httptest.NewRequest("GET", "http://127.0.0.1/metrics", nil)
			r.RemoteAddr = "127.0.0.1:1"
			if forwarded != "" {
				r.Header.Set("X-Forwarded-For", forwarded)
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			return w
		}
		if w := ask("192.0.2.1"); w.Code != http.StatusForbidden {
			t.Errorf("forwarded, local programs %v: %d", local, w.Code)
		}
		w := ask("")
		if local && w.Code != 200 || !local && (w.Code != 403 || !strings.Contains(w.Body.String(), "--operator-token-file") || !strings.Contains(w.Body.String(), "--local-programs")) {
			t.Errorf("local programs %v: %d %.200s", local, w.Code, w.Body)
		}
	}
}

// TestClassBehindOneAddress: two hundred browsers behind one address load the page and enrol within one burst of the default
// limits, and do a round of twenty-three requests each; somebody else at that address who knows no training is limited
// meanwhile, and is told for how long.
func TestClassBehindOneAddress(t *testing.T) {
	d := newProxied(t, server.DefaultLimits, 200)
	const address = "192.0.2.1"
	for _, o := range d.owners {
		for i := range 12 {
			if w := d.ask(address, "GET", fmt.Sprintf("/assets/file-%d", i), nil, nil); w.Code == http.StatusTooManyRequests {
				t.Fatalf("a file of the page: %d %s", w.Code, w.Body)
			}
		}
		d.want("an enrolment", d.ask(address, "PUT", wire.PathTraining(d.mo.ID, "enrolments", o.ID().String()), nil, o.Enrolment()), 204, "")
	}
	for _, o := range d.owners {
		for range 23 {
			d.want("a request of a round", d.ask(address, "GET", wire.PathTraining(d.mo.ID, "state"), o.Key, nil), 200, "")
		}
	}
	for range 2000 {
		w := d.ask(address, "GET", "/v2/server", nil, nil)
		if w.Code == 200 {
			continue
		}
		d.want("a stranger there", w, 429, wire.CodeRate)
		rejection := must(wire.Parse[wire.Rejection](w.Body.Bytes()))
		if rejection.WaitSeconds < 1 || w.Header().Get("Retry-After") != fmt.Sprint(rejection.WaitSeconds) || !strings.Contains(rejection.Detail, "try again in ") {
			t.Errorf("it is told %s, Retry-After %s", w.Body, w.Header().Get("Retry-After"))
		}
		d.want("an owner there", d.ask(address, "GET", wire.PathTraining(d.mo.ID, "manifest"), nil, nil), 200, "")
		return
	}
	t.Error("a stranger at the address has no limit")
}

// TestPersonAboveLimit: a person above the limit gets a page that says so and tries again.
func TestPersonAboveLimit(t *testing.T) {
	d := newProxied(t, server.Limits{SourceRate: 0.02}, 1) // four files
	for range 10 {
		w := d.ask("192.0.2.1", "GET", "/join", nil, nil, "Accept: text/html,*/*")
		if w.Code != http.StatusTooManyRequests {
			continue
		}
		if !strings.Contains(w.Header().Get("Content-Type"), "text/html") || w.Header().Get("Refresh") == "" || !strings.Contains(w.Body.String(), "Please wait a moment") {
			t.Errorf("the answer is %s %s", w.Header(), w.Body)
		}
		d.want("a program there", d.ask("192.0.2.1", "GET", "/join", nil, nil), 429, wire.CodeRate)
		return
	}
	t.Error("there is no limit")
}

// TestNotices: the operator's imprint and privacy notice are shown as pages, with a contact for weaknesses; without them the
// paths do not exist. Search engines are asked to stay away.
func TestNotices(t *testing.T) {
	machine := func() *round.Machine {
		st, err := sqlite.Open(t.Context(), t.TempDir())
		check(t, err)
		t.Cleanup(func() { st.Close() })
		m, err := round.New(t.Context(), round.Options{Store: st})
		check(t, err)
		t.Cleanup(m.Close)
		return m
	}
	s, err := server.New(server.Options{Machine: machine(), Notices: site.Notices{Imprint: "# Imprint\n\nTown <Hospital>, 1 High Street", Privacy: "# Privacy\n\nWe keep trainings for 90 days."},
		SecurityContact: "mailto:security@example.org"})
	check(t, err)
	bare, err := server.New(server.Options{Machine: machine()})
	check(t, err)
	for path, want := range map[string]string{"/imprint": "Town &lt;Hospital&gt;", "/privacy": "90 days", "/.well-known/security.txt": "Contact: mailto:security@example.org\nExpires: ", "/about": "privacy"} {
		if w := sendAs(s, "127.0.0.1", path); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d without %q: %.300s", path, w.Code, want, w.Body)
		}
		if w := sendAs(bare, "127.0.0.1", path); path != "/about" && w.Code != 404 {
			t.Errorf("%s without a text: %d", path, w.Code)
		}
	}
	if w := sendAs(s, "127.0.0.1", "/robots.txt"); w.Code != 200 || !strings.Contains(w.Body.String(), "Disallow: /") {
		t.Errorf("/robots.txt: %d %s", w.Code, w.Body)
	}
}
