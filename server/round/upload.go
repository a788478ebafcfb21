package round

import (
	"context"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/wire"
)

// uploadStep collects every member's encrypted update. Closing it stores the aggregate: the product of all uploads
// modulo n², ciphertext by ciphertext.
func uploadStep() step {
	return step{
		phase:   wire.PhaseUpload,
		kind:    wire.KindUpload,
		seconds: func(l wire.Limits) int { return l.UploadSeconds },
		check:   checkUpload,
		take: func(t *training, from wire.Identity, checked any) error {
			return t.running().add(t.key, from, checked.([]*phe.Ciphertext))
		},
		close: closeUpload,
	}
}

// checkUpload checks the head against the attempt, then every ciphertext. It returns []*phe.Ciphertext.
func checkUpload(v *view, s *wire.Signed, blob []byte) (any, error) {
	u, err := parse[wire.Upload](s)
	if err != nil {
		return nil, err
	}
	want := v.manifest.Packing.Ciphertexts
	switch {
	case u.Training != v.id:
		return nil, wire.Rejectf(wire.CodeStale, "upload: training is another one")
	case u.Ref != v.ref:
		return nil, wire.Rejectf(wire.CodeStale, "upload: round or attempt is another one")
	case u.Cohort != v.cohort:
		return nil, wire.Rejectf(wire.CodeStale, "upload: cohort is not the digest of this attempt's keys")
	case u.Key != wire.Digest(v.key.Fingerprint()):
		return nil, wire.Rejectf(wire.CodeKey, "upload: key is not the fingerprint of the manifest's key")
	case u.Count != want:
		return nil, wire.Rejectf(wire.CodeInvalid, "upload: count must be %d", want)
	case len(blob) != want*v.key.CiphertextSize():
		return nil, wire.Rejectf(wire.CodeInvalid, "upload: ciphertexts must be %d times %d bytes", want, v.key.CiphertextSize())
	case u.Ciphertexts != wire.DigestOf(blob):
		return nil, wire.Rejectf(wire.CodeInvalid, "upload: ciphertexts is not the digest of the bytes that follow")
	}
	return parseVector(v.key, blob, want)
}

// parseVector parses ciphertexts, with the index of the first bad one in the rejection.
func parseVector(key *phe.PublicKey, blob []byte, count int) ([]*phe.Ciphertext, error) {
	cs, err := key.ParseVector(blob, count)
	if err == nil {
		return cs, nil
	}
	r := wire.Rejectf(wire.CodeCiphertext, "%v", err)
	var bad *phe.CiphertextError
	if errors.As(err, &bad) {
		r.Index = &bad.Index
	}
	return nil, r
}

// product is the running product of an upload phase. It lets the last upload be answered without reading
// the others again, and holds one vector however many owners there are.
type product struct {
	sum []*phe.Ciphertext
	in  map[wire.Identity]struct{}
}

// running returns the attempt's product, empty at first.
func (t *training) running() *product {
	if t.attempt.product == nil {
		t.attempt.product = &product{in: map[wire.Identity]struct{}{}}
	}
	return t.attempt.product
}

// add multiplies one owner's vector in, once.
func (p *product) add(key *phe.PublicKey, from wire.Identity, cs []*phe.Ciphertext) error {
	if _, ok := p.in[from]; ok {
		return nil
	}
	if p.sum == nil {
		p.sum = append(p.sum, cs...)
	} else if err := key.SumVectors(p.sum, cs); err != nil {
		p.sum, p.in = nil, map[wire.Identity]struct{}{} // half added: begin again from the store
		return fmt.Errorf("failed to add upload: %w", err)
	}
	p.in[from] = struct{}{}
	return nil
}

// closeUpload completes the product with uploads that this process has not seen (it restarted, or another one
// took them) and stores it. An upload whose stored bytes are damaged is never summed: the attempt is aborted
// and its owner named.
func closeUpload(ctx context.Context, t *training) (store.Change, error) {
	p := t.running()
	var damaged []wire.Identity
	for _, id := range t.members {
		if _, ok := p.in[id]; ok {
			continue
		}
		msg, err := t.m.store.Get(ctx, store.Key{Slot: t.slotOf(wire.KindUpload), Identity: id})
		if errors.Is(err, store.ErrCorrupt) {
			damaged = append(damaged, id)
			continue
		}
		if err != nil {
			return store.Change{}, err
		}
		cs, err := t.key.ParseVector(msg.Blob, t.manifest.Packing.Ciphertexts)
		if err != nil {
			damaged = append(damaged, id)
			continue
		}
		if err := p.add(t.key, id, cs); err != nil {
			return store.Change{}, err
		}
	}
	if len(damaged) > 0 {
		t.m.log.Error("stored upload is damaged", "training", t.id, "round", t.rec.Ref.Round, "uploads", len(damaged))
		return t.abort(wire.CodeMissing, damaged), nil
	}
	return store.Change{
		Next:     t.next(wire.PhaseFinish),
		Messages: []store.Message{{Key: store.Key{Slot: t.slotOf(store.KindAggregate)}, Blob: t.key.AppendVector(nil, p.sum)}},
	}, nil
}
