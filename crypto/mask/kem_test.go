package mask_test

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
)

func newKEMKey(t *testing.T) *mask.KEMKey {
	t.Helper()
	k, err := mask.NewKEMKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestEncapsulations(t *testing.T) {
	k := newKEMKey(t)
	if err := mask.CheckKEMKey(k.Public()); err != nil {
		t.Error(err)
	}
	secret, encapsulation, err := mask.Encapsulate(k.Public())
	if err != nil {
		t.Fatal(err)
	}
	if len(encapsulation) != mask.EncapsulationSize || len(k.Public()) != mask.KEMKeySize || len(k.Seed()) != mask.KEMSeedSize {
		t.Errorf("sizes are %d, %d and %d", len(encapsulation), len(k.Public()), len(k.Seed()))
	}
	again, err := mask.KEMKeyFromSeed(k.Seed())
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]*mask.KEMKey{"the key": k, "the key from its seed": again} {
		if got, err := key.Decapsulate(encapsulation); err != nil || got.Reveal() != secret.Reveal() {
			t.Errorf("%s does not open the encapsulation (%v)", name, err)
		}
	}
	if got, err := newKEMKey(t).Decapsulate(encapsulation); err != nil || got.Reveal() == secret.Reveal() {
		t.Errorf("another key opens the encapsulation (%v)", err)
	}
	if other, _, err := mask.Encapsulate(k.Public()); err != nil || other.Reveal() == secret.Reveal() {
		t.Errorf("two encapsulations have one secret (%v)", err)
	}
	bent := bytes.Clone(encapsulation)
	bent[40] ^= 1
	if got, err := k.Decapsulate(bent); err != nil || got.Reveal() == secret.Reveal() {
		t.Errorf("an altered encapsulation has the same secret (%v)", err)
	}
}

func TestKEMInputsThatAreRefused(t *testing.T) {
	k := newKEMKey(t)
	unreduced := bytes.Repeat([]byte{0xff}, mask.KEMKeySize) // coefficients past the field's modulus
	for name, public := range map[string][]byte{"empty": nil, "short": k.Public()[1:], "not reduced": unreduced} {
		if err := mask.CheckKEMKey(public); err == nil {
			t.Errorf("%s: key is accepted", name)
		}
		if _, _, err := mask.Encapsulate(public); err == nil {
			t.Errorf("%s: something is encapsulated", name)
		}
	}
	for _, size := range []int{0, mask.EncapsulationSize - 1, mask.EncapsulationSize + 1} {
		if _, err := k.Decapsulate(make([]byte, size)); err == nil {
			t.Errorf("an encapsulation of %d bytes is accepted", size)
		}
	}
	if _, err := mask.KEMKeyFromSeed(make([]byte, 63)); err == nil {
		t.Error("a seed of 63 bytes is accepted")
	}
}

// A sum opens only after every seed is removed, each for its own list and owner.
func TestSeeds(t *testing.T) {
	n := new(big.Int).Lsh(big.NewInt(1), 512)
	list := [32]byte{7}
	secret := bytes.Repeat([]byte{3}, 32)
	seed, err := mask.RevealSeed(secret, list)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := mask.RevealSeed(secret, list); err != nil || again.Reveal() != seed.Reveal() {
		t.Errorf("the seed changes after a restart (%v)", err)
	}
	if other, err := mask.RevealSeed(secret, [32]byte{8}); err != nil || other.Reveal() == seed.Reveal() {
		t.Errorf("two lists have one seed (%v)", err)
	}
	alice, bob := mask.ID{1}, mask.ID{2}
	masked := []*big.Int{big.NewInt(5), big.NewInt(6)}
	if err := seed.Add(masked, list, alice, n); err != nil {
		t.Fatal(err)
	}
	removed := func(list [32]byte, owner mask.ID) bool {
		v := []*big.Int{new(big.Int).Set(masked[0]), new(big.Int).Set(masked[1])}
		if err := seed.Remove(v, list, owner, n); err != nil {
			t.Fatal(err)
		}
		return v[0].Int64() == 5 && v[1].Int64() == 6
	}
	if !removed(list, alice) {
		t.Error("the seed does not open what it masked")
	}
	if removed([32]byte{8}, alice) || removed(list, bob) {
		t.Error("the seed opens another list's or owner's mask")
	}
	c := seed.Commitment(list, alice)
	if !seed.Matches(c, list, alice) {
		t.Error("the seed does not match its commitment")
	}
	bits := seed.Reveal()
	bits[31] ^= 1
	flipped := mask.NewSeed(bits)
	if seed.Matches(c, list, bob) || seed.Matches(c, [32]byte{8}, alice) || flipped.Matches(c, list, alice) {
		t.Error("a commitment fits more than its seed, list and owner")
	}
}
