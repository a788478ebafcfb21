package follow

import (
	"context"
	"fmt"

	"github.com/blindfit/blindfit/protocol/wire"
)

// states reports whether this owner has to state its rows now. It does so before it has vouched for all members.
func (f *Follower) states(s *wire.State) bool {
	return !f.stated && s.Phase == wire.PhaseStatements && f.chain.Roster != nil && f.chain.Start == nil && s.Awaited.Has(f.chain.Members(), f.Teller.Self)
}

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
	f.stated = true
	return nil
}
