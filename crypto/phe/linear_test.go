package phe

import (
	"errors"
	"math/big"
	"strings"
	"sync/atomic"
	"testing"
)

// reference evaluates a form in the clear.
func reference(k *PublicKey, plain []*big.Int, form LinearForm) *big.Int {
	sum := new(big.Int)
	if form.Constant != nil {
		sum.Set(form.Constant)
	}
	for i, row := range form.Scalars {
		for j, a := range row {
			term := new(big.Int).Mul(a, plain[j])
			sum.Add(sum, term.Lsh(term, form.Shifts[i]))
		}
	}
	return sum.Mod(sum, k.inner.N)
}

// randomForm draws a form and its plaintexts.
func randomForm(k *PublicKey, outputs, bases int, bits uint, slot uint) (LinearForm, []*big.Int) {
	random := fixedRandom()
	form := LinearForm{ScalarBits: bits, Constant: randomBelow(random, k.inner.N)}
	limit := new(big.Int).Lsh(one, bits)
	for i := range outputs {
		row := make([]*big.Int, bases)
		for j := range row {
			row[j] = randomBelow(random, limit)
			if random.IntN(2) == 0 {
				row[j].Neg(row[j])
			}
		}
		form.Scalars = append(form.Scalars, row)
		form.Shifts = append(form.Shifts, uint(i)*slot)
	}
	plain := make([]*big.Int, bases)
	for j := range plain {
		plain[j] = randomBelow(random, k.inner.N)
	}
	return form, plain
}

func TestEvaluate(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	for _, c := range []struct {
		name           string
		outputs, bases int
		bits, slot     uint
	}{
		{"one by one", 1, 1, 1, 1},
		{"a gradient", 4, 5, 20, 50},
		{"slots narrower than scalars", 6, 3, 40, 7},
		{"all at one shift", 3, 2, 13, 0},
		{"many bases", 2, 40, 9, 100},
		{"wide scalars", 2, 2, 256, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			form, plain := randomForm(pair.public, c.outputs, c.bases, c.bits, c.slot)
			bases, err := e.EncryptVector(plain)
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Evaluate(bases, form)
			if err != nil {
				t.Fatal(err)
			}
			if pair.open(got).Cmp(reference(pair.public, plain, form)) != 0 {
				t.Error("the form decrypts to something else")
			}
		})
	}
}

// TestEvaluateAll evaluates several forms over the same bases at a time, in their order, and names the one that fails.
func TestEvaluateAll(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	form, plain := randomForm(pair.public, 3, 4, 20, 50)
	forms := make([]LinearForm, 7)
	for i := range forms {
		forms[i] = form
		forms[i].Constant = big.NewInt(int64(i))
	}
	cs, err := e.EncryptVector(plain)
	if err != nil {
		t.Fatal(err)
	}
	bases, err := e.Prepare(cs, 3, 20)
	if err != nil {
		t.Fatal(err)
	}
	defer bases.Release()
	var done atomic.Int32
	got, err := e.EvaluateAll(bases, forms, func() { done.Add(1) })
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range got {
		if pair.open(c).Cmp(reference(pair.public, plain, forms[i])) != 0 {
			t.Errorf("form %d decrypts to something else", i)
		}
	}
	if int(done.Load()) != len(forms) {
		t.Errorf("%d forms are told done, want %d", done.Load(), len(forms))
	}
	forms[5].ScalarBits = 0
	if got, err := e.EvaluateAll(bases, forms, nil); got != nil || !errors.Is(err, ErrFormScalar) || !strings.Contains(err.Error(), "form 5") {
		t.Errorf("with a bad form: %v, %v", got, err)
	}
}

