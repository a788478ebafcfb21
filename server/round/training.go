package round

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// training is one training in memory: a copy of what the store holds, plus presence and timers.
type training struct {
	m  *Machine
	id wire.TrainingID

	mu     sync.Mutex // guards every field below
	loaded bool       // false: memory may differ from the store; read again before use

	signed   *wire.Signed
	manifest *wire.Manifest
	key      *phe.PublicKey
	rec      store.Record
	enrolled []enrolled // in identity order
	roster   wire.Digest
	members  []wire.Member // in identity order; empty before the roster
	attempt  *attempt      // of a running attempt, else nil

	settled   bool // who is enrolled and a member cannot change any more
	presence  presence
	changes   int64            // of the audience, where facilitators share the store
	left      []store.Farewell // the same
	version   int64
	followers int
	deadline  time.Time // monotonic; zero where the phase has none
	timer     Timer
	telling   Timer                 // of news that are put off; nil where there are none
	shown     atomic.Pointer[shown] // the state as told last; read without mu. nil: not rendered yet
}

// enrolled is an owner in the lobby, with the digest of its signed enrolment.
type enrolled struct {
	identity wire.Identity
	digest   wire.Digest
}

// attempt is what the running attempt has collected.
type attempt struct {
	open   wire.Open
	digest wire.Digest                // of the signed open message
	shape  wire.RoundShape            // of the round's kind
	sent   map[wire.Identity]struct{} // who has sent the present phase's message
	sets

	gone    map[wire.Identity]struct{}   // who left during the attempt; where the store is ours alone in memory only: after a restart they are awaited again
	inboxes map[wire.Identity][]wire.Box // boxes by recipient, once somebody asked
	product *product                     // from the upload phase to finish
}

func (t *training) newAttempt(open wire.Open, digest wire.Digest) *attempt {
	shape, _ := t.manifest.Round(open.Kind) // checked before the open message was stored
	return &attempt{open: open, digest: digest, shape: shape, sent: map[wire.Identity]struct{}{}, gone: map[wire.Identity]struct{}{}}
}

func newTraining(m *Machine, id wire.TrainingID) *training {
	t := &training{m: m, id: id}
	t.presence = presence{clock: m.clock, owners: map[wire.Identity]*owner{}, left: map[wire.Identity]time.Time{}, expired: t.presenceExpired}
	// A client that saw a state before a restart must find every later one newer: no training changes once a
	// microsecond for long. In a double, which is what a page has, microseconds are exact until the year 2255.
	if m.commons == nil {
		t.version = m.clock.Now().UnixMicro()
	}
	return t
}

// ensure loads the training from the store unless memory already holds it. Where facilitators share the store memory is
// as new as the store was when ensure was called. The caller holds t.mu.
func (t *training) ensure(ctx context.Context) error {
	if t.loaded && t.m.commons == nil {
		return nil
	}
	if t.loaded {
		if err := t.catchUp(ctx); err != nil {
			return err
		}
	}
	if !t.loaded {
		if err := t.load(ctx); err != nil {
			return err
		}
	}
	switch {
	case t.m.commons == nil:
		// The process stopped between the last message and the end of its phase.
		t.conclude(ctx, t.allIn)
	case t.allIn() || t.stuck():
		// So did another one, or it is at it.
		t.m.commons.takeOver(t.id)
	}
	return nil
}

