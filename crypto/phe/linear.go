package phe

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// LinearForm is many signed integer linear forms over the same ciphertexts,
// packed into one plaintext:
//
//	Constant + Σ_k 2^Shifts[k] · Σ_j Scalars[k][j]·w_j   modulo n.
type LinearForm struct {
	// Scalars has a row for each output and a column for each base, all of
	// magnitude below 2^ScalarBits.
	Scalars [][]*big.Int
	// Shifts has the position of the lowest bit of each output, below the length
	// of n.
	Shifts []uint
	// ScalarBits determines the work, together with the number of outputs and
	// bases. It must follow from public values, never from the scalars.
	ScalarBits uint
	// Constant is in [0, n). If it is nil, it stands for 0.
	Constant *big.Int
}

var (
	// ErrFormShape means that scalars, shifts and bases of a form do not fit together.
	ErrFormShape = errors.New("invalid linear form: wrong shape")
	// ErrFormShift means that a shift is at or beyond the length of n.
	ErrFormShift = errors.New("invalid linear form: shift must be below the length of n")
	// ErrFormScalar means that a scalar has more than ScalarBits bits, or ScalarBits is not 1 to the length of n.
	ErrFormScalar = errors.New("invalid linear form: scalar beyond ScalarBits")
)

// Bases are ciphertexts with tables of the products of their subsets, for several forms.
type Bases struct {
	key        *PublicKey
	scalarBits uint
	shape      Subsets // of the ciphertexts and the number after them; see Prepare
	tables     Tables
}

// count returns the number of ciphertexts.
func (b *Bases) count() int { return b.shape.Bases - 1 }

// Release frees the tables.
func (b *Bases) Release() { b.tables.Release() }

// Prepare builds tables for forms over bases with scalars of at most scalarBits bits. outputs, the number of outputs of
// all forms together, only determines the size of the tables.
//
// A scalar a is written as the bits of a + 2^scalarBits, which is positive. That adds to every form the product of all
// bases to the power 2^scalarBits, which is taken back by one more base, its inverse, once for each output.
func (e *Encryptor) Prepare(bases []*Ciphertext, outputs int, scalarBits uint) (*Bases, error) {
	if len(bases) == 0 {
		return nil, ErrNothing
	}
	if scalarBits < 1 || scalarBits > uint(e.key.Bits()) {
		return nil, fmt.Errorf("failed to prepare: %w", ErrFormScalar)
	}
	values := make([]*big.Int, len(bases), len(bases)+1)
	back := big.NewInt(1)
	for i, c := range bases {
		v, err := e.key.value(c)
		if err != nil {
			return nil, fmt.Errorf("failed to prepare ciphertext %d: %w", i, err)
		}
		values[i] = v
		back.Mul(back, v).Mod(back, e.key.n2)
	}
	if back.ModInverse(back, e.key.n2) == nil {
		return nil, fmt.Errorf("failed to prepare: %w", &CiphertextError{Index: 0, Rule: RuleUnit})
	}
	for range scalarBits {
		back.Mul(back, back).Mod(back, e.key.n2)
	}
	values = append(values, back)
	// Every entry of the tables is multiplied by one fresh obfuscator, so that no
	// entry is special to compute with: not that of no base, and not one of a
	// chosen base. The result differs by a power of an n-th power, an encryption of 0.
	blind, err := e.takeFresh()
	if err != nil {
		return nil, fmt.Errorf("failed to prepare: %w", err)
	}
	shape := chooseSubsets(len(values), outputs, scalarBits, e.options.TableBytes/e.key.entryBytes())
	tables, err := e.kernel.SubsetTables(values, blind, shape.Tables)
	if err != nil {
		return nil, fmt.Errorf("failed to build tables: %w", err)
	}
	return &Bases{key: e.key, scalarBits: scalarBits, shape: shape, tables: tables}, nil
}

// Evaluate returns the ciphertext of a linear form over bases, multiplied by a
// full-range r^n. All outputs share one chain of squarings, as long as the
// highest shift and the scalars together (Straus, "Addition chains of vectors",
// 1964). The bases are divided into groups, and for each bit of the scalars of an output
// the product of the bases of a group with this bit in their scalars is one multiplication,
// also if there are none (Pippenger, "On the evaluation of powers and monomials", 1980).
func (e *Encryptor) Evaluate(bases []*Ciphertext, form LinearForm) (*Ciphertext, error) {
	if err := e.key.checkForm(form, len(bases)); err != nil {
		return nil, err
	}
	prepared, err := e.Prepare(bases, len(form.Scalars), form.ScalarBits)
	if err != nil {
		return nil, err
	}
	defer prepared.Release()
	return e.EvaluatePrepared(prepared, form)
}

