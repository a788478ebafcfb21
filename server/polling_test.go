package server_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestSocketsBlocked follows a training through proxies that block WebSockets in different ways. The client notices and uses
// long polls: it sees every phase and counts as present.
func TestSocketsBlocked(t *testing.T) {
	for name, block := range map[string]func(next http.Handler) http.HandlerFunc{
		"refused": func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Upgrade") != "" {
					http.Error(w, "<html>no WebSockets here</html>", http.StatusForbidden)
					return
				}
				next.ServeHTTP(w, r)
			}
		},
		"not passed on": func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				r.Header.Del("Upgrade")
				r.Header.Del("Connection")
				next.ServeHTTP(w, r)
			}
		},
		"cut": func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Upgrade") != "" {
					conn, _, err := http.NewResponseController(w).Hijack()
					if err == nil {
						conn.Close()
					}
					return
				}
				next.ServeHTTP(w, r)
			}
		},
		"lost": func(next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Upgrade") != "" {
					w.WriteHeader(http.StatusBadGateway)
					return
				}
				next.ServeHTTP(w, r)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, t.TempDir(), "127.0.0.1:0")
			mo, owners := r.lobby(3)
			target, err := url.Parse(r.url)
			check(t, err)
			proxy := httptest.NewServer(block(httputil.NewSingleHostReverseProxy(target)))
			t.Cleanup(proxy.Close)
			direct := *r
			through := *r
			through.url = proxy.URL
			var mu sync.Mutex
			polled := map[string]int{}
			seen := client.Observe(func(x client.Transfer) {
				mu.Lock()
				defer mu.Unlock()
				polled[x.Method+" "+x.Path]++
			})
			f := through.follow(through.dial(owners[0].Key, seen), mo.ID)
			f.until("the lobby", inPhase(wire.PhaseLobby))
			model := direct.follow(direct.dial(mo.Key), mo.ID)
			model.until("the owner behind the proxy", present(1))
			m := direct.dial(mo.Key)
			r.begin(mo, owners)
			f.until("the start", inPhase(wire.PhaseWaiting))
			through.runRound(mo, owners, wire.Ref{Round: 1, Attempt: 1}) // other requests are not blocked
			check(t, m.Append(r.ctx, mo.ID, mo.Done(1), nil))
			if s := f.until("the end", inPhase(wire.PhaseDone)); s.Log != mo.Log.Head {
				t.Errorf("log head is %+v, want %+v", s.Log, mo.Log.Head)
			}
			mu.Lock()
			defer mu.Unlock()
			if n := polled["GET "+wire.PathTraining(mo.ID, "state")]; n < 2 {
				t.Errorf("%d long polls among %v", n, polled)
			}
		})
	}
}
