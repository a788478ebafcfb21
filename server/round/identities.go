package round

import (
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Sets of owners are slices in identity order without repetition.

// has reports whether an owner is in a set.
func has(set []wire.Identity, who wire.Identity) bool {
	_, ok := slices.BinarySearchFunc(set, who, wire.Identity.Compare)
	return ok
}

// minus returns the owners of a set that are not in another.
func minus(set, other []wire.Identity) []wire.Identity {
	return slices.DeleteFunc(slices.Clone(set), func(id wire.Identity) bool { return has(other, id) })
}

// union returns the owners of both sets.
func union(a, b []wire.Identity) []wire.Identity {
	all := append(slices.Clone(a), b...)
	slices.SortFunc(all, wire.Identity.Compare)
	return slices.Compact(all)
}

// within returns the owners of a set that are in a map.
func within(set []wire.Identity, some map[wire.Identity]struct{}) []wire.Identity {
	return slices.DeleteFunc(slices.Clone(set), func(id wire.Identity) bool { _, ok := some[id]; return !ok })
}

// without returns the owners of a set that are not in a map.
func without(set []wire.Identity, some map[wire.Identity]struct{}) []wire.Identity {
	return slices.DeleteFunc(slices.Clone(set), func(id wire.Identity) bool { _, ok := some[id]; return ok })
}

// signers returns who signed messages, which are in identity order.
func signers(messages []wire.Signed) []wire.Identity {
	ids := make([]wire.Identity, len(messages))
	for i := range messages {
		ids[i] = messages[i].Signer
	}
	return ids
}

// signedBy returns the messages that owners of a set signed.
func signedBy(messages []wire.Signed, set []wire.Identity) []wire.Signed {
	return slices.DeleteFunc(slices.Clone(messages), func(s wire.Signed) bool { return !has(set, s.Signer) })
}
