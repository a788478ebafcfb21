package round

import (
	"context"
	"errors"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// step is the way in which a phase takes a message. T is the result of its check.
type step[T any] struct {
	phase wire.Phase
	// check verifies a message against the attempt; it runs without any lock.
	check func(v *view, s *wire.Signed, blob []byte) (T, error)
	// take notes a message that is now stored; nil if there is nothing to note.
	take func(t *training, from wire.Identity, checked T) error
}

// view is the part of a running attempt that a check needs. None of it changes once it is made.
type view struct {
	id       wire.TrainingID
	revision int64
	terms    *attempt.Terms
	list     *attempt.List    // from the upload phase on
	uploads  *attempt.Uploads // from the reveal phase on
}

// put checks, stores and counts one message of a step.
func put[T any](ctx context.Context, r *registry, st step[T], id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed, blob []byte) error {
	kind := st.phase.Rule().Collects
	if err := verify(s, kind, from); err != nil {
		return err
	}
	body, err := wire.Marshal(s)
	if err != nil {
		return wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	msg := store.Message{Key: store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: kind}, Identity: from}, Body: body, Blob: blob}
	for tries := 1; ; tries++ {
		v, err := r.view(ctx, st.phase, msg.Key)
		if err != nil {
			return r.again(ctx, msg, err)
		}
		checked, err := st.check(v, s, blob)
		if err != nil {
			return err
		}
		err = keep(ctx, r, st, v, msg, checked)
		if !errors.Is(err, store.ErrRevision) || tries == mostTries {
			return r.rejection(err)
		}
	}
}

// keep stores a checked message while its phase lasts, then counts it. It stores without any lock, so that many owners'
// messages are on the way to the disk at a time: a phase that ends meanwhile has the message in its set, or has not
// and the error is ErrRevision.
func keep[T any](ctx context.Context, r *registry, st step[T], v *view, msg store.Message, checked T) error {
	stored, err := r.archive.Put(context.WithoutCancel(ctx), v.revision, msg)
	if errors.Is(err, store.ErrConflict) {
		return err
	}
	t := r.slot(v.id)
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case errors.Is(err, store.ErrRevision):
		if t.rec.Revision == v.revision {
			t.loaded = false // another facilitator has moved it on
		}
		return err
	case err != nil:
		t.loaded = false
		t.retry()
		return err
	}
	if stored {
		r.tally.stored(v, msg.Kind)
	}
	if !t.loaded || t.rec.Revision != v.revision || t.run == nil {
		return nil // memory that is read from now on has the message
	}
	if t.run.Sent().Has(msg.Identity) && !stored {
		return nil
	}
	t.run.Note(msg.Identity)
	if err := t.returned(ctx, msg.Identity); err != nil {
		r.log.Error("return of an owner not published", "training", t.id, "error", err)
	}
	if st.take != nil {
		if err := st.take(t, msg.Identity, checked); err != nil {
			// It is stored: the close reads it from there.
			r.log.Error("message not counted in memory", "training", t.id, "error", err)
		}
	}
	t.news.Stirred()
	// The message itself is safe: a failure from here on is tried again and is no answer to its sender.
	if t.run.Complete() {
		t.conclude(ctx, t.due)
	} else {
		t.peer.stored()
	}
	return nil
}

// view returns the input of the check of a message, or an error if the message cannot be taken now.
func (r *registry) view(ctx context.Context, p wire.Phase, key store.Key) (*view, error) {
	t, err := r.acquireFor(ctx, key.Training, key.Identity, roleMember)
	if err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	if err := t.takes(p, key.Ref); err != nil {
		return nil, err
	}
	if err := t.run.May(key.Identity); err != nil {
		return nil, err
	}
	return &view{id: t.id, revision: t.rec.Revision, terms: t.run.Terms, list: t.run.List, uploads: t.run.Uploads}, nil
}

// takes refuses a message of a phase for an attempt unless the training is in that phase.
func (t *training) takes(p wire.Phase, ref wire.Ref) error {
	now := t.rec.Ref
	switch {
	case ref.Round > now.Round || ref.Round == now.Round && ref.Attempt > now.Attempt:
		return wire.Rejectf(wire.CodeStale, "this attempt has not been opened")
	case ref != now || t.rec.Phase.After(p):
		return wire.Rejectf(wire.CodeLate, "the %s phase of this attempt is over", p)
	case t.rec.Phase != p || t.run == nil:
		return wire.Rejectf(wire.CodePhase, "the training is not in the %s phase", p)
	case t.deadline.Passed():
		return wire.Rejectf(wire.CodeLate, "the deadline of the %s phase has passed", p)
	}
	return nil
}

// again answers a message that no longer fits: the very message that is already stored is confirmed once more, a
// different one in its place is a conflict, otherwise why stands.
func (r *registry) again(ctx context.Context, msg store.Message, why error) error {
	if rejection := wire.RejectionOf(why); rejection == nil || rejection.Code != wire.CodeLate && rejection.Code != wire.CodePhase {
		return why
	}
	_, err := r.archive.Put(context.WithoutCancel(ctx), -1, msg) // no record has this revision: nothing new is ever stored
	if errors.Is(err, store.ErrRevision) {
		return why
	}
	return r.rejection(err) // a store that fails causes no answer that the sender takes for final
}

// verify refuses a message of the wrong kind, or that is not signed by the owner that the path names. It comes before
// anything is looked up, so that a guess at a signature learns nothing.
func verify(s *wire.Signed, kind wire.Kind, from wire.Identity) error {
	switch {
	case s == nil:
		return wire.Rejectf(wire.CodeMalformed, "malformed %s: message is missing", kind)
	case s.Kind != kind:
		return wire.Rejectf(wire.CodeInvalid, "invalid message: kind must be %q", kind)
	case s.Signer != from:
		return wire.Rejectf(wire.CodeSignature, "%s: signer does not match the identity in the path", kind)
	}
	if err := s.Verify(); err != nil {
		return wire.Rejectf(wire.CodeSignature, "%v", err)
	}
	return nil
}
