package round

import (
	"context"
	"errors"
	"slices"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/collect"
	"github.com/blindfit/blindfit/server/round/gather"
	"github.com/blindfit/blindfit/server/store"
)

// entry is a log entry on its way into the log.
type entry struct {
	*log.Entry
	raw  []byte // canonical JSON of the signed message
	blob []byte // that comes with an open message
}

// Append takes the next entry of the model owner's log and acts on it. blob is the bytes that come with an open message,
// otherwise empty. An entry that is already there is confirmed again.
func (m *Machine) Append(ctx context.Context, id wire.TrainingID, s *wire.Signed, blob []byte) error {
	parsed, err := log.Parse(s)
	if err != nil {
		return err
	}
	raw, err := wire.Marshal(s)
	if err != nil {
		return wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	e := &entry{parsed, raw, blob}
	p, err := m.public(ctx, id)
	if err != nil {
		return err
	}
	if err := log.Start(p.manifest, p.signed).Belongs(e.Entry); err != nil {
		return err
	}
	if err := e.checkBytes(p); err != nil {
		return err
	}
	return m.decide(ctx, id, func(t *training) error {
		if e.Head.Sequence <= t.rec.Log.Length {
			return e.again(ctx, t)
		}
		next, err := t.pos.Follow(e.Entry)
		if err != nil {
			return err
		}
		c, err := e.apply(ctx, t, next)
		if err != nil {
			return err
		}
		c.Entry, c.Next.Log = e.raw, next.Head
		if err := t.commitEntry(ctx, c, next); err != nil {
			return err
		}
		if c.Keep != nil {
			m.retention.Began()
		}
		return nil
	})
}

// checkBytes checks the bytes that come with an entry as far as it needs no lock.
func (e *entry) checkBytes(p public) error {
	switch b := e.Body.(type) {
	case *wire.Open:
		return checkWeights(p.manifest, p.key, b, e.blob)
	case *wire.Closing:
		if b.Contributions != wire.DigestOf(e.blob) {
			return wire.Rejectf(wire.CodeInvalid, "closing: contributions is not the digest of the bytes that follow")
		}
		all, err := wire.ParseContributed(e.blob)
		if err != nil || len(all) != b.Count {
			return wire.Rejectf(wire.CodeInvalid, "closing: must be followed by its contributions, in identity order")
		}
	case *wire.Close:
		if b.Blob != wire.DigestOf(e.blob) {
			return wire.Rejectf(wire.CodeInvalid, "close: blob is not the digest of the bytes that follow")
		}
	default:
		if len(e.blob) != 0 {
			return wire.Rejectf(wire.CodeInvalid, "log entry: %s is followed by no bytes", e.Signed.Kind)
		}
	}
	return nil
}

// checkWeights checks the bytes that come with an open message as far as it needs no lock: ciphertexts one by one. The
// length of sealed weights depends on the roster, see open; which digests must agree is for package log.
func checkWeights(manifest *wire.Manifest, key *phe.PublicKey, open *wire.Open, blob []byte) error {
	shape, _ := manifest.Round(open.Kind) // the log refuses kinds that the manifest does not have
	switch {
	case open.Blob != wire.DigestOf(blob):
		return wire.Rejectf(wire.CodeInvalid, "open: blob is not the digest of the bytes that follow")
	case shape.Sealed > 0:
		return nil
	case len(blob) != shape.Weights*key.CiphertextSize():
		return wire.Rejectf(wire.CodeInvalid, "open: weights must be %d times %d bytes", shape.Weights, key.CiphertextSize())
	}
	_, err := attempt.ParseVector(key, blob, shape.Weights)
	return err
}

// again answers an entry if its sequence number is taken. The caller holds t.mu, as for all methods of entry.
func (e *entry) again(ctx context.Context, t *training) error {
	if e.Head.Sequence < 1 {
		return wire.Rejectf(wire.CodeInvalid, "log entry: sequence must be at least 1")
	}
	stored, err := t.r.archive.Log(ctx, t.id, e.Head.Sequence, 1)
	if err != nil {
		return err
	}
	if len(stored) == 0 || !slices.Equal(stored[0], e.raw) {
		return wire.Rejectf(wire.CodeConflict, "a different entry is already in this place of the log; the first is kept")
	}
	return nil
}

// apply returns the changes that the entry makes in the training. next is the position after it.
func (e *entry) apply(ctx context.Context, t *training, next log.Position) (store.Change, error) {
	switch b := e.Body.(type) {
	case *wire.Roster:
		return e.roster(t, b)
	case *wire.Start:
		return e.start(t, b, next)
	case *wire.Revoke:
		if t.rec.Phase.Running() {
			return store.Change{}, wire.Rejectf(wire.CodePhase, "revoke: an attempt is running")
		}
		c := store.Change{Next: t.next(t.rec.Phase)}
		c.Next.Out = collect.SetOf(append(slices.Clone(t.rec.Out), b.Identity)...)
		return c, nil
	case *wire.Open:
		return e.open(t, next)
	case *wire.Accept:
		return e.accept(ctx, t, b)
	case *wire.Reject:
		if !t.rec.Phase.Running() {
			return store.Change{}, wire.Rejectf(wire.CodePhase, "reject: this attempt is not running")
		}
		return t.abort(wire.CodeRoundRejected, nil), nil
	case *wire.Freeze:
		return store.Change{Next: t.next(wire.PhaseClosing), Freeze: b.Number}, nil
	case *wire.Closing:
		return e.kept(t, b.Number), nil
	case *wire.Close:
		return e.kept(t, 0), nil
	case *wire.Done:
		if t.rec.Phase.Running() {
			return store.Change{}, wire.Rejectf(wire.CodePhase, "done: an attempt is running")
		}
		return store.Change{Next: t.next(wire.PhaseDone), Forget: t.manifest.Trustees != nil}, nil
	}
	return store.Change{}, errors.New("invalid log entry: kind is unknown")
}

// kept returns a change that keeps the bytes of an entry for the trustees.
func (e *entry) kept(t *training, number int) store.Change {
	return store.Change{Next: t.next(t.rec.Phase), Messages: []store.Message{{Key: gather.EntryKey(t.id, number, t.manifest.ModelOwner), Body: e.raw, Blob: e.blob}}}
}

// gathering returns a training with trustees, nil for one without.
func (r *registry) gathering(ctx context.Context, id wire.TrainingID) (*gather.View, error) {
	t, err := r.acquire(ctx, id)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	g := attempt.NewGathering(id, t.manifest, t.key)
	if g == nil {
		return nil, nil
	}
	return &gather.View{Gathering: g, Most: t.manifest.Cohort.Max, Position: t.pos, Phase: t.rec.Phase, Revision: t.rec.Revision}, nil
}

func (e *entry) roster(t *training, r *wire.Roster) (store.Change, error) {
	if t.rec.Phase != wire.PhaseLobby {
		return store.Change{}, wire.Rejectf(wire.CodePhase, "roster: the training has left its lobby")
	}
	for i, m := range r.Members {
		if d, ok := t.lobby.find(m.Identity); !ok || d != m.Enrolment {
			return store.Change{}, wire.Rejectf(wire.CodeInvalid, "roster: members[%d] must name a stored enrolment", i)
		}
	}
	return store.Change{Next: t.next(wire.PhaseStatements)}, nil
}

// start fixes the statements. A member without one is out of the training.
func (e *entry) start(t *training, s *wire.Start, next log.Position) (store.Change, error) {
	for i, m := range t.pos.Members() {
		if d, _ := t.statements.find(m.Identity); d != s.Statements[i] && s.Statements[i] != (wire.Digest{}) {
			return store.Change{}, wire.Rejectf(wire.CodeInvalid, "start: statements[%d] must name a stored statement", i)
		}
	}
	c := store.Change{Next: t.next(wire.PhaseWaiting)}
	c.Next.Out = next.Excluded()
	return c, nil
}

// open starts an attempt. No number is ever used twice.
func (e *entry) open(t *training, next log.Position) (store.Change, error) {
	if t.rec.Phase != wire.PhaseWaiting {
		return store.Change{}, wire.Rejectf(wire.CodePhase, "open: the training is not waiting for a round")
	}
	terms := attempt.TermsOf(next, t.key)
	if terms.Shape.Sealed > 0 && len(e.blob) != terms.Shape.OpenSize(0, len(terms.Members)) {
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "open: must come with a box of %d bytes for each member and %d bytes of sealed weights", wire.BoxSize, terms.Shape.Sealed)
	}
	if err := collect.New(terms, collect.Aside{Silent: t.rec.Silent, Out: t.rec.Out}).CheckOpen(); err != nil {
		return store.Change{}, err
	}
	before := t.slot(store.KindAggregate)
	c := store.Change{Next: t.next(wire.PhaseKeys), Messages: []store.Message{{
		Key:  store.Key{Slot: store.Slot{Training: t.id, Ref: terms.Ref, Kind: wire.KindOpen}, Identity: e.Signed.Signer},
		Body: e.raw,
		Blob: e.blob,
	}}}
	c.Next.Ref = terms.Ref
	if before.Ref.Round > 0 {
		c.Drop = []store.Slot{before} // the last aggregate was kept for a model owner that asks late
	}
	return c, nil
}

func (e *entry) accept(ctx context.Context, t *training, a *wire.Accept) (store.Change, error) {
	if t.rec.Phase != wire.PhaseFinish {
		return store.Change{}, wire.Rejectf(wire.CodePhase, "accept: this attempt has no aggregate that waits")
	}
	// A damaged or dropped aggregate does not stand in the way: the model owner has its own product.
	aggregate, err := t.r.archive.Get(ctx, store.Key{Slot: t.slot(store.KindAggregate)})
	if err == nil && a.Aggregate != wire.DigestOf(aggregate.Blob) {
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "accept: aggregate is not the digest of this attempt's aggregate")
	} else if err != nil && !errors.Is(err, store.ErrCorrupt) {
		return store.Change{}, err
	}
	if a.Uploads != t.run.Uploads.Root {
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "accept: uploads is not the root over the heads of the list's uploads")
	}
	uploads := t.slot(wire.KindUpload)
	c := store.Change{Next: t.next(wire.PhaseWaiting), Drop: t.erased(), Keep: t.r.retention.Kept(uploads)}
	if c.Keep == nil {
		c.Drop = append(c.Drop, uploads)
	}
	c.Next.Accepted++
	c.Next.Silent = nil
	return c, nil
}