// TestEvaluateExtremes: zeros, the largest scalars of both signs, no constant,
// a lowest shift above 0, no outputs at all.
func TestEvaluateExtremes(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	plain := []*big.Int{big.NewInt(3), new(big.Int).Sub(pair.public.N(), one)}
	bases, err := e.EncryptVector(plain)
	if err != nil {
		t.Fatal(err)
	}
	top := big.NewInt(1<<20 - 1)
	low := new(big.Int).Neg(top)
	zero := new(big.Int)
	for _, form := range []LinearForm{
		{ScalarBits: 20, Scalars: [][]*big.Int{{zero, zero}}, Shifts: []uint{0}},
		{ScalarBits: 20, Scalars: [][]*big.Int{{top, low}, {low, top}}, Shifts: []uint{0, 50}},
		{ScalarBits: 20, Scalars: [][]*big.Int{{top, top}}, Shifts: []uint{33}},
		{ScalarBits: 20, Constant: big.NewInt(77)},
	} {
		prepared, err := e.Prepare(bases, len(form.Scalars), form.ScalarBits)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // tables serve more than once
			got, err := e.EvaluatePrepared(prepared, form)
			if err != nil {
				t.Fatal(err)
			}
			if pair.open(got).Cmp(reference(pair.public, plain, form)) != 0 {
				t.Error("the form decrypts to something else")
			}
		}
		prepared.Release()
	}
}

func TestEvaluateRefuses(t *testing.T) {
	pair, other := smallPair(t), tinyPair(65519, 65543)
	e := pair.encryptor(t)
	bases := []*Ciphertext{seal(t, e, 1), seal(t, e, 2)}
	a := big.NewInt(5)
	row := []*big.Int{a, a}
	foreign := seal(t, other.encryptor(t), 1)
	for _, c := range []struct {
		name  string
		bases []*Ciphertext
		form  LinearForm
		want  error
	}{
		{"no bases", nil, LinearForm{ScalarBits: 3}, ErrFormShape},
		{"short row", bases, LinearForm{ScalarBits: 3, Scalars: [][]*big.Int{row[:1]}, Shifts: []uint{0}}, ErrFormShape},
		{"no shift", bases, LinearForm{ScalarBits: 3, Scalars: [][]*big.Int{row}}, ErrFormShape},
		{"shift", bases, LinearForm{ScalarBits: 3, Scalars: [][]*big.Int{row}, Shifts: []uint{256}}, ErrFormShift},
		{"scalar bits", bases, LinearForm{ScalarBits: 0, Scalars: [][]*big.Int{row}, Shifts: []uint{0}}, ErrFormScalar},
		{"too many scalar bits", bases, LinearForm{ScalarBits: 257, Scalars: [][]*big.Int{row}, Shifts: []uint{0}}, ErrFormScalar},
		{"scalar", bases, LinearForm{ScalarBits: 2, Scalars: [][]*big.Int{row}, Shifts: []uint{0}}, ErrFormScalar},
		{"nil scalar", bases, LinearForm{ScalarBits: 3, Scalars: [][]*big.Int{{a, nil}}, Shifts: []uint{0}}, ErrFormScalar},
		{"negative constant", bases, LinearForm{ScalarBits: 3, Constant: big.NewInt(-1)}, ErrPlaintextRange},
		{"large constant", bases, LinearForm{ScalarBits: 3, Constant: pair.public.N()}, ErrPlaintextRange},
		{"nil ciphertext", []*Ciphertext{nil, nil}, LinearForm{ScalarBits: 3, Scalars: [][]*big.Int{row}, Shifts: []uint{0}}, ErrNoCiphertext},
		{"other key", []*Ciphertext{foreign, foreign}, LinearForm{ScalarBits: 3, Scalars: [][]*big.Int{row}, Shifts: []uint{0}}, ErrWrongKey},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := e.Evaluate(c.bases, c.form); !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %v", err, c.want)
			}
		})
	}
	if _, err := e.EvaluatePrepared(nil, LinearForm{}); !errors.Is(err, ErrWrongKey) {
		t.Errorf("nil bases: error = %v, want ErrWrongKey", err)
	}
	for _, bits := range []uint{0, 257} {
		if _, err := e.Prepare(bases, 1, bits); !errors.Is(err, ErrFormScalar) {
			t.Errorf("bases for %d bits: error = %v, want ErrFormScalar", bits, err)
		}
	}
	prepared, err := e.Prepare(bases, 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	defer prepared.Release()
	if _, err := e.EvaluatePrepared(prepared, LinearForm{ScalarBits: 4, Scalars: [][]*big.Int{row}, Shifts: []uint{0}}); !errors.Is(err, ErrFormScalar) {
		t.Errorf("more bits than the bases are prepared for: error = %v, want ErrFormScalar", err)
	}
}
