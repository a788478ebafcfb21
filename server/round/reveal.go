package round

import (
	"context"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// revealStep collects the seeds of the list in a training with noise. They are for the model owner. Closing it stores the
// aggregate, which is still masked.
func revealStep() step {
	return step{
		phase: wire.PhaseReveal,
		from:  func(t *training) []wire.Identity { return t.attempt.list.Owners },
		check: checkReveal,
		close: closeReveal,
	}
}

func checkReveal(v *view, s *wire.Signed, _ []byte) (any, error) {
	_, err := v.uploads.OpenReveal(s)
	return nil, err
}

func closeReveal(ctx context.Context, t *training) (store.Change, error) {
	if missing := t.missing(); len(missing) > 0 {
		return t.abortFor(wire.CodeMissing, missing), nil
	}
	return t.enterFinish(ctx)
}

// PutReveal takes an owner's seed.
func (m *Machine) PutReveal(ctx context.Context, id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed) error {
	return m.put(ctx, revealStep(), store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindReveal}, Identity: from}, s, nil)
}
