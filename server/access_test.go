package server_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/hosts"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/audit"
	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

const operatorToken = "0123456789abcdefghijklmnop"

// proxied is a facilitator without a port. The test acts as its proxy, which names the sources of requests.
type proxied struct {
	t       *testing.T
	h       *server.Server
	machine *round.Machine
	mo      *parties.ModelOwner
	owners  []*parties.Owner
}

// proxyAddress is the address of the proxy.
const proxyAddress = "10.9.8.7:1"

func newProxied(t *testing.T, l server.Limits, owners int) *proxied {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir())
	check(t, err)
	t.Cleanup(func() { st.Close() })
	machine, err := round.New(t.Context(), round.Options{Store: st})
	check(t, err)
	t.Cleanup(machine.Close)
	proxies, err := guard.ParseProxies([]string{"10.9.8.7"})
	check(t, err)
	tokens, err := guard.ParseTokens([]byte(operatorToken))
	check(t, err)
	h, err := server.New(server.Options{Machine: machine, Release: "test", Limits: l, Proxies: proxies, Tokens: guard.NewTokens(tokens), Audit: audit.New(st), Ready: st.Ping})
	check(t, err)
	d := &proxied{t: t, h: h, machine: machine, mo: parties.NewModelOwner(t, 3, min(max(owners, 3), 64), nil)}
	_, _, err = machine.CreateTraining(t.Context(), d.mo.Manifest, round.Creator{})
	check(t, err)
	d.owners = parties.NewOwners(t, d.mo.ID, owners)
	return d
}

// ask sends a request of a source, signed by signer unless it is nil.
func (d *proxied) ask(source, method, target string, signer wire.Signer, body any, header ...string) *httptest.ResponseRecorder {
	d.t.Helper()
	var content []byte
	if body != nil {
		content = must(wire.Marshal(body))
	}
	r := httptest.NewRequest(method, target, bytes.NewReader(content))
	r.RequestURI, r.RemoteAddr = target, proxyAddress
	r.Header.Set("X-Forwarded-For", source)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", wire.AcceptAdditions)
	if signer != nil {
		s := must(wire.Seal(wire.KindRequest, wire.Request{Method: method, Target: target, TimeMS: time.Now().UnixMilli()}, signer))
		r.Header.Set(wire.AuthHeader, must(wire.EncodeAuth(s)))
	}
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	return w
}

func (d *proxied) want(what string, w *httptest.ResponseRecorder, status int, code wire.Code) {
	d.t.Helper()
	if w.Code != status || code != "" && !strings.Contains(w.Body.String(), `"code":"`+string(code)+`"`) {
		d.t.Errorf("%s: %d %s, want %d %s", what, w.Code, w.Body, status, code)
	}
}

