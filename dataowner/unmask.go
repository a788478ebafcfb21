package dataowner

import (
	"context"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

// sendAgree signs the survivor set, if it is one this owner may help to open: at most one in an attempt, ever. The
// promise is stored before the signature leaves.
func (o *Owner) sendAgree(ctx context.Context) error {
	a := o.attempt
	s, err := o.client.Survivors(ctx, o.terms.id, a.ref)
	if err != nil {
		return fmt.Errorf("failed to get survivors: %w", err)
	}
	if err := o.checkSurvivors(s.Owners); err != nil {
		return err
	}
	if err := o.settle(ctx, s.Owners); err != nil {
		return err
	}
	if err := o.promise(ctx, wire.SetDigest(a.list.cohort, s.Owners)); err != nil {
		return err
	}
	signed, err := wire.Seal(wire.KindAgree, wire.Agree{
		Training: o.terms.id, Ref: a.ref, Cohort: a.list.cohort, Survivors: s.Owners,
	}, o.key)
	if err != nil {
		return err
	}
	a.survivors = s.Owners
	if err := o.client.PutAgree(ctx, o.terms.id, a.ref, signed); err != nil {
		return fmt.Errorf("failed to agree: %w", err)
	}
	a.sent[wire.PhaseAgree] = struct{}{}
	return nil
}

// promise records the one survivor set of this attempt, and refuses another, also after a reload.
func (o *Owner) promise(ctx context.Context, set wire.Digest) error {
	ref := o.attempt.ref
	o.mu.Lock()
	promised := o.rec.Agreed
	o.mu.Unlock()
	if promised != nil && promised.Ref == ref && promised.Set != set {
		return protocolProblem("another survivor set was signed for round %d, attempt %d", ref.Round, ref.Attempt)
	}
	return o.save(ctx, func(r *record) { r.Agreed = &agreed{ref, set} })
}

// checkSurvivors refuses a survivor set that an honest facilitator would not claim, or that breaks the rules of what
// may be opened.
func (o *Owner) checkSurvivors(set []wire.Identity) error {
	a := o.attempt
	least := max(a.list.threshold, o.leastOwners())
	switch {
	case !wire.InOrder(set):
		return protocolProblem("invalid survivors: identities must be in order and not repeat")
	case !contains(a.sharers, set):
		return protocolProblem("invalid survivors: one of them did not share its secrets")
	case len(set) < least:
		return protocolProblem("invalid survivors: %d owners; at least %d are needed", len(set), least)
	case !slices.Equal(set, wire.WholeBlocks(o.book.roster.Members, set)):
		return protocolProblem("invalid survivors: they must make up whole blocks")
	case !slices.Contains(set, a.list.self):
		return protocolProblem("invalid survivors: this owner uploaded and is not among them")
	}
	return o.checkVouched(set)
}

// sendUnmask opens this owner's shares once a threshold of survivors has signed the same set: of the seed of each
// survivor, of the mask key of each sharer that dropped out. Never both for one owner, never a second time.
func (o *Owner) sendUnmask(ctx context.Context) error {
	a := o.attempt
	list, err := o.client.Agrees(ctx, o.terms.id, a.ref)
	if err != nil {
		return fmt.Errorf("failed to get agreements: %w", err)
	}
	if err := o.checkAgrees(list); err != nil {
		return err
	}
	if err := o.save(ctx, func(r *record) { r.agree(a.ref, len(a.survivors), list) }); err != nil {
		return err
	}
	m := o.openShares(a)
	signed, err := wire.Seal(wire.KindUnmask, m, o.key)
	if err != nil {
		return err
	}
	clear(a.shares) // opened once
	a.sent[wire.PhaseUnmask] = struct{}{}
	if err := o.client.PutUnmask(ctx, o.terms.id, a.ref, signed); err != nil {
		return fmt.Errorf("failed to unmask: %w", err)
	}
	return nil
}

// openShares picks what to open: for each sharer one kind of share only.
func (o *Owner) openShares(a *attempt) wire.Unmask {
	m := wire.Unmask{
		Training: o.terms.id, Ref: a.ref, Cohort: a.list.cohort,
		Survivors: wire.SetDigest(a.list.cohort, a.survivors), Seeds: []wire.Opened{}, Keys: []wire.Opened{},
	}
	for _, id := range a.sharers {
		s, held := a.shares[id]
		switch {
		case !held: // it did not open
		case slices.Contains(a.survivors, id):
			m.Seeds = append(m.Seeds, wire.Opened{Owner: id, Share: s.Seed.Y})
		default:
			m.Keys = append(m.Keys, wire.Opened{Owner: id, Share: s.Key.Y})
		}
	}
	return m
}

// checkAgrees wants a threshold of signatures by different survivors, all on the set this owner signed.
func (o *Owner) checkAgrees(list []wire.Signed) error {
	a := o.attempt
	signers := map[wire.Identity]bool{}
	for i := range list {
		s := &list[i]
		m, err := wire.Unseal[wire.Agree](s, wire.KindAgree)
		switch {
		case err != nil:
			return protocolProblem("invalid agreements: message %d: %w", i, err)
		case m.Training != o.terms.id || m.Ref != a.ref || m.Cohort != a.list.cohort:
			return protocolProblem("invalid agreements: message %d is for another attempt", i)
		case !slices.Equal(m.Survivors, a.survivors):
			return protocolProblem("invalid agreements: message %d is on another survivor set", i)
		case !slices.Contains(a.survivors, s.Signer) || signers[s.Signer]:
			return protocolProblem("invalid agreements: message %d must come from another survivor, once", i)
		}
		signers[s.Signer] = true
	}
	if len(signers) < a.list.threshold {
		return protocolProblem("invalid agreements: %d signatures; the threshold is %d", len(signers), a.list.threshold)
	}
	return nil
}
