package events

import "sync"

// maxWorkers is the number of sockets that are written to at a time. A client that does not read occupies one of them until
// sendTime has passed.
const maxWorkers = 32

// workers run functions on a few goroutines, which end if there is nothing to do: thousands of sockets may have to be
// written to after one change. The zero value is ready. It is safe for concurrent use.
type workers struct {
	mu      sync.Mutex // guards the fields below
	queue   []func()
	running int
}

// run queues f for a worker and returns immediately.
func (p *workers) run(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queue = append(p.queue, f)
	if p.running < maxWorkers {
		p.running++
		go p.work()
	}
}

func (p *workers) work() {
	for f := p.next(); f != nil; f = p.next() {
		f()
	}
}

// next takes the oldest function off the queue. If there is none, it returns nil and the worker ends.
func (p *workers) next() func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 {
		p.queue = nil
		p.running--
		return nil
	}
	f := p.queue[0]
	p.queue[0] = nil
	p.queue = p.queue[1:]
	return f
}
