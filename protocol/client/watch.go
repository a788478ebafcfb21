package client

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	// silence is how long an open socket may bring nothing before it counts as dead: three heartbeats.
	silence = 60 * time.Second
	// connectTime is how long a socket may take to open.
	connectTime = 15 * time.Second
	// pollWait is the wait of one long poll.
	pollWait = 25 * time.Second
	// socketTries is the number of consecutive sockets without an event after which the client polls instead; after
	// pollSession it tries a socket again.
	socketTries = 2
	pollSession = 5 * time.Minute
)

// Watch follows the state of a training. It yields the present state first, then newer states; it skips states that are
// replaced while the body of the loop runs. It uses a WebSocket or, if none can be opened, long polling, and reconnects
// with growing pauses until the context is done. The signer counts as present meanwhile.
//
// The sequence ends with one last pair. Its error is that of the context, a permanent rejection (*wire.Rejection), or
// that the server is not a facilitator of this protocol.
func (c *Client) Watch(ctx context.Context, t wire.TrainingID) iter.Seq2[*wire.State, error] {
	return func(yield func(*wire.State, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		box := newMailbox()
		finished := make(chan struct{})
		go func() {
			defer close(finished)
			box.fail(c.follow(ctx, t, box))
		}()
		defer func() { cancel(); <-finished }()
		for {
			s, err := box.take(ctx)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(s, nil) {
				return
			}
		}
	}
}

// mailbox holds the latest state until it is taken.
type mailbox struct {
	mu    sync.Mutex
	state *wire.State
	err   error
	seen  int64
	ready chan struct{}
}

func newMailbox() *mailbox { return &mailbox{seen: -1, ready: make(chan struct{}, 1)} }

func (b *mailbox) put(s *wire.State) {
	b.mu.Lock()
	if s.Version != b.seen {
		b.seen, b.state = s.Version, s
	}
	b.mu.Unlock()
	b.wake()
}

func (b *mailbox) fail(err error) {
	b.mu.Lock()
	b.err = err
	b.mu.Unlock()
	b.wake()
}

func (b *mailbox) wake() {
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

func (b *mailbox) take(ctx context.Context) (*wire.State, error) {
	for {
		b.mu.Lock()
		s, err := b.state, b.err
		b.state = nil
		b.mu.Unlock()
		if s != nil {
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		select {
		case <-b.ready:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// follow keeps a connection until the context ends or the facilitator refuses for good; it returns why.
func (c *Client) follow(ctx context.Context, t wire.TrainingID, box *mailbox) error {
	connected := false
	report := func(now bool) {
		if now != connected {
			connected = now
			if c.connected != nil {
				c.connected(now)
			}
		}
	}
	defer report(false)
	got := func(s *wire.State) {
		report(true)
		box.put(s)
	}
	polling, failures, mended := c.polling, 0, false
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		states := 0
		count := func(s *wire.State) {
			states++
			got(s)
		}
		var err error
		if polling {
			err = c.poll(ctx, t, count)
		} else {
			err = c.socket(ctx, t, count)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil { // polling went well for its time
			polling, failures = c.polling, socketTries-1
			continue
		}
		report(false)
		if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeClock && !mended {
			if _, err := c.Server(ctx); err != nil {
				return err
			}
			mended = true
			continue
		} else if !again(err) {
			return err
		}
		if states > 0 {
			pause, failures, mended = firstPause, 0, false
		}
		// A facilitator that cannot be reached at all fails both ways in turn; one behind a proxy without sockets only one.
		if polling {
			polling, failures = c.polling, 0
		} else if states == 0 {
			failures++
			polling = failures >= socketTries
		}
		if !sleep(ctx, jitter(pause)) {
			return context.Cause(ctx)
		}
	}
}

// poll follows by long polls until one fails, or until the session is over: then it returns nil.
func (c *Client) poll(ctx context.Context, t wire.TrainingID, got func(*wire.State)) error {
	after := int64(-1)
	for start := time.Now(); ; {
		if !c.polling && time.Since(start) > pollSession {
			return nil
		}
		target := fmt.Sprintf("%s?after=%d&wait=%d", wire.PathTraining(t, "state"), after, int(pollWait/time.Second))
		b, err := c.patient(ctx, target)
		if err != nil {
			return err
		}
		s, err := wire.Parse[wire.State](b)
		if err != nil {
			return fmt.Errorf("failed to parse answer: %w", err)
		}
		after = s.Version
		got(&s)
	}
}

// patient sends one long poll, and gives it up if it is long overdue.
func (c *Client) patient(ctx context.Context, target string) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, pollWait+connectTime, errors.New("no answer in time"))
	defer cancel()
	return c.once(ctx, call{method: methodGet, target: target, signed: true, limit: maxAnswer})
}

// socket follows by a WebSocket until it breaks.
func (c *Client) socket(ctx context.Context, t wire.TrainingID, got func(*wire.State)) error {
	hello, err := c.helloFor(t)
	if err != nil {
		return err
	}
	first, err := wire.Marshal(hello)
	if err != nil {
		return err
	}
	conn, err := c.connect(ctx, wire.PathTraining(t, "events"))
	if err != nil {
		return &transportError{fmt.Errorf("failed to open event socket: %w", err)}
	}
	defer conn.close()
	if err := conn.write(ctx, first); err != nil {
		return &transportError{fmt.Errorf("failed to greet facilitator: %w", err)}
	}
	c.count("SEND", t, len(first), 0)
	for {
		b, err := readFrame(ctx, conn)
		if err != nil {
			return &transportError{fmt.Errorf("failed to read event: %w", err)}
		}
		c.count("EVENT", t, 0, len(b))
		s, err := wire.Parse[wire.State](b)
		if err == nil {
			got(&s)
			continue
		}
		if r, e := wire.Parse[wire.Rejection](b); e == nil {
			return &r
		}
		return fmt.Errorf("failed to parse event: %w", err)
	}
}

// line is an open event socket. Frames are text of at most maxAnswer bytes; after an error only close may be called.
type line interface {
	read(ctx context.Context) ([]byte, error)
	write(ctx context.Context, text []byte) error
	close()
}

// errNotText means that a frame is not text.
var errNotText = errors.New("invalid event: frame must be text")

func (c *Client) connect(ctx context.Context, path string) (line, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	u := *c.base
	u.Scheme, u.Path = map[string]string{"http": "ws", "https": "wss"}[u.Scheme], path
	return c.openLine(ctx, u.String())
}

func readFrame(ctx context.Context, conn line) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	return conn.read(ctx)
}

// count reports socket frames to the observer.
func (c *Client) count(method string, t wire.TrainingID, up, down int) {
	if c.observe != nil {
		c.observe(Transfer{Method: method, Path: wire.PathTraining(t, "events"), Status: 101, Up: up, Down: down})
	}
}