// TestForbiddenSigners: signatures that do not verify, those of other owners or strangers, and those of an owner that is not
// in the roster are rejected; a source that guesses signatures soon reaches its limit. Row 10 of the fault table.
func TestForbiddenSigners(t *testing.T) {
	d := newProxied(t, server.Limits{SourceRate: 6}, 4) // 60 requests, or six guesses
	for _, o := range d.owners {
		check(t, d.machine.Enrol(t.Context(), d.mo.ID, o.ID(), o.Enrolment()))
	}
	list, err := d.machine.Enrolments(t.Context(), d.mo.ID, d.mo.Key.Identity(), wire.Identity{})
	check(t, err)
	revoked := d.owners[3]
	var kept []wire.Signed
	for _, m := range list.Messages {
		if m.Signer != revoked.ID() {
			kept = append(kept, m)
		}
	}
	check(t, d.machine.Append(t.Context(), d.mo.ID, d.mo.Roster(kept), nil))
	statements := d.mo.Statements(d.owners[:3])
	for i := range statements {
		check(t, d.machine.PutStatement(t.Context(), d.mo.ID, statements[i].Signer, &statements[i]))
	}
	check(t, d.machine.Append(t.Context(), d.mo.ID, d.mo.Start(statements), nil))
	ref := wire.Ref{Round: 1, Attempt: 1}
	open, weights := d.mo.Open(ref)
	check(t, d.machine.Append(t.Context(), d.mo.ID, open, weights))
	place := func(o *parties.Owner) string {
		return wire.PathTraining(d.mo.ID, "rounds", "1", "1", "reveals", o.ID().String())
	}
	reveal := func(o *parties.Owner) *wire.Signed {
		return o.Seal(wire.KindReveal, wire.Reveal{Training: d.mo.ID, Ref: ref})
	}
	own := reveal(d.owners[0])
	forged := *own
	forged.Signature = bytes.Clone(own.Signature)
	forged.Signature[5] ^= 1
	d.want("a changed signature", d.ask("192.0.2.1", "PUT", place(d.owners[0]), nil, &forged), 401, wire.CodeSignature)
	d.want("in another's place", d.ask("192.0.2.2", "PUT", place(d.owners[1]), nil, own), 401, wire.CodeSignature)
	stranger := parties.NewOwners(t, d.mo.ID, 1)[0]
	d.want("a stranger", d.ask("192.0.2.3", "PUT", place(stranger), nil, reveal(stranger)), 403, wire.CodeForbidden)
	d.want("a revoked owner", d.ask("192.0.2.4", "PUT", place(revoked), nil, reveal(revoked)), 403, wire.CodeForbidden)
	d.want("a revoked owner who reads", d.ask("192.0.2.4", "GET", wire.PathTraining(d.mo.ID, "rounds", "1", "1", "weights"), revoked.Key, nil), 403, wire.CodeForbidden)
	d.want("a stranger who reads", d.ask("192.0.2.3", "GET", wire.PathTraining(d.mo.ID, "state"), stranger.Key, nil), 403, wire.CodeForbidden)
	d.want("an owner who writes the log", d.ask("192.0.2.5", "POST", wire.PathTraining(d.mo.ID, "log"), nil, d.owners[0].Seal(wire.KindDone, wire.Done{LogEntry: d.mo.Next(), Reason: "stopped"})), 403, wire.CodeForbidden)
	late := must(wire.Seal(wire.KindRequest, wire.Request{Method: "GET", Target: wire.PathTraining(d.mo.ID, "state"), TimeMS: time.Now().Add(-time.Hour).UnixMilli()}, d.owners[0].Key))
	d.want("a signature of an hour ago", d.ask("192.0.2.6", "GET", wire.PathTraining(d.mo.ID, "state"), nil, nil, wire.AuthHeader+": "+must(wire.EncodeAuth(late))), 401, wire.CodeClock)
	other := must(wire.Seal(wire.KindRequest, wire.Request{Method: "GET", Target: wire.PathTraining(d.mo.ID, "log"), TimeMS: time.Now().UnixMilli()}, d.owners[0].Key))
	d.want("a signature for another request", d.ask("192.0.2.6", "GET", wire.PathTraining(d.mo.ID, "state"), nil, nil, wire.AuthHeader+": "+must(wire.EncodeAuth(other))), 401, wire.CodeSignature)
	guesses := 0
	for d.ask("192.0.2.7", "PUT", place(d.owners[0]), nil, &forged).Code == 401 {
		guesses++
	}
	if guesses < 5 || guesses > 8 {
		t.Errorf("%d changed signatures were checked", guesses)
	}
	d.want("the owner itself, from elsewhere", d.ask("192.0.2.8", "GET", wire.PathTraining(d.mo.ID, "rounds", "1", "1", "weights"), d.owners[0].Key, nil), 200, "")
}

