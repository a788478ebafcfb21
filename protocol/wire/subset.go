package wire

import (
	"math/bits"
	"slices"
)

// Subset is a set of members of a roster, in a bit each: member number k, from 0 in identity order, is bit k mod 8,
// counted from the lowest, of byte k/8. Bits past the last member are 0.
type Subset []byte

// SubsetOf returns the members for which in reports true.
func SubsetOf(members []Member, in func(Identity) bool) Subset {
	return NewSubset(len(members), func(k int) bool { return in(members[k].Identity) })
}

// Has reports whether a member is in the subset. It returns false for non-members, and for everyone if the subset was
// built for a roster of a different size.
func (s Subset) Has(members []Member, who Identity) bool {
	k, ok := slices.BinarySearchFunc(members, who, func(m Member, who Identity) int { return m.Identity.Compare(who) })
	return ok && s.fits(members) && s.bit(k)
}

// Of returns the members that are in the subset, in identity order. It returns none if the subset was built for a
// roster of a different size.
func (s Subset) Of(members []Member) []Identity {
	out := []Identity{}
	if !s.fits(members) {
		return out
	}
	for k, m := range members {
		if s.bit(k) {
			out = append(out, m.Identity)
		}
	}
	return out
}

// Count is how many members are in the subset.
func (s Subset) Count() int {
	n := 0
	for _, b := range s {
		n += bits.OnesCount8(b)
	}
	return n
}

func (s Subset) fits(members []Member) bool { return len(s) == (len(members)+7)/8 }
func (s Subset) bit(k int) bool             { return s[k/8]>>(k%8)&1 == 1 }
