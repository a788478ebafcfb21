package dataowner

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/protocol/wire"
)

// update computes the ciphertexts of an upload: linear forms over encrypted weights, or values of this owner's encrypted
// afresh, in both cases under its masks.
func (o *Owner) update(ctx context.Context, a *attempt) ([]byte, error) {
	enc, err := o.encryptor()
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	rows := o.rows
	o.mu.Unlock()
	if rows == nil {
		return nil, errNoRows
	}
	masks, err := o.masks(a)
	if err != nil {
		return nil, err
	}
	var out []*phe.Ciphertext
	if a.round.Weights > 0 {
		var f *forms
		if f, err = newForms(rows, a.round); err == nil {
			out, err = o.evaluate(enc, f, a.weights, masks, o.newWork(WorkUpload, len(masks)))
		}
	} else {
		var values []*big.Int
		if values, err = o.values(ctx, rows, a); err == nil {
			out, err = encrypt(enc, a.round, values, masks, o.newWork(WorkUpload, len(masks)))
		}
	}
	if err != nil {
		return nil, err
	}
	return o.terms.key.AppendVector(nil, out), nil
}

// values are the integers that this owner adds to the sum of a round that is encrypted afresh, with its share of the noise
// where the training is differentially private: as much as the owners that are sure to be in the sum and honest need
// together. The keyed check covers what is sent.
func (o *Owner) values(ctx context.Context, rows *plan.Rows, a *attempt) ([]*big.Int, error) {
	start := time.Now()
	values, err := rows.Upload(a.point)
	if err != nil {
		return nil, problemf(ProblemProtocol, "Tell the model owner that the training diverges.", "failed to compute round %d: %w", a.ref.Round, err)
	}
	if a.round.Sealed > 0 {
		if err := o.keepPace(ctx, start); err != nil {
			return nil, err
		}
	}
	if len(values) != a.round.Learned {
		return nil, errors.New("internal error: a round of another number of values")
	}
	honest := wire.Honest(len(a.list.ids), o.terms.manifest.Cohort.Min)
	if err := plan.AddNoise(o.terms.file, string(a.open.Kind), values, honest, rand.Reader); err != nil {
		return nil, problemf(ProblemInternalFail, "Try another browser or machine.", "%w", err)
	}
	if !a.round.Checked {
		return values, nil
	}
	check, err := pack.NewCheck(o.link.Key, binary.BigEndian.AppendUint32(o.terms.id[:], uint32(a.ref.Round)))
	if err != nil {
		return nil, err
	}
	return append(slices.Clip(values), check.Values(values)...), nil
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
	Forms(kind string) (scalars [][]*big.Int, constants []*big.Int, err error)
}

func newForms(rows linear, r *rounds.Round) (*forms, error) {
	scalars, constants, err := rows.Forms(string(r.Kind))
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
	bases, err := enc.Prepare(weights, f.round.Learned, bits)
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
