package attempt

import (
	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Gathering is a training with trustees: the facts that all parties know before the first contribution.
type Gathering struct {
	Training   wire.TrainingID
	ModelOwner wire.Identity
	Trustees   *wire.Trustees
	Key        *phe.PublicKey
	Shapes     []wire.RoundShape // the sums that a contribution carries, one after the other
}

// NewGathering returns the facts of a verified manifest, nil for a training without trustees.
func NewGathering(id wire.TrainingID, m *wire.Manifest, key *phe.PublicKey) *Gathering {
	if m.Trustees == nil {
		return nil
	}
	return &Gathering{Training: id, ModelOwner: m.ModelOwner, Trustees: m.Trustees, Key: key, Shapes: m.Rounds}
}

// Count returns how many ciphertexts a contribution has.
func (g *Gathering) Count() int {
	n := 0
	for _, s := range g.Shapes {
		n += s.Ciphertexts
	}
	return n
}

// MaskBytes returns the length of the encapsulations and tags of a contribution, which come before its ciphertexts.
func (g *Gathering) MaskBytes() int {
	return len(g.Trustees.Keys) * (wire.TrusteeEncapsulationSize + wire.TrusteeTagSize)
}

// ContributionBytes returns the length of the bytes that follow the head of a contribution.
func (g *Gathering) ContributionBytes() int { return g.MaskBytes() + g.Count()*g.Key.CiphertextSize() }

// openTrustee opens a message of one of the trustees, and returns the trustee's number.
func openTrustee[T any](g *Gathering, s *wire.Signed, kind wire.Kind, training func(*T) wire.TrainingID) (*T, int, error) {
	b, err := wire.OpenMessage[T](s, kind)
	if err != nil {
		return nil, -1, err
	}
	place := g.Trustees.Place(s.Signer)
	switch {
	case place < 0:
		return nil, -1, wire.Rejectf(wire.CodeForbidden, "%s: signer is not a trustee of this training", kind)
	case training(b) != g.Training:
		return nil, -1, wire.Rejectf(wire.CodeStale, "%s: is for a different training", kind)
	}
	return b, place, nil
}

// OpenAccept verifies a trustee's accept, and returns the trustee's number. Whether it names the right file only those know
// that can open it.
func (g *Gathering) OpenAccept(s *wire.Signed) (*wire.TrusteeAccept, int, error) {
	b, place, err := openTrustee(g, s, wire.KindTrusteeAccept, func(b *wire.TrusteeAccept) wire.TrainingID { return b.Training })
	if err != nil {
		return nil, -1, err
	}
	switch {
	case mask.CheckTrusteeKey(b.KEMKey) != nil:
		return nil, -1, wire.Rejectf(wire.CodeInvalid, "trustee_accept: kem_key must be a hybrid key of ML-KEM-768 and X25519")
	case b.Min < wire.MinBatch || b.Min > g.Trustees.Batch:
		return nil, -1, wire.Rejectf(wire.CodeInvalid, "trustee_accept: min must be between %d and trustees.batch (%d)", wire.MinBatch, g.Trustees.Batch)
	case b.Ledger.Length < 1:
		return nil, -1, wire.Rejectf(wire.CodeInvalid, "trustee_accept: ledger.length must be at least 1")
	}
	return b, place, nil
}

// Accepts are the verified accepts of all trustees.
type Accepts struct {
	*Gathering
	List   []*wire.TrusteeAccept // in the manifest's order
	Digest wire.Digest           // AcceptsDigest
}

// NewAccepts verifies the accepts of a training: one of each trustee, in any order, each for the file with this digest.
func (g *Gathering) NewAccepts(messages []wire.Signed, file wire.Digest) (*Accepts, error) {
	a := &Accepts{Gathering: g, List: make([]*wire.TrusteeAccept, len(g.Trustees.Keys))}
	ordered := make([]wire.Signed, len(a.List))
	for i := range messages {
		b, place, err := g.OpenAccept(&messages[i])
		switch {
		case err != nil:
			return nil, at(i, err)
		case a.List[place] != nil:
			return nil, at(i, wire.Rejectf(wire.CodeInvalid, "trustee_accept: trustee %d has accepted twice", place+1))
		case b.File != file:
			return nil, at(i, wire.Rejectf(wire.CodeInvalid, "trustee_accept: trustee %d has accepted another training file", place+1))
		}
		a.List[place], ordered[place] = b, messages[i]
	}
	for place, b := range a.List {
		if b == nil {
			return nil, wire.Rejectf(wire.CodeMissing, "trustee_accept: trustee %d of %d has not accepted the training", place+1, len(a.List))
		}
	}
	a.Digest = wire.AcceptsDigest(ordered)
	return a, nil
}

// Mask returns the context of the masks of a contribution for one trustee.
func (a *Accepts) Mask(owner wire.Identity, encapsulations wire.Digest, place int) mask.Contribution {
	return MaskFor(a.Training, owner, encapsulations, place, wire.KeyDigest(a.Trustees.Keys[place].Identity, a.List[place].KEMKey))
}

// MaskFor is Accepts.Mask for a trustee, which knows the digest of its own keys.
func MaskFor(t wire.TrainingID, owner wire.Identity, encapsulations wire.Digest, place int, keys wire.Digest) mask.Contribution {
	return mask.Contribution{Training: t, Owner: owner, Trustee: keys, Encapsulations: encapsulations, Index: place}
}
