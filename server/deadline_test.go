package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// deadlines is a response writer on a kept connection with the deadlines of an earlier request, which have passed.
type deadlines struct {
	*httptest.ResponseRecorder
	read, write time.Time
	atHead      time.Time // write deadline when the header was written
}

func (d *deadlines) SetReadDeadline(t time.Time) error  { d.read = t; return nil }
func (d *deadlines) SetWriteDeadline(t time.Time) error { d.write = t; return nil }
func (d *deadlines) WriteHeader(status int) {
	d.atHead = d.write
	d.ResponseRecorder.WriteHeader(status)
}

// TestDeadlinesAreFresh: no answer is written under the deadline of an earlier request, and no request is answered under a read
// deadline.
func TestDeadlinesAreFresh(t *testing.T) {
	st, err := sqlite.Open(t.Context(), t.TempDir())
	check(t, err)
	defer st.Close()
	machine, err := round.New(t.Context(), round.Options{Store: st})
	check(t, err)
	defer machine.Close()
	s, err := server.New(server.Options{Machine: machine, Page: http.NotFoundHandler()})
	check(t, err)
	mo := parties.NewModelOwner(t, 3, 3, nil)
	_, _, err = machine.CreateTraining(t.Context(), mo.Manifest, round.Creator{})
	check(t, err)
	o := parties.NewOwners(t, mo.ID, 1)[0]
	body, err := wire.Marshal(o.Enrolment())
	check(t, err)
	for _, c := range []struct {
		method, path string
		body         string
		status       int
	}{
		{"GET", "/v2/server", "", 200},
		{"GET", "/v2/nothing", "", 404},
		{"GET", "/v2/..", "", 400},
		{"GET", "/page", "", 404},
		{"PUT", wire.PathTraining(mo.ID, "enrolments", o.ID().String()), string(body), 204},
		{"PUT", wire.PathTraining(mo.ID, "enrolments", o.ID().String()), "{}", 400},
	} {
		past := time.Now().Add(-time.Hour)
		w := &deadlines{ResponseRecorder: httptest.NewRecorder(), read: past, write: past}
		r := httptest.NewRequest(c.method, "/", strings.NewReader(c.body))
		r.URL.Path = c.path
		r.Header.Set("Content-Type", "application/json")
		s.ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("%s %s: status %d, want %d", c.method, c.path, w.Code, c.status)
		}
		if left := time.Until(w.atHead); left < 10*time.Second || left > time.Hour {
			t.Errorf("%s %s: %v are left to write the answer", c.method, c.path, left)
		}
		if c.body != "" && !w.read.IsZero() {
			t.Errorf("%s %s: answered under a read deadline", c.method, c.path)
		}
	}
}
