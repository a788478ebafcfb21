// Package admission owns which data owners a training takes in: it verifies enrolments, keeps one for each invite and
// each owner key, and looks owners up by their names.
package admission

import (
	"slices"

	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Candidate is a data owner with a valid enrolment.
type Candidate struct {
	Signed *wire.Signed // the enrolment
	Invite wire.InviteID
	Key    identity.OwnerKey // the same in all trainings of one vault
}

// Candidates are the owners that a roster may be made of.
type Candidates struct {
	Present []Candidate     // one for each invite and each owner key, in identity order
	Absent  []Candidate     // likewise, for invites and owner keys that no connected owner has
	Ignored []wire.Identity // with enrolments without a valid signature, MAC or tag: anyone that knows the training can invent such
	Revoked int             // enrolments that are revoked
	Twice   int             // enrolments under a second invite of an owner key that is counted already
	Lobby   *wire.Lobby     // the same for those that wait; its number is not set
}

// Sort verifies enrolments, given the owners that are connected, and keeps one for each invite and each owner key. An
// invite serves one identity; if an owner lost its first identity (another browser, storage cleared) before the roster
// is signed, it may come again with the same link. An owner key is admitted once, even with several invites: a second
// identity of the same owner would make the sum over the others smaller. Of several enrolments with one invite or one
// owner key, those of connected owners go first, and among equals the lowest identity wins: no order of arrival that a
// facilitator could choose changes that.
func Sort(t *folder.Training, enrolments []wire.Signed, present []wire.Identity) (*Candidates, error) {
	invites, err := t.OpenInvites()
	if err != nil {
		return nil, err
	}
	revoked, err := t.Revocations()
	if err != nil {
		return nil, err
	}
	c := &Candidates{Lobby: &wire.Lobby{Training: t.ID, Seats: []wire.Seat{}, Revoked: slices.Clone(revoked.Invites)}}
	var valid []Candidate
	for i := range enrolments {
		candidate, err := open(t, &enrolments[i], invites)
		switch {
		case err != nil:
			c.Ignored = append(c.Ignored, enrolments[i].Signer)
			if e, err := log.OpenEnrolment(&enrolments[i], t.ID); err == nil {
				c.seat(enrolments[i].Signer, e.Invite, wire.StandingUnknown)
			}
		case revoked.Has(candidate.Signed.Signer, candidate.Invite):
			c.Revoked++
			c.seat(candidate.Signed.Signer, candidate.Invite, wire.StandingRevoked)
		default:
			valid = append(valid, *candidate)
		}
	}
	here := make(map[wire.Identity]bool, len(present))
	for _, id := range present {
		here[id] = true
	}
	slices.SortFunc(valid, func(a, b Candidate) int {
		if x, y := here[a.Signed.Signer], here[b.Signed.Signer]; x != y {
			if x {
				return -1
			}
			return 1
		}
		return a.Signed.Signer.Compare(b.Signed.Signer)
	})
	c.keepOne(valid, here)
	l := c.Lobby
	slices.SortFunc(l.Seats, func(a, b wire.Seat) int { return a.Identity.Compare(b.Identity) })
	slices.SortFunc(l.Revoked, func(a, b wire.InviteID) int { return slices.Compare(a[:], b[:]) })
	l.Seats, l.Revoked = l.Seats[:min(len(l.Seats), wire.MaxSeats)], l.Revoked[:min(len(l.Revoked), wire.MaxSeats)]
	return c, nil
}

// seat writes down how an enrolment is seen.
func (c *Candidates) seat(who wire.Identity, invite wire.InviteID, standing wire.Standing) {
	c.Lobby.Seats = append(c.Lobby.Seats, wire.Seat{Identity: who, Invite: invite, Standing: standing})
}

// open verifies one enrolment.
func open(t *folder.Training, s *wire.Signed, invites *folder.Invites) (*Candidate, error) {
	e, err := log.OpenEnrolment(s, t.ID)
	if err != nil {
		return nil, err
	}
	if err := identity.CheckInvite(e, s.Signer, invites.Secret); err != nil {
		return nil, err
	}
	key, err := identity.OpenTag(t.Key, t.ID, s.Signer, e.Tag)
	if err != nil {
		return nil, err
	}
	return &Candidate{s, e.Invite, key}, nil
}

// keepOne takes the first candidate of each invite and each owner key.
func (c *Candidates) keepOne(sorted []Candidate, here map[wire.Identity]bool) {
	invited, known := map[wire.InviteID]bool{}, map[identity.OwnerKey]bool{}
	for _, x := range sorted {
		if invited[x.Invite] || known[x.Key] {
			standing := wire.StandingUsed
			if !invited[x.Invite] {
				c.Twice++
				standing = wire.StandingTwice
			}
			c.seat(x.Signed.Signer, x.Invite, standing)
			continue
		}
		c.seat(x.Signed.Signer, x.Invite, wire.StandingAdmitted)
		invited[x.Invite], known[x.Key] = true, true
		if here[x.Signed.Signer] {
			c.Present = append(c.Present, x)
		} else {
			c.Absent = append(c.Absent, x)
		}
	}
}

// Identities returns the identities of candidates.
func Identities(list []Candidate) []wire.Identity {
	ids := make([]wire.Identity, len(list))
	for i, c := range list {
		ids[i] = c.Signed.Signer
	}
	return ids
}

// Members returns a roster of candidates, in identity order.
func Members(list []Candidate) []wire.Member {
	m := make([]wire.Member, len(list))
	for i, c := range list {
		m[i] = wire.Member{Identity: c.Signed.Signer, Enrolment: c.Signed.Digest()}
	}
	slices.SortFunc(m, func(a, b wire.Member) int { return a.Identity.Compare(b.Identity) })
	return m
}

// Bearers returns the candidate's identity for each invite.
func Bearers(list []Candidate) map[wire.InviteID]wire.Identity {
	m := make(map[wire.InviteID]wire.Identity, len(list))
	for _, c := range list {
		m[c.Invite] = c.Signed.Signer
	}
	return m
}
