package modelowner

import (
	"context"
	"fmt"

	"github.com/blindfit/blindfit/modelowner/folder"
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

// InviteAll makes one link that many may contribute with. See folder.Inviter.Open.
func (t *Training) InviteAll(l InviteLimits) (identity.Link, error) {
	return folder.NewInviter(t.Training).Open(l)
}

// InviteByCode makes codes that are good once, and the link with which all of them are used. See folder.Inviter.Codes.
func (t *Training) InviteByCode(count int, until int64) (identity.Link, []identity.Code, error) {
	return folder.NewInviter(t.Training).Codes(count, until)
}
