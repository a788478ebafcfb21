package dataowner

import (
	"context"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sendKeys answers an open message: fresh keys for this attempt, and the weights fetched meanwhile.
func (o *Owner) sendKeys(ctx context.Context) error {
	open := o.book.open
	if err := o.checkRound(open); err != nil {
		return err
	}
	a, err := o.newAttempt(open)
	if err != nil {
		return err
	}
	if err := o.checkPrivacy(ctx, a); err != nil {
		return err
	}
	err = o.save(ctx, func(r *record) {
		if r.Round != open.Round {
			r.Round, r.Uploads, r.Weights = open.Round, 0, open.Weights
		}
		r.Attempt = open.Attempt
	})
	if err != nil {
		return err
	}
	if err := o.client.PutKeys(ctx, o.terms.id, open.Ref, a.keys); err != nil {
		return fmt.Errorf("failed to send keys: %w", err)
	}
	a.sent[wire.PhaseKeys] = struct{}{}
	o.attempt = a
	return o.fetchWeights(ctx, open)
}

// newAttempt draws every secret of an attempt and signs the public halves.
func (o *Owner) newAttempt(open *wire.Open) (a *attempt, err error) {
	a = &attempt{ref: open.Ref, open: open, seed: mask.NewSeed(), sent: map[wire.Phase]struct{}{}}
	if a.round = o.terms.rounds.Of(open.Kind); a.round == nil {
		return nil, protocolProblem("round %d is of a kind that this training does not have", open.Round)
	}
	if a.pair, err = mask.NewKeyPair(); err != nil {
		return nil, err
	}
	if a.share, err = mask.NewKeyPair(); err != nil {
		return nil, err
	}
	a.keys, err = wire.Seal(wire.KindKeys, wire.Keys{
		Training: o.terms.id, Ref: open.Ref, Open: o.book.openHash,
		MaskKey: a.pair.Public(), ShareKey: a.share.Public(), SelfMask: a.seed.Commitment(),
	}, o.key)
	return a, err
}

// checkRound refuses a round this owner must not answer, whoever asks.
func (o *Owner) checkRound(open *wire.Open) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case open.Round > o.terms.manifest.Limits.Rounds:
		return protocolProblem("round %d is past the limit of the manifest", open.Round)
	case o.rec.Round == open.Round && o.rec.Weights != open.Weights:
		return protocolProblem("round %d came with other weights before", open.Round)
	case o.rec.Round == open.Round && o.rec.Uploads >= maxUploads:
		return problemf(ProblemProtocol, "Ask the model owner what went wrong.",
			"round %d has had %d uploads of this owner; it takes no further part in it", open.Round, maxUploads)
	case o.rec.Round > open.Round:
		return problemf(ProblemLedger, hintTampered, "round %d is older than one this owner has answered", open.Round)
	}
	return nil
}

// fixList fetches and verifies the list of keys, once. A list without this owner means that its block is not whole:
// it sits this attempt out.
func (o *Owner) fixList(ctx context.Context) (takesPart bool, err error) {
	a := o.attempt
	if a.list == nil {
		messages, err := o.client.Keys(ctx, o.terms.id, a.ref)
		if err != nil {
			return false, fmt.Errorf("failed to get keys: %w", err)
		}
		if a.list, err = o.checkKeys(messages); err != nil {
			return false, err
		}
	}
	return a.list.self != wire.Identity{}, nil
}

// checkKeys verifies the list of keys messages before anything secret is derived from it: members of the roster in
// order, whole blocks, enough of them, each message signed by its member for this attempt at the same open message,
// no key twice, this owner's own unchanged.
func (o *Owner) checkKeys(messages []wire.Signed) (*list, error) {
	bad := func(format string, args ...any) (*list, error) {
		return nil, protocolProblem("invalid list of keys: %w", fmt.Errorf(format, args...))
	}
	l := &list{keys: make(map[wire.Identity]wire.Keys, len(messages))}
	used := map[wire.Digest]bool{}
	all := make([]*wire.Signed, len(messages))
	for i := range messages {
		s := &messages[i]
		all[i] = s
		k, err := wire.Unseal[wire.Keys](s, wire.KindKeys)
		switch {
		case err != nil:
			return bad("message %d: %w", i, err)
		case !o.isMember(s.Signer):
			return bad("message %d is not from a member of the roster", i)
		case k.Training != o.terms.id || k.Ref != o.attempt.ref:
			return bad("message %d is for another attempt", i)
		case k.Open != o.book.openHash:
			return bad("message %d answers another open message: not every owner was sent the same weights", i)
		case used[k.MaskKey] || used[k.ShareKey] || k.MaskKey == k.ShareKey:
			return bad("message %d repeats a key", i)
		}
		used[k.MaskKey], used[k.ShareKey] = true, true
		if s.Signer == o.key.Identity() {
			if s.Digest() != o.attempt.keys.Digest() {
				return bad("this owner's own message is changed")
			}
			l.self = s.Signer
		}
		l.ids = append(l.ids, s.Signer)
		l.keys[s.Signer] = k
	}
	switch {
	case !wire.InOrder(l.ids):
		return bad("identities must be in order and not repeat")
	case !slices.Equal(l.ids, wire.WholeBlocks(o.book.roster.Members, l.ids)):
		return bad("it must consist of whole blocks")
	case len(l.ids) < o.leastOwners():
		return bad("it has %d owners; this owner takes part with at least %d", len(l.ids), o.leastOwners())
	}
	if (l.self != wire.Identity{}) { // else this owner sits the attempt out
		if err := o.checkVouched(l.ids); err != nil {
			return nil, err
		}
	}
	l.cohort = wire.CohortDigest(o.terms.id, o.attempt.ref, all)
	l.threshold = wire.Threshold(len(l.ids), o.terms.manifest.Cohort.Min)
	return l, nil
}

func (o *Owner) isMember(id wire.Identity) bool {
	return slices.ContainsFunc(o.book.roster.Members, func(m wire.Member) bool { return m.Identity == id })
}

// leastOwners is the manifest's minimum, or this owner's own where that is higher.
func (o *Owner) leastOwners() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return max(o.terms.manifest.Cohort.Min, o.cfg.MinCohort)
}