// load reads the training from the store. The caller holds t.mu.
func (t *training) load(ctx context.Context) error {
	t.stopTimer()
	raw, rec, err := t.m.store.Training(ctx, t.id)
	if err != nil {
		return err
	}
	if t.manifest == nil {
		signed, err := wire.Parse[wire.Signed](raw)
		if err != nil {
			return fmt.Errorf("failed to load training: %w", err)
		}
		manifest, _, err := wire.OpenManifest(&signed)
		if err != nil {
			return fmt.Errorf("failed to load training: %w", err)
		}
		key, err := phe.ParsePublicKey(manifest.Key.Modulus)
		if err != nil {
			return fmt.Errorf("failed to load training: %w", err)
		}
		t.signed, t.manifest, t.key = &signed, manifest, key
	}
	before := t.attempt
	t.rec, t.attempt = rec, nil
	if !t.settled || t.m.commons == nil {
		if err := t.loadMembers(ctx); err != nil {
			return fmt.Errorf("failed to load training: %w", err)
		}
		t.settled = rec.Log.Length > 0
	}
	if rec.Phase.Running() {
		if err := t.loadAttempt(ctx); err != nil {
			return fmt.Errorf("failed to load training: %w", err)
		}
	}
	if t.m.commons != nil {
		if _, err := t.stamp(ctx); err != nil {
			return fmt.Errorf("failed to load training: %w", err)
		}
		t.keepProduct(before)
		if err := t.loadAudience(ctx); err != nil {
			return fmt.Errorf("failed to load training: %w", err)
		}
	}
	t.loaded = true
	if rec.DeadlineMS != 0 {
		least, extra := t.slack()
		left := max(time.UnixMilli(rec.DeadlineMS).Sub(t.m.wall()), least)
		t.arm(t.m.clock.Now().Add(min(left, t.allowed(rec.Phase))), extra)
	}
	t.changed()
	return nil
}

// loadMembers reads the lobby and, when there is one, the roster.
func (t *training) loadMembers(ctx context.Context) error {
	items, err := t.m.store.List(ctx, store.Slot{Training: t.id, Kind: wire.KindEnrolment})
	if err != nil {
		return err
	}
	t.enrolled = t.enrolled[:0]
	for _, it := range items {
		s, err := wire.Parse[wire.Signed](it.Body)
		if err != nil {
			return err
		}
		t.enrolled = append(t.enrolled, enrolled{it.Identity, s.Digest()})
	}
	t.members, t.roster = nil, wire.Digest{}
	if t.rec.Log.Length == 0 {
		return nil
	}
	entries, err := t.m.store.Log(ctx, t.id, 1, 1)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return store.ErrCorrupt
	}
	s, err := wire.Parse[wire.Signed](entries[0])
	if err != nil || s.Kind != wire.KindRoster {
		return err // a log may start with done: then nobody was ever a member
	}
	r, err := wire.Unseal[wire.Roster](&s, wire.KindRoster)
	if err != nil {
		return err
	}
	t.setRoster(&s, &r)
	return nil
}

func (t *training) setRoster(s *wire.Signed, r *wire.Roster) {
	t.roster, t.members = s.Digest(), r.Members
}

// memberIDs returns the members' identities.
func (t *training) memberIDs() []wire.Identity {
	ids := make([]wire.Identity, len(t.members))
	for i, m := range t.members {
		ids[i] = m.Identity
	}
	return ids
}

// loadAttempt rebuilds the running attempt: the open message is the last log entry.
func (t *training) loadAttempt(ctx context.Context) error {
	entries, err := t.m.store.Log(ctx, t.id, t.rec.Log.Length, 1)
	if err != nil {
		return err
	}
	if len(entries) != 1 {
		return store.ErrCorrupt
	}
	s, err := wire.Parse[wire.Signed](entries[0])
	if err != nil {
		return err
	}
	open, err := wire.Unseal[wire.Open](&s, wire.KindOpen)
	if err != nil {
		return err
	}
	a := t.newAttempt(open, s.Digest())
	fixed, err := t.derive(ctx, t.rec.Ref, t.rec.Phase)
	if err != nil {
		return err
	}
	t.attempt, a.sets = a, *fixed
	st, ok := stepOf(t.rec.Phase)
	if !ok {
		return nil
	}
	sent, err := t.m.senders(ctx, t.slotOf(st.kind))
	for _, id := range sent {
		a.sent[id] = struct{}{}
	}
	return err
}

// slotOf is the slot of a kind in the present attempt.
func (t *training) slotOf(kind wire.Kind) store.Slot {
	return store.Slot{Training: t.id, Ref: t.rec.Ref, Kind: kind}
}

