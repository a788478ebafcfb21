package round

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/clock"
	"github.com/blindfit/blindfit/server/round/collect"
	"github.com/blindfit/blindfit/server/round/fold"
	"github.com/blindfit/blindfit/server/round/notify"
	"github.com/blindfit/blindfit/server/round/presence"
	"github.com/blindfit/blindfit/server/store"
)

// training is one training in memory: a copy of its stored state, with presence and timers.
type training struct {
	r    *registry
	peer peer
	news *notify.Notifier

	mu     sync.Mutex // guards every field below, and news
	loaded bool       // false: memory may differ from the store; read again before use
	memory
	since    time.Time  // when the phase began, as far as this facilitator knows
	seen     wire.Phase // the phase that began then
	run      *run       // the running attempt; nil if there is none
	recent   notify.Recent
	presence *presence.Presence
	deadline clock.Deadline
}

// run is a running attempt.
type run struct {
	*collect.Attempt
	product        *fold.Product            // from the first upload to finish
	encapsulations map[wire.Identity][]byte // by recipient, once one was asked for
}

func newTraining(r *registry, id wire.TrainingID) *training {
	t := &training{r: r, memory: memory{id: id}, deadline: clock.NewDeadline(r.clock)}
	t.peer = r.coordinator.of(t)
	t.news = notify.New(r.clock, &t.mu, notify.Source{Next: t.peer.version, Render: t.render, Stale: func() bool { return !t.loaded }})
	t.presence = presence.New(r.clock, func(who wire.Identity) {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.presence.Sweep(who) {
			t.departed(who)
		}
	})
	return t
}

// ensure loads the training from the store unless memory already holds it. If facilitators share the store memory is as
// new as the store was when ensure was called. The caller holds t.mu, as everywhere in this file.
func (t *training) ensure(ctx context.Context) error {
	if t.loaded {
		if err := t.peer.refresh(ctx); err != nil {
			return err
		}
	}
	if !t.loaded {
		if err := t.load(ctx); err != nil {
			return err
		}
	}
	if t.due() {
		// The process stopped between the last message and the end of its phase, or another one is at it.
		t.peer.finish(ctx)
	}
	return nil
}

// load reads the training from the store.
func (t *training) load(ctx context.Context) error {
	t.deadline.Stop()
	raw, rec, err := t.r.archive.Training(ctx, t.id)
	if err != nil {
		return err
	}
	if err := t.read(ctx, raw, rec); err != nil {
		return fmt.Errorf("failed to load training: %w", err)
	}
	if t.loaded = true; t.since.IsZero() || t.seen != rec.Phase {
		t.since, t.seen = t.r.clock.Now(), rec.Phase
	}
	if rec.DeadlineMS != 0 {
		least, extra := t.peer.slack()
		left := max(time.UnixMilli(rec.DeadlineMS).Sub(t.r.coordinator.now()), least)
		t.arm(t.r.clock.Now().Add(min(left, t.allowed(rec.Phase))), extra)
	}
	t.announce()
	return nil
}

// announce notifies the followers of the training of a change; if the operator has ended it, of that.
func (t *training) announce() {
	if t.rec.Ended != "" {
		t.news.Close()
		return
	}
	t.news.Changed()
}

// read fills memory from a record and the rest of the store.
func (t *training) read(ctx context.Context, raw []byte, rec store.Record) error {
	before, head := t.run, t.pos.Head
	t.run = nil
	if err := t.memory.read(ctx, t.r.archive, raw, rec); err != nil {
		return err
	}
	if at := t.pos.Head; at.Length < head.Length || at.Length == head.Length && at != head {
		t.recent = notify.Recent{} // of a log that the store has lost
	}
	if rec.Phase.Running() {
		a, err := t.r.archive.Attempt(ctx, attempt.TermsOf(t.pos, t.key), rec)
		if err != nil {
			return err
		}
		t.run = &run{Attempt: a}
		// Every factor of a product is in the store, so one that was begun before can go on.
		if before != nil && before.product != nil && a.List != nil && a.List.Digest == before.product.List().Digest && rec.Phase != wire.PhaseFinish {
			t.run.product = before.product
		}
	}
	return t.peer.reloaded(ctx)
}

// commit writes a change decided on the present record and then makes memory follow it. After any error memory is read
// from the store again before the next use.
func (t *training) commit(ctx context.Context, c store.Change) error {
	return t.commitEntry(ctx, c, t.pos)
}

// commitEntry is commit for a change after which the log stands at next.
func (t *training) commitEntry(ctx context.Context, c store.Change, next log.Position) error {
	c.Next.Revision = t.rec.Revision
	if c.Next.Phase == wire.PhaseDone && c.Next.DoneMS == 0 {
		c.Next.DoneMS = t.r.coordinator.now().UnixMilli()
	}
	// A client that hangs up must not leave memory and store in doubt.
	if err := t.r.archive.Commit(context.WithoutCancel(ctx), t.id, c); err != nil {
		t.loaded = false
		if !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrRevision) {
			t.retry()
		}
		return err
	}
	before := t.rec
	t.rec, t.pos = c.Next, next
	t.rec.Revision++
	if c.Entry != nil {
		t.recent.Add(c.Entry, t.rec.Log.Length)
	}
	t.r.tally.moved(&before, &t.rec)
	if t.rec.Phase != before.Phase {
		t.since, t.seen = t.r.clock.Now(), t.rec.Phase
		t.r.log.Info("phase", "training", t.id, "phase", t.rec.Phase, "round", t.rec.Ref.Round, "attempt", t.rec.Ref.Attempt)
		t.entered(before)
	}
	if t.rec.DeadlineMS == 0 {
		t.deadline.Stop()
	} else {
		t.arm(t.r.clock.Now().Add(t.allowed(t.rec.Phase)), 0)
	}
	t.announce()
	return nil
}

// entered makes memory follow a change of the phase.
func (t *training) entered(before store.Record) {
	if before.Phase == wire.PhaseLobby || before.Phase == wire.PhaseStatements {
		t.loaded = false // another facilitator may have taken an owner's message last
	}
	switch {
	case !t.rec.Phase.Running():
		t.run = nil
	case t.rec.Ref != before.Ref:
		t.run = &run{Attempt: collect.New(attempt.TermsOf(t.pos, t.key), collect.Aside{Silent: t.rec.Silent, Out: t.rec.Out})}
	default:
		t.run.Enter(t.rec.Phase)
		if t.rec.Phase == wire.PhaseFinish {
			t.run.product = nil
		}
	}
}

// retry loads the training again after a pause, so that a step that the store refused is not lost.
func (t *training) retry() {
	t.deadline.Retry(retryDelay, func() {
		u, err := t.r.acquire(context.Background(), t.id)
		if err == nil {
			u.mu.Unlock()
			return
		}
		t.retryAfter(err)
	})
}

// retryAfter is retry for a caller that does not hold t.mu, if an error may pass.
func (t *training) retryAfter(err error) {
	if r := wire.RejectionOf(err); r == nil || r.Code != wire.CodeUnavailable || t.r.isClosed() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.retry()
}

// arm sets the deadline of the present phase; it is acted on later by extra.
func (t *training) arm(at time.Time, extra time.Duration) {
	revision := t.rec.Revision
	t.deadline.Set(at, extra, func() {
		u, err := t.r.acquire(context.Background(), t.id)
		if err != nil {
			t.retryAfter(err)
			return
		}
		defer u.mu.Unlock()
		u.conclude(context.Background(), func() bool { return u.rec.Revision == revision })
	})
}
