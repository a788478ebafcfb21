package sqlrow

import (
	"fmt"

	"github.com/blindfit/blindfit/server/store"
)

// ContributionArgs returns a contribution in the order of the columns training, identity, sequence, withdrawn, body,
// body_sum, masks, masks_sum, blob, blob_sum, invite, single and object. One that is withdrawn bears no
// invite.
func ContributionArgs(c store.Contribution) []any {
	var invite []byte // NULL
	if !c.Withdrawn && c.Invite != [16]byte{} {
		invite = c.Invite[:]
	}
	here := notNil(c.Blob)
	if c.Object != "" {
		here = []byte{}
	}
	return []any{c.Training[:], c.Identity[:], c.Sequence, c.Withdrawn, notNil(c.Body), Sum(c.Body), notNil(c.Masks), Sum(c.Masks), here, Sum(c.Blob),
		invite, c.Single && invite != nil, c.Object}
}

// notNil makes no bytes an empty value rather than a missing one.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// PartColumns returns the columns of a part, of its checksum and of its object.
func PartColumns(part store.Part) string {
	return map[store.Part]string{store.PartHead: "'', '', ''", store.PartMasks: "masks, masks_sum, ''", store.PartBlob: "blob, blob_sum, object"}[part]
}

// Contribution is a row of contributions as it was read, with one part.
type Contribution struct {
	store.Contribution
	ID      []byte // identity
	BodySum []byte
	Part    []byte
	PartSum []byte
}

// Open checks the row and returns the contribution with its part.
func (c *Contribution) Open(part store.Part) (store.Contribution, error) {
	err := Check(c.Body, c.BodySum)
	switch {
	case err != nil || part == store.PartHead:
	case c.Object == "":
		err = Check(c.Part, c.PartSum)
	default: // readers of the object check its bytes
		c.Part, c.BlobSum = nil, c.PartSum
	}
	if len(c.ID) != len(c.Identity) {
		err = store.ErrCorrupt
	}
	if err != nil {
		return store.Contribution{}, fmt.Errorf("failed to read contribution: %w", err)
	}
	copy(c.Identity[:], c.ID)
	switch part {
	case store.PartMasks:
		c.Masks = c.Part
	case store.PartBlob:
		c.Blob = c.Part
	}
	return c.Contribution, nil
}

// Refused returns the reason that a contribution was not stored, given the one in its place: nil if they are the same.
func Refused(old, fresh store.Contribution) error {
	switch {
	case string(old.Body) == string(fresh.Body):
		return nil
	case old.Freeze > 0:
		return store.ErrFrozen
	case old.Sequence >= fresh.Sequence:
		return store.ErrConflict
	}
	return store.ErrRevision
}