// commit writes a change decided on the present record and then follows it in memory. After any error memory is
// read from the store again before the next use. The caller holds t.mu.
func (t *training) commit(ctx context.Context, c store.Change) error {
	c.Next.Revision = t.rec.Revision
	// A client that hangs up must not leave memory and store in doubt.
	if err := t.m.store.Commit(context.WithoutCancel(ctx), t.id, c); err != nil {
		t.loaded = false
		if !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrRevision) {
			t.retry()
		}
		return err
	}
	if c.Next.Phase != t.rec.Phase {
		t.m.log.Info("phase", "training", t.id, "phase", c.Next.Phase, "round", c.Next.Ref.Round, "attempt", c.Next.Ref.Attempt)
	}
	t.m.tally.moved(&t.rec, &c.Next)
	if t.m.commons != nil && t.rec.Phase == wire.PhaseLobby {
		t.loaded = false // another facilitator may have taken an enrolment last
	}
	t.rec = c.Next
	t.rec.Revision++
	switch {
	case !t.rec.Phase.Running():
		t.attempt = nil
	case t.rec.Phase == wire.PhaseFinish:
		t.attempt.product = nil
	}
	if t.rec.DeadlineMS == 0 {
		t.stopTimer()
	} else {
		t.arm(t.m.clock.Now().Add(t.allowed(t.rec.Phase)), 0)
	}
	t.changed()
	return nil
}

// retry loads the training again after a pause, so that a step the store refused is not lost. The caller holds t.mu.
func (t *training) retry() {
	t.stopTimer()
	t.timer = t.m.clock.AfterFunc(retryDelay, func() {
		if u, err := t.m.acquire(context.Background(), t.id); err == nil {
			u.mu.Unlock()
		} else if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeUnavailable {
			t.mu.Lock()
			if !t.m.isClosed() {
				t.retry()
			}
			t.mu.Unlock()
		}
	})
}

// allowed is how long a phase may take.
func (t *training) allowed(p wire.Phase) time.Duration {
	if st, ok := stepOf(p); ok {
		return time.Duration(st.seconds(t.manifest.Limits)) * time.Second
	}
	return 0
}

// until is the wall time, in Unix milliseconds, at which a phase that starts now is over.
func (t *training) until(p wire.Phase) int64 {
	return t.m.wall().Add(t.allowed(p)).UnixMilli()
}

// arm sets the deadline of the present phase; it is acted on some time later.
func (t *training) arm(at time.Time, later time.Duration) {
	t.stopTimer()
	t.deadline = at
	revision := t.rec.Revision
	t.timer = t.m.clock.AfterFunc(at.Sub(t.m.clock.Now())+later, func() { t.m.expire(t, revision) })
}

func (t *training) stopTimer() {
	if t.timer != nil {
		t.timer.Stop()
	}
	t.timer, t.deadline = nil, time.Time{}
}

func (t *training) isMember(i wire.Identity) bool {
	_, ok := slices.BinarySearchFunc(t.members, i, func(m wire.Member, i wire.Identity) int { return m.Identity.Compare(i) })
	return ok
}

func (t *training) enrolment(i wire.Identity) (wire.Digest, bool) {
	k, ok := slices.BinarySearchFunc(t.enrolled, i, func(e enrolled, i wire.Identity) int { return e.identity.Compare(i) })
	if !ok {
		return wire.Digest{}, false
	}
	return t.enrolled[k].digest, true
}

// missing lists those who may send the present phase's message and have not, in identity order.
func (t *training) missing() []wire.Identity {
	st, collecting := stepOf(t.rec.Phase)
	if !collecting || t.attempt == nil {
		return []wire.Identity{}
	}
	return append([]wire.Identity{}, without(st.from(t), t.attempt.sent)...)
}

// awaited lists those of missing who have not left.
func (t *training) awaited() []wire.Identity {
	missing := t.missing()
	if t.attempt == nil {
		return missing
	}
	return append([]wire.Identity{}, without(missing, t.attempt.gone)...)
}
