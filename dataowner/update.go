package dataowner

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/dataowner/attempt"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/protocol/wire"
)

// update computes the ciphertexts of an upload: linear forms over encrypted weights, or values of this owner's encrypted
// afresh, in both cases under its masks. With noise it also returns what the sum is charged under.
func (o *Owner) update(ctx context.Context, r *running, encapsulations []byte) (blob []byte, release string, err error) {
	enc, err := o.encryptor()
	if err != nil {
		return nil, "", err
	}
	o.mu.Lock()
	rows := o.rows
	o.mu.Unlock()
	if rows == nil {
		return nil, "", errNoRows
	}
	masks, err := r.part.Masks(encapsulations)
	if err != nil {
		return nil, "", protocolProblem("failed to make masks: %w", err)
	}
	var out []*phe.Ciphertext
	if r.round.Weights > 0 {
		var f *forms
		if f, err = newForms(rows, r.round); err == nil {
			out, err = o.evaluate(enc, f, r.weights, masks, o.newWork(WorkUpload, len(masks)))
		}
	} else {
		var values []*big.Int
		if values, release, err = o.values(ctx, rows, r); err == nil {
			out, err = encrypt(enc, r.round, values, masks, o.newWork(WorkUpload, len(masks)))
		}
	}
	if err != nil {
		return nil, "", err
	}
	return o.terms.key.AppendVector(nil, out), release, nil
}

// values are the integers that this owner adds to the sum of a round that is encrypted afresh, with its share of the noise
// where the training is differentially private: as much as the owners of the list that are honest at the least need
// together.
func (o *Owner) values(ctx context.Context, rows *plan.Rows, r *running) (values []*big.Int, release string, err error) {
	start := time.Now()
	values, err = rows.Upload(r.point)
	if err != nil {
		return nil, "", problemf(ProblemProtocol, "Tell the model owner that the training diverges.", "failed to compute round %d: %w", r.open.Round, err)
	}
	if r.round.Sealed > 0 {
		if err := o.keepPace(ctx, start); err != nil {
			return nil, "", err
		}
	}
	if len(values) != r.round.Values {
		return nil, "", errors.New("internal error: a round of another number of values")
	}
	if !r.terms.Noise {
		return values, "", nil
	}
	noise, err := attempt.NoiseOf(o.master, r.part.List, r.open.Kind, values)
	if err != nil {
		return nil, "", err
	}
	if err := o.affordable(ctx, r.part.List, r.open.Kind, noise.Release); err != nil {
		return nil, "", err
	}
	if err := plan.AddNoise(o.terms.file, r.open.Kind, values, r.part.List.Honest(), noise); err != nil {
		return nil, "", problemf(ProblemInternalFail, "Try another browser or machine.", "%w", err)
	}
	return values, noise.Release, nil
}

// encrypt packs values, adds the masks, of which there is one a ciphertext, and encrypts with fresh obfuscators hs^r: no
// received ciphertext has part in the result.
func encrypt(enc *phe.Encryptor, r *rounds.Round, values, masks []*big.Int, w *work) ([]*phe.Ciphertext, error) {
	texts, err := r.Packing.Pack(values)
	if err != nil {
		return nil, err
	}
	texts = texts[:len(masks)] // fewer in a rehearsal
	for c, text := range texts {
		text.Add(text, masks[c]).Mod(text, enc.Key().N())
	}
	var out []*phe.Ciphertext
	for part := range slices.Chunk(texts, encryptAtOnce) {
		some, err := enc.EncryptVector(part)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
		w.add(len(some))
		breathe()
	}
	return out, nil
}

// encryptAtOnce is how many ciphertexts are made between two looks at the platform's events.
const encryptAtOnce = 64

// forms are the linear forms of a round on encrypted weights, packed: for each value a row of scalars over the weights,
// and for each ciphertext a constant.
type forms struct {
	round     *rounds.Round
	scalars   [][]*big.Int
	constants []*big.Int
}

// linear is what forms come from: an owner's sums.
type linear interface {
	Forms(kind wire.RoundKind) (scalars [][]*big.Int, constants []*big.Int, err error)
}

func newForms(rows linear, r *rounds.Round) (*forms, error) {
	scalars, constants, err := rows.Forms(r.Kind)
	if err != nil {
		return nil, err
	}
	f := &forms{round: r, scalars: scalars}
	if f.constants, err = r.Packing.Constants(constants); err != nil {
		return nil, err
	}
	return f, nil
}

// evaluate computes the ciphertexts that there are masks for. The encryptor re-randomises each with a full-range
// obfuscator: how it came from the weights stays hidden from who chose them.
func (o *Owner) evaluate(
	enc *phe.Encryptor, f *forms, weights []*phe.Ciphertext, masks []*big.Int, w *work,
) ([]*phe.Ciphertext, error) {
	bits := o.terms.budget.ScalarBits
	bases, err := enc.Prepare(weights, f.round.Values, bits)
	if err != nil {
		return nil, fmt.Errorf("failed to prepare weights: %w", err)
	}
	defer bases.Release()
	out := make([]*phe.Ciphertext, len(masks))
	for c := range out {
		constant := new(big.Int).Add(f.constants[c], masks[c])
		form := phe.LinearForm{ScalarBits: bits, Constant: constant.Mod(constant, o.terms.key.N())}
		for k, row := range f.scalars {
			if at, shift := f.round.Packing.Locate(k); at == c && row != nil { // the row count has no scalars
				form.Scalars = append(form.Scalars, row)
				form.Shifts = append(form.Shifts, shift)
			}
		}
		if out[c], err = enc.EvaluatePrepared(bases, form); err != nil {
			return nil, fmt.Errorf("failed to evaluate ciphertext %d: %w", c, err)
		}
		w.add(1)
		breathe()
	}
	return out, nil
}
