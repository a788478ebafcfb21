package follow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/dataowner/attempt"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/statement"
	"github.com/blindfit/blindfit/ml/plan"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sendReveal reveals the seed on this owner's upload, once all uploads of the list are in and the sum is charged. It needs
// no secret of the attempt but those in the vault, so it works after a restart too.
func (f *Follower) sendReveal(ctx context.Context) error {
	open, data := f.chain.Open, f.Record.Data()
	own := data.Uploaded(open.Ref)
	if own == nil {
		return ErrLost
	}
	keys, err := f.Client.KeysAgain(ctx, f.Terms.ID, open.Ref, f.running.of(open.Ref).list)
	if err != nil {
		return fmt.Errorf("failed to get keys: %w", err)
	}
	list, err := protocol.TermsOf(f.chain.Position, f.Terms.Key).NewList(keys)
	if err != nil {
		return problem.Protocolf("invalid list of keys: %w", err)
	}
	heads, err := f.Client.Uploads(ctx, f.Terms.ID, open.Ref)
	if err != nil {
		return fmt.Errorf("failed to get heads of uploads: %w", err)
	}
	sealed, err := attempt.Complete(list, heads, own.Upload, f.Self)
	if err != nil {
		return problem.Protocolf("invalid uploads: %w", err)
	}
	if err := f.charge(ctx, list, open.Kind, data.Release); err != nil {
		return err
	}
	message, err := sealed.Message()
	if err != nil {
		return err
	}
	if err := f.Client.PutReveal(ctx, f.Terms.ID, open.Ref, message); err != nil {
		return fmt.Errorf("failed to reveal: %w", err)
	}
	if r := f.running; r != nil && r.open.Ref == open.Ref {
		r.sent[wire.PhaseReveal], r.heads = true, heads
	}
	return nil
}

// cost returns the privacy cost of opening a sum over a list. honest is the least number of owners that add their share
// of the noise. release names the noisy values, which are those of one list.
func (f *Follower) cost(ref wire.Ref, kind wire.RoundKind, honest int, release string) ledger.Charge {
	c := ledger.Charge{
		Training: f.Terms.ID, Round: ref.Round, Entry: plan.Entry(f.Terms.File, kind, honest), Budget: f.Terms.File.Privacy.Target(), When: time.Now(),
	}
	if c.Entry.Release = release; release != "" {
		c.List = wire.DigestOf([]byte(release))
	}
	return c
}

// foresee refuses a round that this owner could not let be opened, before it takes part. The list is not known yet, so it
// counts with the shortest. A round of which a sum is charged may be one to repeat.
func (f *Follower) foresee(ctx context.Context, r *running) error {
	if !r.terms.Noise {
		return nil
	}
	honest := protocol.Honest(r.terms.Least(), len(r.terms.Members))
	return statement.Problem(f.Case.Ledger.Afford(ctx, f.cost(r.open.Ref, r.open.Kind, honest, "")))
}

// allow refuses a sum that charge would refuse, before this owner's upload leaves.
func (f *Follower) allow(ctx context.Context, l *protocol.List, kind wire.RoundKind, release string) error {
	return statement.Problem(f.Case.Ledger.Afford(ctx, f.cost(l.Ref, kind, l.Honest(), release)))
}

// charge writes down durably that the sum over a list may be opened, or refuses.
func (f *Follower) charge(ctx context.Context, l *protocol.List, kind wire.RoundKind, release string) error {
	if release == "" {
		return errors.New("internal error: the noise of an upload has no name")
	}
	if err := f.Case.Ledger.Charge(ctx, f.cost(l.Ref, kind, l.Honest(), release)); err != nil {
		return statement.Problem(err)
	}
	f.Teller.Privacy(f.Case.Ledger.Spending(f.Terms.ID))
	return nil
}
