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
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/log"
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
	enrolled []enrolled   // in identity order
	pos      log.Position // of the log that is stored
	attempt  *collected   // of a running attempt, else nil

	settled   bool // who is enrolled cannot change any more
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

// collected is what the running attempt has collected.
type collected struct {
	terms   *attempt.Terms
	sent    map[wire.Identity]struct{} // who has sent the present phase's message
	list    *attempt.List              // from the upload phase on
	uploads *attempt.Uploads           // from the reveal phase on

	// gone are the owners that left during the attempt. On a store of our own they are in memory only: a restart waits for
	// them again.
	gone           map[wire.Identity]struct{}
	encapsulations map[wire.Identity][]byte // by recipient, once one was asked for
	product        *product                 // from the upload phase to finish
}

func newCollected(terms *attempt.Terms) *collected {
	return &collected{terms: terms, sent: map[wire.Identity]struct{}{}, gone: map[wire.Identity]struct{}{}}
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
		t.pos = log.Start(manifest, &signed)
	}
	before := t.attempt
	t.rec, t.attempt = rec, nil
	if !t.settled {
		if err := t.loadEnrolled(ctx); err != nil {
			return fmt.Errorf("failed to load training: %w", err)
		}
		t.settled = rec.Log.Length > 0
	}
	if err := t.loadLog(ctx); err != nil {
		return fmt.Errorf("failed to load training: %w", err)
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

// loadEnrolled reads the lobby.
func (t *training) loadEnrolled(ctx context.Context) error {
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
	return nil
}

// loadLog follows the stored log from the entry at which memory stands to the record's head.
func (t *training) loadLog(ctx context.Context) error {
	for t.pos.Head.Length < t.rec.Log.Length {
		raw, err := t.m.store.Log(ctx, t.id, t.pos.Head.Length+1, pageBytes)
		if err != nil {
			return err
		}
		if len(raw) == 0 {
			return store.ErrCorrupt
		}
		for _, b := range raw[:min(len(raw), t.rec.Log.Length-t.pos.Head.Length)] {
			s, err := wire.Parse[wire.Signed](b)
			if err != nil {
				return err
			}
			e, err := log.Parse(&s)
			if err != nil {
				return err
			}
			if t.pos, err = t.pos.Follow(e); err != nil {
				return err
			}
		}
	}
	if t.pos.Head != t.rec.Log {
		return store.ErrCorrupt
	}
	return nil
}

// memberIDs returns the members' identities.
func (t *training) memberIDs() []wire.Identity {
	ids := make([]wire.Identity, len(t.pos.Members()))
	for i, m := range t.pos.Members() {
		ids[i] = m.Identity
	}
	return ids
}

// loadAttempt rebuilds the running attempt from the messages of its phases.
func (t *training) loadAttempt(ctx context.Context) error {
	a := newCollected(attempt.TermsOf(t.pos, t.key))
	if a.terms == nil || a.terms.Ref != t.rec.Ref {
		return store.ErrCorrupt
	}
	t.attempt = a
	var err error
	if t.rec.Phase.After(wire.PhaseKeys) {
		if a.list, err = t.loadList(ctx, a.terms); err != nil {
			return err
		}
	}
	if t.rec.Phase.After(wire.PhaseUpload) {
		if a.uploads, err = t.loadUploads(ctx, a.list); err != nil {
			return err
		}
	}
	st, ok := stepOf(t.rec.Phase)
	if !ok {
		return nil
	}
	sent, err := t.m.senders(ctx, t.slotOf(st.kind()))
	for _, id := range sent {
		a.sent[id] = struct{}{}
	}
	return err
}

// loadList reads the list of an attempt whose keys phase is over.
func (t *training) loadList(ctx context.Context, terms *attempt.Terms) (*attempt.List, error) {
	owners, err := t.m.listed(ctx, t.id, terms.Ref)
	if err != nil {
		return nil, err
	}
	keys, err := t.m.messages(ctx, store.Slot{Training: t.id, Ref: terms.Ref, Kind: wire.KindKeys})
	if err != nil {
		return nil, err
	}
	return terms.NewList(signedBy(keys, owners))
}

// loadUploads reads the heads of the uploads of a list that is complete.
func (t *training) loadUploads(ctx context.Context, list *attempt.List) (*attempt.Uploads, error) {
	heads, err := t.m.messages(ctx, store.Slot{Training: t.id, Ref: list.Ref, Kind: wire.KindUpload})
	if err != nil {
		return nil, err
	}
	return list.NewUploads(heads)
}

// slotOf is the slot of a kind in the present attempt.
func (t *training) slotOf(kind wire.Kind) store.Slot {
	return store.Slot{Training: t.id, Ref: t.rec.Ref, Kind: kind}
}

// commit writes a change decided on the present record and then follows it in memory. After any error memory is
// read from the store again before the next use. The caller holds t.mu.
func (t *training) commit(ctx context.Context, c store.Change) error {
	return t.commitEntry(ctx, c, t.pos)
}

// commitEntry is commit for a change after which the log stands at next.
func (t *training) commitEntry(ctx context.Context, c store.Change, next log.Position) error {
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
	opened := c.Next.Ref != t.rec.Ref
	t.rec, t.pos = c.Next, next
	t.rec.Revision++
	switch {
	case !t.rec.Phase.Running():
		t.attempt = nil
	case opened:
		t.attempt = newCollected(attempt.TermsOf(t.pos, t.key))
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
	if seconds := p.Rule().Seconds; seconds != nil {
		return time.Duration(seconds(t.manifest.Limits)) * time.Second
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
	_, ok := slices.BinarySearchFunc(t.pos.Members(), i, func(m wire.Member, i wire.Identity) int { return m.Identity.Compare(i) })
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

// awaited lists those of missing that the phase still waits for: an owner that left has no secrets to upload with, but may
// come back and reveal its seed.
func (t *training) awaited() []wire.Identity {
	missing := t.missing()
	if t.attempt == nil || t.rec.Phase == wire.PhaseReveal {
		return missing
	}
	return append([]wire.Identity{}, without(missing, t.attempt.gone)...)
}
