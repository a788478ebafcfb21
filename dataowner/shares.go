package dataowner

import (
	"context"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sendShares deals both of this owner's secrets of the attempt among the list, each share sealed to its holder, so
// that a threshold of them can open one of the two if it drops out or survives.
func (o *Owner) sendShares(ctx context.Context) error {
	a := o.attempt
	signed, err := o.dealShares(a)
	if err != nil {
		return err
	}
	if err := o.client.PutShares(ctx, o.terms.id, a.ref, signed); err != nil {
		return fmt.Errorf("failed to send shares: %w", err)
	}
	a.sent[wire.PhaseShares] = struct{}{}
	return nil
}

func (o *Owner) dealShares(a *attempt) (*wire.Signed, error) {
	l := a.list
	seeds, err := mask.Split(a.seed.Reveal(), l.threshold, len(l.ids))
	if err != nil {
		return nil, fmt.Errorf("failed to share: %w", err)
	}
	keys, err := mask.Split(a.pair.Secret(), l.threshold, len(l.ids))
	if err != nil {
		return nil, fmt.Errorf("failed to share: %w", err)
	}
	m := wire.Shares{Training: o.terms.id, Ref: a.ref, Cohort: l.cohort}
	a.shares = map[wire.Identity]mask.Shares{}
	for i, id := range l.ids {
		s := mask.Shares{Seed: seeds[i], Key: keys[i]}
		if id == l.self {
			a.shares[id] = s
			continue
		}
		sealed, err := a.share.SealShares(o.context(a), l.self, id, l.keys[id].ShareKey, s)
		if err != nil {
			return nil, protocolProblem("failed to seal shares: %w", err)
		}
		m.Boxes = append(m.Boxes, wire.Box{Owner: id, Sealed: sealed})
	}
	return wire.Seal(wire.KindShares, m, o.key)
}

// fetchInbox reads what others sealed for this owner.
func (o *Owner) fetchInbox(ctx context.Context) error {
	inbox, err := o.client.Inbox(ctx, o.terms.id, o.attempt.ref)
	if err != nil {
		return fmt.Errorf("failed to get shares: %w", err)
	}
	return o.openInbox(&inbox)
}

// openInbox learns who shared, and opens what they sealed for this owner. Shares that do not open are left out: their
// sender's masks come from its signed key, so it stays a sharer, and this owner cannot help to recover it.
func (o *Owner) openInbox(inbox *wire.Inbox) error {
	a := o.attempt
	l := a.list
	sharers := []wire.Identity{l.self}
	for i, box := range inbox.Boxes {
		k, known := l.keys[box.Owner]
		if !known || box.Owner == l.self || slices.Contains(sharers, box.Owner) {
			return protocolProblem("invalid shares: box %d must come from another owner of the list, once", i)
		}
		sharers = append(sharers, box.Owner)
		s, err := a.share.OpenShares(o.context(a), box.Owner, l.self, k.ShareKey, box.Sealed, l.coordinate(l.self))
		if err == nil {
			a.shares[box.Owner] = s
		}
	}
	slices.SortFunc(sharers, wire.Identity.Compare)
	if len(sharers) < l.threshold {
		return protocolProblem("invalid shares: %d owners shared; the threshold is %d", len(sharers), l.threshold)
	}
	a.sharers = sharers
	return nil
}
