package dataowner

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/server/wire"
)

// maxUploads is how often an owner uploads for the same weights: once and two re-runs. More would let a model
// owner probe an owner through rejected rounds.
const maxUploads = 3

// sendKeys answers an open message: fresh mask keys for this attempt, and the weights fetched meanwhile.
func (o *Owner) sendKeys(ctx context.Context) error {
	open := o.book.open
	if err := o.checkRound(open); err != nil {
		return err
	}
	pair, err := mask.NewKeyPair()
	if err != nil {
		return err
	}
	signed, err := wire.Seal(wire.KindKeys, wire.Keys{
		Training: o.terms.id, Ref: open.Ref, Open: o.book.openHash, MaskKey: wire.Digest(pair.Public()),
	}, o.key)
	if err != nil {
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
	if err := o.client.PutKeys(ctx, o.terms.id, open.Ref, signed); err != nil {
		return fmt.Errorf("failed to send keys: %w", err)
	}
	o.attempt = &attempt{ref: open.Ref, pair: pair, keys: signed}
	return o.fetchWeights(ctx, open)
}

// checkRound refuses a round this owner must not answer, whoever asks.
func (o *Owner) checkRound(open *wire.Open) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case open.Kind != wire.RoundGradient && open.Kind != wire.RoundEvaluation:
		return problemf(ProblemUnsupported, "Use a newer version of Blindfit.", "round %d is of a kind this version does not know", open.Round)
	case open.Round > o.terms.manifest.Limits.Rounds:
		return problemf(ProblemProtocol, hintTampered, "round %d is past the limit of the manifest", open.Round)
	case o.rec.Round == open.Round && o.rec.Weights != open.Weights:
		return problemf(ProblemProtocol, hintTampered, "round %d came with other weights before", open.Round)
	case o.rec.Round == open.Round && o.rec.Uploads >= maxUploads:
		return problemf(ProblemProtocol, "Ask the model owner what went wrong.",
			"round %d has had %d uploads of this owner; it takes no further part in it", open.Round, maxUploads)
	case o.rec.Round > open.Round:
		return problemf(ProblemLedger, hintTampered, "round %d is older than one this owner has answered", open.Round)
	}
	return nil
}

func (o *Owner) fetchWeights(ctx context.Context, open *wire.Open) error {
	b, err := o.client.Weights(ctx, o.terms.id, open.Ref)
	if err != nil {
		return fmt.Errorf("failed to get weights: %w", err)
	}
	if wire.DigestOf(b) != open.Weights {
		return problemf(ProblemProtocol, hintTampered, "the weights of round %d are not those the model owner signed", open.Round)
	}
	o.attempt.weights, err = o.terms.key.ParseVector(b, o.terms.manifest.Packing.Weights)
	if err != nil {
		return problemf(ProblemProtocol, hintTampered, "failed to read the weights of round %d: %w", open.Round, err)
	}
	o.attempt.down = len(b)
	return nil
}

// sendUpload checks the list of keys, evaluates this owner's sums on the weights under the pairwise masks, and
// uploads the result. It counts the upload durably before it sends it.
func (o *Owner) sendUpload(ctx context.Context) error {
	a := o.attempt
	list, err := o.client.Keys(ctx, o.terms.id, a.ref)
	if err != nil {
		return fmt.Errorf("failed to get keys: %w", err)
	}
	peers, cohort, err := o.checkKeys(list)
	if err != nil {
		return err
	}
	blob, err := o.evaluate(a, peers, cohort)
	if err != nil {
		return err
	}
	fp := o.terms.key.Fingerprint()
	signed, err := wire.Seal(wire.KindUpload, wire.Upload{
		Training: o.terms.id, Ref: a.ref, Cohort: cohort, Key: wire.Digest(fp),
		Count: o.terms.packing.Ciphertexts(), Ciphertexts: wire.DigestOf(blob),
	}, o.key)
	if err != nil {
		return err
	}
	entry := Entry{
		Round: a.ref.Round, Attempt: a.ref.Attempt, Kind: o.book.open.Kind, Upload: signed.Digest(),
		Ciphertexts: o.terms.packing.Ciphertexts(), Values: o.terms.packing.Values(),
		BytesUp: len(blob), BytesDown: a.down, Owners: len(list),
	}
	if err := o.save(ctx, func(r *record) { r.Uploads++; r.Sent = append(r.Sent, entry) }); err != nil {
		return err
	}
	a.uploaded = true
	if err := o.client.PutUpload(ctx, o.terms.id, a.ref, signed, blob); err != nil {
		return fmt.Errorf("failed to upload: %w", err)
	}
	return nil
}

