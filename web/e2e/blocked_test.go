//go:build e2e

package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
)

// TestSocketsBlocked trains through a proxy that refuses every WebSocket, as that of a hospital may: the page and the program
// without a browser go on by long polls to the end, and nobody has to set anything.
func TestSocketsBlocked(t *testing.T) {
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	target, err := url.Parse(facilitator.URL)
	s.must("parse address", err)
	var refused, polls [2]atomic.Int64 // of programs, of browsers
	next := httputil.NewSingleHostReverseProxy(target)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := 0
		if strings.HasPrefix(r.UserAgent(), "Mozilla/") {
			who = 1
		}
		if r.Header.Get("Upgrade") != "" {
			refused[who].Add(1)
			http.Error(w, "no WebSockets here", http.StatusForbidden)
			return
		}
		if strings.HasSuffix(r.URL.Path, "/state") {
			polls[who].Add(1)
		}
		next.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	through := func(link string) string { return proxy.URL + link[strings.Index(link, "/join"):] }

	training, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
	v := s.visit(s.browser(), "owner-1", through(links[0]))
	v.bring(s.write("owner-1.csv", table(0, 30)))
	v.contribute()
	owners := []*programs.Process{
		s.join("owner-2", through(links[1]), s.write("owner-2.csv", table(1, 30))),
		s.join("owner-3", links[2], s.write("owner-3.csv", table(2, 30))),
	}
	s.trained(training, func(programs.Event) {})
	v.wait("done")
	for _, o := range owners {
		_, err := o.Wait(s.ctx)
		s.must("end "+o.Name, err)
	}
	for who, name := range []string{"the program without a browser", "the page"} {
		if refused[who].Load() == 0 || polls[who].Load() < 2 {
			t.Errorf("%s tried %d sockets and asked for the state %d times", name, refused[who].Load(), polls[who].Load())
		}
	}
}
