package wire

import (
	"crypto/sha256"
	"fmt"
)

// Shares is what an owner sends every other owner of the list: its shares of both its secrets, sealed to each.
type Shares struct {
	Training TrainingID `json:"training"`
	Ref
	Cohort Digest `json:"cohort"` // cohort digest
	Boxes  []Box  `json:"boxes"`  // one for every other owner of the list, in identity order
}

// Box is sealed for or from one owner.
type Box struct {
	Owner  Identity `json:"owner"` // the recipient in Shares, the sender in Inbox
	Sealed []byte   `json:"sealed"`
}

// Inbox is what an owner fetches: the boxes sealed for it, in the senders' identity order. Its senders and itself
// are the sharers, the owners between whom pairwise masks run.
type Inbox struct {
	Boxes []Box `json:"boxes"`
}

// Owners is the facilitator's claim of who shared, or of whose uploads are complete, in identity order.
type Owners struct {
	Owners []Identity `json:"owners"`
}

// Agree is an owner's signature on the one survivor set it will help to open in this attempt.
type Agree struct {
	Training TrainingID `json:"training"`
	Ref
	Cohort    Digest     `json:"cohort"`
	Survivors []Identity `json:"survivors"`
}

// Unmask opens the shares an owner holds: of the self mask seed of every survivor, of the mask key of every sharer
// that is none, never both for one owner. The coordinate of all of them is the sender's place in the list.
type Unmask struct {
	Training TrainingID `json:"training"`
	Ref
	Cohort    Digest   `json:"cohort"`
	Survivors Digest   `json:"survivors"` // SetDigest of the agreed survivors
	Seeds     []Opened `json:"seeds"`     // of survivors, in identity order
	Keys      []Opened `json:"keys"`      // of sharers that dropped out, in identity order
}

// Opened is one opened share.
type Opened struct {
	Owner Identity `json:"owner"` // whose secret it is a share of
	Share Digest   `json:"share"` // 32 bytes
}

// Threshold is how many owners of a list of n must help to open a sum: max(⌊(n + c)/2⌋ + 1, least) with
// c = ⌊(n − 1)/3⌋ colluding owners assumed. An honest owner signs one survivor set, a colluding one may sign two, so
// two different sets can both be opened only if 2t ≤ n + c. Never above n.
func Threshold(n, least int) int {
	return min(n, max((n+Colluding(n))/2+1, least))
}

// Colluding is how many owners of a list of n are assumed to collude: ⌊(n − 1)/3⌋.
func Colluding(n int) int { return (n - 1) / 3 }

// Honest is how many owners of a list of n are sure to be in every sum that is opened without colluding, so that noise
// they add is in it: Threshold less Colluding.
func Honest(n, least int) int { return Threshold(n, least) - Colluding(n) }

// AssignBlocks gives the block of each of n owners, in an order that the model owner keeps from training to
// training: ⌊n/least⌋ blocks of at least least owners, one block where n is below 2·least. The first
// n mod ⌊n/least⌋ blocks hold one owner more. Both must be positive.
func AssignBlocks(n, least int) []int {
	count := max(1, n/least)
	size, more := n/count, n%count
	blocks := make([]int, 0, n)
	for block := range count {
		of := size
		if block < more {
			of++
		}
		for range of {
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// CheckBlocks reports whether members' blocks are numbered from 0 without gaps and hold at least least owners each.
func CheckBlocks(members []Member, least int) error {
	sizes := map[int]int{}
	for _, m := range members {
		sizes[m.Block]++
	}
	for block := range len(sizes) {
		if sizes[block] < least {
			return fmt.Errorf("invalid roster: block %d must hold at least %d owners", block, least)
		}
	}
	return nil
}

// WholeBlocks returns the union of the blocks that lie wholly in present, in identity order. Sums are opened over
// whole blocks only, so that two sums never differ by fewer owners than a block has.
func WholeBlocks(members []Member, present []Identity) []Identity {
	in := make(map[Identity]bool, len(present))
	for _, id := range present {
		in[id] = true
	}
	broken := map[int]bool{}
	for _, m := range members {
		if !in[m.Identity] {
			broken[m.Block] = true
		}
	}
	var whole []Identity
	for _, m := range members {
		if !broken[m.Block] {
			whole = append(whole, m.Identity)
		}
	}
	return whole
}

// SetDigest is the SHA-256 of a set of owners, given in identity order, within an attempt's cohort digest.
func SetDigest(cohort Digest, owners []Identity) Digest {
	h := sha256.New()
	fmt.Fprintf(h, "blindfit/%d/set\x00", Version)
	h.Write(cohort[:])
	for _, id := range owners {
		h.Write(id[:])
	}
	return Digest(h.Sum(nil))
}

// MaskedOver is what an upload names as its cohort: the cohort digest itself where the recovery phases are skipped,
// else the digest of the sharers within it, so that a signature binds the set its pairwise masks run over.
func MaskedOver(cohort Digest, sharers []Identity, recovers bool) Digest {
	if !recovers {
		return cohort
	}
	return SetDigest(cohort, sharers)
}

// InOrder reports whether owners are in identity order without repetition.
func InOrder(owners []Identity) bool {
	for i := 1; i < len(owners); i++ {
		if owners[i-1].Compare(owners[i]) >= 0 {
			return false
		}
	}
	return true
}
