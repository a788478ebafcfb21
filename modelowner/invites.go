package modelowner

import (
	"errors"
	"fmt"
	"os"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// MaxInvites bounds the invites of one training.
const MaxInvites = 4 * wire.MaxOwners

// invite is one single-use secret and, once a roster names its bearer, who used it.
type invite struct {
	secret identity.Secret
	usedBy *wire.Identity
}

// invitesJSON is the content of invites.json, secrets included.
type invitesJSON struct {
	Version int          `json:"version"`
	Invites []inviteJSON `json:"invites"`
}

type inviteJSON struct {
	Secret []byte         `json:"secret"`
	UsedBy *wire.Identity `json:"used_by,omitempty"`
}

// invites is invites.json by invite id.
type invites struct {
	path string
	list []invite
	byID map[wire.InviteID]int
}

func openInvites(t *Training) (*invites, error) {
	v := &invites{path: t.path(invitesFile), byID: map[wire.InviteID]int{}}
	var j invitesJSON
	err := readJSON(v.path, &j)
	if errors.Is(err, os.ErrNotExist) {
		return v, nil
	} else if err != nil {
		return nil, err
	}
	for _, in := range j.Invites {
		if j.Version != 1 || len(in.Secret) != 32 {
			return nil, fmt.Errorf("invalid %s: version must be 1 and every secret 32 bytes", invitesFile)
		}
		v.add(invite{identity.Secret{Value: secret.New([32]byte(in.Secret))}, in.UsedBy})
	}
	return v, nil
}

func (v *invites) add(in invite) {
	v.byID[in.secret.InviteID()] = len(v.list)
	v.list = append(v.list, in)
}

// lookup finds the secret of an invite.
func (v *invites) lookup(id wire.InviteID) (identity.Secret, bool) {
	i, ok := v.byID[id]
	if !ok {
		return identity.Secret{}, false
	}
	return v.list[i].secret, true
}

func (v *invites) save() error {
	j := invitesJSON{1, make([]inviteJSON, len(v.list))}
	for i, in := range v.list {
		b := in.secret.Reveal()
		j.Invites[i] = inviteJSON{b[:], in.usedBy}
	}
	return writeJSON(v.path, j)
}

// Invite makes count new invites to the training and returns their links. Links are secrets: whoever has one can
// read the training file and enrol once. The invites are durable before the links are returned.
func (t *Training) Invite(count int) ([]identity.Link, error) {
	if count < 1 || count > MaxInvites {
		return nil, as(ErrInput, fmt.Errorf("invalid count: must be from 1 to %d", MaxInvites))
	}
	release, err := durable.Lock(t.path("invites.lock"))
	if errors.Is(err, durable.ErrBusy) {
		return nil, WithHint(ErrBusy, "another process makes invites at this moment; try again")
	} else if err != nil {
		return nil, err
	}
	defer release()
	l, err := openLog(t, false)
	if err != nil {
		return nil, err
	}
	if l.Head.Length > 0 {
		return nil, as(ErrInput, errors.New("invalid invite: the training has started and its owners are fixed"))
	}
	v, err := openInvites(t)
	if err != nil {
		return nil, err
	}
	if len(v.list)+count > MaxInvites {
		return nil, as(ErrInput, fmt.Errorf("invalid count: a training has at most %d invites", MaxInvites))
	}
	links := make([]identity.Link, count)
	for i := range links {
		links[i] = identity.Link{Facilitator: t.Facilitator, Training: t.ID, Key: t.key, Secret: identity.NewSecret()}
		v.add(invite{secret: links[i].Secret})
	}
	return links, v.save()
}

// InviteCount returns how many invites were made and how many of them the roster used.
func (t *Training) InviteCount() (made, used int, err error) {
	v, err := openInvites(t)
	if err != nil {
		return 0, 0, err
	}
	for _, in := range v.list {
		if in.usedBy != nil {
			used++
		}
	}
	return len(v.list), used, nil
}
