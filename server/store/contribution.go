package store

import (
	"context"
	"errors"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// ErrFrozen means that the contribution in this place is frozen for a closing and stays as it is.
var ErrFrozen = errors.New("the contribution is frozen for a closing")

// ErrUsed means that a contribution of somebody else bears the invite, which is good once.
var ErrUsed = errors.New("the invite is used by another contribution")

// ErrGivenUp means that an object was announced too long ago, or never: it may be deleted at any time.
var ErrGivenUp = errors.New("the object is given up")

// Contribution is one owner's message to a training with trustees, or its request not to count it. There is one for each
// owner; one with a higher sequence number replaces it until it is frozen.
type Contribution struct {
	Training  wire.TrainingID
	Identity  wire.Identity
	Sequence  int
	Withdrawn bool
	Body      []byte // canonical JSON of the signed message
	Masks     []byte // encapsulations and tags, for trustees
	Blob      []byte // ciphertexts, for the model owner; empty where an object holds them, except for PutContribution
	Object    string // name of the object that holds the ciphertexts; empty if Blob does
	BlobSum   []byte // SHA-256 of the ciphertexts in an object; set by Frozen with PartBlob only
	Invite    wire.InviteID
	Single    bool // the invite is good for one contribution
	Freeze    int  // the freeze that holds it, 0 if none does; set by Commit
}

// Part is a part of contributions that is read besides their messages.
type Part int

// The parts.
const (
	PartHead  Part = iota // nothing
	PartMasks             // Masks
	PartBlob              // Blob
)

// Contributions keeps the contributions of trainings with trustees. It is a part of Store.
type Contributions interface {
	// PutContribution stores a contribution in its owner's place if the training's record still has the given revision, and
	// otherwise returns ErrRevision; it returns ErrUsed if the invite is Single and borne by another owner's, which is not withdrawn. If the same message is there, it changes nothing and returns false, at any revision. It
	// returns ErrConflict if a message with this or a higher sequence number is there, and ErrFrozen if that is frozen.
	// If Object is set, Blob is only summed up, and the object must be announced and not given up; if it is, the error is ErrGivenUp.
	PutContribution(ctx context.Context, revision int64, c Contribution) (stored bool, err error)
	// Contribution returns an owner's contribution without Masks, Blob and its invite, or ErrNotFound.
	Contribution(ctx context.Context, id wire.TrainingID, who wire.Identity) (Contribution, error)
	// Frozen returns frozen contributions after an identity (zero: from the first), in identity order, with one part: at most
	// maxBytes of them together, but at least one if one exists.
	Frozen(ctx context.Context, id wire.TrainingID, after wire.Identity, part Part, maxBytes int) ([]Contribution, error)
	// Arrived returns contributions with their Masks in the order in which they were stored or replaced last, after a place in
	// that order (0: from the first), without those that were withdrawn: at most maxBytes of them together, but at least one if one
	// exists. next is the place of the last. On a shared store one may be left out that was stored while another was.
	Arrived(ctx context.Context, id wire.TrainingID, after int64, maxBytes int) (page []Contribution, next int64, err error)
	// CountContributions returns how many contributions of a training are frozen, and how many wait, without those that were
	// withdrawn.
	CountContributions(ctx context.Context, id wire.TrainingID) (frozen, waiting int, err error)
	// CountInvite returns how many contributions bear an invite, without those that were withdrawn.
	CountInvite(ctx context.Context, id wire.TrainingID, invite wire.InviteID) (int, error)
}

// Objects is a store's account of objects outside it that hold ciphertexts of contributions. An object is announced before it is
// written, and held from the moment that PutContribution stores its name. Once no contribution holds it any more, because that was
// replaced, withdrawn, erased or forgotten, it is unused, in the same transaction. So an object is in the account from before it
// exists until after it is deleted, wherever a facilitator is killed between.
type Objects interface {
	// Announce records durably that an object may be written under a name that is new.
	Announce(ctx context.Context, name string) error
	// GiveUp makes an announced object unused; it changes nothing if a contribution holds it.
	GiveUp(ctx context.Context, name string) error
	// Unused returns the names of at most so many objects that are unused, after it has given up those announced before a time.
	// Each is returned until it is Deleted.
	Unused(ctx context.Context, announcedBefore time.Time, most int) ([]string, error)
	// Deleted removes unused objects from the account: they are gone.
	Deleted(ctx context.Context, names []string) error
	// Holding returns the facts of the account.
	Holding(ctx context.Context) (Holding, error)
}

// Holding are the facts about a store's objects.
type Holding struct {
	Held    int    // objects with ciphertexts of contributions
	Waiting int    // objects that are announced, or unused and not deleted yet
	One     string // name of an object that is held; empty if none is
}
