package follow

import (
	"context"
	"fmt"

	"github.com/blindfit/blindfit/protocol/wire"
)

// sendStatement states, once the roster is known, in which earlier sums this owner's rows were. It is the same message every
// time.
func (f *Follower) sendStatement(ctx context.Context) error {
	s, err := wire.Seal(wire.KindStatement, wire.Statement{Training: f.Terms.ID, Roster: f.chain.RosterDigest, Claim: wire.Claim{Word: wire.First}}, f.Self.Key)
	if err != nil {
		return err
	}
	if err := f.Client.PutStatement(ctx, f.Terms.ID, s); err != nil {
		return fmt.Errorf("failed to state rows: %w", err)
	}
	return nil
}
