package train

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// errDiverged ends a training if its weights grow past the bound of the bit budget.
var errDiverged = fmt.Errorf("%w: a weight is past bounds.weight", optim.ErrDiverged)

// sealer makes the bytes that come with open messages: encrypted weights, or weights that are sealed to the members.
type sealer struct {
	file   *spec.File
	public *phe.PublicKey

	encryptor    *phe.Encryptor // made for the first round that needs it
	envelopeKeys [][]byte       // of the members, in identity order; likewise
}

// enclose returns the bytes that come with the open message of a round, and the digest that the message names as weights: that
// of encrypted weights, the commitment to sealed ones, or the digest of nothing. The error wraps optim.ErrDiverged if a
// weight is past the bound of the bit budget.
func (s *sealer) enclose(ctx context.Context, r *remote, round *rounds.Round, members []wire.Member, rec *folder.Record) (blob []byte, weights wire.Digest, err error) {
	switch {
	case round.Sealed > 0:
		return s.seal(ctx, r, round, members, rec)
	case round.Weights == 0:
		return nil, wire.DigestOf(nil), nil
	}
	if err := inBudget(s.file.Budget(), rec.Point); err != nil {
		return nil, weights, err
	}
	if blob, err = s.encrypt(rec.Point); err != nil {
		return nil, weights, fmt.Errorf("failed to encrypt weights: %w", err)
	}
	return blob, wire.DigestOf(blob), nil
}

// inBudget refuses a point past the weight bound: the bit budget holds only within it.
func inBudget(b spec.Budget, point []*big.Int) error {
	if len(point) != b.Columns {
		return fmt.Errorf("internal error: the method has %d weights for %d columns", len(point), b.Columns)
	}
	bound := new(big.Int).Lsh(big.NewInt(b.WeightBound), b.FractionBits)
	for _, w := range point {
		if w.CmpAbs(bound) > 0 {
			return errDiverged
		}
	}
	return nil
}

// encrypt encrypts a point, one ciphertext for each weight, and returns their bytes.
func (s *sealer) encrypt(point []*big.Int) ([]byte, error) {
	if s.encryptor == nil {
		e, err := phe.NewEncryptor(s.public, phe.GoKernel(s.public), phe.EncryptorOptions{})
		if err != nil {
			return nil, err
		}
		s.encryptor = e
	}
	n := s.public.N()
	texts := make([]*big.Int, len(point))
	for i, w := range point {
		texts[i] = new(big.Int).Mod(w, n) // negative weights from the top of the range
	}
	cs, err := s.encryptor.EncryptVector(texts)
	if err != nil {
		return nil, err
	}
	return s.public.AppendVector(nil, cs), nil
}

// seal encrypts the parameters of a round once, under a fresh round key, and seals that key to every member. It returns
// the boxes in identity order followed by the sealed parameters, and the commitment to them.
func (s *sealer) seal(ctx context.Context, r *remote, round *rounds.Round, members []wire.Member, rec *folder.Record) ([]byte, wire.Digest, error) {
	keys, err := s.envelopes(ctx, r, members)
	if err != nil {
		return nil, wire.Digest{}, err
	}
	c := envelope.Context{Training: r.training.ID, Round: rec.Round}
	sealed, key, commitment, err := envelope.SealWeights(c, rec.Parameters)
	if err != nil {
		return nil, wire.Digest{}, fmt.Errorf("failed to seal weights: %w", err)
	}
	var blob []byte
	for i, m := range members {
		box, err := envelope.SealKey(c, keys[i], m.Identity, key)
		if err != nil {
			return nil, wire.Digest{}, fmt.Errorf("failed to seal weights to member %d: %w", i, err)
		}
		blob = append(blob, box...)
	}
	if blob = append(blob, sealed...); len(blob) != round.OpenSize(0, len(members)) {
		return nil, wire.Digest{}, errors.New("internal error: sealed weights do not have the length that the manifest names")
	}
	return blob, wire.Digest(commitment), nil
}

// envelopes returns the key that each member enrolled with. The facilitator delivers the enrolments; the signed roster
// names them, byte for byte.
func (s *sealer) envelopes(ctx context.Context, r *remote, members []wire.Member) ([][]byte, error) {
	if s.envelopeKeys != nil {
		return s.envelopeKeys, nil
	}
	list, err := r.Enrolments(ctx, r.training.ID)
	if err != nil {
		return nil, r.explain("failed to read enrolments", err)
	}
	keys, err := envelopeKeys(r.training.ID, members, list)
	if err != nil {
		return nil, problem.WithHint(err, "the facilitator does not serve what it served when the roster was signed; try again, or create a new training elsewhere")
	}
	s.envelopeKeys = keys
	return keys, nil
}

func envelopeKeys(t wire.TrainingID, members []wire.Member, list []wire.Signed) ([][]byte, error) {
	enrolments, err := log.Enrolments(t, members, list)
	if err != nil {
		return nil, err
	}
	keys := make([][]byte, len(enrolments))
	for i, e := range enrolments {
		keys[i] = e.EnvelopeKey
	}
	return keys, nil
}
