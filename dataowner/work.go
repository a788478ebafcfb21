package dataowner

import (
	"io"
	"sync"
	"time"
)

// Pieces of work that may take long enough for a person to want to know how far they are.
const (
	WorkFile   = "file"   // checking a file, in bytes
	WorkUpload = "upload" // computing an upload, in ciphertexts
)

// toldEvery is how often a person is told.
const toldEvery = 200 * time.Millisecond

// work tells how far a piece of work is. Its methods may be called on nil, which tells nothing.
type work struct {
	emit  func(Event)
	what  string
	total int

	mu   sync.Mutex // protects the rest
	done int
	last time.Time
}

func (o *Owner) newWork(what string, total int) *work {
	return &work{emit: o.emit, what: what, total: total, last: time.Now()}
}

// add counts what was done; the start of a piece that is over soon is never told.
func (w *work) add(n int) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done = min(w.done+n, w.total)
	if now := time.Now(); now.Sub(w.last) >= toldEvery {
		w.last = now
		w.emit(Event{Event: "work", Work: w.what, Done: w.done, Total: w.total})
	}
}

// reader counts what is read of r.
func (w *work) reader(r io.Reader) io.Reader { return &workReader{r, w} }

type workReader struct {
	r io.Reader
	w *work
}

func (r *workReader) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	r.w.add(n)
	breathe()
	return n, err
}
