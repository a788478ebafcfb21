package postgres

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/blindfit/blindfit/protocol/wire"
)

const (
	// channel is where facilitators tell each other which training moved: "<facilitator> <training>" in hexadecimal.
	channel = "blindfit"
	// gather is for how long announcements are gathered into one.
	gather = 5 * time.Millisecond
	// reconnect is the pause after a lost connection; quiet is how long one may say nothing before it is tried.
	reconnect = 500 * time.Millisecond
	quiet     = 15 * time.Second
)

// announcer tells the other facilitators which trainings moved. It does so beside the writes, in transactions of its
// own: a commit that notifies would make every other such commit wait for its flush. What it loses when the process or
// the connection dies is found by those who look from time to time.
type announcer struct {
	mu      sync.Mutex
	pending map[wire.TrainingID]struct{}
	wake    chan struct{}
	stop    context.CancelFunc
	done    chan struct{}
}

// announce tells the other facilitators that a training moved, soon.
func (s *Store) announce(id wire.TrainingID) {
	a := &s.announcer
	a.mu.Lock()
	a.pending[id] = struct{}{}
	a.mu.Unlock()
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

func (s *Store) startAnnouncing() {
	a := &s.announcer
	ctx, cancel := context.WithCancel(context.Background())
	a.pending, a.wake, a.done, a.stop = map[wire.TrainingID]struct{}{}, make(chan struct{}, 1), make(chan struct{}), cancel
	go func() {
		defer close(a.done)
		for {
			select {
			case <-a.wake:
			case <-ctx.Done():
				s.notify() // what is left
				return
			}
			s.notify()
			if !pause(ctx, gather) {
				s.notify()
				return
			}
		}
	}()
}

func (s *Store) stopAnnouncing() {
	s.announcer.stop()
	<-s.announcer.done
}

// notify sends what is pending. An error is not tried again: the followers look by themselves, too.
func (s *Store) notify() {
	a := &s.announcer
	a.mu.Lock()
	payloads := make([]string, 0, len(a.pending))
	for id := range a.pending {
		payloads = append(payloads, hex.EncodeToString(s.self)+" "+hex.EncodeToString(id[:]))
	}
	clear(a.pending)
	a.mu.Unlock()
	if len(payloads) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTime)
	defer cancel()
	var b pgx.Batch
	b.Queue(`SELECT set_config('synchronous_commit', 'off', true)`)
	b.Queue(`SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS u (payload)`, channel, payloads)
	_ = s.pool.SendBatch(ctx, &b).Close()
}

// Follow implements store.Shared. It has a connection of its own.
func (s *Store) Follow(moved func(wire.TrainingID), missed func()) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			s.listen(ctx, moved, missed)
			pause(ctx, reconnect)
		}
	}()
	return func() { cancel(); <-done }
}

// listen follows until the connection breaks.
func (s *Store) listen(ctx context.Context, moved func(wire.TrainingID), missed func()) {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, `LISTEN `+channel); err != nil {
		return
	}
	missed() // whatever moved before this connection was there
	for {
		wait, cancel := context.WithTimeout(ctx, quiet)
		n, err := conn.WaitForNotification(wait)
		cancel()
		switch {
		case err == nil:
			if id, ok := s.parse(n.Payload); ok {
				moved(id)
			}
		case ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) && !conn.IsClosed():
			// A line that is cut somewhere on the way says nothing: ask.
			try, cancel := context.WithTimeout(ctx, quiet)
			err := conn.Ping(try)
			cancel()
			if err != nil {
				return
			}
		default:
			return
		}
	}
}

// parse reads an announcement of another facilitator; whatever else anybody sent on the channel is passed over.
func (s *Store) parse(payload string) (id wire.TrainingID, ok bool) {
	b, err := hex.AppendDecode(nil, []byte(payload[:max(0, len(payload)-2*len(id)-1)]))
	if err != nil || len(b) != len(s.self) || bytes.Equal(b, s.self) || payload[2*len(b)] != ' ' {
		return id, false
	}
	n, err := hex.Decode(id[:], []byte(payload[2*len(b)+1:]))
	return id, err == nil && n == len(id)
}

// pause waits and reports whether the context is still open.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
