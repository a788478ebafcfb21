package attempt

import (
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Terms are the facts of an attempt that all parties know before its first message.
type Terms struct {
	Training wire.TrainingID
	Ref      wire.Ref
	Open     wire.Digest     // of the signed open message
	Members  []wire.Member   // of the roster, in identity order
	Excluded []wire.Identity // members that take no part
	Cohort   wire.Cohort
	Noise    bool
	Key      *phe.PublicKey
	Shape    wire.RoundShape // of the round's kind
}

// TermsOf returns the terms of the attempt that a verified log opened last; key is the manifest's. It returns nil before
// the first open message.
func TermsOf(p log.Position, key *phe.PublicKey) *Terms {
	if p.Open == nil {
		return nil
	}
	shape, _ := p.Manifest.Round(p.Open.Kind) // the log refuses kinds that the manifest does not have
	return &Terms{Training: p.Training, Ref: p.Open.Ref, Open: p.OpenDigest, Members: p.Members(), Excluded: p.Excluded(),
		Cohort: p.Manifest.Cohort, Noise: p.Manifest.Noise, Key: key, Shape: shape}
}

// Colluding returns how many of n roster members are assumed to collude with facilitator and model owner: ⌊(n − 1)/3⌋.
// It is a number of the roster, not of a list, which the facilitator chooses.
func Colluding(n int) int { return (n - 1) / 3 }

// Honest returns how many owners of a list are honest at the least: each adds its share of the noise.
func Honest(list, members int) int { return list - Colluding(members) }

// Least returns the fewest owners that a list may have.
func (t *Terms) Least() int { return t.Cohort.Least(len(t.Members), t.Noise) }

// MostLists returns how many different lists of a round may come as far as the reveal phase: each costs its members'
// privacy budget. There is only one without noise.
func (t *Terms) MostLists() int {
	if !t.Noise {
		return 1
	}
	return 1 + Colluding(len(t.Members))
}

// place returns an owner's number in the roster, from 0, or −1.
func (t *Terms) place(id wire.Identity) int {
	lo, hi := 0, len(t.Members)
	for lo < hi {
		mid := (lo + hi) / 2
		if t.Members[mid].Identity.Compare(id) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(t.Members) && t.Members[lo].Identity == id {
		return lo
	}
	return -1
}

// bound refuses a message of another training or attempt.
func (t *Terms) bound(kind wire.Kind, training wire.TrainingID, ref wire.Ref) error {
	switch {
	case training != t.Training:
		return wire.Rejectf(wire.CodeStale, "%s: is for a different training", kind)
	case ref != t.Ref:
		return wire.Rejectf(wire.CodeStale, "%s: is for a different round or attempt", kind)
	}
	return nil
}

// at adds the index of the message in a list to a rejection.
func at(i int, err error) error {
	r := *wire.RejectionOf(err)
	r.Index = &i
	return &r
}
