package folder

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

// revokedFile is the name of the file with a training's revocations.
const revokedFile = "revoked.json"

// Revocations are the identities and invites that a model owner no longer admits.
type Revocations struct {
	Version    int             `json:"version"`
	Identities []wire.Identity `json:"identities"`
	Invites    []wire.InviteID `json:"invites"`
}

// Revocations reads the revocations of a training.
func (t *Training) Revocations() (*Revocations, error) {
	var r Revocations
	err := readJSON(t.path(revokedFile), &r)
	if errors.Is(err, os.ErrNotExist) {
		return &Revocations{Version: 1, Identities: []wire.Identity{}, Invites: []wire.InviteID{}}, nil
	} else if err != nil {
		return nil, err
	}
	if r.Version != 1 {
		return nil, fmt.Errorf("invalid %s: version must be 1", revokedFile)
	}
	return &r, nil
}

// Has reports whether an enrolment is revoked by its identity or by its invite.
func (r *Revocations) Has(id wire.Identity, invite wire.InviteID) bool {
	return slices.Contains(r.Identities, id) || slices.Contains(r.Invites, invite)
}

// Revoke adds an identity, an invite or both, and makes them durable. If one is nil, it is left out. It returns
// all revocations.
func (t *Training) Revoke(id *wire.Identity, invite *wire.InviteID) (*Revocations, error) {
	release, err := t.lock("revoked.lock", "another process revokes at this moment; try again")
	if err != nil {
		return nil, err
	}
	defer release()
	r, err := t.Revocations()
	if err != nil {
		return nil, err
	}
	if id != nil && !slices.Contains(r.Identities, *id) {
		r.Identities = append(r.Identities, *id)
	}
	if invite != nil && !slices.Contains(r.Invites, *invite) {
		r.Invites = append(r.Invites, *invite)
	}
	return r, writeJSON(t.path(revokedFile), r)
}
