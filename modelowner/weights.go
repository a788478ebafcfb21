package modelowner

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// encrypt encrypts a point, one ciphertext for each weight, and returns their bytes.
func (tr *trainer) encrypt(point []*big.Int) ([]byte, error) {
	if tr.encryptor == nil {
		e, err := phe.NewEncryptor(tr.public, phe.GoKernel(tr.public), phe.EncryptorOptions{})
		if err != nil {
			return nil, err
		}
		tr.encryptor = e
	}
	n := tr.public.N()
	texts := make([]*big.Int, len(point))
	for i, w := range point {
		texts[i] = new(big.Int).Mod(w, n) // negative weights from the top of the range
	}
	cs, err := tr.encryptor.EncryptVector(texts)
	if err != nil {
		return nil, err
	}
	return tr.public.AppendVector(nil, cs), nil
}

// seal encrypts the parameters of a round once, under a fresh round key, and seals that key to every member. It
// returns the boxes in identity order followed by the sealed parameters, and the commitment to them.
func (tr *trainer) seal(ctx context.Context, s *rounds.Round, rec *record) ([]byte, wire.Digest, error) {
	members, keys, err := tr.envelopes(ctx)
	if err != nil {
		return nil, wire.Digest{}, err
	}
	c := envelope.Context{Training: tr.ID, Round: rec.Round}
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
	if blob = append(blob, sealed...); len(blob) != s.OpenSize(0, len(members)) {
		return nil, wire.Digest{}, errors.New("internal error: sealed weights have another length than the manifest says")
	}
	return blob, wire.Digest(commitment), nil
}

// envelopes returns the members of the roster and the key that each of them enrolled with. The facilitator delivers
// the enrolments; which ones they must be, byte for byte, is in the signed roster.
func (tr *trainer) envelopes(ctx context.Context) ([]wire.Member, [][]byte, error) {
	members := tr.log.Members()
	if tr.envelopeKeys != nil {
		return members, tr.envelopeKeys, nil
	}
	list, err := tr.client.Enrolments(ctx, tr.ID)
	if err != nil {
		return nil, nil, tr.explain("failed to read enrolments", err)
	}
	enrolments, err := log.Enrolments(tr.ID, members, list)
	if err != nil {
		return nil, nil, WithHint(err, "the facilitator does not serve what it served when the roster was signed; try again, or create a new training elsewhere")
	}
	for _, e := range enrolments {
		tr.envelopeKeys = append(tr.envelopeKeys, e.EnvelopeKey)
	}
	return members, tr.envelopeKeys, nil
}
