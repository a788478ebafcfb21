package parties

import (
	"bytes"
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Owner is a data owner in one training.
type Owner struct {
	tb    testing.TB
	Key   *identity.Key
	KEM   *mask.KEMKey
	Index int // which basis vector it contributes
	T     wire.TrainingID

	pair   *mask.KeyPair
	shared map[wire.Identity]mask.Shared // secrets that it encapsulated to others in the running attempt
	seed   mask.Seed                     // revealed in a training with noise
}

// NewOwners makes count owners; their indices follow the order of their identities.
func NewOwners(tb testing.TB, t wire.TrainingID, count int) []*Owner {
	tb.Helper()
	owners := make([]*Owner, count)
	for i := range owners {
		kem, err := mask.NewKEMKey()
		if err != nil {
			tb.Fatal(err)
		}
		owners[i] = &Owner{tb: tb, Key: newKey(tb), KEM: kem, T: t}
	}
	slices.SortFunc(owners, func(a, b *Owner) int { return a.ID().Compare(b.ID()) })
	for i, o := range owners {
		o.Index = i
	}
	return owners
}

// ID is the owner's identity.
func (o *Owner) ID() wire.Identity { return o.Key.Identity() }

// Signers returns the keys of owners, in their order.
func Signers(owners []*Owner) []wire.Signer {
	out := make([]wire.Signer, len(owners))
	for i, o := range owners {
		out[i] = o.Key
	}
	return out
}

// Clone returns a copy of the owner. The secrets of later attempts may differ between the two.
func (o *Owner) Clone() *Owner { c := *o; return &c }

// Seal signs any message as this owner.
func (o *Owner) Seal(kind wire.Kind, body any) *wire.Signed {
	o.tb.Helper()
	s, err := wire.Seal(kind, body, o.Key)
	if err != nil {
		o.tb.Fatal(err)
	}
	return s
}

// Enrolment is the owner's enrolment; its MAC and tag mean nothing to a facilitator.
func (o *Owner) Enrolment() *wire.Signed {
	o.tb.Helper()
	return o.Seal(wire.KindEnrolment, wire.Enrolment{Training: o.T, EnvelopeKey: bytes.Repeat([]byte{1}, 32), KEMKey: o.KEM.Public(),
		Tag: make([]byte, identity.TagSize), MAC: make([]byte, 32)})
}

// Statement is the owner's statement, for a roster, about rows that were in no sum before.
func (o *Owner) Statement(roster wire.Digest) *wire.Signed {
	o.tb.Helper()
	return o.Seal(wire.KindStatement, wire.Statement{Training: o.T, Roster: roster, Claim: wire.Claim{Word: wire.First}})
}

// Keys makes fresh keys for an attempt and the encapsulations to the members after this owner. members are all owners of
// the roster in identity order.
func (o *Owner) Keys(ref wire.Ref, open wire.Digest, members []*Owner) (*wire.Signed, []byte) {
	o.tb.Helper()
	var err error
	if o.pair, err = mask.NewKeyPair(); err != nil {
		o.tb.Fatal(err)
	}
	o.shared = map[wire.Identity]mask.Shared{}
	var blob []byte
	for _, m := range members {
		if m.ID().Compare(o.ID()) <= 0 {
			continue
		}
		secret, encapsulation, err := mask.Encapsulate(m.KEM.Public())
		if err != nil {
			o.tb.Fatal(err)
		}
		o.shared[m.ID()] = secret
		blob = append(blob, encapsulation...)
	}
	return o.Seal(wire.KindKeys, wire.Keys{Training: o.T, Ref: ref, Open: open, MaskKey: o.pair.Public(),
		Encapsulations: wire.BlobRoot(blob, wire.EncapsulationSize)}), blob
}

// Masks returns the numbers that the owner adds to its plaintexts over a list and, if the round has noise, the
// commitment to its seed. encapsulations are those that a facilitator serves to this owner.
func (o *Owner) Masks(l *attempt.List, encapsulations []byte) (masks []*big.Int, commitment *wire.Digest) {
	o.tb.Helper()
	received, err := l.OpenEncapsulations(o.ID(), encapsulations)
	if err != nil {
		o.tb.Fatal(err)
	}
	var peers []mask.Peer
	for _, id := range l.Owners {
		if id == o.ID() {
			continue
		}
		p := mask.Peer{ID: id, Key: l.Keys(id).MaskKey, Shared: o.shared[id]}
		if e := received[id]; e != nil {
			if p.Shared, err = o.KEM.Decapsulate(e); err != nil {
				o.tb.Fatal(err)
			}
		}
		peers = append(peers, p)
	}
	n := l.Key.N()
	if masks, err = o.pair.Pairwise(l.Digest, o.ID(), peers, n, l.Shape.Ciphertexts); err != nil {
		o.tb.Fatal(err)
	}
	if l.Noise {
		if o.seed, err = mask.RevealSeed(o.Key.Seed(), l.Digest); err != nil {
			o.tb.Fatal(err)
		}
		if err := o.seed.Add(masks, l.Digest, o.ID(), n); err != nil {
			o.tb.Fatal(err)
		}
		c := wire.Digest(o.seed.Commitment(l.Digest, o.ID()))
		commitment = &c
	}
	return masks, commitment
}

// Upload masks and encrypts the owner's basis vector over a list. encapsulations are those that a facilitator serves to
// this owner.
func (o *Owner) Upload(l *attempt.List, encapsulations []byte) (*wire.Signed, []byte) {
	o.tb.Helper()
	masks, commitment := o.Masks(l, encapsulations)
	for _, m := range masks {
		m.Add(m, new(big.Int).Lsh(big.NewInt(1), uint(slotBits*o.Index)))
		m.Mod(m, l.Key.N())
	}
	blob := encrypt(o.tb, masks...)
	head := Head(o.T, l.Ref, l.Digest, blob)
	head.Seed = commitment
	return o.Seal(wire.KindUpload, head), blob
}

// Head is the honest head of an upload of blob, in a training without noise.
func Head(t wire.TrainingID, ref wire.Ref, list wire.Digest, blob []byte) wire.Upload {
	return wire.Upload{Training: t, Ref: ref, List: list, Key: wire.Digest(Public().Fingerprint()), Count: Ciphertexts,
		Ciphertexts: wire.BlobRoot(blob, Public().CiphertextSize())}
}

// Reveal opens the seed of the owner's upload.
func (o *Owner) Reveal(l *attempt.List) *wire.Signed {
	o.tb.Helper()
	return o.Seal(wire.KindReveal, wire.Reveal{Training: o.T, Ref: l.Ref, List: l.Digest, Seed: o.seed.Reveal()})
}
