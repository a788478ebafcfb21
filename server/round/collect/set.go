package collect

import (
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Set is a set of owners: a slice in identity order without repetition. Its methods never change it.
type Set []wire.Identity

// SetOf returns the set of owners that are given in any order.
func SetOf(owners ...wire.Identity) Set {
	s := slices.Clone(owners)
	slices.SortFunc(s, wire.Identity.Compare)
	return slices.Compact(s)
}

// Members returns the set of a roster's members.
func Members(members []wire.Member) Set {
	s := make(Set, len(members))
	for i, m := range members {
		s[i] = m.Identity
	}
	return s
}

// Signers returns the set of those that signed messages, which are in identity order.
func Signers(messages []wire.Signed) Set {
	s := make(Set, len(messages))
	for i := range messages {
		s[i] = messages[i].Signer
	}
	return s
}

// Has reports whether an owner is in the set.
func (s Set) Has(who wire.Identity) bool {
	_, ok := slices.BinarySearchFunc(s, who, wire.Identity.Compare)
	return ok
}

// With returns the set and one owner.
func (s Set) With(who wire.Identity) Set {
	i, ok := slices.BinarySearchFunc(s, who, wire.Identity.Compare)
	if ok {
		return s
	}
	return slices.Insert(slices.Clip(s), i, who)
}

// Union returns the owners of both sets.
func (s Set) Union(o Set) Set { return SetOf(append(slices.Clone(s), o...)...) }

// Minus returns the owners of s that are not in o.
func (s Set) Minus(o Set) Set {
	return slices.DeleteFunc(slices.Clone(s), o.Has)
}

// Only returns the owners of s that are in o.
func (s Set) Only(o Set) Set {
	return slices.DeleteFunc(slices.Clone(s), func(id wire.Identity) bool { return !o.Has(id) })
}

// SignedBy returns the messages that owners of the set signed.
func (s Set) SignedBy(messages []wire.Signed) []wire.Signed {
	return slices.DeleteFunc(slices.Clone(messages), func(m wire.Signed) bool { return !s.Has(m.Signer) })
}
