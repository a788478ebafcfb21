package modelowner

import (
	"context"
	"slices"

	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// OnlineStatus is the state of a training at its facilitator.
type OnlineStatus struct {
	Phase    wire.Phase `json:"phase"`
	Enrolled int        `json:"enrolled"`
	Owners   []Owner    `json:"owners"` // enrolled, also without a valid invite
	Present  int        `json:"present"`
	Away     []Owner    `json:"away"`    // members that are not connected
	Awaited  []Owner    `json:"awaited"` // members that have not sent the message of the running phase
	// Contributions are those of a training with trustees.
	Contributions *wire.Counts `json:"contributions,omitempty"`
}

// Online asks the facilitator for the state of the training.
func (t *Training) Online(ctx context.Context, keys *Keys) (*OnlineStatus, error) {
	return online(ctx, t, keys, nil)
}

// StatusOnline is Status together with the facilitator's part, which knows the owners that joined with each invite.
func (t *Training) StatusOnline(ctx context.Context, keys *Keys) (*Status, error) {
	s, err := t.Status()
	if err != nil {
		return nil, err
	}
	s.Online, err = online(ctx, t, keys, s.Invited)
	return s, err
}

// online asks the facilitator, and fills in the states of invites.
func online(ctx context.Context, t *Training, keys *Keys, invited []Invited) (*OnlineStatus, error) {
	c, err := client.New(t.Facilitator, keys.Identity)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	state, err := c.State(ctx, t.ID, -1, 0)
	if err != nil {
		return nil, err
	}
	list, err := c.Enrolments(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	l, err := t.OpenLog(false)
	if err != nil {
		return nil, err
	}
	if l.Roster == nil && len(invited) > 0 {
		present, err := c.Present(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		candidates, err := admission.Sort(t.Training, list, present)
		if err != nil {
			return nil, err
		}
		for i := range invited {
			invited[i].joined(candidates)
		}
	}
	enrolled := make([]wire.Identity, len(list))
	for i := range list {
		enrolled[i] = list[i].Signer
	}
	away := slices.DeleteFunc(identities(l.Members()), func(id wire.Identity) bool { return state.Here.Has(l.Members(), id) })
	o := &OnlineStatus{
		Phase: state.Phase, Enrolled: len(enrolled), Owners: admission.Owners(enrolled), Present: state.Present,
		Away: admission.Owners(away), Awaited: admission.Owners(state.Awaited.Of(l.Members())),
	}
	if t.Manifest.Trustees != nil {
		n, err := c.Counts(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		o.Contributions = &n
	}
	return o, nil
}

// joined fills in the owner that joined with an invite.
func (i *Invited) joined(c *admission.Candidates) {
	for state, list := range map[string][]admission.Candidate{InviteConnected: c.Present, InviteJoined: c.Absent} {
		for _, x := range list {
			if x.Invite == i.id {
				i.State, i.Owner = state, &admission.Owners([]wire.Identity{x.Signed.Signer})[0]
			}
		}
	}
}

// Privacy returns the privacy account of a training, or nil if it has no noise.
func (t *Training) Privacy() (*Privacy, error) {
	s, err := t.Status()
	if err != nil {
		return nil, err
	}
	return s.Privacy, nil
}
