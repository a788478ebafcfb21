package round

import (
	"context"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// uploadStep collects the encrypted updates of the list. All of them must come.
func uploadStep() step {
	return step{
		phase: wire.PhaseUpload,
		from:  func(t *training) []wire.Identity { return t.attempt.list.Owners },
		check: checkUpload,
		take: func(t *training, from wire.Identity, checked any) error {
			return t.fold(from, checked.([]*phe.Ciphertext))
		},
		close: closeUpload,
	}
}

// checkUpload checks the head against the list, then every ciphertext. It returns []*phe.Ciphertext.
func checkUpload(v *view, s *wire.Signed, blob []byte) (any, error) {
	u, err := v.list.OpenUpload(s)
	if err != nil {
		return nil, err
	}
	cs, err := v.list.ParseUpload(u, blob)
	if err != nil {
		return nil, err
	}
	return cs, nil
}

func closeUpload(ctx context.Context, t *training) (store.Change, error) {
	if missing := t.missing(); len(missing) > 0 {
		return t.abortFor(wire.CodeMissing, missing), nil
	}
	var err error
	if t.attempt.uploads, err = t.loadUploads(ctx, t.attempt.list); err != nil {
		return store.Change{}, err
	}
	if !t.manifest.Noise {
		return t.enterFinish(ctx)
	}
	// A damaged upload is better found before an owner reveals its seed.
	if damaged, err := t.multiply(ctx); err != nil || len(damaged) > 0 {
		return t.abort(wire.CodeMissing, damaged), err
	}
	return t.enter(wire.PhaseReveal), nil
}

// PutUpload takes an owner's upload: the signed head and its ciphertext bytes. When it returns nil the upload is
// durable and will be counted at most once, however often it is sent.
func (m *Machine) PutUpload(ctx context.Context, id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed, blob []byte) error {
	return m.put(ctx, uploadStep(), store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindUpload}, Identity: from}, s, blob)
}
