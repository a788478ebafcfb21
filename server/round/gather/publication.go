package gather

import (
	"context"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// PutPublication takes the results that a model owner publishes. The first stay: two views of the same counts, each with its
// own gaps, would fill one another's.
func (g *Gather) PutPublication(ctx context.Context, id wire.TrainingID, from wire.Identity, s *wire.Signed, blob []byte) error {
	return g.decide(ctx, id, func(v *View) error {
		if err := signedBy(s, wire.KindPublication, from); err != nil {
			return err
		}
		if from != v.ModelOwner {
			return wire.Rejectf(wire.CodeForbidden, "only the model owner may do this")
		}
		m, err := wire.OpenMessage[wire.Publication](s, wire.KindPublication)
		switch {
		case err != nil:
			return err
		case m.Training != id:
			return wire.Rejectf(wire.CodeStale, "publication: is for a different training")
		case m.Content != wire.DigestOf(blob):
			return wire.Rejectf(wire.CodeInvalid, "publication: content is not the digest of the bytes that follow")
		}
		return g.put(ctx, v, wire.KindPublication, 0, s, blob)
	})
}

// Publication returns the results that a model owner published, as a frame, for anyone that knows the training.
func (g *Gather) Publication(ctx context.Context, id wire.TrainingID, modelOwner wire.Identity) ([]byte, error) {
	m, err := g.Store.Get(ctx, store.Key{Slot: store.Slot{Training: id, Kind: wire.KindPublication}, Identity: modelOwner})
	if err != nil {
		return nil, g.Reject(err)
	}
	s, err := wire.Parse[wire.Signed](m.Body)
	if err != nil {
		return nil, g.Reject(err)
	}
	return wire.AppendFrame(nil, &s, m.Blob)
}
