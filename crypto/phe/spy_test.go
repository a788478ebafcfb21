package phe

import (
	"math/big"
	"testing"
)

// spy is the Go kernel, noting what it is asked for.
type spy struct {
	Kernel
	powers []*big.Int // arguments of NthPower
	blinds []*big.Int // blinds of SubsetTables
}

func (s *spy) NthPower(r *big.Int) (*big.Int, error) {
	s.powers = append(s.powers, new(big.Int).Set(r))
	return s.Kernel.NthPower(r)
}

func (s *spy) SubsetTables(bases []*big.Int, blind *big.Int, tables int) (Tables, error) {
	s.blinds = append(s.blinds, new(big.Int).Set(blind))
	return s.Kernel.SubsetTables(bases, blind, tables)
}

// TestBaseOfObfuscators: every encryptor takes hs from an h of its own that is
// minus a square, hence no square modulo either prime and of Jacobi symbol 1.
func TestBaseOfObfuscators(t *testing.T) {
	pair := smallPair(t)
	p, q := hexInt(t, prime128P), hexInt(t, prime128Q)
	seen := make(map[string]bool)
	for range 20 {
		s := &spy{Kernel: GoKernel(pair.public)}
		if _, err := NewEncryptor(pair.public, s, EncryptorOptions{Encryptions: 1}); err != nil {
			t.Fatal(err)
		}
		if len(s.powers) != 1 {
			t.Fatalf("%d powers to derive hs, want 1", len(s.powers))
		}
		h := s.powers[0]
		if big.Jacobi(h, p) != -1 || big.Jacobi(h, q) != -1 {
			t.Fatal("h is not minus a square")
		}
		if seen[h.String()] {
			t.Fatal("two encryptors share an h")
		}
		seen[h.String()] = true
	}
}

// TestTablesAreBlinded: each set of tables is multiplied by an obfuscator of its own.
func TestTablesAreBlinded(t *testing.T) {
	pair := smallPair(t)
	s := &spy{Kernel: GoKernel(pair.public)}
	e, err := NewEncryptor(pair.public, s, EncryptorOptions{Encryptions: 4})
	if err != nil {
		t.Fatal(err)
	}
	bases := []*Ciphertext{seal(t, e, 1)}
	for range 5 {
		prepared, err := e.Prepare(bases, 1, 8)
		if err != nil {
			t.Fatal(err)
		}
		prepared.Release()
	}
	seen := map[string]bool{"1": true}
	for _, b := range s.blinds {
		if seen[b.String()] || pair.open(pair.public.wrap(b)).Sign() != 0 {
			t.Fatal("a blind is 1, comes twice or is no encryption of 0")
		}
		seen[b.String()] = true
	}
	if len(s.blinds) != 5 {
		t.Errorf("%d blinds for 5 sets of tables", len(s.blinds))
	}
}

// TestEvaluateTakesFullRange: each evaluation uses an r^n of its own, from the pool or made for it.
func TestEvaluateTakesFullRange(t *testing.T) {
	pair := smallPair(t)
	s := &spy{Kernel: GoKernel(pair.public)}
	e, err := NewEncryptor(pair.public, s, EncryptorOptions{Encryptions: 4})
	if err != nil {
		t.Fatal(err)
	}
	bases := []*Ciphertext{seal(t, e, 1)}
	form := LinearForm{ScalarBits: 4, Scalars: [][]*big.Int{{big.NewInt(3)}}, Shifts: []uint{0}}
	if err := e.Precompute(t.Context(), 0, 1); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := e.Evaluate(bases, form); err != nil {
			t.Fatal(err)
		}
	}
	if want := 1 + 3; len(s.powers) != want { // hs, then one for each evaluation
		t.Errorf("%d powers, want %d", len(s.powers), want)
	}
	if _, full := e.Ready(); full != 0 {
		t.Errorf("%d full-range obfuscators left", full)
	}
}
