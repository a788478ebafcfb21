// Package update makes updates: the weights of a round are opened and checked, and an owner's values or linear forms are
// encrypted under its masks. There is no way to ciphertexts without masks.
package update

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"sync"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/progress"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Maker makes the ciphertexts of updates under the key of one training. It may be used from several goroutines.
type Maker struct {
	terms   *invitation.Terms
	started func(kernel string)

	mu  sync.Mutex // protects enc
	enc *phe.Encryptor
}

// NewMaker returns a maker that calls started with the name of the arithmetic once it begins to encrypt.
func NewMaker(t *invitation.Terms, started func(kernel string)) *Maker {
	return &Maker{terms: t, started: started}
}

// encryptor returns the encryptor, made on first use: calibrating a kernel and building tables takes a moment.
func (m *Maker) encryptor() (*phe.Encryptor, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.enc != nil {
		return m.enc, nil
	}
	enc, err := phe.NewEncryptor(m.terms.Key, m.terms.Kernel, phe.EncryptorOptions{Encryptions: m.encryptions(), Yield: progress.Breathe})
	if err != nil {
		return nil, fmt.Errorf("failed to start encryption: %w", err)
	}
	m.enc = enc
	m.started(m.terms.KernelName)
	return enc, nil
}

// encryptions returns how many fresh ciphertexts a training may take, for the size of tables.
func (m *Maker) encryptions() int {
	n := 0
	for i := range m.terms.Rounds {
		if r := &m.terms.Rounds[i]; r.Weights == 0 {
			n += r.Expected(m.terms.File) * r.Ciphertexts
		}
	}
	return n
}

// Need counts the obfuscators of an upload: hs^r of fresh ciphertexts, and r^n of evaluated ones.
type Need struct{ Fresh, Full int }

// Ahead returns the most that an upload may still need, by the log so far.
func Ahead(p log.Position) Need {
	var need Need
	for _, r := range p.Manifest.Rounds {
		switch {
		case p.Opened(r.Kind) >= r.Most:
		case r.Weights > 0:
			need.Full = max(need.Full, r.Ciphertexts)
		default:
			need.Fresh = max(need.Fresh, r.Ciphertexts)
		}
	}
	return need
}

// Precompute fills the pools of obfuscators for an upload. An upload that finds none makes its own.
func (m *Maker) Precompute(ctx context.Context, need Need) error {
	enc, err := m.encryptor()
	if err != nil {
		return err
	}
	return enc.Precompute(ctx, need.Fresh, need.Full)
}

// atOnce is how many ciphertexts are made between two looks at the platform's events.
const atOnce = 64

// Encrypt packs values, adds the masks, of which there is one a ciphertext, and encrypts with fresh obfuscators hs^r: no
// received ciphertext has part in the result. With fewer masks than the round has ciphertexts it makes so many.
func (m *Maker) Encrypt(r *rounds.Round, values, masks []*big.Int, w *progress.Work) ([]byte, error) {
	enc, err := m.encryptor()
	if err != nil {
		return nil, err
	}
	texts, err := r.Packing.Pack(values)
	if err != nil {
		return nil, err
	}
	texts = texts[:len(masks)]
	for c, text := range texts {
		text.Add(text, masks[c]).Mod(text, m.terms.Key.N())
	}
	var out []*phe.Ciphertext
	for part := range slices.Chunk(texts, atOnce) {
		some, err := enc.EncryptVector(part)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
		w.Add(len(some))
		progress.Breathe()
	}
	return m.terms.Key.AppendVector(nil, out), nil
}

// Forms are the linear forms of a round on encrypted weights, packed: for each value a row of scalars over the weights,
// and for each ciphertext a constant.
type Forms struct {
	round     *rounds.Round
	scalars   [][]*big.Int
	constants []*big.Int
}

// Linear is the source of forms: an owner's sums.
type Linear interface {
	Forms(kind wire.RoundKind) (scalars [][]*big.Int, constants []*big.Int, err error)
}

// NewForms packs the forms of a round.
func NewForms(rows Linear, r *rounds.Round) (*Forms, error) {
	scalars, constants, err := rows.Forms(r.Kind)
	if err != nil {
		return nil, err
	}
	f := &Forms{round: r, scalars: scalars}
	if f.constants, err = r.Packing.Constants(constants); err != nil {
		return nil, err
	}
	return f, nil
}

// Evaluate computes forms on encrypted weights under masks, one ciphertext for each mask. Each is randomised again with a
// full-range obfuscator, so the party that chose the weights cannot recognise how it was derived from them.
func (m *Maker) Evaluate(f *Forms, weights []*phe.Ciphertext, masks []*big.Int, w *progress.Work) ([]byte, error) {
	enc, err := m.encryptor()
	if err != nil {
		return nil, err
	}
	bits := m.terms.Budget.ScalarBits
	bases, err := enc.Prepare(weights, f.round.Values, bits)
	if err != nil {
		return nil, fmt.Errorf("failed to prepare weights: %w", err)
	}
	defer bases.Release()
	forms := make([]phe.LinearForm, len(masks))
	for c := range forms {
		constant := new(big.Int).Add(f.constants[c], masks[c])
		form := phe.LinearForm{ScalarBits: bits, Constant: constant.Mod(constant, m.terms.Key.N())}
		for k, row := range f.scalars {
			if at, shift := f.round.Packing.Locate(k); at == c && row != nil { // the row count has no scalars
				form.Scalars = append(form.Scalars, row)
				form.Shifts = append(form.Shifts, shift)
			}
		}
		forms[c] = form
	}
	out, err := enc.EvaluateAll(bases, forms, func() {
		w.Add(1)
		progress.Breathe()
	})
	if err != nil {
		return nil, fmt.Errorf("failed to evaluate ciphertexts: %w", err)
	}
	return m.terms.Key.AppendVector(nil, out), nil
}
