package round

import (
	"context"
	"errors"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/archive"
	"github.com/blindfit/blindfit/server/round/fold"
	"github.com/blindfit/blindfit/server/store"
)

// none is the result of a check if its phase needs no result.
type none struct{}

var (
	keysStep = step[none]{phase: wire.PhaseKeys, check: func(v *view, s *wire.Signed, blob []byte) (none, error) {
		k, err := v.terms.OpenKeys(s)
		if err != nil {
			return none{}, err
		}
		return none{}, v.terms.CheckEncapsulations(s.Signer, k, blob)
	}}

	uploadStep = step[[]*phe.Ciphertext]{phase: wire.PhaseUpload, check: func(v *view, s *wire.Signed, blob []byte) ([]*phe.Ciphertext, error) {
		u, err := v.list.OpenUpload(s)
		if err != nil {
			return nil, err
		}
		return v.list.ParseUpload(u, blob)
	}, take: func(t *training, from wire.Identity, cs []*phe.Ciphertext) error {
		return t.run.products(t).Add(from, cs)
	}}

	revealStep = step[none]{phase: wire.PhaseReveal, check: func(v *view, s *wire.Signed, _ []byte) (none, error) {
		_, err := v.uploads.OpenReveal(s)
		return none{}, err
	}}
)

// PutKeys takes an owner's keys message for an attempt, with its encapsulations.
func (m *Machine) PutKeys(ctx context.Context, id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed, encapsulations []byte) error {
	return put(ctx, m.registry, keysStep, id, ref, from, s, encapsulations)
}

// PutUpload takes an owner's upload: the signed head and its ciphertext bytes. When it returns nil the upload is
// durable and will be counted at most once, however often it is sent.
func (m *Machine) PutUpload(ctx context.Context, id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed, blob []byte) error {
	return put(ctx, m.registry, uploadStep, id, ref, from, s, blob)
}

// PutReveal takes an owner's seed.
func (m *Machine) PutReveal(ctx context.Context, id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed) error {
	return put(ctx, m.registry, revealStep, id, ref, from, s, nil)
}

// products returns the running product, of no upload at first.
func (a *run) products(t *training) *fold.Product {
	if a.product == nil {
		a.product = fold.New(a.List, t.peer.partial())
	}
	return a.product
}

// closers return the change that ends a phase: the next phase, or the abort if a message is missing.
var closers = map[wire.Phase]func(context.Context, *training) (store.Change, error){
	wire.PhaseKeys:   closeKeys,
	wire.PhaseUpload: closeUpload,
	wire.PhaseReveal: closeReveal,
}

func closeKeys(ctx context.Context, t *training) (store.Change, error) {
	keys, err := t.r.archive.Messages(ctx, t.slot(wire.KindKeys))
	if err != nil {
		return store.Change{}, err
	}
	if missing := t.run.Fix(keys); t.run.List == nil {
		return t.abort(wire.CodeMissing, missing), nil
	}
	m, err := archive.OwnersMessage(t.run.List)
	return store.Change{Next: t.next(wire.PhaseUpload), Messages: []store.Message{m}}, err
}

func closeUpload(ctx context.Context, t *training) (store.Change, error) {
	if missing := t.run.Missing(); len(missing) > 0 {
		return t.abortFor(wire.CodeMissing, missing), nil
	}
	var err error
	if t.run.Uploads, err = t.r.archive.Uploads(ctx, t.run.List); err != nil {
		return store.Change{}, err
	}
	// A damaged upload is better found before an owner reveals its seed.
	damaged, err := t.run.products(t).Complete(ctx, t.r.archive)
	switch {
	case err != nil:
		return store.Change{}, err
	case len(damaged) > 0:
		t.r.log.Error("stored upload is damaged", "training", t.id, "round", t.rec.Ref.Round, "uploads", len(damaged))
		return t.abort(wire.CodeMissing, damaged), nil
	case t.manifest.Noise:
		return store.Change{Next: t.next(wire.PhaseReveal)}, nil
	}
	return t.toFinish(), nil
}

func closeReveal(ctx context.Context, t *training) (store.Change, error) {
	if missing := t.run.Missing(); len(missing) > 0 {
		return t.abortFor(wire.CodeMissing, missing), nil
	}
	damaged, err := t.run.products(t).Complete(ctx, t.r.archive)
	if err != nil || len(damaged) > 0 {
		return t.abort(wire.CodeMissing, damaged), err
	}
	return t.toFinish(), nil
}

// toFinish is the change that ends the last phase with the aggregate. With noise it is still masked.
func (t *training) toFinish() store.Change {
	return store.Change{
		Next:     t.next(wire.PhaseFinish),
		Messages: []store.Message{{Key: store.Key{Slot: t.slot(store.KindAggregate)}, Blob: t.run.product.Bytes()}},
		Drop:     []store.Slot{t.slot(store.KindPartial)},
	}
}

// conclude ends the present phase if due reports true. If another facilitator was faster it decides again. If it fails
// it is tried again later. The caller holds t.mu.
func (t *training) conclude(ctx context.Context, due func() bool) {
	var err error
	for range mostTries {
		if !t.loaded {
			if err = t.load(context.WithoutCancel(ctx)); err != nil {
				t.retry()
				break
			}
		}
		if t.run == nil || !t.run.Collects() || !due() {
			return
		}
		if t.run.Stuck() {
			err = t.commit(ctx, t.abortFor(wire.CodeLeft, t.run.Lost()))
		} else {
			err = t.finish(ctx)
		}
		if !errors.Is(err, store.ErrRevision) {
			break
		}
	}
	if err != nil {
		t.r.log.Error("phase not closed", "training", t.id, "phase", t.rec.Phase, "error", err)
	}
}

// finish ends the present phase with the messages that are in. The caller holds t.mu.
func (t *training) finish(ctx context.Context) error {
	// Another facilitator on this store may have taken a message that this one does not know of: then decide again.
	full := &store.Full{Slot: t.slot(t.rec.Phase.Rule().Collects), Count: len(t.run.Sent())}
	c, err := closers[t.rec.Phase](context.WithoutCancel(ctx), t)
	if err != nil {
		t.loaded = false
		t.retry()
		return err
	}
	c.Full = full
	return t.commit(ctx, c)
}

// due reports whether the present phase is complete, or can no longer be.
func (t *training) due() bool { return t.run != nil && (t.run.Complete() || t.run.Stuck()) }

// next is the record of the present attempt in another phase.
func (t *training) next(p wire.Phase) store.Record {
	r := t.rec
	r.Phase, r.DeadlineMS = p, 0
	if d := t.allowed(p); d > 0 {
		r.DeadlineMS = t.r.coordinator.now().Add(d).UnixMilli()
	}
	return r
}

// abort is the change that ends the running attempt without an aggregate. Ciphertexts and weights are erased.
func (t *training) abort(code wire.Code, missing []wire.Identity) store.Change {
	next := t.next(wire.PhaseWaiting)
	if missing == nil {
		missing = []wire.Identity{}
	}
	next.LastAbort = &store.Abort{Ref: t.rec.Ref, Phase: t.rec.Phase, Code: code, Missing: missing}
	return store.Change{Next: next, Drop: append(t.erased(), t.slot(wire.KindUpload), t.slot(store.KindAggregate))}
}

// abortFor is abort because of missing messages: their owners may be put aside.
func (t *training) abortFor(code wire.Code, missing []wire.Identity) store.Change {
	c := t.abort(code, missing)
	aside := t.run.Blame(missing)
	c.Next.Silent, c.Next.Out = aside.Silent, aside.Out
	return c
}
