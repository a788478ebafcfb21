// Package progress owns the reports of long work and, on a platform with one thread, its pauses, in which that thread
// handles events.
package progress

import (
	"io"
	"sync"
	"time"
)

// Pieces of work that may take long enough for a person to want to know how far they are.
const (
	File   = "file"   // checking a file, in bytes
	Upload = "upload" // computing an upload, in ciphertexts
)

// every is the shortest time between two reports to a person.
const every = 200 * time.Millisecond

// Report receives the progress of a piece of work.
type Report func(what string, done, total int)

// Work is one piece of work. Its methods may be called on nil, which reports nothing.
type Work struct {
	report Report
	what   string
	total  int

	mu   sync.Mutex // protects the rest
	done int
	last time.Time
}

// New begins a piece of work.
func New(report Report, what string, total int) *Work {
	return &Work{report: report, what: what, total: total, last: time.Now()}
}

// Add counts finished work. If a piece is over soon, it is never reported.
func (w *Work) Add(n int) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done = min(w.done+n, w.total)
	if now := time.Now(); now.Sub(w.last) >= every {
		w.last = now
		w.report(w.what, w.done, w.total)
	}
}

// Reader counts the bytes that are read from r.
func (w *Work) Reader(r io.Reader) io.Reader { return &reader{r, w} }

type reader struct {
	r io.Reader
	w *Work
}

func (r *reader) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	r.w.Add(n)
	Breathe()
	return n, err
}
