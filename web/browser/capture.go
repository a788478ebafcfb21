package browser

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// Capture is one request of a page or of its workers, or one WebSocket.
type Capture struct {
	URL             string
	Method          string // empty for a WebSocket
	Headers         map[string]string
	Body            []byte // as sent
	Status          int    // 0 while there is no answer
	ResponseHeaders map[string]string
	Response        []byte // body after decompression; nil if the browser no longer has it
	Frames          []Frame
	Worker          bool // made by a worker
}

// Frame is one WebSocket message.
type Frame struct {
	Sent bool
	Data []byte
}

// recorder keeps the network requests of a page and its workers, and their errors. Its mutex guarantees that a
// capture is seen whole: its fields change under the lock only.
type recorder struct {
	mu       sync.Mutex
	idle     sync.Cond // signalled when pending falls to zero
	captures []*Capture
	problems []string
	pending  int // bodies asked for and not yet received
	page     *source
	workers  []*source // attached and running
	base     context.Context
}

// source is one debugging target: request ids are its own.
type source struct {
	record *recorder
	worker bool
	ctx    context.Context // set before the first event
	byID   map[network.RequestID]*Capture
	extra  map[network.RequestID]network.Headers // raw headers that came before their request
}

func newRecorder() *recorder {
	r := &recorder{}
	r.idle.L = &r.mu
	r.page = r.source(false)
	return r
}

func (r *recorder) source(worker bool) *source {
	return &source{record: r, worker: worker, byID: map[network.RequestID]*Capture{}, extra: map[network.RequestID]network.Headers{}}
}

// attach sets the context of the page's source, which exists only after the listener was made.
func (r *recorder) attach(ctx context.Context) { r.page.ctx, r.base = ctx, ctx }

// flushTime bounds the wait for a target that no longer answers.
const flushTime = 20 * time.Second

// flush returns when all events of page and workers until now have been handled. Each target reports on a
// separate stream, so the page can show the effect of a message before that message is reported; the answer to a
// command comes after all reports before it.
func (r *recorder) flush() {
	r.mu.Lock()
	targets := append([]*source{r.page}, r.workers...)
	r.mu.Unlock()
	for _, s := range targets {
		ctx, cancel := context.WithTimeout(s.ctx, flushTime)
		// A target that is gone has nothing more to report.
		_, _ = call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: "0"})
		cancel()
	}
}

// Captured returns everything recorded until now, in order, after the reports and bodies that are under way
// have arrived. The slices are the recorder's own: read only.
func (p *Page) Captured() []Capture {
	r := p.record
	r.flush()
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.pending > 0 {
		r.idle.Wait()
	}
	list := make([]Capture, len(r.captures))
	for i, c := range r.captures {
		list[i] = *c
	}
	return list
}

// Problems returns the browser's complaints until now: uncaught exceptions, errors on the console and refusals
// of the content security policy.
func (p *Page) Problems() []string {
	p.record.mu.Lock()
	defer p.record.mu.Unlock()
	return append([]string(nil), p.record.problems...)
}

// handle sees every event of its target in order. It must not wait for the browser.
func (s *source) handle(ev any) {
	r := s.record
	r.mu.Lock()
	defer r.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		s.request(ev)
	case *network.EventRequestWillBeSentExtraInfo:
		if c := s.byID[ev.RequestID]; c != nil {
			merge(c.Headers, ev.Headers)
		} else {
			s.extra[ev.RequestID] = ev.Headers
		}
	case *network.EventResponseReceived:
		if c := s.byID[ev.RequestID]; c != nil && ev.Response != nil {
			c.Status = int(ev.Response.Status)
			merge(c.ResponseHeaders, ev.Response.Headers)
		}
	case *network.EventLoadingFinished:
		if c := s.byID[ev.RequestID]; c != nil {
			s.fetch(func() { s.responseBody(ev.RequestID, c) })
		}
	case *network.EventWebSocketCreated:
		s.add(ev.RequestID, &Capture{URL: ev.URL})
	case *network.EventWebSocketFrameSent:
		s.frame(ev.RequestID, true, ev.Response)
	case *network.EventWebSocketFrameReceived:
		s.frame(ev.RequestID, false, ev.Response)
	default:
		s.other(ev)
	}
}

func (s *source) other(ev any) {
	switch ev := ev.(type) {
	case *log.EventEntryAdded:
		if ev.Entry != nil && ev.Entry.Level == log.EntryLevelError {
			s.problem("%s %s", ev.Entry.Text, ev.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		if d := ev.ExceptionDetails; d != nil {
			text := d.Text
			if d.Exception != nil {
				text += " " + d.Exception.Description
			}
			s.problem("%s", text)
		}
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError {
			parts := make([]string, len(ev.Args))
			for i, a := range ev.Args {
				parts[i] = strings.Trim(string(a.Value), `"`) + a.Description
			}
			s.problem("console: %s", strings.Join(parts, " "))
		}
	case *page.EventJavascriptDialogOpening:
		// If a page asks whether to leave it, the answer is yes.
		s.fetch(func() {
			_, _ = call(s.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		})
	default:
		s.attached(ev)
	}
}

func (s *source) problem(format string, args ...any) {
	s.record.problems = append(s.record.problems, fmt.Sprintf(format, args...))
}

func (s *source) add(id network.RequestID, c *Capture) {
	c.Worker = s.worker
	if c.Headers == nil {
		c.Headers = map[string]string{}
	}
	c.ResponseHeaders = map[string]string{}
	merge(c.Headers, s.extra[id])
	delete(s.extra, id)
	s.byID[id] = c
	s.record.captures = append(s.record.captures, c)
}

func (s *source) frame(id network.RequestID, sent bool, f *network.WebSocketFrame) {
	if c := s.byID[id]; c != nil && f != nil {
		c.Frames = append(c.Frames, Frame{Sent: sent, Data: f.PayloadData})
	}
}

func merge(dst map[string]string, src network.Headers) {
	for name, value := range src {
		dst[strings.ToLower(name)] = fmt.Sprint(value)
	}
}
