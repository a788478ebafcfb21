package gather

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// Sizes returns how many bytes follow a contribution and, at most, a release.
func (g *Gather) Sizes(ctx context.Context, id wire.TrainingID) (contribution, release int, err error) {
	v, err := g.view(ctx, id)
	if err != nil {
		return 0, 0, err
	}
	return v.ContributionBytes(), v.MaxVectorBytes(), nil
}

// MayContribute refuses a signer before its bytes are read: a trustee, or anyone once the training is closed.
func (g *Gather) MayContribute(ctx context.Context, id wire.TrainingID) error {
	v, err := g.view(ctx, id)
	if err != nil {
		return err
	}
	err = v.open()
	if err != nil {
		g.Invites.forget(id)
		g.accepts.forget(id)
	}
	return err
}

// open refuses contributions and withdrawals once they cannot count any more.
func (v *View) open() error {
	if v.Position.Close != nil || v.Phase == wire.PhaseDone {
		return wire.Rejectf(wire.CodeLate, "the training is closed: what comes now does not count")
	}
	return nil
}

// PutContribution takes an owner's contribution, or one that replaces it. It is durable when PutContribution returns nil.
func (g *Gather) PutContribution(ctx context.Context, id wire.TrainingID, from wire.Identity, s *wire.Signed, blob []byte) error {
	checked := false
	return g.decide(ctx, id, func(v *View) error {
		if err := signedBy(s, wire.KindContribution, from); err != nil {
			return err
		}
		c, err := v.OpenContribution(s)
		if err != nil {
			return err
		}
		if err := g.accepts.check(ctx, v, c.Accepts, g.list); err != nil {
			return err
		}
		if !checked {
			if err := v.CheckContribution(c, blob); err != nil {
				return err
			}
			checked = true // none of it depends on the training's state
		}
		rule, refusal := g.Invites.allows(ctx, v, from, c.Invite)
		if refusal != nil && wire.RejectionOf(refusal) == nil {
			return refusal // the store failed
		}
		return g.keep(ctx, v, s, rule, refusal, store.Contribution{
			Training: id, Identity: from, Sequence: c.Sequence, Masks: blob[:v.MaskBytes()], Blob: blob[v.MaskBytes():], Invite: c.Invite, Single: rule.Most == 1,
		})
	})
}

// PutWithdrawal takes an owner's request not to count its contribution. It is durable when PutWithdrawal returns nil.
func (g *Gather) PutWithdrawal(ctx context.Context, id wire.TrainingID, from wire.Identity, s *wire.Signed) error {
	return g.decide(ctx, id, func(v *View) error {
		if err := signedBy(s, wire.KindWithdrawal, from); err != nil {
			return err
		}
		w, err := v.OpenWithdrawal(s)
		if err != nil {
			return err
		}
		if _, err := g.Store.Contribution(ctx, id, from); errors.Is(err, store.ErrNotFound) {
			return wire.Rejectf(wire.CodeNotFound, "withdrawal: this identity has contributed nothing")
		} else if err != nil {
			return err
		}
		return g.keep(ctx, v, s, wire.InviteRule{}, nil, store.Contribution{Training: id, Identity: from, Sequence: w.Sequence, Withdrawn: true})
	})
}

