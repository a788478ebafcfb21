package modelowner

import (
	"slices"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// candidate is a data owner with a valid enrolment.
type candidate struct {
	signed *wire.Signed
	invite wire.InviteID
	key    identity.OwnerKey // the same in all trainings of this owner's vault
}

// candidates are the owners a roster may be made of.
type candidates struct {
	present []candidate // one for each invite and each owner key, in identity order
	absent  []candidate // likewise, for the invites and owner keys of owners that are not connected
	ignored int         // enrolments without a valid signature, MAC or tag: a facilitator can invent such
	revoked int         // enrolments that Revoke shut out
	twice   int         // enrolments under a second invite of an owner key that is counted already
}

// sortEnrolments verifies enrolments and keeps one for each invite and each owner key. An invite serves one identity; if
// an owner lost its first identity (another browser, storage cleared) before the roster is signed, it may come again with
// the same link. An owner key is admitted once, whatever its invites: a second identity of the same owner would make the
// sum over others smaller. Of several enrolments with one invite or one owner key, those of connected owners go first,
// and among equals the lowest identity wins: no order of arrival that a facilitator could choose changes that.
func (t *Training) sortEnrolments(list []wire.Signed, v *invites, gone *revocations, present []wire.Identity) candidates {
	var c candidates
	here := make(map[wire.Identity]bool, len(present))
	for _, id := range present {
		here[id] = true
	}
	var valid []candidate
	for i := range list {
		s := &list[i]
		e, err := log.OpenEnrolment(s, t.ID)
		if err == nil {
			err = identity.CheckInvite(e, s.Signer, v.lookup)
		}
		if err != nil {
			c.ignored++
			continue
		}
		key, err := identity.OpenTag(t.key, t.ID, s.Signer, e.Tag)
		switch {
		case err != nil:
			c.ignored++
		case gone.has(s.Signer, e.Invite):
			c.revoked++
		default:
			valid = append(valid, candidate{s, e.Invite, key})
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
	invited, known := map[wire.InviteID]bool{}, map[identity.OwnerKey]bool{}
	for _, x := range valid {
		if invited[x.invite] || known[x.key] {
			if !invited[x.invite] {
				c.twice++
			}
			continue
		}
		invited[x.invite], known[x.key] = true, true
		if here[x.signed.Signer] {
			c.present = append(c.present, x)
		} else {
			c.absent = append(c.absent, x)
		}
	}
	return c
}

// members makes the list of a roster, in identity order.
func members(list []candidate) []wire.Member {
	m := make([]wire.Member, len(list))
	for i, c := range list {
		m[i] = wire.Member{Identity: c.signed.Signer, Enrolment: c.signed.Digest()}
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
