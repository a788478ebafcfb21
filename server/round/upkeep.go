package round

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// errEnded is the answer to all requests for a training that the operator has ended.
func errEnded(rec store.Record) error {
	return wire.Rejectf(wire.CodeLate, "the operator of this facilitator has ended this training: %s", rec.Ended)
}

// withinQuota refuses another training if a creator has as many as it may. The caller creates one afterwards; of calls at the
// same moment each may pass.
func (r *registry) withinQuota(ctx context.Context, by Creator) error {
	if by.Trainings <= 0 {
		return nil
	}
	ids, err := r.archive.Trainings(ctx)
	if err != nil {
		return r.rejection(err)
	}
	has := 0
	for _, id := range ids {
		if _, rec, err := r.archive.Training(ctx, id); err == nil && rec.Creator == by.Name && rec.Phase != wire.PhaseDone {
			has++
		}
	}
	if has >= by.Trainings {
		return wire.Rejectf(wire.CodeFull, "this token permits %d trainings at a time, and as many have not ended", by.Trainings)
	}
	return nil
}

// Upkeep are an operator's changes to the trainings of a machine.
type Upkeep struct{ r *registry }

// Upkeep returns the operator's part of a machine.
func (m *Machine) Upkeep() Upkeep { return Upkeep{m.registry} }

// End ends a training for the operator: it accepts and returns nothing any more, and all requests are answered with the reason.
// Stored data stay until they are forgotten. A training that the operator has ended already stays as it is.
func (u Upkeep) End(ctx context.Context, id wire.TrainingID, why string) error {
	for tries := 1; ; tries++ {
		err := u.r.end(ctx, id, why)
		if !errors.Is(err, store.ErrRevision) || tries == mostTries {
			return u.r.rejection(err)
		}
	}
}

func (r *registry) end(ctx context.Context, id wire.TrainingID, why string) error {
	t, err := r.acquireAny(ctx, id)
	if err != nil {
		return err
	}
	defer t.mu.Unlock()
	if t.rec.Ended != "" {
		return nil
	}
	next := t.next(wire.PhaseDone)
	next.Ended = why
	return t.commit(ctx, store.Change{Next: next})
}

// Forget deletes a training with everything that is stored of it, in every phase.
func (u Upkeep) Forget(ctx context.Context, id wire.TrainingID) error {
	t, err := u.r.acquireAny(ctx, id)
	if err != nil {
		return err
	}
	defer t.mu.Unlock()
	if err := u.r.archive.Forget(context.WithoutCancel(ctx), id); err != nil && !errors.Is(err, store.ErrNotFound) {
		t.loaded = false
		return u.r.rejection(err)
	}
	u.r.drop(t)
	return nil
}

// drop removes a training that the store does not have from memory, and notifies its followers. The caller holds t.mu.
func (r *registry) drop(t *training) {
	t.deadline.Stop()
	t.presence.Close()
	t.loaded = false
	r.forget(t)
	t.news.Close()
}

// ForgetEnded deletes the trainings that ended before a time, and returns them. If an older release ended a training, it
// counts from the first look of this one.
func (u Upkeep) ForgetEnded(ctx context.Context, before time.Time) (forgotten []wire.TrainingID, err error) {
	ids, err := u.r.archive.Trainings(ctx)
	if err != nil {
		return nil, fmt.Errorf("failed to list trainings: %w", err)
	}
	for _, id := range ids {
		due, err := u.r.endedBefore(ctx, id, before)
		if err == nil && due {
			err = u.Forget(ctx, id)
		}
		if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeNotFound {
			continue // another facilitator was faster
		}
		if err != nil {
			return forgotten, fmt.Errorf("failed to forget training %s: %w", id, err)
		}
		if due {
			forgotten = append(forgotten, id)
		}
	}
	if len(forgotten) > 0 {
		u.r.recount(ctx)
	}
	return forgotten, nil
}

// endedBefore reports whether a training ended before a time, and dates one that has ended without a date.
func (r *registry) endedBefore(ctx context.Context, id wire.TrainingID, before time.Time) (bool, error) {
	_, rec, err := r.archive.Training(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	case rec.Phase != wire.PhaseDone:
		return false, nil
	case rec.DoneMS != 0:
		return time.UnixMilli(rec.DoneMS).Before(before), nil
	}
	t, err := r.acquireAny(ctx, id)
	if err != nil {
		return false, err
	}
	defer t.mu.Unlock()
	if t.rec.DoneMS == 0 {
		err = t.commit(ctx, store.Change{Next: t.next(wire.PhaseDone)})
	}
	return false, err
}

// Known reports whether this facilitator has seen that a training exists.
func (m *Machine) Known(id wire.TrainingID) bool { return m.find(id) != nil }

// Record returns the record of a training, also of one that the operator has ended.
func (u Upkeep) Record(ctx context.Context, id wire.TrainingID) (store.Record, error) {
	_, rec, err := u.r.archive.Training(ctx, id)
	return rec, u.r.rejection(err)
}

// Strike removes an enrolment from the lobby for the model owner, which alone knows the enrolments that come from invited
// people: invented ones take places. It is no error if there is none.
func (m *Machine) Strike(ctx context.Context, id wire.TrainingID, reader, who wire.Identity) error {
	return m.decide(ctx, id, func(t *training) error {
		if err := t.require(reader, roleModelOwner); err != nil {
			return err
		}
		if t.rec.Phase != wire.PhaseLobby {
			return wire.Rejectf(wire.CodePhase, "the training has left its lobby; a member is excluded with a revocation")
		}
		if _, known := t.lobby.find(who); !known {
			return nil
		}
		key := store.Key{Slot: store.Slot{Training: id, Kind: wire.KindEnrolment}, Identity: who}
		if err := t.commit(ctx, store.Change{Next: t.next(wire.PhaseLobby), Remove: []store.Key{key}}); err != nil {
			return err
		}
		t.loaded = false // the lobby is read again without it
		return nil
	})
}
