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
	// connectTime is how long a socket may take to open, and then to bring its first event, which the facilitator sends at
	// once: something on the way may open sockets and carry nothing.
	connectTime = 10 * time.Second
	// pollWait is the wait of one long poll.
	pollWait = 25 * time.Second
	// socketTries is the number of consecutive sockets without an event after which the client polls instead, at once if
	// one opened and stayed silent. After pollSession it tries a socket again, and after twice that time, up to
	// longestPollSession, where that one brought nothing either.
	socketTries        = 2
	pollSession        = 5 * time.Minute
	longestPollSession = time.Hour
)

// ErrWentBack means that the facilitator's log of a training is shorter than it was, or differs: the facilitator has gone back
// to an older point, after a restore from a backup or a failover of its database that lost its last writes.
var ErrWentBack = errors.New("the facilitator has gone back to an older point of this training, such as a backup: the training cannot go on there; " +
	"nothing more is sent. Its operator must bring the newer data back, or the model owner must create the training again")

// errSilent means that a socket opened and brought no event.
var errSilent = errors.New("the event socket opened and brought nothing")

// Watch follows the state of a training. It yields the present state first, then newer states; it skips states that are
// replaced while the body of the loop runs. It uses a WebSocket or, if none can be opened, long polling, and reconnects
// with growing pauses until the context is done. The signer counts as present meanwhile.
//
// The sequence ends with one last pair. Its error is that of the context, a permanent rejection (*wire.Rejection),
// ErrWentBack, or that the server is not a facilitator of this protocol.
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
	var log wire.Head
	wentBack := false
	got := func(s *wire.State) {
		wentBack = wentBack || s.Log.Length < log.Length || s.Log.Length == log.Length && log.Length > 0 && s.Log.Digest != log.Digest
		if !wentBack {
			log = s.Log
			report(true)
			box.put(s)
		}
	}
	polling, failures, mended, session := c.polling, 0, false, pollSession
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		states := 0
		count := func(s *wire.State) error {
			states++
			if got(s); wentBack {
				return ErrWentBack
			}
			return nil
		}
		var err error
		if polling {
			err = c.poll(ctx, t, session, count)
		} else {
			err = c.socket(ctx, t, count)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil { // polling went well for its time
			polling, failures, session = c.polling, socketTries-1, min(2*session, longestPollSession)
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
			if !polling {
				session = pollSession
			}
		}
		// A facilitator that cannot be reached at all fails both ways in turn; one behind a proxy without sockets only one.
		if polling {
			polling, failures = c.polling, 0
		} else if states == 0 {
			failures++
			polling = failures >= socketTries || errors.Is(err, errSilent)
		}
		if !sleep(ctx, jitter(pause)) {
			return context.Cause(ctx)
		}
	}
}

// poll follows by long polls until one fails, or until the session is over: then it returns nil.
func (c *Client) poll(ctx context.Context, t wire.TrainingID, session time.Duration, got func(*wire.State) error) error {
	after := int64(-1)
	for start := time.Now(); ; {
		if !c.polling && time.Since(start) > session {
			return nil
		}
		target := fmt.Sprintf("%s?after=%d&wait=%d", wire.PathTraining(t, "state"), after, int(pollWait/time.Second))
		b, err := c.patient(ctx, target)
		if err != nil {
			return err
		}
		s, err := wire.ParseAnswer[wire.State](b)
		if err != nil {
			return fmt.Errorf("failed to parse answer: %w", err)
		}
		after = s.Version
		if err := got(&s); err != nil {
			return err
		}
	}
}

// patient sends one long poll, and abandons it if it is long overdue.
func (c *Client) patient(ctx context.Context, target string) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, pollWait+connectTime, errors.New("no answer in time"))
	defer cancel()
	return c.once(ctx, call{method: methodGet, target: target, signed: true, limit: maxAnswer})
}

// socket follows by a WebSocket until it breaks.
func (c *Client) socket(ctx context.Context, t wire.TrainingID, got func(*wire.State) error) error {
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
	for limit := connectTime; ; limit = silence {
		b, err := readFrame(ctx, conn, limit)
		if err != nil {
			if limit == connectTime && errors.Is(err, context.DeadlineExceeded) {
				err = errSilent
			}
			return &transportError{fmt.Errorf("failed to read event: %w", err)}
		}
		c.count("EVENT", t, 0, len(b))
		if r := rejection(b); r != nil {
			return r
		}
		s, err := wire.ParseAnswer[wire.State](b)
		if err != nil {
			return fmt.Errorf("failed to parse event: %w", err)
		}
		if err := got(&s); err != nil {
			return err
		}
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
	u.Scheme, u.Path = map[string]string{"http": "ws", "https": "wss"}[u.Scheme], u.Path+path
	u.RawQuery = fmt.Sprintf("%s=%d", wire.AdditionsQuery, wire.Additions)
	return c.openLine(ctx, u.String())
}

func readFrame(ctx context.Context, conn line, limit time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return conn.read(ctx)
}

// count reports socket frames to the observer.
func (c *Client) count(method string, t wire.TrainingID, up, down int) {
	if c.observe != nil {
		c.observe(Transfer{Method: method, Path: wire.PathTraining(t, "events"), Status: 101, Up: up, Down: down})
	}
}
