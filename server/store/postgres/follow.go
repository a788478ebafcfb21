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
	// channel is the channel on which facilitators announce that a training moved: "<facilitator> <training>" in
	// hexadecimal.
	channel = "blindfit"
	// gather is for how long announcements are gathered into one.
	gather = 5 * time.Millisecond
	// reconnect is the pause after a lost connection. A connection that was silent for quiet is tested.
	reconnect = 500 * time.Millisecond
	quiet     = 15 * time.Second
)

// announcer announces to the other facilitators that trainings moved. It uses separate transactions: a commit that
// notifies would make every other such commit wait for its flush. If the process or the connection dies, an
// announcement may be lost; the others then find the change by polling.
type announcer struct {
	mu      sync.Mutex
	pending map[wire.TrainingID]struct{}
	wake    chan struct{}
	stop    context.CancelFunc
	done    chan struct{}
}

// announce queues an announcement that a training moved, and returns immediately.
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
				s.notify() // the rest
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

// notify sends the pending announcements. It does not retry after an error, because the followers also poll.
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
	missed() // trainings may have moved before the connection was there
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
			// A connection that was cut on the way is only silent, so test it.
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

// parse reads an announcement of another facilitator. ok is false if it is one of this facilitator, or no
// announcement at all.
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
