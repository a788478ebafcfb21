package attempt

import (
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
)

// OpenContribution verifies the head of a contribution as far as all parties can: only the model owner can check its MAC,
// only each trustee its tag.
func (g *Gathering) OpenContribution(s *wire.Signed) (*wire.Contribution, error) {
	c, err := wire.OpenMessage[wire.Contribution](s, wire.KindContribution)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Training != g.Training:
		return nil, wire.Rejectf(wire.CodeStale, "contribution: is for a different training")
	case s.Signer == g.ModelOwner || g.Trustees.Place(s.Signer) >= 0:
		return nil, wire.Rejectf(wire.CodeForbidden, "contribution: the model owner and trustees contribute under another identity")
	case c.Sequence < 1 || c.Sequence > maxSequence:
		return nil, wire.Rejectf(wire.CodeInvalid, "contribution: sequence must be between 1 and %d", maxSequence)
	case c.Key != wire.Digest(g.Key.Fingerprint()):
		return nil, wire.Rejectf(wire.CodeKey, "contribution: key is not the fingerprint of the manifest's key")
	case c.Count != g.Count():
		return nil, wire.Rejectf(wire.CodeInvalid, "contribution: count must be %d", g.Count())
	case len(c.MAC) != 32:
		return nil, wire.Rejectf(wire.CodeInvalid, "contribution: mac must be 32 bytes")
	}
	return c, nil
}

// maxSequence bounds how often an owner replaces its contribution.
const maxSequence = 1 << 20

// OpenWithdrawal verifies an owner's request that its contribution is not counted.
func (g *Gathering) OpenWithdrawal(s *wire.Signed) (*wire.Withdrawal, error) {
	w, err := wire.OpenMessage[wire.Withdrawal](s, wire.KindWithdrawal)
	switch {
	case err != nil:
		return nil, err
	case w.Training != g.Training:
		return nil, wire.Rejectf(wire.CodeStale, "withdrawal: is for a different training")
	case w.Sequence < 1 || w.Sequence > maxSequence:
		return nil, wire.Rejectf(wire.CodeInvalid, "withdrawal: sequence must be between 1 and %d", maxSequence)
	}
	return w, nil
}

// MaskPart is the part of a contribution's bytes for trustees.
type MaskPart struct {
	Encapsulations [][]byte // one for each trustee, in the manifest's order
	Tags           [][]byte // likewise
}

// OpenMaskPart checks the encapsulations and tags that follow the head of a contribution.
func (g *Gathering) OpenMaskPart(c *wire.Contribution, b []byte) (*MaskPart, error) {
	if len(b) != g.MaskBytes() {
		return nil, wire.Rejectf(wire.CodeInvalid, "contribution: encapsulations and tags must be %d bytes", g.MaskBytes())
	}
	n := len(g.Trustees.Keys)
	encapsulations, tags := b[:n*wire.TrusteeEncapsulationSize], b[n*wire.TrusteeEncapsulationSize:]
	switch {
	case c.Encapsulations != wire.BlobRoot(encapsulations, wire.TrusteeEncapsulationSize):
		return nil, wire.Rejectf(wire.CodeInvalid, "contribution: encapsulations is not the root over the bytes that follow")
	case c.Tags != wire.BlobRoot(tags, wire.TrusteeTagSize):
		return nil, wire.Rejectf(wire.CodeInvalid, "contribution: tags is not the root over the bytes that follow")
	}
	p := &MaskPart{}
	for i := range n {
		p.Encapsulations = append(p.Encapsulations, encapsulations[i*wire.TrusteeEncapsulationSize:(i+1)*wire.TrusteeEncapsulationSize])
		p.Tags = append(p.Tags, tags[i*wire.TrusteeTagSize:(i+1)*wire.TrusteeTagSize])
	}
	return p, nil
}

// OpenCiphertexts checks the ciphertexts of a contribution. An error has the index of the first bad one.
func (g *Gathering) OpenCiphertexts(c *wire.Contribution, b []byte) ([]*phe.Ciphertext, error) {
	size := g.Key.CiphertextSize()
	if len(b) != c.Count*size {
		return nil, wire.Rejectf(wire.CodeInvalid, "contribution: ciphertexts must be %d times %d bytes", c.Count, size)
	}
	if c.Ciphertexts != wire.BlobRoot(b, size) {
		return nil, wire.Rejectf(wire.CodeInvalid, "contribution: ciphertexts is not the root over the bytes that follow")
	}
	return ParseVector(g.Key, b, c.Count)
}

// CheckContribution checks all bytes that follow the head of a contribution.
func (g *Gathering) CheckContribution(c *wire.Contribution, b []byte) error {
	if len(b) != g.ContributionBytes() {
		return wire.Rejectf(wire.CodeInvalid, "contribution: must be followed by %d bytes: an encapsulation and a tag for each trustee, and %d ciphertexts", g.ContributionBytes(), g.Count())
	}
	if _, err := g.OpenMaskPart(c, b[:g.MaskBytes()]); err != nil {
		return err
	}
	_, err := g.OpenCiphertexts(c, b[g.MaskBytes():])
	return err
}
