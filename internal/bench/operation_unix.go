//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/internal/swarm"
	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/wire"
)

// failover measures how long a facilitator takes no work when the primary of a synchronous pair of databases crashes, from the
// crash until it is ready again; the standby is promoted at once.
func failover(ctx context.Context, t *stage, r *report) error {
	primary, err := pgtest.Start()
	if err != nil {
		return err
	}
	defer primary.Remove()
	database, err := primary.Database()
	if err != nil {
		return err
	}
	u, err := url.Parse(database)
	if err != nil {
		return err
	}
	standby, err := primary.Standby(true)
	if err != nil {
		return err
	}
	defer standby.Remove()
	f, err := swarm.StartFacilitator(ctx, t.program, "", primary.Either(standby, path.Base(u.Path)))
	if err != nil {
		return err
	}
	defer f.Kill()
	began := time.Now()
	if err := errors.Join(primary.Crash(), standby.Promote()); err != nil {
		return err
	}
	for ready := false; !ready; {
		if ready, err = answers(ctx, f.URL+"/readyz"); err != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	r.alone("facilitator: the database fails over to its standby, until it is ready again", time.Since(began).Seconds(), "s", 0)
	return nil
}

// answers reports whether a request is answered with 200. Its error is the context's.
func answers(ctx context.Context, address string) (bool, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false, err
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return false, ctx.Err()
	}
	a.Body.Close()
	return a.StatusCode == http.StatusOK, nil
}

// next sends a request to one facilitator, and to the other one if that does not answer or takes no work, as the proxies of deploy/ do.
type next struct{ hosts []string }

// RoundTrip implements http.RoundTripper for requests without a body.
func (n next) RoundTrip(q *http.Request) (a *http.Response, err error) {
	for _, host := range n.hosts {
		q := q.Clone(q.Context())
		q.URL.Host = host
		if a, err = http.DefaultTransport.RoundTrip(q); err == nil && a.StatusCode != http.StatusServiceUnavailable {
			return a, nil
		}
		if err == nil && host != n.hosts[len(n.hosts)-1] {
			a.Body.Close()
		}
	}
	return a, err
}

// rolling measures how many requests are served while two facilitators on one database are stopped and started again, one after
// the other, behind a proxy. make infra does the same behind nginx, Caddy and HAProxy.
func rolling(ctx context.Context, t *stage, r *report) error {
	server, err := pgtest.Start()
	if err != nil {
		return err
	}
	defer server.Remove()
	database, err := server.Database()
	if err != nil {
		return err
	}
	var n next
	var both []*swarm.Facilitator
	for range 2 {
		f, err := swarm.StartFacilitator(ctx, t.program, "", database)
		if err != nil {
			return err
		}
		defer func() { f.Kill() }()
		both = append(both, f)
		n.hosts = append(n.hosts, strings.TrimPrefix(f.URL, "http://"))
	}
	target, err := url.Parse(both[0].URL)
	if err != nil {
		return err
	}
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(q *httputil.ProxyRequest) { q.SetURL(target) }, Transport: n})
	defer proxy.Close()
	asking, stop := context.WithCancel(ctx)
	var asked, served atomic.Int64
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for asking.Err() == nil {
				ok, _ := answers(ctx, proxy.URL+wire.PathServer)
				asked.Add(1)
				if ok {
					served.Add(1)
				}
			}
		})
	}
	for _, f := range both {
		if err = errors.Join(f.Stop(), f.Restart(ctx)); err != nil {
			break
		}
		time.Sleep(time.Second)
	}
	stop()
	clients.Wait()
	if err != nil {
		return err
	}
	share := 100 * float64(served.Load()) / float64(asked.Load())
	r.rate(fmt.Sprintf("facilitator: requests served while two are restarted in turn, of %d", asked.Load()), share, 100, "all", "%", 1)
	return nil
}

// The owners that enrol behind one address, in trainings of classRoom.
const (
	classes   = 4
	classRoom = 50
)

// classroom measures how many owners enrol a second behind one address, with the limits of a new installation.
func classroom(ctx context.Context, t *stage, r *report) error {
	p, err := programs.Start("facilitator", t.program, "", "serve", "--addr", "127.0.0.1:0", "--log-level", "warn", "--data", filepath.Join(t.dir, "class"),
		"--trusted-proxy", "127.0.0.1", "--local-programs")
	if err != nil {
		return err
	}
	defer p.Kill()
	line, err := p.Line(ctx, " on http://")
	if err != nil {
		return err
	}
	_, address, _ := strings.Cut(line, " on ")
	target, err := url.Parse(address)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	var first, last time.Time
	enrolled, limited, spent := 0, 0, time.Duration(0)
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(q *httputil.ProxyRequest) {
		q.SetURL(target)
		if strings.Contains(q.In.URL.Path, "/enrolments/") { // all else is done by a program of the facilitator's machine
			q.Out.Header.Set("X-Forwarded-For", "192.0.2.1")
			mu.Lock()
			defer mu.Unlock()
			if first.IsZero() {
				first = time.Now()
			}
		}
	}, ModifyResponse: func(a *http.Response) error {
		if strings.Contains(a.Request.URL.Path, "/enrolments/") {
			mu.Lock()
			defer mu.Unlock()
			last = time.Now()
			if a.StatusCode == http.StatusTooManyRequests {
				limited++
			} else {
				enrolled++
			}
		}
		return nil
	}})
	defer proxy.Close()
	for range classes {
		if _, err := t.audiences(ctx, proxy.URL, 1, classRoom, 2, wire.RoundGradient); err != nil {
			return err
		}
		spent += last.Sub(first)
		first = time.Time{}
	}
	if limited > 0 || enrolled != classes*classRoom {
		return fmt.Errorf("%d owners enrolled, and %d requests were refused", enrolled, limited)
	}
	r.alone("facilitator: enrolments a second behind one address, within the limits of a new installation", float64(enrolled)/spent.Seconds(), "/s", 0)
	return nil
}
