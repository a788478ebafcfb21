package modelowner

import (
	"context"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/train"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// ShareInvites sends the facilitator of a training with trustees the invites and the limits of each. It can then
// refuse contributions that would not count, and lead from the short address to the open invite. There is nothing to do without
// trustees.
func (t *Training) ShareInvites(ctx context.Context, keys *Keys) error {
	if t.Manifest.Trustees == nil {
		return nil
	}
	c, err := client.New(t.Facilitator, keys.Identity)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, acceptTimeout)
	defer cancel()
	for told := true; told; {
		told, err = folder.NewInviter(t.Training).Sign(keys.Identity, func(s *wire.Signed, rules []byte) error {
			return c.PutInvites(ctx, t.ID, s, rules)
		})
		if err != nil {
			return fmt.Errorf("failed to tell the facilitator about the invites: %w", err)
		}
	}
	return nil
}

// ShortAddress returns the address that leads to the open invite, to be typed. A person that opens it trusts the
// facilitator to lead to this training.
func (t *Training) ShortAddress() string { return t.Facilitator + wire.PathShort(t.ID) }

// Replace takes an invite back, with the owner that bears it if there is one, and makes another in its place, for the same
// name. It chooses the invite as Revoke does. It works until the training has started.
func Replace(ctx context.Context, t *Training, keys *Keys, who string) (identity.Link, error) {
	l, err := t.OpenLog(false)
	if err != nil {
		return identity.Link{}, err
	}
	if l.Roster != nil || t.Manifest.Trustees != nil {
		return identity.Link{}, problem.As(ErrInput, errors.New("invalid invite: only before a training has started, and without trustees, can an invite be given to somebody else"))
	}
	old, err := t.Revoke(ctx, keys, who)
	if err != nil {
		return identity.Link{}, err
	}
	return folder.NewInviter(t.Training).Again(*old.Invite)
}

// tellLobby informs those that wait in the lobby how the model owner sees it now. They can do without.
func tellLobby(ctx context.Context, t *Training, c *client.Client, keys *Keys, enrolments []wire.Signed) error {
	state, err := c.State(ctx, t.ID, -1, 0)
	if err != nil {
		return fmt.Errorf("failed to read state: %w", err)
	}
	if state.Phase != wire.PhaseLobby {
		return nil
	}
	present, err := c.Present(ctx, t.ID)
	if err != nil {
		return fmt.Errorf("failed to read the connected owners: %w", err)
	}
	candidates, err := admission.Sort(t.Training, enrolments, present)
	if err != nil {
		return err
	}
	err = train.Tell(ctx, c, candidates.Lobby, state.Lobby, keys.Identity)
	if err != nil && wire.RejectionOf(err) == nil { // an older facilitator does not take it
		return fmt.Errorf("failed to tell about the lobby: %w", err)
	}
	return nil
}

// InviteFor makes one invite to a training for each name. See folder.Inviter.For.
func InviteFor(t *Training, names []string) ([]identity.Link, error) {
	return folder.NewInviter(t.Training).For(names)
}

// InviteAll makes one link that many may contribute with. See folder.Inviter.Open.
func (t *Training) InviteAll(l InviteLimits) (identity.Link, error) {
	return folder.NewInviter(t.Training).Open(l)
}

// InviteByCode makes codes that are good once, and the link with which all of them are used. See folder.Inviter.Codes.
func (t *Training) InviteByCode(count int, until int64) (identity.Link, []identity.Code, error) {
	return folder.NewInviter(t.Training).Codes(count, until)
}
