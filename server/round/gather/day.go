package gather

import (
	"context"
	"errors"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// Days are the days to which model owners put off their closes. The facilitator shows them and acts on none: it does not know the
// day in the training file.
type Days struct{ gather *Gather }

func dayKey(id wire.TrainingID, number int, modelOwner wire.Identity) store.Key {
	return store.Key{Slot: store.Slot{Training: id, Ref: wire.Ref{Round: number}, Kind: wire.KindDay}, Identity: modelOwner}
}

// Put takes a further day, which must be later than the last, before anything is frozen.
func (d *Days) Put(ctx context.Context, id wire.TrainingID, from wire.Identity, s *wire.Signed) error {
	return d.gather.decide(ctx, id, func(v *View) error {
		if err := signedBy(s, wire.KindDay, from); err != nil {
			return err
		}
		if from != v.ModelOwner {
			return wire.Rejectf(wire.CodeForbidden, "only the model owner may do this")
		}
		m, err := wire.OpenMessage[wire.Day](s, wire.KindDay)
		if err != nil {
			return err
		}
		if err := m.Check(); err != nil {
			return wire.Rejectf(wire.CodeInvalid, "%v", err)
		}
		if m.Training != id {
			return wire.Rejectf(wire.CodeStale, "day: is for a different training")
		}
		_, last, err := d.last(ctx, id, v.ModelOwner)
		if err != nil {
			return err
		}
		switch {
		case m.Number <= last.Number: // the same again, or a conflict
		case v.Position.Freezes > 0:
			return wire.Rejectf(wire.CodeLate, "day: the training is being closed")
		case m.Number != last.Number+1:
			return wire.Rejectf(wire.CodeInvalid, "day: number must be %d", last.Number+1)
		case m.Close <= last.Close:
			return wire.Rejectf(wire.CodeInvalid, "day: close must be later than %s", last.Close)
		}
		return d.gather.put(ctx, v, wire.KindDay, m.Number, s, nil)
	})
}

// Last returns the last day that a model owner named, for anyone who knows the training.
func (d *Days) Last(ctx context.Context, id wire.TrainingID, modelOwner wire.Identity) (*wire.Signed, error) {
	s, _, err := d.last(ctx, id, modelOwner)
	if err == nil && s == nil {
		err = wire.Rejectf(wire.CodeNotFound, "the day of the close was not put off")
	}
	return s, d.gather.Reject(err)
}

// last returns the last day, nil and a zero value if there is none.
func (d *Days) last(ctx context.Context, id wire.TrainingID, modelOwner wire.Identity) (s *wire.Signed, day wire.Day, err error) {
	for {
		m, err := d.gather.Store.Get(ctx, dayKey(id, day.Number+1, modelOwner))
		if errors.Is(err, store.ErrNotFound) {
			return s, day, nil
		}
		if err != nil {
			return nil, day, err
		}
		message, err := wire.Parse[wire.Signed](m.Body)
		if err != nil {
			return nil, day, err
		}
		b, err := wire.OpenMessage[wire.Day](&message, wire.KindDay)
		if err != nil {
			return nil, day, err
		}
		s, day = &message, *b
	}
}
