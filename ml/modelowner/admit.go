package modelowner

import (
	"slices"

	"github.com/blindfit/blindfit/crypto/identity"
	"github.com/blindfit/blindfit/server/wire"
)

// candidate is a data owner with a valid enrolment.
type candidate struct {
	signed *wire.Signed
	invite wire.InviteID
}

// candidates are the owners a roster may be made of.
type candidates struct {
	present []candidate // one for each invite, in identity order
	absent  []candidate // valid enrolments of invites that nobody present bears
	ignored int         // enrolments without a valid signature or MAC: anybody may send such
}

// sortEnrolments verifies enrolments and keeps one for each invite. An invite serves one identity only; before
// the roster is signed an owner who lost its first identity (another browser, storage cleared) may come
// again with the same link, so among the bearers of one invite one who is present goes before one who is not,
// and the lowest identity decides between equals, which no order of arrival that a facilitator could choose changes.
func sortEnrolments(t wire.TrainingID, list []wire.Signed, v *invites, present []wire.Identity) candidates {
	var c candidates
	here := make(map[wire.Identity]bool, len(present))
	for _, id := range present {
		here[id] = true
	}
	best := map[wire.InviteID]*wire.Signed{}
	for i := range list {
		s := &list[i]
		e, err := identity.CheckEnrolment(s, t, v.lookup)
		if err != nil {
			c.ignored++
			continue
		}
		old, taken := best[e.Invite]
		if !taken || (here[s.Signer] && !here[old.Signer]) ||
			(here[s.Signer] == here[old.Signer] && s.Signer.Compare(old.Signer) < 0) {
			best[e.Invite] = s
		}
	}
	for id, s := range best {
		if here[s.Signer] {
			c.present = append(c.present, candidate{s, id})
		} else {
			c.absent = append(c.absent, candidate{s, id})
		}
	}
	byIdentity := func(a, b candidate) int { return a.signed.Signer.Compare(b.signed.Signer) }
	slices.SortFunc(c.present, byIdentity)
	slices.SortFunc(c.absent, byIdentity)
	return c
}

// members makes the roster's list, at most limit owners.
func members(list []candidate, limit int) []wire.Member {
	m := make([]wire.Member, 0, len(list))
	for _, c := range list[:min(limit, len(list))] {
		m = append(m, wire.Member{Identity: c.signed.Signer, Enrolment: c.signed.Digest()})
	}
	return m
}

// use records who bears which invite, for the roster that is about to be signed.
func (v *invites) use(list []candidate) error {
	for _, c := range list {
		if i, ok := v.byID[c.invite]; ok {
			id := c.signed.Signer
			v.list[i].UsedBy = &id
		}
	}
	return v.save()
}
