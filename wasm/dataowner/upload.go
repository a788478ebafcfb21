package dataowner

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/server/wire"
)

// sendUpload evaluates this owner's sums on the weights under its masks, and uploads the result. It counts the upload
// durably before it sends it.
func (o *Owner) sendUpload(ctx context.Context) error {
	a := o.attempt
	if a.list.recovers() {
		if err := o.fetchInbox(ctx); err != nil {
			return err
		}
	} else {
		// Whoever is on the list is in the sum: this is the moment the survivors are fixed.
		a.sharers = a.list.ids
		if err := o.release(ctx, a.list.ids); err != nil {
			return err
		}
	}
	blob, err := o.evaluate(a)
	if err != nil {
		return err
	}
	signed, err := wire.Seal(wire.KindUpload, wire.Upload{
		Training: o.terms.id, Ref: a.ref,
		Cohort: wire.MaskedOver(a.list.cohort, a.sharers, a.list.recovers()),
		Key:    wire.Digest(o.terms.key.Fingerprint()), Count: o.terms.packing.Ciphertexts(), Ciphertexts: wire.DigestOf(blob),
	}, o.key)
	if err != nil {
		return err
	}
	entry := Entry{
		Round: a.ref.Round, Attempt: a.ref.Attempt, Kind: a.open.Kind, Upload: signed.Digest(), Head: signed,
		Ciphertexts: o.terms.packing.Ciphertexts(), Values: o.terms.packing.Values(),
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
	m, err := a.pair.Pairwise(o.context(a), l.self, peers, n, o.terms.packing.Ciphertexts())
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

// evaluate computes the encrypted update: for every ciphertext the linear forms of this owner's sums, its constants
// and its mask, re-randomised with a full-range obfuscator by the encryptor.
func (o *Owner) evaluate(a *attempt) ([]byte, error) {
	enc, err := o.encryptor()
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	stats := o.stats
	o.mu.Unlock()
	if stats == nil {
		return nil, errNoRows
	}
	masks, err := o.masks(a)
	if err != nil {
		return nil, err
	}
	bases, err := enc.Prepare(a.weights, o.terms.budget.Columns+1, o.terms.budget.ScalarBits)
	if err != nil {
		return nil, fmt.Errorf("failed to prepare weights: %w", err)
	}
	defer bases.Release()
	out := make([]*phe.Ciphertext, len(masks))
	for c := range out {
		form, err := o.form(stats, c, masks[c])
		if err != nil {
			return nil, err
		}
		if out[c], err = enc.EvaluatePrepared(bases, form); err != nil {
			return nil, fmt.Errorf("failed to evaluate ciphertext %d: %w", c, err)
		}
	}
	return o.terms.key.AppendVector(nil, out), nil
}

// form is the packed linear form of ciphertext c under mask m: the values of an upload that it holds, each a row of
// scalars over the weights and a constant.
func (o *Owner) form(s *model.Statistics, c int, m *big.Int) (phe.LinearForm, error) {
	p := o.terms.packing
	if len(s.B) != o.terms.budget.Columns {
		return phe.LinearForm{}, errors.New("internal error: sums of another number of columns")
	}
	scalars, constants := s.Forms(o.terms.budget.FractionBits)
	packed, err := p.Constants(constants)
	if err != nil {
		return phe.LinearForm{}, fmt.Errorf("failed to pack: %w", err)
	}
	constant := packed[c].Add(packed[c], m)
	form := phe.LinearForm{ScalarBits: o.terms.budget.ScalarBits, Constant: constant.Mod(constant, o.terms.key.N())}
	for k, row := range scalars {
		if at, shift := p.Locate(k); at == c && row != nil { // the row count has no scalars
			form.Scalars = append(form.Scalars, row)
			form.Shifts = append(form.Shifts, shift)
		}
	}
	return form, nil
}

// contains reports whether every owner of small is in large; both in identity order.
func contains(large, small []wire.Identity) bool {
	return !slices.ContainsFunc(small, func(id wire.Identity) bool { return !slices.Contains(large, id) })
}
