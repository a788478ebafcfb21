package round

import (
	"context"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// uploadStep collects the sharers' encrypted updates. Closing it fixes the survivors.
func uploadStep() step {
	return step{
		phase:   wire.PhaseUpload,
		kind:    wire.KindUpload,
		seconds: func(l wire.Limits) int { return l.UploadSeconds },
		from:    func(t *training) []wire.Identity { return t.attempt.sharers },
		check:   checkUpload,
		take: func(t *training, from wire.Identity, checked any) error {
			return t.fold(from, checked.([]*phe.Ciphertext))
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
	want := v.shape.Ciphertexts
	if err := v.bound(wire.KindUpload, u.Training, u.Ref); err != nil {
		return nil, err
	}
	switch {
	case u.Cohort != wire.MaskedOver(v.cohort, v.sharers, v.recovers()):
		return nil, wire.Rejectf(wire.CodeStale, "upload: cohort is not the digest of this attempt's keys and sharers")
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

func closeUpload(ctx context.Context, t *training) (store.Change, error) {
	a := t.attempt
	a.survivors = wire.WholeBlocks(t.members, within(a.sharers, a.sent))
	switch {
	case len(a.survivors) < t.needed(&a.sets):
		return t.abort(wire.CodeMissing, t.missing()), nil
	case !a.recovers():
		return t.enterFinish(ctx)
	}
	// A damaged upload is better found before anybody opens a share for it.
	if damaged, err := t.multiply(ctx); err != nil || len(damaged) > 0 {
		return t.abort(wire.CodeMissing, damaged), err
	}
	return t.enter(wire.PhaseAgree), nil
}

// PutUpload takes an owner's upload: the signed head and its ciphertext bytes. When it returns nil the upload is
// durable and will be counted at most once, however often it is sent.
func (m *Machine) PutUpload(ctx context.Context, id wire.TrainingID, ref wire.Ref, from wire.Identity, s *wire.Signed, blob []byte) error {
	return m.put(ctx, uploadStep(), store.Key{Slot: store.Slot{Training: id, Ref: ref, Kind: wire.KindUpload}, Identity: from}, s, blob)
}
