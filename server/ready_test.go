package server_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// TestReady: if the store fails, and after the order to stop, the facilitator reports in every form that it takes no work, and
// still that it is alive. The error of the store is not shown.
func TestReady(t *testing.T) {
	st, err := sqlite.Open(t.Context(), t.TempDir())
	check(t, err)
	defer st.Close()
	machine, err := round.New(t.Context(), round.Options{Store: st})
	check(t, err)
	defer machine.Close()
	var broken error
	o := server.Options{Machine: machine, Ready: func(context.Context) error { return broken }}
	o.SetReadyTime(0)
	s, err := server.New(o)
	check(t, err)
	look := func(when string, status int, ready bool, page string) {
		t.Helper()
		if w := send(s, "GET", "/readyz", "", nil); w.Code != status || strings.Contains(w.Body.String(), "/secret/disk") {
			t.Errorf("%s: /readyz answers %d %s", when, w.Code, w.Body)
		}
		if w := send(s, "GET", "/healthz", "", nil); w.Code != 200 {
			t.Errorf("%s: /healthz answers %d", when, w.Code)
		}
		metric := map[bool]string{true: "\nblindfit_ready 1\n", false: "\nblindfit_ready 0\n"}[ready]
		for path, want := range map[string]string{"/metrics": metric, "/operator": page} {
			r := sendAs(s, "127.0.0.1", path)
			if r.Code != 200 || !strings.Contains(r.Body.String(), want) || strings.Contains(r.Body.String(), "/secret/disk") {
				t.Errorf("%s: %s answers %d without %q", when, path, r.Code, want)
			}
		}
	}
	look("at first", 200, true, "Ready")
	broken = errors.New("failed to write /secret/disk: no space left")
	look("with a broken store", 503, false, "Not ready")
	broken = nil
	look("when it works again", 200, true, "Ready")
	s.Drain()
	look("after the order to stop", 503, false, "Stopping")
}
