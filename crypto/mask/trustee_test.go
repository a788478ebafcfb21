package mask

import (
	"bytes"
	"encoding/hex"
	"io"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/internal/testing/vectors"
)

func newTrusteeKey(t *testing.T) *TrusteeKey {
	t.Helper()
	k, err := NewTrusteeKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestEncapsulationsToTrustees(t *testing.T) {
	k, training := newTrusteeKey(t), [32]byte{1}
	if err := CheckTrusteeKey(k.Public()); err != nil {
		t.Error(err)
	}
	shared, encapsulation, err := EncapsulateToTrustee(k.Public(), training)
	if err != nil {
		t.Fatal(err)
	}
	if len(encapsulation) != TrusteeEncapsulationSize || len(k.Public()) != TrusteeKeySize {
		t.Errorf("sizes are %d and %d", len(encapsulation), len(k.Public()))
	}
	text, err := k.Secret()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseTrusteeKey(text)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Decapsulate(encapsulation, training); err != nil || got.Reveal() != shared.Reveal() {
		t.Errorf("the key from its bytes does not open the encapsulation (%v)", err)
	}
	other := bytes.Clone(encapsulation)
	other[40] ^= 1
	for name, open := range map[string]func() (Shared, error){
		"another key":              func() (Shared, error) { return newTrusteeKey(t).Decapsulate(encapsulation, training) },
		"another training":         func() (Shared, error) { return k.Decapsulate(encapsulation, [32]byte{2}) },
		"an altered encapsulation": func() (Shared, error) { return k.Decapsulate(other, training) },
	} {
		if got, err := open(); err == nil && got.Reveal() == shared.Reveal() {
			t.Errorf("%s opens the secret", name)
		}
	}
	if _, err := k.Decapsulate(encapsulation[1:], training); err == nil {
		t.Error("a short encapsulation is accepted")
	}
	for name, public := range map[string][]byte{"empty": nil, "short": k.Public()[1:], "not reduced": bytes.Repeat([]byte{0xff}, TrusteeKeySize)} {
		if CheckTrusteeKey(public) == nil {
			t.Errorf("%s: key is accepted", name)
		}
		if _, _, err := EncapsulateToTrustee(public, training); err == nil {
			t.Errorf("%s: encapsulated to it", name)
		}
	}
	if _, err := ParseTrusteeKey(text[1:]); err == nil {
		t.Error("a short private key is accepted")
	}
}

// Masks hang on everything that they are bound to: an encapsulation that a puppet copies into its own contribution gives an
// unrelated stream.
func TestMasksForTrusteesAreBound(t *testing.T) {
	n, shared := big.NewInt(1<<62), NewShared([32]byte{7})
	base := Contribution{Training: [32]byte{1}, Owner: [32]byte{2}, Trustee: [32]byte{3}, Encapsulations: [32]byte{4}, Index: 1}
	mask := func(c Contribution, s Shared) string {
		v := []*big.Int{new(big.Int)}
		if err := c.AddMask(v, s, n); err != nil {
			t.Fatal(err)
		}
		key, err := c.TagKey(s)
		if err != nil {
			t.Fatal(err)
		}
		return v[0].Text(16) + hex.EncodeToString(key)
	}
	seen := map[string]string{mask(base, shared): "itself", mask(base, NewShared([32]byte{8})): "another secret"}
	for name, change := range map[string]func(*Contribution){
		"training":       func(c *Contribution) { c.Training[0]++ },
		"owner":          func(c *Contribution) { c.Owner[0]++ },
		"trustee":        func(c *Contribution) { c.Trustee[0]++ },
		"encapsulations": func(c *Contribution) { c.Encapsulations[0]++ },
		"index":          func(c *Contribution) { c.Index++ },
	} {
		c := base
		change(&c)
		got := mask(c, shared)
		if before := seen[got]; before != "" {
			t.Errorf("another %s has the mask of %s", name, before)
		}
		seen[got] = name
	}
	if len(seen) != 7 {
		t.Errorf("%d different masks, want 7", len(seen))
	}
}

func TestKnownMasksForTrustees(t *testing.T) {
	id := func(first byte) (b [32]byte) {
		for i := range b {
			b[i] = first + byte(i)
		}
		return b
	}
	n, _ := new(big.Int).SetString("c000000000000000000000000000000000000000000000000000000000000025", 16)
	c := Contribution{Training: id(1), Owner: id(2), Trustee: id(3), Encapsulations: id(4), Index: 1}
	shared := NewShared(id(5))
	seed, err := c.derive(shared, "trustee seed")
	if err != nil {
		t.Fatal(err)
	}
	tag, err := c.TagKey(shared)
	if err != nil {
		t.Fatal(err)
	}
	mask := []*big.Int{new(big.Int), big.NewInt(1)}
	if err := c.AddMask(mask, shared, n); err != nil {
		t.Fatal(err)
	}
	noise, err := TrusteeNoise(secret.New(id(6)), id(7))
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 48)
	if _, err := io.ReadFull(noise, first); err != nil {
		t.Fatal(err)
	}
	text := func(b [32]byte) string { return hex.EncodeToString(b[:]) }
	vectors.Check(t, "trustee masks", struct {
		Training, Owner, Trustee, Encapsulations, Shared, Modulus, Noise, Root string
		Index                                                                  int
		Seed, TagKey, NoiseStream                                              string
		Mask                                                                   []string
	}{
		text(c.Training), text(c.Owner), text(c.Trustee), text(c.Encapsulations), hex.EncodeToString(shared.bytes()), n.Text(16), text(id(6)), text(id(7)),
		c.Index, hex.EncodeToString(seed), hex.EncodeToString(tag), hex.EncodeToString(first), []string{mask[0].Text(16), mask[1].Text(16)},
	})
}
