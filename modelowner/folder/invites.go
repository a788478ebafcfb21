package folder

import (
	"errors"
	"fmt"
	"os"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// MaxInvites is the largest number of invites of one training without trustees.
const MaxInvites = 4 * wire.MaxOwners

// mostInvites returns the largest number of invites of a training: with trustees every owner's message counts.
func mostInvites(m *wire.Manifest) int {
	if m.Trustees != nil {
		return wire.MaxContributions
	}
	return MaxInvites
}

// invitesFile is the name of the file with a training's invites.
const invitesFile = "invites.json"

// invite is one single-use secret and, once a roster names a bearer, that owner's identity.
type invite struct {
	secret identity.Secret
	usedBy *wire.Identity
}

// invitesJSON is the content of invites.json, with its secrets.
type invitesJSON struct {
	Version int          `json:"version"`
	Invites []inviteJSON `json:"invites"`
}

type inviteJSON struct {
	Secret []byte         `json:"secret"`
	UsedBy *wire.Identity `json:"used_by,omitempty"`
}

// Invites are the invites of a training in their file.
type Invites struct {
	path string
	list []invite
	byID map[wire.InviteID]int
}

// OpenInvites reads the invites.
func (t *Training) OpenInvites() (*Invites, error) {
	v := &Invites{path: t.path(invitesFile), byID: map[wire.InviteID]int{}}
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

func (v *Invites) add(in invite) {
	v.byID[in.secret.InviteID()] = len(v.list)
	v.list = append(v.list, in)
}

// Secret returns the secret of an invite, and false if the training has no such invite.
func (v *Invites) Secret(id wire.InviteID) (identity.Secret, bool) {
	i, ok := v.byID[id]
	if !ok {
		return identity.Secret{}, false
	}
	return v.list[i].secret, true
}

// Count returns how many invites were made and how many of them the roster used.
func (v *Invites) Count() (made, used int) {
	for _, in := range v.list {
		if in.usedBy != nil {
			used++
		}
	}
	return len(v.list), used
}

func (v *Invites) save() error {
	j := invitesJSON{1, make([]inviteJSON, len(v.list))}
	for i, in := range v.list {
		b := in.secret.Reveal()
		j.Invites[i] = inviteJSON{b[:], in.usedBy}
	}
	return writeJSON(v.path, j)
}

// change makes a change to the invites durable. Other processes may make invites at the same time.
func (t *Training) change(hint string, do func(*Invites) error) error {
	release, err := t.lock("invites.lock", hint)
	if err != nil {
		return err
	}
	defer release()
	v, err := t.OpenInvites()
	if err != nil {
		return err
	}
	if err := do(v); err != nil {
		return err
	}
	return v.save()
}

// Invite makes new invites to the training and returns their links. The invites are durable before the links are
// returned. Links are secrets: a bearer can read the training file and enrol once.
func (t *Training) Invite(count int) ([]identity.Link, error) {
	most := mostInvites(t.Manifest)
	if count < 1 || count > most {
		return nil, problem.As(problem.ErrInput, fmt.Errorf("invalid count: must be from 1 to %d", most))
	}
	links := make([]identity.Link, count)
	err := t.change("another process makes invites at this moment; try again", func(v *Invites) error {
		l, err := t.OpenLog(false)
		if err != nil {
			return err
		}
		if l.Roster != nil || l.Close != nil || l.Done != nil {
			return problem.As(problem.ErrInput, errors.New("invalid invite: the training has started and its owners are fixed"))
		}
		if len(v.list)+count > most {
			return problem.As(problem.ErrInput, fmt.Errorf("invalid count: a training has at most %d invites", most))
		}
		for i := range links {
			links[i] = identity.Link{Facilitator: t.Facilitator, Training: t.ID, Key: t.Key, Secret: identity.NewSecret()}
			v.add(invite{secret: links[i].Secret})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return links, nil
}

// UseInvites records the bearers of invites, for the roster that is about to be signed.
func (t *Training) UseInvites(bearers map[wire.InviteID]wire.Identity) error {
	return t.change("another process makes invites at this moment; train again", func(v *Invites) error {
		for invite, id := range bearers {
			if i, ok := v.byID[invite]; ok {
				v.list[i].usedBy = &id
			}
		}
		return nil
	})
}
