package answer

import (
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Checked are contributions to one training that this trustee has verified, and the parts that its answers need: about 200 bytes
// each. They are in memory alone: no medium holds the secret of a contribution, and after a restart they are checked again. Only
// good ones are kept, so a contribution that a facilitator serves damaged once is not struck if it serves it whole when it is asked for.
type Checked struct {
	most int
	by   map[wire.Identity]part
}

// NewChecked returns an empty set for at most so many contributions.
func NewChecked(most int) *Checked { return &Checked{most: most, by: map[wire.Identity]part{}} }

// Len returns how many there are.
func (c *Checked) Len() int { return len(c.by) }

// part is a verified contribution as this trustee sees it.
type part struct {
	head           wire.Digest // of the signed head
	encapsulations wire.Digest
	shared         mask.Shared
	person         wire.Identity // that it has a tag for
}

// find returns the part of a contribution of a closing, nil if it was not checked or is another than the closing names.
func (c *Checked) find(of wire.Contributed) *part {
	p, ok := c.by[of.Identity]
	if !ok || p.head != of.Head {
		return nil
	}
	return &p
}

// See verifies a contribution, in which another of the same owner is replaced, up to this trustee's tag. An error means that it is
// not taken.
func (h *Holder) See(checked *Checked, g client.Given) error {
	digest := g.Head.Digest()
	if checked.find(wire.Contributed{Identity: g.Head.Signer, Head: digest}) != nil {
		return nil
	}
	p, err := h.open(g)
	if err != nil {
		return err
	}
	if _, replaced := checked.by[g.Head.Signer]; !replaced && len(checked.by) >= checked.most {
		return fmt.Errorf("the training has more than %d contributions", checked.most)
	}
	p.head = digest
	checked.by[g.Head.Signer] = p
	return nil
}

// open verifies one contribution, up to this trustee's tag.
func (h *Holder) open(g client.Given) (p part, err error) {
	c, err := h.OpenContribution(g.Head)
	if err != nil {
		return p, err
	}
	if c.Accepts != h.Accepts.Digest {
		return p, errors.New("it is for other accepts")
	}
	m, err := h.OpenMaskPart(c, g.Bytes)
	if err != nil {
		return p, err
	}
	if p.shared, err = h.KEM.Decapsulate(m.Encapsulations[h.Place], h.Gathering.Training); err != nil {
		return p, err
	}
	p.encapsulations = c.Encapsulations
	under, err := h.mask(c.Encapsulations, g.Head.Signer).TagKey(p.shared)
	if err != nil {
		return p, err
	}
	p.person, err = identity.OpenTrusteeTag(under, h.Gathering.Training, g.Head.Signer, m.Tags[h.Place])
	return p, err
}

// mask is the context of the masks of a contribution for this trustee.
func (h *Holder) mask(encapsulations wire.Digest, owner wire.Identity) mask.Contribution {
	return attempt.MaskFor(h.Gathering.Training, owner, encapsulations, h.Place, h.keys)
}

// complete checks the contributions of a closing that were not checked before. Those that are bad, or that the facilitator does not
// serve, stay away.
func (h *Holder) complete(set *attempt.ClosingSet, checked *Checked, given Given) error {
	missing := map[int]bool{}
	for i, c := range set.All {
		if checked.find(c) == nil {
			missing[i] = true
		}
	}
	if len(missing) == 0 {
		return nil
	}
	for g, err := range given {
		if err != nil {
			return fmt.Errorf("failed to read contributions: %w", err)
		}
		number := set.Find(g.Head.Signer)
		if !missing[number] || g.Head.Digest() != set.All[number].Head {
			continue // frozen, and not in the closing
		}
		_ = h.See(checked, g) // a bad one is struck, whatever is wrong with it
		if delete(missing, number); len(missing) == 0 {
			return nil
		}
	}
	return nil
}
