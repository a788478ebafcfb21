package parties

import (
	"bytes"
	"maps"
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Owner is a data owner in one training.
type Owner struct {
	tb    testing.TB
	Key   *identity.Key
	Index int // which basis vector it contributes
	T     wire.TrainingID
	Min   int // the manifest's cohort.min; 3 unless set

	pair   *mask.KeyPair
	share  *mask.KeyPair
	seed   mask.Seed
	shares map[wire.Identity]mask.Shares // what it holds of every sharer
	over   []wire.Identity               // sharers, as its inbox told
}

// NewOwners makes count owners; their indices follow the order of their identities.
func NewOwners(tb testing.TB, t wire.TrainingID, count int) []*Owner {
	tb.Helper()
	owners := make([]*Owner, count)
	for i := range owners {
		owners[i] = &Owner{tb: tb, Key: newKey(tb), T: t, Min: 3}
	}
	slices.SortFunc(owners, func(a, b *Owner) int { return a.ID().Compare(b.ID()) })
	for i, o := range owners {
		o.Index = i
	}
	return owners
}

// ID is the owner's identity.
func (o *Owner) ID() wire.Identity { return o.Key.Identity() }

// Clone is the same owner, whose secrets may go another way from here on.
func (o *Owner) Clone() *Owner {
	c := *o
	c.shares, c.over = maps.Clone(o.shares), slices.Clone(o.over)
	return &c
}

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
	return o.Seal(wire.KindEnrolment, wire.Enrolment{Training: o.T, EnvelopeKey: bytes.Repeat([]byte{1}, 32), Tag: make([]byte, identity.TagSize), MAC: make([]byte, 32)})
}

// Keys makes fresh keys and a fresh self mask for an attempt.
func (o *Owner) Keys(ref wire.Ref, open wire.Digest) *wire.Signed {
	o.tb.Helper()
	var err error
	if o.pair, err = mask.NewKeyPair(); err != nil {
		o.tb.Fatal(err)
	}
	if o.share, err = mask.NewKeyPair(); err != nil {
		o.tb.Fatal(err)
	}
	o.seed, o.shares = mask.NewSeed(), map[wire.Identity]mask.Shares{}
	return o.Seal(wire.KindKeys, wire.Keys{Training: o.T, Ref: ref, Open: open, MaskKey: o.pair.Public(), ShareKey: o.share.Public(), SelfMask: o.seed.Commitment()})
}

// Upload masks and encrypts the owner's basis vector under the list of keys: with the pairwise masks only where the list
// has no recovery phases, else over the sharers that inbox names and with the self mask.
func (o *Owner) Upload(ref wire.Ref, keys []wire.Signed, inbox *wire.Inbox) (*wire.Signed, []byte) {
	o.tb.Helper()
	l := ListOf(o.tb, o.T, ref, keys, o.Min)
	sharers := l.ids
	if l.Recovers() {
		sharers = o.open(l, inbox)
	}
	var peers []mask.Peer
	for _, id := range sharers {
		if id != o.ID() {
			peers = append(peers, mask.Peer{ID: id, Key: l.keys[id].MaskKey})
		}
	}
	n := Public().N()
	masks, err := o.pair.Pairwise(l.context, o.ID(), peers, n, Ciphertexts)
	if err == nil && l.Recovers() {
		err = o.seed.AddSelf(masks, l.context, o.ID(), n)
	}
	if err != nil {
		o.tb.Fatal(err)
	}
	for _, m := range masks {
		m.Add(m, new(big.Int).Lsh(big.NewInt(1), uint(slotBits*o.Index)))
		m.Mod(m, n)
	}
	blob := encrypt(o.tb, masks...)
	return o.Seal(wire.KindUpload, Head(o.T, ref, wire.MaskedOver(l.Cohort, sharers, l.Recovers()), blob)), blob
}

// Head is the honest head of an upload of blob.
func Head(t wire.TrainingID, ref wire.Ref, cohort wire.Digest, blob []byte) wire.Upload {
	return wire.Upload{Training: t, Ref: ref, Cohort: cohort, Key: wire.Digest(Public().Fingerprint()), Count: Ciphertexts, Ciphertexts: wire.DigestOf(blob)}
}
