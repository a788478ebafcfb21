package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/admission"
	"github.com/blindfit/blindfit/server/metrics"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/server/site"
)

// transfers is the part of admission control that handlers use; see admission.Control.
type transfers interface {
	ReadBody(w http.ResponseWriter, r *http.Request, mediaTypes ...string) ([]byte, error)
	ReceiveFrame(w http.ResponseWriter, r *http.Request, limit int, check func(*wire.Signed) error) (*admission.Frame, error)
	EndBody(w http.ResponseWriter)
	LimitAnswer(w http.ResponseWriter, size int)
	Pause(ctx context.Context) (resume func())
}

// responder writes answers and rejections.
type responder struct {
	transfers transfers
	access    *access
	metrics   *metrics.Metrics
	log       *slog.Logger
	packed    packed
}

// bytes writes an answer, which the client must take within a time that grows with its size.
func (p *responder) bytes(w http.ResponseWriter, status int, mediaType string, b []byte) {
	p.transfers.LimitAnswer(w, len(b))
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_, _ = w.Write(b) // the client has gone if this fails
}

// json writes v as canonical JSON, without additions if the client does not know them.
func (p *responder) json(w http.ResponseWriter, status int, v any) {
	status, b := p.marshal(w, status, v)
	p.bytes(w, status, admission.JSONType, b)
}

// leastCompressed is the size from which lists are compressed, mostPacked how many compressed lists are kept.
const (
	leastCompressed = 4 << 10
	mostPacked      = 64
)

// packed keeps lists in compressed form: all members of a training read the same ones, one after the other. The zero value is
// empty.
type packed struct {
	mu    sync.Mutex // protects all below
	lists map[wire.Digest]*packedList
	order []wire.Digest // oldest first
}

type packedList struct {
	once  sync.Once
	bytes []byte // nil if it cannot be compressed
}

// of returns b in the form of gzip, which takes longer than sending it does on a fast line, and is done once.
func (p *packed) of(b []byte) []byte {
	digest := wire.DigestOf(b)
	p.mu.Lock()
	l := p.lists[digest]
	if l == nil {
		if p.lists == nil {
			p.lists = map[wire.Digest]*packedList{}
		}
		l = &packedList{}
		p.lists[digest], p.order = l, append(p.order, digest)
		if len(p.order) > mostPacked {
			delete(p.lists, p.order[0])
			p.order = p.order[1:]
		}
	}
	p.mu.Unlock()
	l.once.Do(func() {
		var out bytes.Buffer
		z, err := gzip.NewWriterLevel(&out, gzip.DefaultCompression)
		if err == nil {
			_, err = z.Write(b)
			if err = errors.Join(err, z.Close()); err == nil { // a buffer takes everything
				l.bytes = out.Bytes()
			}
		}
	})
	return l.bytes
}

// list writes a list of signed messages, compressed for clients that read that: most of each message is the same in all. Nothing in it is
// secret, so that its compressed length tells nothing.
func (p *responder) list(w http.ResponseWriter, r *http.Request, l *wire.List) {
	if wire.HasAlready(r.Header.Get("Accept"), l.Messages) {
		l = &wire.List{Messages: []wire.Signed{}, Same: true}
	}
	status, b := p.marshal(w, http.StatusOK, l)
	w.Header().Add("Vary", "Accept-Encoding")
	if len(b) >= leastCompressed && page.Accepts(r.Header.Values("Accept-Encoding"), "gzip") {
		if small := p.packed.of(b); small != nil {
			w.Header().Set("Content-Encoding", "gzip")
			b = small
		}
	}
	p.bytes(w, status, admission.JSONType, b)
}

// marshal returns v as canonical JSON with the status of the answer.
func (p *responder) marshal(w http.ResponseWriter, status int, v any) (int, []byte) {
	if c, ok := w.(*countingWriter); ok && c.plain {
		v = wire.Plain(v)
	}
	b, err := wire.Marshal(v)
	if err != nil {
		p.log.Error("answer cannot be written", "error", err)
		status, b = http.StatusInternalServerError, []byte(`{"code":"internal","detail":"the facilitator failed"}`)
	}
	return status, b
}

// done writes an answer without content if err is nil, and returns err.
func (p *responder) done(w http.ResponseWriter, err error) error {
	if err == nil {
		p.transfers.LimitAnswer(w, 0)
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

// reject writes the rejection in err, and charges the source for a guess. Any other error is an internal failure: its text
// is logged, not sent.
func (p *responder) reject(w http.ResponseWriter, r *http.Request, err error) {
	q := requestOf(r)
	rejection := wire.RejectionOf(err)
	if rejection == nil {
		p.log.Error("request failed", "id", q.id, "error", err)
		rejection = wire.Rejectf(wire.CodeInternal, "the facilitator failed")
	}
	switch rejection.Code {
	case wire.CodeUnavailable, wire.CodeRate:
		w.Header().Set("Retry-After", strconv.Itoa(max(rejection.WaitSeconds, 1)))
	case wire.CodeToken:
		w.Header().Add("WWW-Authenticate", `Bearer realm="facilitator"`)
	}
	p.metrics.Rejected(string(rejection.Code))
	if b := missingPage(r, rejection); b != nil {
		w.Header().Set("Content-Security-Policy", site.Policy)
		p.bytes(w, rejection.Code.Status(), htmlType, b)
	} else {
		p.json(w, rejection.Code.Status(), rejection)
	}
	q.code = rejection.Code
	p.access.guessed(r, q.code)
}

// missingPage returns a page for a browser that asked for one that there is not; nil for a program, and for other
// rejections.
func missingPage(r *http.Request, rejection *wire.Rejection) []byte {
	asks := r.Method == http.MethodGet || r.Method == http.MethodHead
	if rejection.Code != wire.CodeNotFound || !asks || isProtocol(r.URL.Path) || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return nil
	}
	b, err := site.MissingPage(strings.TrimPrefix(r.URL.Path, "/"), rejection.Detail)
	if err != nil {
		return nil
	}
	return b
}

// recover turns a panic into a rejection. It must be deferred.
func (p *responder) recover(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(v)
	}
	p.panicked("id", requestOf(r).id, "method", metrics.Method(r.Method))
	p.reject(w, r, wire.Rejectf(wire.CodeInternal, "the facilitator failed"))
}

// panicked counts and logs a panic that the caller, a deferred function, has recovered. Its value may hold anything, so only
// its place is logged.
func (p *responder) panicked(about ...any) {
	p.metrics.Panicked()
	p.log.Error("panic", append(about, "at", panicSite())...)
}

// panicSite returns the functions and lines of this module that led to the panic being recovered.
func panicSite() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	var sites []string
	panicking := false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			panicking = true
		case panicking && strings.Contains(f.Function, "blindfit"):
			sites = append(sites, fmt.Sprintf("%s:%d", f.Function, f.Line))
		}
		if !more || len(sites) == 6 {
			return strings.Join(sites, " < ")
		}
	}
}
