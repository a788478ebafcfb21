package closing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// PutOff puts off the day after which a training is closed to a later one, such as 2027-03-01, and sends it to the facilitator,
// which shows it to data owners that open the invite. The same day again is sent once more. It may be called during a run that waits for the day.
func PutOff(ctx context.Context, t *folder.Training, signer wire.Signer, day string) error {
	input := func(format string, args ...any) error {
		return problem.As(problem.ErrInput, fmt.Errorf(format, args...))
	}
	if t.Manifest.Trustees == nil {
		return problem.WithHint(input("the training has no trustees"), "run 'modelowner train'")
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return input("invalid day: must be like 2027-03-01")
	}
	l, err := t.OpenLog(false)
	if err != nil {
		return err
	}
	now, err := folder.CloseDay(t)
	switch {
	case err != nil:
		return err
	case now.Close == "":
		return problem.WithHint(input("the training has no day on which it closes (cohort.close)"), "it is closed when you say so")
	case l.Freezes > 0:
		return input("the training is being closed: its contributions are fixed")
	case day < now.Close || day == now.Close && now.Number == 0:
		return input("invalid day: the training closes after %s, and that can only be put off", now.Close)
	case now.Number == wire.MaxDays && day != now.Close:
		return input("the day was put off %d times: create a new training", wire.MaxDays)
	}
	c, err := client.New(t.Facilitator, signer)
	if err != nil {
		return err
	}
	if now.Number > 0 { // it may not have arrived
		if err := share(ctx, c, t, signer, now); err != nil || day == now.Close {
			return err
		}
	}
	next := folder.PutOff{Number: now.Number + 1, Close: day}
	if err := folder.SaveCloseDay(t, next); err != nil {
		return err
	}
	return share(ctx, c, t, signer, next)
}

// share sends a day to the facilitator.
func share(ctx context.Context, c *client.Client, t *folder.Training, signer wire.Signer, p folder.PutOff) error {
	s, err := wire.Seal(wire.KindDay, wire.Day{Training: t.ID, Number: p.Number, Close: p.Close}, signer)
	if err != nil {
		return err
	}
	if err := c.PutDay(ctx, t.ID, s); err != nil {
		if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeConflict {
			return errors.New("the facilitator holds another day under this number: the folder was put back to an earlier state")
		}
		return fmt.Errorf("the day is put off here, and the facilitator was not told; do it again: %w", err)
	}
	return nil
}
