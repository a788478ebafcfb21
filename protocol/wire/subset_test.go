package wire

import (
	"slices"
	"testing"
)

// TestSubset: every subset of rosters up to 17 members comes back member by member, and one of another roster's size
// holds nobody.
func TestSubset(t *testing.T) {
	for n := range 18 {
		members := make([]Member, n)
		for i := range members {
			members[i].Identity = Identity{byte(i + 1)}
		}
		for pattern := range 1 << min(n, 10) {
			var want []Identity
			in := func(who Identity) bool { k := int(who[0]) - 1; return pattern>>(k%10)&1 == 1 }
			for _, m := range members {
				if in(m.Identity) {
					want = append(want, m.Identity)
				}
			}
			s := SubsetOf(members, in)
			if got := s.Of(members); !slices.Equal(got, want) || s.Count() != len(want) {
				t.Fatalf("subset %x of %d members holds %d, want %d", pattern, n, len(got), len(want))
			}
			for _, m := range members {
				if s.Has(members, m.Identity) != in(m.Identity) {
					t.Fatalf("subset %x of %d members is wrong about member %d", pattern, n, m.Identity[0]-1)
				}
			}
			if s.Has(members, Identity{99}) {
				t.Fatal("a stranger is in a subset")
			}
			if more := append(slices.Clone(members), make([]Member, 8)...); len(s.Of(more)) != 0 || s.Has(more, Identity{1}) {
				t.Fatal("a subset was read with another roster")
			}
		}
	}
}
