package follow

import (
	"context"
	"fmt"

	"github.com/blindfit/blindfit/dataowner/account"
	"github.com/blindfit/blindfit/dataowner/attempt"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/ml/dp"
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
	keys, err := f.Client.Keys(ctx, f.Terms.ID, open.Ref)
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
		r.sent[wire.PhaseReveal] = true
	}
	return nil
}

// sum is what opening a sum over a list costs: so many owners of it add their share of the noise at the least.
func (f *Follower) sum(ref wire.Ref, kind wire.RoundKind, honest, mostLists int, release string) account.Sum {
	e := plan.Entry(f.Terms.File, kind, honest)
	e.Training, e.Round, e.Attempt, e.Release = f.Terms.ID.String(), ref.Round, ref.Attempt, release
	return account.Sum{Entry: e, MostLists: mostLists}
}

func (f *Follower) account(ctx context.Context) (*account.Account, error) {
	return account.Read(ctx, f.Vault.Store, f.Terms.ID, f.Terms.File.Privacy, f.Record.Data().Privacy)
}

// foresee refuses a round that this owner could not let be opened, before it takes part. The list is not known yet, so it
// counts with the shortest. A round of which a sum is charged may be one to repeat.
func (f *Follower) foresee(ctx context.Context, r *running) error {
	if !r.terms.Noise {
		return nil
	}
	a, err := f.account(ctx)
	if err != nil || a.Charged(r.open.Round) {
		return err
	}
	honest := protocol.Honest(r.terms.Least(), len(r.terms.Members))
	return a.Allow(f.sum(r.open.Ref, r.open.Kind, honest, r.terms.MostLists(), ""))
}

// allow refuses a sum that charge would refuse, before this owner's upload leaves.
func (f *Follower) allow(ctx context.Context, l *protocol.List, kind wire.RoundKind, release string) error {
	a, err := f.account(ctx)
	if err != nil {
		return err
	}
	return a.Allow(f.sum(l.Ref, kind, l.Honest(), l.MostLists(), release))
}

// charge writes down durably that the sum over a list may be opened, or refuses.
func (f *Follower) charge(ctx context.Context, l *protocol.List, kind wire.RoundKind, release string) error {
	a, err := f.account(ctx)
	if err != nil {
		return err
	}
	a, err = a.Charge(ctx, f.Vault.Store, f.sum(l.Ref, kind, l.Honest(), l.MostLists(), release), func(end dp.Anchor) error {
		return f.Record.Update(ctx, func(d *vault.Data) { d.Privacy = end })
	})
	if err != nil {
		return err
	}
	f.Teller.Privacy(a.Spending())
	return nil
}
