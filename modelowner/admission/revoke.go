package admission

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Revoked describes a revocation.
type Revoked struct {
	Owner   *Owner `json:"owner,omitempty"` // absent for an invite without an enrolment
	Member  bool   `json:"member"`          // the roster named it already
	GoesOn  bool   `json:"goes_on"`         // the training can go on without it
	Message string `json:"message"`         // one sentence for people: lower case, no period
	// Invite is the one that was taken back.
	Invite *wire.InviteID `json:"-"`
}

// Revoke shuts a data owner out. name is its identity, the first digits of it (at least four), its words, the name that its
// invite was made for, or a whole invite link; enrolments are those that the facilitator has. Before the roster is signed the owner and its invite are not
// admitted. Afterwards the owners of a training are fixed: without noise every round needs all of them, so the training
// ends; with noise lists with the owner are refused, and the training goes on without it if enough others are left.
func Revoke(t *folder.Training, enrolments []wire.Signed, name string) (*Revoked, error) {
	l, err := t.OpenLog(false)
	if err != nil {
		return nil, err
	}
	if l.Done != nil {
		return nil, problem.As(problem.ErrInput, errors.New("invalid revocation: the training has ended"))
	}
	id, invite, err := find(t, enrolments, name)
	if err != nil {
		return nil, err
	}
	all, err := t.Revoke(id, invite)
	if err != nil {
		return nil, err
	}
	out := describe(t, l.Members(), all.Identities, id)
	out.Invite = invite
	return out, nil
}

// describe returns the consequences of a revocation for the training.
func describe(t *folder.Training, members []wire.Member, revoked []wire.Identity, id *wire.Identity) *Revoked {
	out := &Revoked{GoesOn: true, Message: "the invite will not be admitted"}
	if id == nil {
		return out
	}
	out.Owner = &Owners([]wire.Identity{*id})[0]
	if !slices.ContainsFunc(members, func(m wire.Member) bool { return m.Identity == *id }) {
		out.Message = fmt.Sprintf("%s will not be admitted", out.Owner.Words)
		return out
	}
	out.Member = true
	if out.GoesOn = Suffice(t.Manifest, members, revoked); out.GoesOn {
		out.Message = fmt.Sprintf("%s is in the training already: no list may hold it from the next round on, and the training goes on without it", out.Owner.Words)
	} else {
		out.Message = fmt.Sprintf("%s is in the training already, which cannot go on without it: train will end it with the model of the finished rounds", out.Owner.Words)
	}
	return out
}

// Least returns the fewest members of a roster that a list can have.
func Least(m *wire.Manifest, members []wire.Member) int {
	return m.Cohort.Least(len(members), m.Noise)
}

// Excludable returns a member to take out of a training with noise: one that is revoked and that no list needs. A list that
// holds one has to be rejected, and owners stop after a few rejects. It returns nil if there is none.
func Excludable(t *folder.Training, p log.Position) (*wire.Identity, error) {
	revoked, err := t.Revocations()
	if err != nil || !t.Manifest.Noise {
		return nil, err
	}
	gone := p.Excluded()
	for _, m := range p.Members() {
		if slices.Contains(revoked.Identities, m.Identity) && !slices.Contains(gone, m.Identity) &&
			Suffice(t.Manifest, p.Members(), append(gone, m.Identity)) {
			return &m.Identity, nil
		}
	}
	return nil, nil
}

// Suffice reports whether the members that are not gone can make up a list.
func Suffice(m *wire.Manifest, members []wire.Member, gone []wire.Identity) bool {
	left := 0
	for _, x := range members {
		if !slices.Contains(gone, x.Identity) {
			left++
		}
	}
	return left >= Least(m, members)
}

// find looks up the owner that a person means, and the invite that it bears. One of the two may be nil.
func find(t *folder.Training, enrolments []wire.Signed, name string) (*wire.Identity, *wire.InviteID, error) {
	invites, err := t.OpenInvites()
	if err != nil {
		return nil, nil, err
	}
	revoked, err := t.Revocations()
	if err != nil {
		return nil, nil, err
	}
	if link, err := identity.ParseLink(strings.TrimSpace(name)); err == nil {
		if link.Training != t.ID {
			return nil, nil, problem.As(problem.ErrInput, errors.New("invalid link: is for another training"))
		}
		return findBearer(t, enrolments, invites, link.Secret.InviteID())
	}
	if invite, ok := invites.Named(name, revoked); ok {
		return findBearer(t, enrolments, invites, invite)
	}
	var found *Candidate
	for i := range enrolments {
		c, err := open(t, &enrolments[i], invites)
		if err != nil || !matches(name, c.Signed.Signer) {
			continue
		}
		if found != nil {
			return nil, nil, problem.As(problem.ErrInput, errors.New("invalid name: more than one enrolled data owner has it"))
		}
		found = c
	}
	if found == nil {
		return nil, nil, problem.WithHint(problem.As(problem.ErrInput, errors.New("no enrolled data owner has this identity or these words, and no invite was made for this name")),
			"'modelowner status --online' lists them; an invite without an enrolment is revoked by its link")
	}
	return &found.Signed.Signer, &found.Invite, nil
}

// findBearer looks up an invite, and the owner that enrolled with it if there is one.
func findBearer(t *folder.Training, enrolments []wire.Signed, invites *folder.Invites, invite wire.InviteID) (*wire.Identity, *wire.InviteID, error) {
	if _, ok := invites.Secret(invite); !ok {
		return nil, nil, problem.As(problem.ErrInput, errors.New("invalid link: is no invite of this training"))
	}
	for i := range enrolments {
		if c, err := open(t, &enrolments[i], invites); err == nil && c.Invite == invite {
			return &c.Signed.Signer, &invite, nil
		}
	}
	return nil, &invite, nil
}

// matches reports whether a person may mean id.
func matches(name string, id wire.Identity) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	return name == identity.Words(id) || len(name) >= 4 && strings.HasPrefix(id.String(), name)
}
