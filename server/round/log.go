package round

import (
	"context"
	"errors"
	"slices"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// entry is a log entry on its way into the log.
type entry struct {
	*log.Entry
	raw  []byte // canonical JSON of the signed message
	blob []byte // that comes with an open message
}

// Append takes the next entry of the model owner's log and acts on it. blob is the bytes that come with an open message,
// else empty. An entry that is already there is confirmed again.
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
	signed, manifest, key, err := m.public(ctx, id)
	if err != nil {
		return err
	}
	if err := log.Start(manifest, signed).Belongs(e.Entry); err != nil {
		return err
	}
	if open, ok := e.Body.(*wire.Open); ok {
		if err := checkWeights(manifest, key, open, blob); err != nil {
			return err
		}
	} else if len(blob) != 0 {
		return wire.Rejectf(wire.CodeInvalid, "log entry: only an open message is followed by bytes")
	}
	return m.decide(ctx, id, func(t *training) error {
		if e.Head.Sequence <= t.rec.Log.Length {
			return m.appendedAgain(ctx, t, e)
		}
		next, err := t.pos.Follow(e.Entry)
		if err != nil {
			return err
		}
		c, err := t.apply(ctx, e, next)
		if err != nil {
			return err
		}
		c.Entry, c.Next.Log = e.raw, next.Head
		if err := t.commitEntry(ctx, c, next); err != nil {
			return err
		}
		if c.Keep != nil {
			m.retention.began()
		}
		return nil
	})
}

// apply returns what an entry, after which the log stands at next, changes in the training. The caller holds t.mu.
func (t *training) apply(ctx context.Context, e *entry, next log.Position) (store.Change, error) {
	switch b := e.Body.(type) {
	case *wire.Roster:
		return t.applyRoster(b)
	case *wire.Open:
		return t.applyOpen(e, next)
	case *wire.Accept:
		return t.applyAccept(ctx, b)
	case *wire.Reject:
		if !t.rec.Phase.Running() {
			return store.Change{}, wire.Rejectf(wire.CodePhase, "reject: this attempt is not running")
		}
		return t.abort(wire.CodeRoundRejected, []wire.Identity{}), nil
	case *wire.Done:
		if t.rec.Phase != wire.PhaseWaiting && t.rec.Phase != wire.PhaseLobby {
			return store.Change{}, wire.Rejectf(wire.CodePhase, "done: an attempt is running")
		}
		return store.Change{Next: t.next(wire.PhaseDone)}, nil
	}
	return store.Change{}, errors.New("invalid log entry: kind is unknown")
}

func (t *training) applyRoster(r *wire.Roster) (store.Change, error) {
	if t.rec.Phase != wire.PhaseLobby {
		return store.Change{}, wire.Rejectf(wire.CodePhase, "roster: the training has left its lobby")
	}
	for i, m := range r.Members {
		if d, ok := t.enrolment(m.Identity); !ok || d != m.Enrolment {
			return store.Change{}, wire.Rejectf(wire.CodeInvalid, "roster: members[%d] must name a stored enrolment", i)
		}
	}
	return store.Change{Next: t.next(wire.PhaseWaiting)}, nil
}

func (t *training) applyAccept(ctx context.Context, a *wire.Accept) (store.Change, error) {
	if t.rec.Phase != wire.PhaseFinish {
		return store.Change{}, wire.Rejectf(wire.CodePhase, "accept: this attempt has no aggregate that waits")
	}
	// A damaged or dropped aggregate does not stand in the way: the model owner has its own product.
	agg, err := t.m.store.Get(ctx, store.Key{Slot: t.slotOf(store.KindAggregate)})
	if err == nil && a.Aggregate != wire.DigestOf(agg.Blob) {
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "accept: aggregate is not the digest of this attempt's aggregate")
	} else if err != nil && !errors.Is(err, store.ErrCorrupt) {
		return store.Change{}, err
	}
	if a.Uploads != t.attempt.uploads.Root {
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "accept: uploads is not the root over the heads of the list's uploads")
	}
	next := t.next(wire.PhaseWaiting)
	next.Accepted++
	next.Silent = nil
	c := store.Change{Next: next}
	t.accepted(&c)
	return c, nil
}

// appendedAgain answers an entry whose sequence number is taken.
func (m *Machine) appendedAgain(ctx context.Context, t *training, e *entry) error {
	if e.Head.Sequence < 1 {
		return wire.Rejectf(wire.CodeInvalid, "log entry: sequence must be at least 1")
	}
	stored, err := m.store.Log(ctx, t.id, e.Head.Sequence, 1)
	if err != nil {
		return m.rejection(err)
	}
	if len(stored) == 0 || !slices.Equal(stored[0], e.raw) {
		return wire.Rejectf(wire.CodeConflict, "a different entry is already in this place of the log; the first is kept")
	}
	return nil
}

// applyOpen starts an attempt. No number is ever used twice.
func (t *training) applyOpen(e *entry, next log.Position) (store.Change, error) {
	if t.rec.Phase != wire.PhaseWaiting {
		return store.Change{}, wire.Rejectf(wire.CodePhase, "open: the training is not waiting for a round")
	}
	terms := attempt.TermsOf(next, t.key)
	if terms.Shape.Sealed > 0 && len(e.blob) != terms.Shape.OpenSize(0, len(terms.Members)) {
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "open: must come with a box of %d bytes for each member and %d bytes of sealed weights", wire.BoxSize, terms.Shape.Sealed)
	}
	if left := len(terms.Members) - len(t.rec.Out); left < terms.Least() {
		return store.Change{}, wire.Rejectf(wire.CodeMissing, "open: %d of the %d members are still in the training; at least %d are needed", left, len(terms.Members), terms.Least())
	}
	before := t.slotOf(store.KindAggregate)
	rec := t.next(wire.PhaseKeys)
	rec.Ref = terms.Ref
	c := store.Change{Next: rec, Messages: []store.Message{{
		Key:  store.Key{Slot: store.Slot{Training: t.id, Ref: terms.Ref, Kind: wire.KindOpen}, Identity: e.Signed.Signer},
		Body: e.raw,
		Blob: e.blob,
	}}}
	if before.Ref.Round > 0 {
		c.Drop = []store.Slot{before} // the last aggregate was kept for a model owner that asks late
	}
	return c, nil
}

// checkWeights checks the bytes that come with an open message as far as it needs no lock: ciphertexts one by one. How
// long sealed weights are is known with the roster, see applyOpen; how the digests go together the log knows.
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
