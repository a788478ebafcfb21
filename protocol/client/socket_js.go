package client

import (
	"context"
	"errors"
	"sync"
	"syscall/js"
)

// browserLine is a WebSocket of the browser.
type browserLine struct {
	socket js.Value
	funcs  []js.Func
	opened chan struct{} // closed when the socket is open
	more   chan struct{} // holds a token if a frame or an error may be there

	mu     sync.Mutex // guards frames and err: events come while a reader waits
	frames [][]byte
	err    error // after which no more frames come
}

// openLine opens a socket and waits until it is open.
func (c *Client) openLine(ctx context.Context, address string) (_ line, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the browser refused the socket")
		}
	}()
	l := &browserLine{socket: js.Global().Get("WebSocket").New(address), opened: make(chan struct{}), more: make(chan struct{}, 1)}
	l.on("onopen", func(js.Value) { close(l.opened) })
	l.on("onmessage", func(event js.Value) { l.frame(event.Get("data")) })
	// The browser reports no reason, and onerror reports no more than onclose.
	l.on("onclose", func(js.Value) { l.end(errors.New("the socket is closed")) })
	for {
		select {
		case <-l.opened:
			return l, nil
		case <-l.more:
			if err := l.ended(); err != nil {
				l.close()
				return nil, err
			}
		case <-ctx.Done():
			l.close()
			return nil, ctx.Err()
		}
	}
}

// on sets an event handler.
func (l *browserLine) on(name string, handle func(event js.Value)) {
	f := js.FuncOf(func(_ js.Value, args []js.Value) any {
		handle(args[0])
		return nil
	})
	l.funcs = append(l.funcs, f)
	l.socket.Set(name, f)
}

// frame queues a received frame.
func (l *browserLine) frame(data js.Value) {
	if data.Type() != js.TypeString {
		l.end(errNotText)
		return
	}
	text := data.String()
	if len(text) > maxAnswer {
		l.end(errors.New("invalid event: frame is too long"))
		return
	}
	l.mu.Lock()
	if l.err == nil {
		l.frames = append(l.frames, []byte(text))
	}
	l.mu.Unlock()
	l.wake()
}

// end stores the first error after which no more frames come.
func (l *browserLine) end(err error) {
	l.mu.Lock()
	if l.err == nil {
		l.err = err
	}
	l.mu.Unlock()
	l.wake()
}

func (l *browserLine) ended() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

func (l *browserLine) wake() {
	select {
	case l.more <- struct{}{}:
	default:
	}
}

// next removes and returns the next frame, if there is one.
func (l *browserLine) next() (frame []byte, there bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.frames) > 0 {
		frame, l.frames = l.frames[0], l.frames[1:]
		return frame, true, nil
	}
	return nil, l.err != nil, l.err
}

func (l *browserLine) read(ctx context.Context) ([]byte, error) {
	for {
		if frame, there, err := l.next(); there {
			return frame, err
		}
		select {
		case <-l.more:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// write passes a frame to the browser, which sends it asynchronously.
func (l *browserLine) write(_ context.Context, text []byte) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the browser refused the frame")
		}
	}()
	if err := l.ended(); err != nil {
		return err
	}
	l.socket.Call("send", string(text))
	return nil
}

// close ends the socket and frees its handlers.
func (l *browserLine) close() {
	for _, name := range []string{"onopen", "onmessage", "onclose"} {
		l.socket.Set(name, js.Null())
	}
	for _, f := range l.funcs {
		f.Release()
	}
	l.socket.Call("close")
}
