package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// TestOutsideOfPath: a facilitator that is served under a path answers nothing but health checks outside of it, and leads from the
// bare path to the page.
func TestOutsideOfPath(t *testing.T) {
	for _, bad := range []string{"blindfit", "/", "/blindfit/", "/a//b", "/a/../b", "/a b", "/%61", "/.a"} {
		if _, err := server.New(server.Options{Machine: &round.Machine{}, BasePath: bad}); err == nil || !strings.Contains(err.Error(), "base path") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	st := must(sqlite.Open(t.Context(), t.TempDir()))
	defer st.Close()
	machine := must(round.New(t.Context(), round.Options{Store: st}))
	defer machine.Close()
	s := must(server.New(server.Options{Machine: machine, Ready: st.Ping, Page: http.NotFoundHandler(), BasePath: "/blindfit"}))
	for path, want := range map[string]int{
		"/healthz": 200, "/readyz": 200, "/": 404, "/about": 404, "/v2/server": 404, "/metrics": 404, "/blindfitted": 404, "/blindfit": 308,
		"/blindfit/v2/server": 200, "/blindfit/about": 200, "/blindfit/healthz": 200,
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want || w.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %d %v, want %d", path, w.Code, w.Header(), want)
		}
		if to := w.Header().Get("Location"); want == 308 && to != "blindfit/" {
			t.Errorf("%s leads to %q", path, to)
		}
		if want == 404 && !strings.Contains(w.Body.String(), "is served under /blindfit") {
			t.Errorf("%s: %s", path, w.Body)
		}
	}
}
