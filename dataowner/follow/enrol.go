package follow

import (
	"context"
	"fmt"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Enrol stores the fresh identity before it is used, and sends the enrolment in the same bytes every time.
func (f *Follower) Enrol(ctx context.Context) error {
	if err := f.Record.Update(ctx, func(*vault.Data) {}); err != nil {
		return err
	}
	signed, err := f.Record.Enrolment()
	if err != nil {
		return err
	}
	err = f.Client.Enrol(ctx, f.Terms.ID, signed)
	if r := wire.RejectionOf(err); r != nil && (r.Code == wire.CodePhase || r.Code == wire.CodeFull) {
		why := "it has begun, or is over"
		if r.Code == wire.CodeFull {
			why = "it has as many as it takes"
		}
		return problem.Errorf(problem.NotAdmitted, "Ask the model owner whether there is a new training.",
			"the training takes no more data owners: %s (%w)", why, err)
	}
	if err != nil {
		return fmt.Errorf("failed to enrol: %w", err)
	}
	return nil
}

// Leave leaves the running attempt, so that the others need not wait for the deadline. If it fails, presence runs out.
func (f *Follower) Leave(ctx context.Context) { _ = f.Client.Leave(ctx, f.Terms.ID) }
