package dataowner

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sendUpload computes this owner's update under its masks and uploads it. It counts the upload durably before it sends
// it.
func (o *Owner) sendUpload(ctx context.Context) error {
	a := o.attempt
	if a.list.recovers() {
		if err := o.fetchInbox(ctx); err != nil {
			return err
		}
	} else {
		// Whoever is on the list is in the sum: this is the moment the survivors are fixed.
		a.sharers = a.list.ids
		if err := o.settle(ctx, a.list.ids); err != nil {
			return err
		}
	}
	blob, err := o.update(ctx, a)
	if err != nil {
		return err
	}
	signed, err := wire.Seal(wire.KindUpload, wire.Upload{
		Training: o.terms.id, Ref: a.ref,
		Cohort: wire.MaskedOver(a.list.cohort, a.sharers, a.list.recovers()),
		Key:    wire.Digest(o.terms.key.Fingerprint()), Count: a.round.Ciphertexts, Ciphertexts: wire.DigestOf(blob),
	}, o.key)
	if err != nil {
		return err
	}
	entry := Entry{
		Round: a.ref.Round, Attempt: a.ref.Attempt, Kind: a.open.Kind, Upload: signed.Digest(), Head: signed,
		Ciphertexts: a.round.Ciphertexts, Values: a.round.Values,
		BytesUp: len(blob), BytesDown: a.down, Owners: len(a.sharers),
	}
	if err := o.save(ctx, func(r *record) { r.Uploads++; r.Sent = append(r.Sent, entry) }); err != nil {
		return err
	}
	o.keepSent(ctx, a.ref, blob)
	a.sent[wire.PhaseUpload] = struct{}{}
	if err := o.client.PutUpload(ctx, o.terms.id, a.ref, signed, blob); err != nil {
		return fmt.Errorf("failed to upload: %w", err)
	}
	a.counted = true
	return nil
}

// masks returns what this owner adds to its plaintexts: its pairwise masks with the other sharers, and where the
// attempt can recover from dropouts its self mask.
func (o *Owner) masks(a *attempt) ([]*big.Int, error) {
	l, n := a.list, o.terms.key.N()
	var peers []mask.Peer
	for _, id := range l.others(a.sharers) {
		peers = append(peers, mask.Peer{ID: id, Key: l.keys[id].MaskKey})
	}
	m, err := a.pair.Pairwise(o.context(a), l.self, peers, n, a.round.Ciphertexts)
	if err != nil {
		return nil, protocolProblem("failed to make masks: %w", err)
	}
	if l.recovers() {
		if err := a.seed.AddSelf(m, o.context(a), l.self, n); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// contains reports whether every owner of small is in large; both in identity order.
func contains(large, small []wire.Identity) bool {
	return !slices.ContainsFunc(small, func(id wire.Identity) bool { return !slices.Contains(large, id) })
}