// TestForeignPages: pages of other sites get no permission, cannot send a form, and cannot create trainings, even from a browser
// on the facilitator's own machine. Row 30 of the fault table, with the scripts of TestSurface.
func TestForeignPages(t *testing.T) {
	h, machine, mo, o := inProcess(t)
	manifest := must(wire.Marshal(parties.NewModelOwner(t, 3, 3, nil).Manifest))
	ask := func(method, path, origin, media string, body []byte) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "http://127.0.0.1"+path, bytes.NewReader(body))
		r.RequestURI, r.RemoteAddr = path, "127.0.0.1:1"
		r.Header.Set("Origin", origin)
		if media != "" {
			r.Header.Set("Content-Type", media)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for _, method := range []string{"DELETE", "PATCH", "HEAD", "TRACE", "POST"} {
		if w := ask(method, "/v2/server", "null", "", nil); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
	for _, origin := range []string{"https://evil.example", "http://127.0.0.1.evil.example", "https://localhost.evil.example", "null.example", "file://", ""} {
		if w := ask("GET", "/v2/server", origin, "", nil); w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("a page of %q may read", origin)
		}
	}
	for _, media := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""} {
		for _, path := range []string{wire.PathTrainings, wire.PathTraining(mo.ID, "log"), wire.PathTraining(mo.ID, "leave")} {
			// A page may send these media types without a preflight.
			if w := ask("POST", path, "https://evil.example", media, manifest); w.Code < 400 || w.Code >= 500 || w.Code == 404 {
				t.Errorf("a form of %q to %s: %d %s", media, path, w.Code, w.Body)
			}
		}
	}
	for _, origin := range []string{"null", "http://127.0.0.1:8080", "http://localhost", "https://evil.example", "http://127.0.0.1"} {
		if w := ask("POST", wire.PathTrainings, origin, "application/json", manifest); w.Code != http.StatusForbidden {
			t.Errorf("a page of %q creates a training: %d %s", origin, w.Code, w.Body)
		}
	}
	// A page from disk may send requests that its owner signs, and no others.
	path := wire.PathTraining(mo.ID, "enrolments", o.ID().String())
	if w := ask("PUT", path, "null", "application/json", must(wire.Marshal(o.Enrolment()))); w.Code != http.StatusNoContent || w.Header().Get("Access-Control-Allow-Origin") != "null" {
		t.Errorf("a signed enrolment of a page from disk: %d %s", w.Code, w.Body)
	}
	if w := ask("GET", wire.PathTraining(mo.ID, "state"), "null", "", nil); w.Code != http.StatusUnauthorized {
		t.Errorf("an unsigned read of a page from disk: %d", w.Code)
	}
	facts, err := machine.Facts(t.Context())
	check(t, err)
	if len(facts) != 1 {
		t.Errorf("there are %d trainings, want one", len(facts))
	}
}

// TestOperatorsOnly: the operator's pages are shown only to a request with the token in its header, or from this machine under
// a loopback name. Row 31 of the fault table.
func TestOperatorsOnly(t *testing.T) {
	d := newProxied(t, server.Limits{}, 1)
	local := func(host, path string, header ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "http://"+host+path, nil)
		r.RemoteAddr = "127.0.0.1:1"
		for _, h := range header {
			name, value, _ := strings.Cut(h, ": ")
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		d.h.ServeHTTP(w, r)
		return w
	}
	for _, path := range []string{"/operator", "/operator/status.json", "/metrics"} {
		w := d.ask("192.0.2.1", "GET", path, nil, nil)
		d.want("without token", w, 401, wire.CodeToken)
		if challenges := w.Header().Values("WWW-Authenticate"); len(challenges) != 2 {
			t.Errorf("%s: the challenges for a browser are %q", path, challenges)
		}
		d.want("an incorrect token", d.ask("192.0.2.1", "GET", path, nil, nil, "Authorization: Bearer "+operatorToken+"x"), 401, wire.CodeToken)
		d.want("a token in the address", d.ask("192.0.2.1", "GET", path+"?token="+operatorToken, nil, nil), 401, wire.CodeToken)
		d.want("the token", d.ask("192.0.2.1", "GET", path, nil, nil, "Authorization: Bearer "+operatorToken), 200, "")
		d.want("the token as a password", d.ask("192.0.2.1", "GET", path, nil, nil, "Authorization: Basic b3BlcmF0b3I6MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3A="), 200, "")
		hosts.Run(t, d.h, path)
		d.want("a name that resolves to loopback", local("evil.example", path), 403, wire.CodeForbidden)
		d.want("forwarded", local("127.0.0.1", path, "X-Forwarded-For: 192.0.2.1"), 401, wire.CodeToken)
		d.want("a page of another site", local("127.0.0.1", path, "Origin: null"), 401, wire.CodeToken)
	}
	d.want("creating without token", d.ask("192.0.2.1", "POST", wire.PathTrainings, nil, parties.NewModelOwner(t, 3, 3, nil).Manifest), 401, wire.CodeToken)
	d.want("creating with the token in the address", d.ask("192.0.2.1", "POST", wire.PathTrainings+"?token="+operatorToken, nil, d.mo.Manifest), 401, wire.CodeToken)
	d.want("creating with the token", d.ask("192.0.2.1", "POST", wire.PathTrainings, nil, d.mo.Manifest, "Authorization: Bearer "+operatorToken), 200, "")
	h, _, _, _ := inProcess(t) // without any token
	r := httptest.NewRequest("GET", "/metrics", nil)
	r.RemoteAddr = "192.0.2.1:1"
	r.Header.Set("Authorization", "Bearer ")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	d.want("an empty token without a configured one", w, 401, wire.CodeToken)
}