// keep stores a contribution or a withdrawal in its owner's place, unless it is refused. The very same message is confirmed at
// any time.
func (g *Gather) keep(ctx context.Context, v *View, s *wire.Signed, rule wire.InviteRule, refusal error, c store.Contribution) (err error) {
	if c.Body, err = wire.Marshal(s); err != nil {
		return wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	revision, late := v.Revision, v.open()
	if late == nil {
		late = refusal
	}
	if late == nil && !c.Withdrawn {
		late = g.room(ctx, v)
	}
	if late != nil {
		revision = -1 // no record has this revision: nothing new is stored
	}
	stored, err := g.Store.PutContribution(context.WithoutCancel(ctx), revision, c)
	switch {
	case errors.Is(err, store.ErrRevision) && late != nil:
		return late
	case errors.Is(err, store.ErrFrozen):
		return wire.Rejectf(wire.CodeLate, "the contribution is frozen for a closing: it counts as it is")
	case errors.Is(err, store.ErrUsed):
		return wire.Rejectf(wire.CodeFull, "contribution: the link or code is used; it is good for one contribution, and somebody has contributed with it")
	case errors.Is(err, store.ErrConflict):
		return wire.Rejectf(wire.CodeConflict, "a message with this or a higher sequence number is stored already; the first is kept")
	}
	if stored && !c.Withdrawn { // one that replaces another is counted too, until the next time that all are counted
		g.Invites.borne(v.Training, rule)
		g.mu.Lock()
		defer g.mu.Unlock()
		g.counts[v.Training]++
	}
	return err
}

// room refuses a contribution to a training that has as many as it may. The count is this facilitator's own since its start.
func (g *Gather) room(ctx context.Context, v *View) error {
	g.mu.Lock()
	n, ok := g.counts[v.Training]
	g.mu.Unlock()
	if !ok || n >= v.Most { // count again before anyone is refused
		frozen, waiting, err := g.Store.CountContributions(ctx, v.Training)
		if err != nil {
			return err
		}
		n = frozen + waiting
		g.mu.Lock()
		g.counts[v.Training] = n
		g.mu.Unlock()
	}
	if n >= v.Most {
		return wire.Rejectf(wire.CodeFull, "the training has as many contributions as it takes")
	}
	return nil
}

// pageBytes bounds a page of contributions.
const pageBytes = 256 << 10

// Heads lists the heads of frozen contributions after an identity (zero: from the first), a page at a time, for the model
// owner and trustees.
func (g *Gather) Heads(ctx context.Context, id wire.TrainingID, reader, after wire.Identity) (*wire.List, error) {
	if _, err := g.viewFor(ctx, id, reader); err != nil {
		return nil, err
	}
	page, err := g.Store.Frozen(ctx, id, after, store.PartHead, pageBytes)
	if err != nil {
		return nil, g.Reject(err)
	}
	// Whether more follow only the next page shows: the last one is empty.
	out := &wire.List{Messages: make([]wire.Signed, len(page)), More: len(page) > 0}
	for i, c := range page {
		if out.Messages[i], err = wire.Parse[wire.Signed](c.Body); err != nil {
			return nil, g.Reject(err)
		}
	}
	return out, nil
}

// Masks returns a page of frozen contributions with their encapsulations and tags, for the model owner and trustees: frames
// as wire.CutPart reads them, none at the end.
func (g *Gather) Masks(ctx context.Context, id wire.TrainingID, reader, after wire.Identity) ([]byte, error) {
	if _, err := g.viewFor(ctx, id, reader); err != nil {
		return nil, err
	}
	return g.frames(ctx, id, after, store.PartMasks)
}

// Arrivals returns contributions as Masks does, frozen or not, in the order in which they came, for trustees: they check them before
// they are asked about them. The page begins with the place of its last contribution in that order, in eight bytes, after which the
// next page goes on.
func (g *Gather) Arrivals(ctx context.Context, id wire.TrainingID, reader wire.Identity, after int64) ([]byte, error) {
	v, err := g.view(ctx, id)
	if err != nil {
		return nil, err
	}
	if v.Trustees.Place(reader) < 0 {
		return nil, wire.Rejectf(wire.CodeForbidden, "only the trustees may do this")
	}
	if v.Phase == wire.PhaseDone { // their bytes are erased
		return binary.BigEndian.AppendUint64(nil, uint64(after)), nil
	}
	page, next, err := g.Store.Arrived(ctx, id, after, pageBytes)
	if err != nil {
		return nil, g.Reject(err)
	}
	b, err := appendFrames(binary.BigEndian.AppendUint64(nil, uint64(next)), page)
	return b, g.Reject(err)
}

// Ciphertexts is Masks with the ciphertexts, for the model owner.
func (g *Gather) Ciphertexts(ctx context.Context, id wire.TrainingID, reader, after wire.Identity) ([]byte, error) {
	if err := g.OnlyModelOwner(ctx, id, reader); err != nil {
		return nil, err
	}
	return g.frames(ctx, id, after, store.PartBlob)
}

func (g *Gather) frames(ctx context.Context, id wire.TrainingID, after wire.Identity, part store.Part) ([]byte, error) {
	page, err := g.Store.Frozen(ctx, id, after, part, pageBytes)
	if err != nil {
		return nil, g.Reject(err)
	}
	b, err := appendFrames(nil, page)
	return b, g.Reject(err)
}

// appendFrames appends contributions as frames.
func appendFrames(out []byte, page []store.Contribution) ([]byte, error) {
	for _, c := range page {
		var err error
		if out, err = wire.AppendMarshalled(out, c.Body, c.Masks, c.Blob); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Tasks lists the trainings that name a trustee and have not ended, in the order of their ids.
func (g *Gather) Tasks(ctx context.Context, trustee wire.Identity) (*wire.TrusteeTasks, error) {
	ids, err := g.Store.Trainings(ctx)
	if err != nil {
		return nil, g.Reject(err)
	}
	out := &wire.TrusteeTasks{Trainings: []wire.TrusteeTask{}}
	for _, id := range ids {
		g.mu.Lock()
		named, known := g.naming[id]
		g.mu.Unlock()
		if known && named.Place(trustee) < 0 {
			continue
		}
		v, err := g.View(ctx, id)
		if r := wire.RejectionOf(err); r != nil && r.Code != wire.CodeInternal {
			continue // the operator ended it, or it was forgotten meanwhile
		}
		if err != nil {
			return nil, err
		}
		if !known {
			if v != nil {
				named = v.Trustees
			}
			g.mu.Lock()
			g.naming[id] = named
			g.mu.Unlock()
		}
		if v != nil && named.Place(trustee) >= 0 && v.Phase != wire.PhaseDone {
			out.Trainings = append(out.Trainings, wire.TrusteeTask{Training: id, Phase: v.Phase, Log: v.Position.Head.Length})
		}
	}
	return out, nil
}

// Counts returns how many contributions are frozen, and how many wait, for the model owner and trustees.
func (g *Gather) Counts(ctx context.Context, id wire.TrainingID, reader wire.Identity) (*wire.Counts, error) {
	if _, err := g.viewFor(ctx, id, reader); err != nil {
		return nil, err
	}
	frozen, waiting, err := g.Store.CountContributions(ctx, id)
	if err != nil {
		return nil, g.Reject(err)
	}
	return &wire.Counts{Frozen: frozen, Waiting: waiting}, nil
}
