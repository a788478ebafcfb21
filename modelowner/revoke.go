package modelowner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// revocations is revoked.json: whom the model owner no longer wants.
type revocations struct {
	path string
	revocationsJSON
}

type revocationsJSON struct {
	Version    int             `json:"version"`
	Identities []wire.Identity `json:"identities"`
	Invites    []wire.InviteID `json:"invites"`
}

func openRevocations(t *Training) (*revocations, error) {
	r := &revocations{path: t.path(revokedFile)}
	err := readJSON(r.path, &r.revocationsJSON)
	if errors.Is(err, os.ErrNotExist) {
		r.revocationsJSON = revocationsJSON{Version: 1, Identities: []wire.Identity{}, Invites: []wire.InviteID{}}
		return r, nil
	} else if err != nil {
		return nil, err
	}
	if r.Version != 1 {
		return nil, fmt.Errorf("invalid %s: version must be 1", revokedFile)
	}
	return r, nil
}

// has reports whether an enrolment is shut out by its identity or by its invite.
func (r *revocations) has(id wire.Identity, invite wire.InviteID) bool {
	return r.identity(id) || slices.Contains(r.Invites, invite)
}

func (r *revocations) identity(id wire.Identity) bool { return slices.Contains(r.Identities, id) }

// Revoked says what Revoke did.
type Revoked struct {
	Owner   *Owner `json:"owner,omitempty"` // absent for an invite that nobody has used
	Member  bool   `json:"member"`          // the roster named it already
	Goes    bool   `json:"goes_on"`         // the training can go on without it
	Message string `json:"message"`         // one sentence for people: lower case, no period
}

// Revoke shuts a data owner out. who is its identity, the first digits of it (at least four), its words, or a whole
// invite link. Before the roster is signed the owner and its invite are not admitted. Afterwards the owners of a training
// are fixed: without noise every round needs all of them, so Train ends the training; with noise Train refuses lists that
// the owner is in, and goes on without it if enough others are left. It asks the facilitator who enrolled.
func (t *Training) Revoke(ctx context.Context, keys *Keys, who string) (*Revoked, error) {
	release, err := durable.Lock(t.path("revoked.lock"))
	if errors.Is(err, durable.ErrBusy) {
		return nil, WithHint(ErrBusy, "another process revokes at this moment; try again")
	} else if err != nil {
		return nil, err
	}
	defer release()
	r, err := openRevocations(t)
	if err != nil {
		return nil, err
	}
	l, err := openLog(t, false)
	if err != nil {
		return nil, err
	}
	if l.Done != nil {
		return nil, as(ErrInput, errors.New("invalid revocation: the training has ended"))
	}
	id, invite, err := t.find(ctx, keys, who)
	if err != nil {
		return nil, err
	}
	if id != nil && !slices.Contains(r.Identities, *id) {
		r.Identities = append(r.Identities, *id)
	}
	if invite != nil && !slices.Contains(r.Invites, *invite) {
		r.Invites = append(r.Invites, *invite)
	}
	if err := writeJSON(r.path, r.revocationsJSON); err != nil {
		return nil, err
	}
	return t.revoked(l.Members(), r, id), nil
}

// revoked returns what a revocation means for the training as it stands.
func (t *Training) revoked(members []wire.Member, r *revocations, id *wire.Identity) *Revoked {
	out := &Revoked{Goes: true, Message: "the invite will not be admitted"}
	if id == nil {
		return out
	}
	out.Owner = &Owner{*id, identity.Words(*id)}
	if !slices.ContainsFunc(members, func(m wire.Member) bool { return m.Identity == *id }) {
		out.Message = fmt.Sprintf("%s will not be admitted", out.Owner.Words)
		return out
	}
	out.Member = true
	if out.Goes = t.suffices(members, r.Identities); out.Goes {
		out.Message = fmt.Sprintf("%s is in the training already: rounds are no longer accepted with it, and go on without it", out.Owner.Words)
	} else {
		out.Message = fmt.Sprintf("%s is in the training already, which cannot go on without it: train will end it with the model of the finished rounds", out.Owner.Words)
	}
	return out
}

// find looks up whom a person means, and which invite that one bears.
func (t *Training) find(ctx context.Context, keys *Keys, who string) (*wire.Identity, *wire.InviteID, error) {
	client, err := client.New(t.Facilitator, keys.Identity)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, registerTimeout)
	defer cancel()
	list, err := client.Enrolments(ctx, t.ID)
	if err != nil {
		return nil, nil, fmt.Errorf("failed to read enrolments: %w", err)
	}
	v, err := openInvites(t)
	if err != nil {
		return nil, nil, err
	}
	link, linkErr := identity.ParseLink(strings.TrimSpace(who))
	if linkErr == nil && link.Training != t.ID {
		return nil, nil, as(ErrInput, errors.New("invalid link: is for another training"))
	}
	var found *wire.Signed
	var invite *wire.InviteID
	for i := range list {
		e, err := log.OpenEnrolment(&list[i], t.ID)
		if err != nil || identity.CheckInvite(e, list[i].Signer, v.lookup) != nil {
			continue
		}
		if linkErr == nil && e.Invite == link.Secret.InviteID() || linkErr != nil && names(who, list[i].Signer) {
			if found != nil && linkErr != nil {
				return nil, nil, as(ErrInput, errors.New("invalid name: more than one enrolled data owner has it"))
			}
			found, invite = &list[i], &e.Invite
		}
	}
	switch {
	case linkErr == nil:
		unused := link.Secret.InviteID()
		if _, ok := v.lookup(unused); !ok {
			return nil, nil, as(ErrInput, errors.New("invalid link: is no invite of this training"))
		}
		invite = &unused
	case found == nil:
		return nil, nil, WithHint(as(ErrInput, errors.New("no enrolled data owner has this identity or these words")),
			"'modelowner status --online' lists them; an invite nobody has used is revoked by its link")
	}
	if found == nil {
		return nil, invite, nil
	}
	return &found.Signer, invite, nil
}

// names reports whether a person may mean id.
func names(who string, id wire.Identity) bool {
	who = strings.ToLower(strings.TrimSpace(who))
	return who == identity.Words(id) || len(who) >= 4 && strings.HasPrefix(id.String(), who)
}
