package swarm

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// errVanished is the error of an owner's requests after it has dropped out.
var errVanished = errors.New("this owner has dropped out")

// placeOf is the phase of the request that puts its message: the path has the plural of the message's kind.
var placeOf = func() map[string]wire.Phase {
	out := map[string]wire.Phase{}
	for _, p := range Phases {
		out["PUT "+strings.TrimSuffix(string(p.Rule().Collects), "s")+"s"] = p
	}
	return out
}()

// line is one owner's way to the facilitator. It is an http.RoundTripper that measures requests and applies the
// configured faults.
type line struct {
	config *Config
	tally  *tally
	next   http.RoundTripper

	mu     sync.Mutex // guards draw
	draw   *rand.Rand
	vanish func() // ends the owner's program; set before the line is used
}

func (l *line) chance(rate float64) bool {
	if rate <= 0 {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.draw.Float64() < rate
}

func (l *line) below(n int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.draw.IntN(n)
}

// RoundTrip implements http.RoundTripper.
func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	kind := kindOf(r.Method, r.URL.Path)
	if phase, ok := placeOf[kind]; ok && l.chance(l.config.DropOut[phase]) {
		l.tally.fault(func(f *Faults) { f.DroppedOut[string(phase)]++ })
		l.vanish()
		return nil, errVanished
	}
	if r.Body == nil || r.Method == http.MethodGet {
		return l.send(r, kind, nil)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if l.chance(l.config.Garbage) {
		if err := l.garbage(r, body); err != nil {
			return nil, err
		}
	}
	if !l.chance(l.config.Duplicate) {
		return l.send(r, kind, body)
	}
	return l.twice(r, kind, body)
}

// send sends a request and counts it. A socket's answer is its opening.
func (l *line) send(r *http.Request, kind string, body []byte) (*http.Response, error) {
	if body != nil {
		r = again(r, body)
	}
	start := time.Now()
	if r.Header.Get("Accept-Encoding") == "" { // as browsers and programs ask; the bytes are counted as they come
		r = r.Clone(r.Context())
		r.Header.Set("Accept-Encoding", "gzip")
	}
	a, err := l.next.RoundTrip(r)
	if err != nil || a.StatusCode == http.StatusSwitchingProtocols {
		l.tally.request(kind, time.Since(start), err == nil, len(body), 0)
		return a, err
	}
	answer, err := io.ReadAll(a.Body)
	a.Body.Close()
	l.tally.request(kind, time.Since(start), err == nil && a.StatusCode < 300, len(body), len(answer))
	if err == nil && a.Header.Get("Content-Encoding") == "gzip" {
		if answer, err = expand(answer); err != nil {
			return nil, err
		}
		a.Header.Del("Content-Encoding")
		a.ContentLength = int64(len(answer))
	}
	a.Body = io.NopCloser(bytes.NewReader(answer))
	return a, err
}

func expand(b []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// twice sends a message on two connections at once. Both must get the same answer.
func (l *line) twice(r *http.Request, kind string, body []byte) (*http.Response, error) {
	type result struct {
		answer *http.Response
		err    error
	}
	second := make(chan result, 1)
	go func() {
		a, err := l.next.RoundTrip(again(r, body)) //nolint:bodyclose // closed below, once both have answered
		second <- result{a, err}
	}()
	first, err := l.send(r, kind, body)
	other := <-second
	l.tally.fault(func(f *Faults) {
		f.Duplicates++
		if err == nil && other.err == nil && first.StatusCode != other.answer.StatusCode {
			f.AnsweredApart++
		}
	})
	if other.err == nil {
		other.answer.Body.Close()
	}
	return first, err
}

// garbage sends noise, or the message with one bit turned, cut short or grown. It must be refused and change nothing.
func (l *line) garbage(r *http.Request, body []byte) error {
	bent := bytes.Clone(body)
	switch l.below(4) {
	case 0:
		bent[l.below(len(bent))] ^= 1 << l.below(8)
	case 1:
		bent = bent[:l.below(len(bent))]
	case 2:
		bent = append(bent, byte(l.below(256)))
	default:
		for i := range bent {
			bent[i] = byte(l.below(256))
		}
	}
	a, err := l.next.RoundTrip(again(r, bent))
	if err != nil {
		return err
	}
	defer a.Body.Close()
	l.tally.fault(func(f *Faults) {
		f.Garbage++
		if a.StatusCode < 400 || a.StatusCode >= 500 {
			f.GarbageTaken++
		}
	})
	_, err = io.Copy(io.Discard, a.Body)
	return err
}

// again copies a request with a body of its own.
func again(r *http.Request, body []byte) *http.Request {
	c := r.Clone(context.WithoutCancel(r.Context()))
	c = c.WithContext(r.Context())
	c.Body, c.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return c
}

// newTransport is the HTTP client's lower half for many owners of one process: each keeps a connection of its own, as
// each browser does.
func newTransport() *http.Transport {
	return &http.Transport{MaxIdleConns: 0, MaxIdleConnsPerHost: 4, IdleConnTimeout: 90 * time.Second, DisableCompression: true}
}