// EvaluatePrepared is [Encryptor.Evaluate] over prepared bases.
func (e *Encryptor) EvaluatePrepared(bases *Bases, form LinearForm) (*Ciphertext, error) {
	if bases == nil || !e.key.Equal(bases.key) {
		return nil, fmt.Errorf("failed to evaluate: %w", ErrWrongKey)
	}
	if err := e.key.checkForm(form, bases.count()); err != nil {
		return nil, err
	}
	if form.ScalarBits > bases.scalarBits {
		return nil, fmt.Errorf("failed to evaluate: bases are prepared for %d bits: %w", bases.scalarBits, ErrFormScalar)
	}
	product, err := bases.tables.Run(form.program(bases.shape, bases.scalarBits))
	if err != nil {
		return nil, fmt.Errorf("failed to evaluate: %w", err)
	}
	o, err := e.takeFull()
	if err != nil {
		return nil, fmt.Errorf("failed to evaluate: %w", err)
	}
	product.Mul(product, o).Mod(product, e.key.n2)
	if form.Constant != nil {
		product = e.key.timesPlain(product, form.Constant)
	}
	return e.key.wrap(product), nil
}

// EvaluateAll is [Encryptor.EvaluatePrepared] of several forms over the same bases, with as many at a time as there are workers. It
// calls done, if it is not nil, after each form, from any goroutine. The error names the index of a form.
func (e *Encryptor) EvaluateAll(bases *Bases, forms []LinearForm, done func()) ([]*Ciphertext, error) {
	out := make([]*Ciphertext, len(forms))
	err := parallel(context.Background(), e.options.Workers, len(forms), func(i int) error {
		c, err := e.EvaluatePrepared(bases, forms[i])
		if err != nil {
			return fmt.Errorf("form %d: %w", i, err)
		}
		out[i] = c
		if done != nil {
			done()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// checkForm checks a form over count bases.
func (k *PublicKey) checkForm(f LinearForm, count int) error {
	if len(f.Scalars) != len(f.Shifts) || count == 0 {
		return ErrFormShape
	}
	if f.ScalarBits < 1 || f.ScalarBits > uint(k.Bits()) {
		return ErrFormScalar
	}
	if f.Constant != nil && (f.Constant.Sign() < 0 || f.Constant.Cmp(k.inner.N) >= 0) {
		return ErrPlaintextRange
	}
	for i, row := range f.Scalars {
		if len(row) != count {
			return fmt.Errorf("output %d: %w", i, ErrFormShape)
		}
		if f.Shifts[i] >= uint(k.Bits()) {
			return fmt.Errorf("output %d: %w", i, ErrFormShift)
		}
		for j, a := range row {
			if a == nil || a.BitLen() > int(f.ScalarBits) {
				return fmt.Errorf("output %d, base %d: %w", i, j, ErrFormScalar)
			}
		}
	}
	return nil
}

// chooseSubsets returns the shape that needs the fewest multiplications for the tables and all outputs, with at most the
// given number of entries.
func chooseSubsets(bases, outputs int, scalarBits uint, entries int) Subsets {
	best, least := Subsets{Bases: bases, Tables: bases}, -1
	for tables := bases; tables >= 1; tables-- {
		s := Subsets{Bases: bases, Tables: tables}
		if s.Rows(0) > MaxWindow || tables < bases && s.Entries() > entries {
			break // fewer tables are larger ones
		}
		if total := s.Entries() + outputs*int(scalarBits+1)*tables; least < 0 || total < least {
			best, least = s, total
		}
	}
	return best
}

// program returns the squarings and digits that evaluate the form: one step for each bit of the scalars of each output, from
// the highest bit of the packed exponent down.
func (f LinearForm) program(shape Subsets, scalarBits uint) (squarings, digits []uint16) {
	type step struct {
		position uint
		digits   []uint16
	}
	var steps []step
	offset := new(big.Int).Lsh(big.NewInt(1), scalarBits)
	sum := new(big.Int)
	for k, row := range f.Scalars {
		first := len(steps)
		for i := range scalarBits + 1 {
			steps = append(steps, step{position: f.Shifts[k] + i, digits: make([]uint16, shape.Tables)})
		}
		for j, a := range row {
			sum.Add(a, offset)
			table, bit := shape.Place(j)
			for i := range steps[first:] {
				steps[first+i].digits[table] |= uint16(sum.Bit(i)) << bit
			}
		}
		table, bit := shape.Place(len(row)) // takes the offset back
		steps[first].digits[table] |= 1 << bit
	}
	slices.SortStableFunc(steps, func(x, y step) int { return int(y.position) - int(x.position) })
	for i, s := range steps {
		gap := uint(0)
		if i > 0 {
			gap = steps[i-1].position - s.position
		}
		squarings = append(squarings, uint16(gap))
		digits = append(digits, s.digits...)
	}
	// The squarings below the lowest step, with no base.
	if last := len(steps) - 1; last >= 0 && steps[last].position > 0 {
		squarings = append(squarings, uint16(steps[last].position))
		digits = append(digits, make([]uint16, shape.Tables)...)
	}
	return squarings, digits
}
