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

// Bases are ciphertexts with tables of their powers, for several forms.
type Bases struct {
	key    *PublicKey
	count  int
	window uint
	tables Tables
}

// Release frees the tables.
func (b *Bases) Release() { b.tables.Release() }

// Prepare builds tables for forms over bases. outputs, the number of outputs of all
// forms together, and scalarBits only determine the size of the tables.
func (e *Encryptor) Prepare(bases []*Ciphertext, outputs int, scalarBits uint) (*Bases, error) {
	if len(bases) == 0 {
		return nil, ErrNothing
	}
	values := make([]*big.Int, len(bases))
	for i, c := range bases {
		v, err := e.key.value(c)
		if err != nil {
			return nil, fmt.Errorf("failed to prepare ciphertext %d: %w", i, err)
		}
		values[i] = v
	}
	inverses, err := e.key.invertAll(values)
	if err != nil {
		return nil, fmt.Errorf("failed to prepare: %w", err)
	}
	// Every entry of the tables is multiplied by one fresh obfuscator, so that no
	// entry is special to compute with: not that for digit 0, and not one of a
	// chosen base. The result differs by a power of an n-th power, an encryption of 0.
	blind, err := e.takeFresh()
	if err != nil {
		return nil, fmt.Errorf("failed to prepare: %w", err)
	}
	window := chooseWindow(len(bases), outputs, scalarBits, e.options.TableBytes/e.key.entryBytes())
	tables, err := e.kernel.PowerTables(values, inverses, blind, window)
	if err != nil {
		return nil, fmt.Errorf("failed to build tables: %w", err)
	}
	return &Bases{key: e.key, count: len(bases), window: window, tables: tables}, nil
}

// Evaluate returns the ciphertext of a linear form over bases, multiplied by a
// full-range r^n. All outputs share one chain of squarings, as long as the
// highest shift and the scalars together (Straus, "Addition chains of vectors",
// 1964), and every digit of every scalar costs one multiplication, also if it is 0.
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
	if err := e.key.checkForm(form, bases.count); err != nil {
		return nil, err
	}
	product, err := bases.tables.Run(form.program(bases.count, bases.window))
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

// minWindow is 2 because one-bit digits are 0 and −1, of which no positive scalar
// can be made.
const minWindow uint = 2

// windowsFor returns the number of windows that hold any scalar of scalarBits bits
// after the offset of recode, which needs at most two bits more.
func windowsFor(scalarBits, window uint) uint { return (scalarBits + 2 + window - 1) / window }

// chooseWindow returns the width that needs the fewest multiplications for the tables
// and all outputs, with at most the given number of entries.
func chooseWindow(bases, outputs int, scalarBits uint, entries int) uint {
	best, least := minWindow, -1
	for w := minWindow; w <= MaxWindow && (w == minWindow || bases<<w <= entries); w++ {
		total := bases<<w + outputs*bases*int(windowsFor(scalarBits, w))
		if least < 0 || total < least {
			best, least = w, total
		}
	}
	return best
}

// recode sets digits to the table indices of a scalar: digits d in
// [0, 2^window), lowest first, with a = Σ (dᵢ − 2^(window−1))·2^(window·i).
// Adding offset = Σ 2^(window−1)·2^(window·i) beforehand makes them plain bits.
func recode(digits []uint16, a, offset *big.Int, window uint) {
	sum := new(big.Int).Add(a, offset)
	for i := range digits {
		d := uint16(0)
		for b := range window {
			d |= uint16(sum.Bit(i*int(window)+int(b))) << b
		}
		digits[i] = d
	}
}

// program returns the squarings and digits that evaluate the form: one step for
// each window of each output, from the highest bit of the packed exponent down.
func (f LinearForm) program(bases int, window uint) (squarings, digits []uint16) {
	windows := windowsFor(f.ScalarBits, window)
	offset := new(big.Int)
	for i := range windows {
		offset.SetBit(offset, int(i*window+window-1), 1)
	}
	type step struct {
		position uint
		digits   []uint16
	}
	var steps []step
	for k, row := range f.Scalars {
		columns := make([]uint16, bases*int(windows))
		for j, a := range row {
			recode(columns[j*int(windows):(j+1)*int(windows)], a, offset, window)
		}
		for i := range windows {
			s := step{position: f.Shifts[k] + i*window, digits: make([]uint16, bases)}
			for j := range bases {
				s.digits[j] = columns[j*int(windows)+int(i)]
			}
			steps = append(steps, s)
		}
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
	// The squarings below the lowest step, with every digit at entry 1.
	if last := len(steps) - 1; last >= 0 && steps[last].position > 0 {
		squarings = append(squarings, uint16(steps[last].position))
		digits = append(digits, slices.Repeat([]uint16{1 << (window - 1)}, bases)...)
	}
	return squarings, digits
}

// invertAll returns the inverses modulo n² by one inversion (Montgomery's trick).
func (k *PublicKey) invertAll(values []*big.Int) ([]*big.Int, error) {
	prefixes := make([]*big.Int, len(values)+1)
	prefixes[0] = big.NewInt(1)
	for i, v := range values {
		prefixes[i+1] = new(big.Int).Mul(prefixes[i], v)
		prefixes[i+1].Mod(prefixes[i+1], k.n2)
	}
	inverse := new(big.Int).ModInverse(prefixes[len(values)], k.n2)
	if inverse == nil {
		return nil, &CiphertextError{Index: 0, Rule: RuleUnit}
	}
	out := make([]*big.Int, len(values))
	for i := len(values) - 1; i >= 0; i-- {
		out[i] = new(big.Int).Mul(inverse, prefixes[i])
		out[i].Mod(out[i], k.n2)
		inverse.Mul(inverse, values[i]).Mod(inverse, k.n2)
	}
	return out, nil
}
