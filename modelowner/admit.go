package modelowner

import (
	"slices"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// candidate is a data owner with a valid enrolment.
type candidate struct {
	signed    *wire.Signed
	invite    wire.InviteID
	pseudonym identity.Pseudonym // the same in all trainings of this owner under this model owner
}

// candidates are the owners a roster may be made of.
type candidates struct {
	present []candidate // one for each invite and each pseudonym, in identity order
	absent  []candidate // likewise, for invites and pseudonyms that nobody present bears
	ignored int         // enrolments without a valid signature, MAC or pseudonym: anybody may send such
	revoked int         // enrolments that Revoke shut out
	twice   int         // enrolments of an owner, by its pseudonym, who is counted already under another invite
}

// sortEnrolments verifies enrolments and keeps one for each invite and each pseudonym. An invite serves one identity
// only; before the roster is signed an owner who lost its first identity (another browser, storage cleared) may
// come again with the same link. Nor is one owner admitted twice under two invites: it would be its own company in
// a sum. Among the bearers of one invite or one pseudonym, one who is present goes before one who is not, and
// the lowest identity decides between equals, which no order of arrival that a facilitator could choose changes.
func (t *Training) sortEnrolments(list []wire.Signed, v *invites, gone *revocations, present []wire.Identity) candidates {
	var c candidates
	here := make(map[wire.Identity]bool, len(present))
	for _, id := range present {
		here[id] = true
	}
	var valid []candidate
	for i := range list {
		s := &list[i]
		e, err := identity.CheckEnrolment(s, t.ID, v.lookup)
		if err != nil {
			c.ignored++
			continue
		}
		p, err := identity.OpenTag(t.key, t.ID, s.Signer, e.Tag)
		switch {
		case err != nil:
			c.ignored++
		case gone.has(s.Signer, e.Invite):
			c.revoked++
		default:
			valid = append(valid, candidate{s, e.Invite, p})
		}
	}
	slices.SortFunc(valid, func(a, b candidate) int {
		if x, y := here[a.signed.Signer], here[b.signed.Signer]; x != y {
			if x {
				return -1
			}
			return 1
		}
		return a.signed.Signer.Compare(b.signed.Signer)
	})
	invited, known := map[wire.InviteID]bool{}, map[identity.Pseudonym]bool{}
	for _, x := range valid {
		if invited[x.invite] || known[x.pseudonym] {
			if !invited[x.invite] {
				c.twice++
			}
			continue
		}
		invited[x.invite], known[x.pseudonym] = true, true
		if here[x.signed.Signer] {
			c.present = append(c.present, x)
		} else {
			c.absent = append(c.absent, x)
		}
	}
	return c
}

// members makes the roster's list, in identity order, with the block of each. Blocks go by the order of the
// pseudonyms, so that the same owners come into the same blocks in every training: an owner's client refuses
// blocks that overlap with earlier ones without being the same.
func members(list []candidate, least int) []wire.Member {
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(a, b candidate) int { return slices.Compare(a.pseudonym[:], b.pseudonym[:]) })
	blocks := wire.AssignBlocks(len(sorted), least)
	m := make([]wire.Member, len(sorted))
	for i, c := range sorted {
		m[i] = wire.Member{Identity: c.signed.Signer, Enrolment: c.signed.Digest(), Block: blocks[i]}
	}
	slices.SortFunc(m, func(a, b wire.Member) int { return a.Identity.Compare(b.Identity) })
	return m
}

// use records who bears which invite, for the roster that is about to be signed.
func (v *invites) use(list []candidate) error {
	for _, c := range list {
		if i, ok := v.byID[c.invite]; ok {
			id := c.signed.Signer
			v.list[i].usedBy = &id
		}
	}
	return v.save()
}
