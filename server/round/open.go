package round

import (
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// checkWeights checks what comes with an open message as far as it needs no lock: ciphertexts one by one. How long sealed
// weights are is known with the roster, see applyOpen.
func checkWeights(manifest *wire.Manifest, key *phe.PublicKey, open *wire.Open, blob []byte) error {
	shape, ok := manifest.Round(open.Kind)
	want := shape.Weights
	switch {
	case !ok:
		return wire.Rejectf(wire.CodeInvalid, "open: the manifest has no rounds of this kind")
	case open.Blob != wire.DigestOf(blob):
		return wire.Rejectf(wire.CodeInvalid, "open: blob is not the digest of the bytes that follow")
	case shape.Sealed > 0:
		return nil
	case len(blob) != want*key.CiphertextSize():
		return wire.Rejectf(wire.CodeInvalid, "open: weights must be %d times %d bytes", want, key.CiphertextSize())
	case open.Weights != open.Blob:
		return wire.Rejectf(wire.CodeInvalid, "open: weights is not the digest of the bytes that follow")
	}
	_, err := parseVector(key, blob, want)
	return err
}

// maxAttempt keeps an attempt's number within the 32 bits that digests give it.
const maxAttempt = 1<<31 - 1

// applyOpen starts an attempt. Rounds go up by one after an accept; an attempt that ended without one is followed
// by a higher attempt at the same round. No number is ever used twice.
func (t *training) applyOpen(e *entry, o *wire.Open) (store.Change, error) {
	if t.rec.Phase != wire.PhaseWaiting {
		return store.Change{}, wire.Rejectf(wire.CodePhase, "open: the training is not waiting for a round")
	}
	least := wire.Ref{Round: t.rec.Accepted + 1, Attempt: 1}
	if t.rec.Ref.Round == least.Round {
		least.Attempt = t.rec.Ref.Attempt + 1
	}
	switch {
	case o.Round != least.Round || o.Attempt < least.Attempt || o.Attempt > maxAttempt:
		return store.Change{}, wire.Rejectf(wire.CodeStale, "open: round must be %d and attempt at least %d", least.Round, least.Attempt)
	case o.Round > t.manifest.Limits.Rounds:
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "open: round is past limits.rounds of the manifest")
	case o.Roster != t.roster:
		return store.Change{}, wire.Rejectf(wire.CodeStale, "open: roster is not the digest of the roster in force")
	case o.Least < t.manifest.Cohort.Min || o.Least > len(t.members):
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "open: least must be between %d and %d", t.manifest.Cohort.Min, len(t.members))
	}
	if shape, _ := t.manifest.Round(o.Kind); shape.Sealed > 0 && len(e.blob) != shape.OpenSize(0, len(t.members)) {
		return store.Change{}, wire.Rejectf(wire.CodeInvalid, "open: must come with a box of %d bytes for each member and %d bytes of sealed weights", wire.BoxSize, shape.Sealed)
	}
	before := t.slotOf(store.KindAggregate)
	next := t.next(wire.PhaseKeys)
	next.Ref = o.Ref
	t.attempt = t.newAttempt(*o, e.signed.Digest())
	c := store.Change{Next: next, Messages: []store.Message{{
		Key:  store.Key{Slot: store.Slot{Training: t.id, Ref: o.Ref, Kind: wire.KindOpen}, Identity: e.signed.Signer},
		Body: e.raw,
		Blob: e.blob,
	}}}
	if before.Ref.Round > 0 {
		c.Drop = []store.Slot{before} // the last aggregate was kept for a model owner that asks late
	}
	return c, nil
}
