package wire

import (
	"slices"
	"testing"
)

func identities(n int) []Identity {
	out := make([]Identity, n)
	for i := range out {
		out[i] = Identity{byte(i), 1}
	}
	return out
}

// Two different survivor sets cannot both gather t signatures: honest owners sign once, c colluding ones twice.
func TestThresholdLeavesNoRoomForTwoSets(t *testing.T) {
	for n := 3; n <= 64; n++ {
		c := (n - 1) / 3
		th := Threshold(n, 3)
		if 2*th <= n+c && th < n {
			t.Errorf("n = %d: two sets of %d fit into %d signatures", n, th, n+c)
		}
		if th > n || th < 3 || th <= c {
			t.Errorf("n = %d: threshold %d", n, th)
		}
	}
	for n, want := range map[int]int{3: 3, 4: 3, 5: 4, 6: 4, 7: 5, 9: 6, 10: 7, 50: 34, 64: 43} {
		if got := Threshold(n, 3); got != want {
			t.Errorf("threshold of %d is %d, want %d", n, got, want)
		}
	}
	if got := Threshold(10, 9); got != 9 {
		t.Errorf("a cohort minimum of 9 gives %d", got)
	}
}

func roster(n, least int) []Member {
	var members []Member
	blocks := AssignBlocks(n, least)
	for i, id := range identities(n) {
		members = append(members, Member{Identity: id, Block: blocks[i]})
	}
	return members
}

func TestBlocksAreLargeEnough(t *testing.T) {
	for n := 3; n <= 40; n++ {
		for least := 3; least <= min(n, 7); least++ {
			members := roster(n, least)
			if len(members) != n {
				t.Fatalf("%d owners by %d: blocks for %d", n, least, len(members))
			}
			if err := CheckBlocks(members, least); err != nil {
				t.Errorf("%d owners by %d: %v", n, least, err)
			}
			if last := members[n-1].Block; n < 2*least && last != 0 {
				t.Errorf("%d owners by %d: %d blocks", n, least, last+1)
			}
		}
	}
	for name, blocks := range map[string][]int{
		"too small": {0, 0, 0, 1, 1}, "gap": {0, 0, 0, 2, 2, 2}, "negative": {-1, -1, -1, 0, 0, 0},
	} {
		var members []Member
		for i, b := range blocks {
			members = append(members, Member{Identity{byte(i)}, Digest{}, b})
		}
		if CheckBlocks(members, 3) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Whatever owners are present in two rounds, the sums opened over whole blocks differ by nobody or by at least
// the cohort minimum.
func TestAttackSubtractingTwoSurvivorSets(t *testing.T) {
	const n, least = 9, 3
	members := roster(n, least)
	var opened [][]Identity
	closest := n
	for set := range 1 << n {
		var present []Identity
		for i, m := range members {
			if set>>i&1 == 1 {
				present = append(present, m.Identity)
			}
		}
		if whole := WholeBlocks(members, present); len(whole) > 0 {
			opened = append(opened, whole)
		}
		if left := n - len(present); left > 0 && len(present) >= least {
			closest = min(closest, left)
		}
	}
	slices.SortFunc(opened, func(a, b []Identity) int { return slices.CompareFunc(a, b, Identity.Compare) })
	opened = slices.CompactFunc(opened, slices.Equal[[]Identity])
	if closest != 1 {
		t.Errorf("without blocks two sums differ by %d owners at least: the attack proves nothing", closest)
	}
	if len(opened) != 7 {
		t.Errorf("three blocks make %d unions", len(opened))
	}
	for _, a := range opened {
		for _, b := range opened {
			more := 0
			for _, id := range a {
				if !slices.Contains(b, id) {
					more++
				}
			}
			if more != 0 && more < least {
				t.Errorf("two sums differ by %d owners", more)
			}
		}
	}
}

func TestSetDigestTellsSetsApart(t *testing.T) {
	ids := identities(4)
	base := SetDigest(Digest{1}, ids)
	for name, d := range map[string]Digest{
		"one less": SetDigest(Digest{1}, ids[:3]), "another cohort": SetDigest(Digest{2}, ids),
		"none": SetDigest(Digest{1}, nil), "cohort itself": {1},
	} {
		if d == base {
			t.Errorf("%s gives the same digest", name)
		}
	}
	if MaskedOver(Digest{1}, ids, false) != (Digest{1}) || MaskedOver(Digest{1}, ids, true) != base {
		t.Error("an upload names the wrong cohort")
	}
	if !InOrder(ids) || InOrder([]Identity{ids[1], ids[0]}) || InOrder([]Identity{ids[0], ids[0]}) {
		t.Error("order is misjudged")
	}
}
