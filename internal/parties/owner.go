package parties

import (
	"bytes"
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/identity"
	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/server/wire"
)

// Owner is a data owner in one training.
type Owner struct {
	tb    testing.TB
	Key   *identity.Key
	Index int // which basis vector it contributes
	T     wire.TrainingID
	pair  *mask.KeyPair
}

// NewOwners makes count owners; their indices follow the order of their identities.
func NewOwners(tb testing.TB, t wire.TrainingID, count int) []*Owner {
	tb.Helper()
	owners := make([]*Owner, count)
	for i := range owners {
		owners[i] = &Owner{tb: tb, Key: newKey(tb), T: t}
	}
	slices.SortFunc(owners, func(a, b *Owner) int { return a.ID().Compare(b.ID()) })
	for i, o := range owners {
		o.Index = i
	}
	return owners
}

// ID is the owner's identity.
func (o *Owner) ID() wire.Identity { return o.Key.Identity() }

// Seal signs any message as this owner.
func (o *Owner) Seal(kind wire.Kind, body any) *wire.Signed {
	o.tb.Helper()
	s, err := wire.Seal(kind, body, o.Key)
	if err != nil {
		o.tb.Fatal(err)
	}
	return s
}

// Enrolment is the owner's enrolment; its MAC means nothing to a facilitator.
func (o *Owner) Enrolment() *wire.Signed {
	o.tb.Helper()
	return o.Seal(wire.KindEnrolment, wire.Enrolment{Training: o.T, EnvelopeKey: bytes.Repeat([]byte{1}, 32), MAC: make([]byte, 32)})
}

// Keys makes fresh mask keys for an attempt.
func (o *Owner) Keys(ref wire.Ref, open wire.Digest) *wire.Signed {
	o.tb.Helper()
	var err error
	if o.pair, err = mask.NewKeyPair(); err != nil {
		o.tb.Fatal(err)
	}
	return o.Seal(wire.KindKeys, wire.Keys{Training: o.T, Ref: ref, Open: open, MaskKey: o.pair.Public()})
}

// Upload masks and encrypts the owner's basis vector under the list of keys.
func (o *Owner) Upload(ref wire.Ref, keys []wire.Signed) (*wire.Signed, []byte) {
	o.tb.Helper()
	list := make([]*wire.Signed, len(keys))
	var peers []mask.Peer
	for i := range keys {
		list[i] = &keys[i]
		k, err := wire.Unseal[wire.Keys](&keys[i], wire.KindKeys)
		if err != nil {
			o.tb.Fatal(err)
		}
		if keys[i].Signer != o.ID() {
			peers = append(peers, mask.Peer{ID: keys[i].Signer, Key: k.MaskKey})
		}
	}
	cohort := wire.CohortDigest(o.T, ref, list)
	n := Public().N()
	masks, err := o.pair.Pairwise(mask.Context{Training: o.T, Round: ref.Round, Attempt: ref.Attempt, Cohort: cohort}, o.ID(), peers, n, Ciphertexts)
	if err != nil {
		o.tb.Fatal(err)
	}
	for _, m := range masks {
		m.Add(m, new(big.Int).Lsh(big.NewInt(1), uint(slotBits*o.Index)))
		m.Mod(m, n)
	}
	blob := encrypt(o.tb, masks...)
	return o.Seal(wire.KindUpload, Head(o.T, ref, cohort, blob)), blob
}

// Head is the honest head of an upload of blob.
func Head(t wire.TrainingID, ref wire.Ref, cohort wire.Digest, blob []byte) wire.Upload {
	return wire.Upload{Training: t, Ref: ref, Cohort: cohort, Key: wire.Digest(Public().Fingerprint()), Count: Ciphertexts, Ciphertexts: wire.DigestOf(blob)}
}
