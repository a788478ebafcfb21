// Package answer owns a trustee's answers about one training: whether it may accept it, which contributions of a closing it
// strikes, and the masks that it releases for a close. Everything is computed from signed messages and the trustee's own
// secrets; nothing here writes a ledger or sends.
package answer

import (
	"errors"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Training is a training that asks for a trustee, verified as far as that can be done before the first contribution.
type Training struct {
	*attempt.Gathering
	Signed   *wire.Signed // the manifest
	Manifest *wire.Manifest
	File     *spec.File
	Digest   wire.Digest // of the training file
	Rounds   rounds.List
	Place    int // of this trustee
}

// Open verifies a manifest and opens its training file with the trustee's keys. An error means that the training must not
// be accepted.
func Open(signed *wire.Signed, id wire.TrainingID, self identity.TrusteeKey, key *envelope.TrusteeKey) (*Training, error) {
	m, got, err := wire.OpenManifest(signed)
	if err != nil {
		return nil, fmt.Errorf("failed to verify manifest: %w", err)
	}
	if got != id {
		return nil, errors.New("invalid manifest: its fingerprint is not that of the training")
	}
	public, err := phe.ParsePublicKey(m.Key.Modulus)
	if err != nil {
		return nil, fmt.Errorf("invalid manifest: %w", err)
	}
	proof, err := phe.ParseNonceProof(public, m.Key.NonceProof)
	if err == nil {
		err = public.CheckNonceProof(proof)
	}
	if err != nil {
		return nil, fmt.Errorf("invalid manifest: %w", err)
	}
	t := &Training{Gathering: attempt.NewGathering(id, m, public), Signed: signed, Manifest: m, Place: m.Trustees.Place(self.Identity)}
	if t.Place < 0 || m.Trustees.Keys[t.Place].Envelope != self.Envelope {
		return nil, errors.New("invalid manifest: it does not name this trustee")
	}
	trainingKey, err := key.OpenTrainingKey(m.Nonce, m.Trustees.Keys[t.Place].Box)
	if err != nil {
		return nil, err
	}
	text, err := identity.OpenTraining(identity.NewTrainingKeyOf(trainingKey), m.Nonce, m.Training)
	if err != nil {
		return nil, err
	}
	t.Digest = wire.DigestOf(text)
	if t.File, err = spec.Parse(text); err != nil {
		return nil, fmt.Errorf("failed to read training file: %w", err)
	}
	return t, t.check()
}

// check compares the manifest with the training file: the facilitator reads the one, owners the other.
func (t *Training) check() (err error) {
	m, f := t.Manifest, t.File
	if t.Rounds, err = rounds.For(f, t.Key.Bits()); err != nil {
		return fmt.Errorf("failed to prove the bit budget: %w", err)
	}
	if err := identity.CheckTrustees(f.TrusteeKeys(), m.Trustees); err != nil {
		return err
	}
	switch {
	case f.Masking != spec.MaskingTrustees || !f.Private() || !m.Noise:
		return errors.New("invalid training file: a training with trustees has noise")
	case m.Trustees.Batch != f.Cohort.Batch:
		return errors.New("invalid manifest: its batch is not that of the training file")
	case !slices.Equal(m.Rounds, t.Rounds.Shapes()):
		return errors.New("invalid manifest: rounds do not follow from the training file")
	}
	return nil
}

// Start is the beginning of the model owner's log.
func (t *Training) Start() log.Position { return log.Start(t.Manifest, t.Signed) }

// Holder answers for a training with the KEM key that the trustee accepted it with.
type Holder struct {
	*Training
	Accepts *attempt.Accepts
	KEM     *mask.TrusteeKey
	keys    wire.Digest // KeyDigest of this trustee
}

// Hold returns the holder of an accepted training. accepts are those of all trustees, this one's with the key.
func (t *Training) Hold(accepts []wire.Signed, kem *mask.TrusteeKey) (*Holder, error) {
	a, err := t.NewAccepts(accepts, t.Digest)
	if err != nil {
		return nil, err
	}
	own := t.Trustees.Keys[t.Place].Identity
	h := &Holder{Training: t, Accepts: a, KEM: kem, keys: wire.KeyDigest(own, kem.Public())}
	if h.keys != wire.KeyDigest(own, a.List[t.Place].KEMKey) {
		return nil, errors.New("invalid accepts: this trustee's own is not the one that it signed")
	}
	return h, nil
}
