package give

import (
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/dataowner/problem"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Seal makes the message of a contribution and the bytes that follow it: fresh encapsulations for all trustees, the tags by
// which each of them recognises the person with this master secret, and the result of encrypt for values under the masks, one mask
// modulo n for each ciphertext.
func Seal(a *protocol.Accepts, l identity.Link, self *identity.Key, master identity.Master, sequence int,
	encrypt func(masks []*big.Int) ([]byte, error)) (*wire.Signed, []byte, error) {
	owner, key := self.Identity(), a.Key
	var encapsulations, tags []byte
	var secrets []mask.Shared
	for _, accept := range a.List {
		shared, encapsulation, err := mask.EncapsulateToTrustee(accept.KEMKey, a.Training)
		if err != nil {
			return nil, nil, problem.Protocolf("invalid accept: %w", err)
		}
		secrets, encapsulations = append(secrets, shared), append(encapsulations, encapsulation...)
	}
	root := wire.BlobRoot(encapsulations, wire.TrusteeEncapsulationSize)
	masks := make([]*big.Int, a.Count())
	for i := range masks {
		masks[i] = new(big.Int)
	}
	for place, shared := range secrets {
		bound := a.Mask(owner, root, place)
		if err := bound.AddMask(masks, shared, key.N()); err != nil {
			return nil, nil, err
		}
		under, err := bound.TagKey(shared)
		if err != nil {
			return nil, nil, err
		}
		tag, err := master.SealTrusteeTag(under, a.Trustees.Keys[place].Identity, a.Training, owner)
		if err != nil {
			return nil, nil, err
		}
		tags = append(tags, tag...)
	}
	ciphertexts, err := encrypt(masks)
	if err != nil {
		return nil, nil, err
	}
	head, err := wire.Seal(wire.KindContribution, wire.Contribution{
		Training: a.Training, Sequence: sequence, Accepts: a.Digest, Key: wire.Digest(key.Fingerprint()), Count: a.Count(),
		Encapsulations: root, Tags: wire.BlobRoot(tags, wire.TrusteeTagSize), Ciphertexts: wire.BlobRoot(ciphertexts, key.CiphertextSize()),
		Invite: l.Secret.InviteID(), MAC: identity.ContributionMAC(l.Secret, a.Training, owner),
	}, self)
	return head, slices.Concat(encapsulations, tags, ciphertexts), err
}
