// Package gather owns the facilitator's part of trainings with trustees besides the log: it stores accepts, contributions
// and the trustees' answers, each checked as far as a facilitator can, and serves them. It can open none of them.
package gather

import (
	"context"
	"errors"
	"sync"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// View is a training with trustees at one moment.
type View struct {
	*attempt.Gathering
	Most     int // contributions
	Position log.Position
	Phase    wire.Phase
	Revision int64 // of the record
}

// Options connects a Gather with the trainings of its facilitator. All are required.
type Options struct {
	Store store.Store
	// View returns a training, or nil if it has no trustees.
	View func(ctx context.Context, id wire.TrainingID) (*View, error)
	// Reject turns an error of the store into one that a client may see.
	Reject func(error) error
}

// Gather stores and serves messages of all trainings with trustees. It is safe for concurrent use.
type Gather struct {
	Options
	Invites *Invites
	Days    *Days
	accepts accepts

	mu     sync.Mutex // guards the fields below
	counts map[wire.TrainingID]int
	naming map[wire.TrainingID]*wire.Trustees // nil for a training without trustees
}

// New returns a Gather.
func New(o Options) *Gather {
	g := &Gather{Options: o, counts: map[wire.TrainingID]int{}, accepts: accepts{known: map[wire.TrainingID]wire.Digest{}}, naming: map[wire.TrainingID]*wire.Trustees{}}
	g.Invites = &Invites{gather: g, known: map[wire.TrainingID]*invites{}}
	g.Days = &Days{gather: g}
	return g
}

// view returns a training with trustees.
func (g *Gather) view(ctx context.Context, id wire.TrainingID) (*View, error) {
	v, err := g.View(ctx, id)
	if err == nil && v == nil {
		err = wire.Rejectf(wire.CodeNotFound, "this training has no trustees")
	}
	return v, err
}

// viewFor is view for a reader that must be the model owner or a trustee.
func (g *Gather) viewFor(ctx context.Context, id wire.TrainingID, reader wire.Identity) (*View, error) {
	v, err := g.view(ctx, id)
	if err == nil && reader != v.ModelOwner && v.Trustees.Place(reader) < 0 {
		err = wire.Rejectf(wire.CodeForbidden, "only the model owner and the trustees may do this")
	}
	return v, err
}

// mostTries is how often something is decided again because the training moved on.
const mostTries = 20

// decide runs f on the newest view of a training until the training stays as it was.
func (g *Gather) decide(ctx context.Context, id wire.TrainingID, f func(v *View) error) error {
	for tries := 1; ; tries++ {
		v, err := g.view(ctx, id)
		if err != nil {
			return err
		}
		if err = f(v); !errors.Is(err, store.ErrRevision) || tries == mostTries {
			return g.Reject(err)
		}
	}
}

func signedBy(s *wire.Signed, kind wire.Kind, from wire.Identity) error {
	switch {
	case s == nil:
		return wire.Rejectf(wire.CodeMalformed, "malformed %s: message is missing", kind)
	case s.Signer != from:
		return wire.Rejectf(wire.CodeSignature, "%s: signer does not match the identity in the path", kind)
	}
	return nil
}

// put stores a trustee's message, which is sent once.
func (g *Gather) put(ctx context.Context, v *View, kind wire.Kind, round int, s *wire.Signed, blob []byte) error {
	raw, err := wire.Marshal(s)
	if err != nil {
		return wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	_, err = g.Store.Put(context.WithoutCancel(ctx), v.Revision, store.Message{
		Key: store.Key{Slot: store.Slot{Training: v.Training, Ref: wire.Ref{Round: round}, Kind: kind}, Identity: s.Signer}, Body: raw, Blob: blob,
	})
	return err
}

// PutAccept takes a trustee's accept. The first stays.
func (g *Gather) PutAccept(ctx context.Context, id wire.TrainingID, from wire.Identity, s *wire.Signed) error {
	return g.decide(ctx, id, func(v *View) error {
		if err := signedBy(s, wire.KindTrusteeAccept, from); err != nil {
			return err
		}
		if _, _, err := v.OpenAccept(s); err != nil {
			return err
		}
		return g.put(ctx, v, wire.KindTrusteeAccept, 0, s, nil)
	})
}

// list reads the messages that trustees sent once.
func (g *Gather) list(ctx context.Context, id wire.TrainingID, kind wire.Kind, round int) (*wire.List, error) {
	items, err := g.Store.List(ctx, store.Slot{Training: id, Ref: wire.Ref{Round: round}, Kind: kind})
	if err != nil {
		return nil, g.Reject(err)
	}
	out := &wire.List{Messages: make([]wire.Signed, len(items))}
	for i, it := range items {
		if out.Messages[i], err = wire.Parse[wire.Signed](it.Body); err != nil {
			return nil, g.Reject(err)
		}
	}
	return out, nil
}

// Accepts lists the trustees' accepts so far, in identity order, for anyone that knows the training.
func (g *Gather) Accepts(ctx context.Context, id wire.TrainingID) (*wire.List, error) {
	if _, err := g.view(ctx, id); err != nil {
		return nil, err
	}
	return g.list(ctx, id, wire.KindTrusteeAccept, 0)
}

// PutStrikes takes a trustee's strikes of the last closing.
func (g *Gather) PutStrikes(ctx context.Context, id wire.TrainingID, from wire.Identity, s *wire.Signed) error {
	return g.decide(ctx, id, func(v *View) error {
		if err := signedBy(s, wire.KindStrikes, from); err != nil {
			return err
		}
		c := v.Position.Closing
		if c == nil {
			return wire.Rejectf(wire.CodePhase, "strikes: there is no closing")
		}
		if _, _, err := v.OpenStrikes(s, v.Position.ClosingDigest, c.Count); err != nil {
			return err
		}
		return g.put(ctx, v, wire.KindStrikes, c.Number, s, nil)
	})
}

// Strikes lists the trustees' strikes of the last closing so far, for the model owner and trustees.
func (g *Gather) Strikes(ctx context.Context, id wire.TrainingID, reader wire.Identity) (*wire.List, error) {
	v, err := g.viewFor(ctx, id, reader)
	if err != nil {
		return nil, err
	}
	if v.Position.Closing == nil {
		return nil, wire.Rejectf(wire.CodePhase, "strikes: there is no closing")
	}
	return g.list(ctx, id, wire.KindStrikes, v.Position.Closing.Number)
}

// PutRelease takes a trustee's release.
func (g *Gather) PutRelease(ctx context.Context, id wire.TrainingID, from wire.Identity, s *wire.Signed, blob []byte) error {
	return g.decide(ctx, id, func(v *View) error {
		if err := signedBy(s, wire.KindRelease, from); err != nil {
			return err
		}
		if v.Position.Close == nil {
			return wire.Rejectf(wire.CodePhase, "release: the training is not closed")
		}
		if _, _, err := v.OpenRelease(s, v.Position.CloseDigest, len(v.Position.Close.Cells), blob); err != nil {
			return err
		}
		return g.put(ctx, v, wire.KindRelease, 0, s, blob)
	})
}

// Releases lists the heads of the trustees' releases so far, for the model owner and trustees: a trustee looks for its own there, so that one
// with a ledger that was put back does not answer twice.
func (g *Gather) Releases(ctx context.Context, id wire.TrainingID, reader wire.Identity) (*wire.List, error) {
	if _, err := g.viewFor(ctx, id, reader); err != nil {
		return nil, err
	}
	return g.list(ctx, id, wire.KindRelease, 0)
}

// ReleaseBytes returns the numbers of one release, for the model owner.
func (g *Gather) ReleaseBytes(ctx context.Context, id wire.TrainingID, trustee, reader wire.Identity) ([]byte, error) {
	if err := g.OnlyModelOwner(ctx, id, reader); err != nil {
		return nil, err
	}
	m, err := g.Store.Get(ctx, store.Key{Slot: store.Slot{Training: id, Kind: wire.KindRelease}, Identity: trustee})
	return m.Blob, g.Reject(err)
}

// OnlyModelOwner refuses all but the model owner of a training with trustees.
func (g *Gather) OnlyModelOwner(ctx context.Context, id wire.TrainingID, reader wire.Identity) error {
	v, err := g.view(ctx, id)
	if err == nil && reader != v.ModelOwner {
		err = wire.Rejectf(wire.CodeForbidden, "only the model owner may do this")
	}
	return err
}

// EntryBytes returns the bytes that came with a closing, by number, or with the close, number 0: for the model owner and
// trustees.
func (g *Gather) EntryBytes(ctx context.Context, id wire.TrainingID, number int, reader wire.Identity) ([]byte, error) {
	v, err := g.viewFor(ctx, id, reader)
	if err != nil {
		return nil, err
	}
	m, err := g.Store.Get(ctx, EntryKey(v.Training, number, v.ModelOwner))
	return m.Blob, g.Reject(err)
}

// EntryKey is the place of the bytes that came with a closing, by number, or with the close, number 0.
func EntryKey(id wire.TrainingID, number int, modelOwner wire.Identity) store.Key {
	kind := wire.KindClosing
	if number == 0 {
		kind = wire.KindClose
	}
	return store.Key{Slot: store.Slot{Training: id, Ref: wire.Ref{Round: number}, Kind: kind}, Identity: modelOwner}
}