// checkKeys verifies the list of keys messages before anything secret is derived from it: exactly the roster,
// each signed by its member for this attempt at the same open message, this owner's own unchanged.
func (o *Owner) checkKeys(list []wire.Signed) ([]mask.Peer, wire.Digest, error) {
	bad := func(rule string) ([]mask.Peer, wire.Digest, error) {
		return nil, wire.Digest{}, problemf(ProblemProtocol, hintTampered, "invalid list of keys: %s", rule)
	}
	if len(list) != len(o.book.roster.Members) {
		return bad("it must have one message for each member of the roster")
	}
	var peers []mask.Peer
	all := make([]*wire.Signed, len(list))
	own := false
	for i := range list {
		s := &list[i]
		all[i] = s
		if s.Signer != o.book.roster.Members[i].Identity {
			return bad("it must follow the roster's order")
		}
		k, err := wire.Unseal[wire.Keys](s, wire.KindKeys)
		switch {
		case err != nil:
			return bad(fmt.Sprintf("message %d: %v", i, err))
		case k.Training != o.terms.id || k.Ref != o.attempt.ref:
			return bad(fmt.Sprintf("message %d is for another attempt", i))
		case k.Open != o.book.openHash:
			return bad(fmt.Sprintf("message %d answers another open message: not every owner was sent the same weights", i))
		case s.Signer == o.key.Identity():
			own = s.Digest() == o.attempt.keys.Digest()
			continue
		}
		peers = append(peers, mask.Peer{ID: s.Signer, Key: k.MaskKey})
	}
	if !own {
		return bad("this owner's own message is missing or changed")
	}
	return peers, wire.CohortDigest(o.terms.id, o.attempt.ref, all), nil
}

// evaluate computes the encrypted update: for every ciphertext the linear forms of this owner's sums, its
// constants and its mask, re-randomised with a full-range obfuscator by the encryptor.
func (o *Owner) evaluate(a *attempt, peers []mask.Peer, cohort wire.Digest) ([]byte, error) {
	enc, err := o.encryptor()
	if err != nil {
		return nil, err
	}
	count := o.terms.packing.Ciphertexts()
	masks, err := a.pair.Pairwise(mask.Context{
		Training: o.terms.id, Round: a.ref.Round, Attempt: a.ref.Attempt, Cohort: cohort,
	}, o.key.Identity(), peers, o.terms.key.N(), count)
	if err != nil {
		return nil, problemf(ProblemProtocol, hintTampered, "failed to make masks: %w", err)
	}
	o.mu.Lock()
	stats := o.stats
	o.mu.Unlock()
	if stats == nil {
		return nil, errNoRows
	}
	out := make([]*phe.Ciphertext, count)
	for c := range out {
		form, err := o.form(stats, c, masks[c])
		if err != nil {
			return nil, err
		}
		if out[c], err = enc.Evaluate(a.weights, form); err != nil {
			return nil, fmt.Errorf("failed to evaluate ciphertext %d: %w", c, err)
		}
	}
	return o.terms.key.AppendVector(nil, out), nil
}

// form is the packed linear form of ciphertext c. With A = XᵀX, b = Xᵀy and weights scaled by 2^f the values are
//
//	g_k = Σ_j A_kj·w_j − 2^f·b_k    for the D columns
//	ℓ   = 2^f·yᵀy − Σ_j b_j·w_j
//	n
//
// so every value is a row of scalars over the weights and a constant.
func (o *Owner) form(s *model.Statistics, c int, m *big.Int) (phe.LinearForm, error) {
	d, p, f := o.terms.budget.Columns, o.terms.packing, o.terms.budget.FractionBits
	if len(s.B) != d {
		return phe.LinearForm{}, errors.New("internal error: sums of another number of columns")
	}
	constants := make([]*big.Int, d+2)
	scalars := make([][]*big.Int, d+2)
	for k := range d {
		constants[k] = new(big.Int).Neg(new(big.Int).Lsh(s.B[k], f))
		scalars[k] = s.A[k]
	}
	constants[d] = new(big.Int).Lsh(s.YY, f)
	scalars[d] = make([]*big.Int, d)
	for j := range d {
		scalars[d][j] = new(big.Int).Neg(s.B[j])
	}
	constants[d+1] = big.NewInt(s.N)
	packed, err := p.Constants(constants)
	if err != nil {
		return phe.LinearForm{}, fmt.Errorf("failed to pack: %w", err)
	}
	constant := packed[c].Add(packed[c], m)
	form := phe.LinearForm{ScalarBits: o.terms.budget.ScalarBits, Constant: constant.Mod(constant, o.terms.key.N())}
	for k := range d + 1 { // the row count has no scalars
		at, shift := p.Locate(k)
		if at == c {
			form.Scalars = append(form.Scalars, scalars[k])
			form.Shifts = append(form.Shifts, shift)
		}
	}
	return form, nil
}
