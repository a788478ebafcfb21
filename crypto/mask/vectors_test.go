package mask

import (
	"bytes"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/internal/testing/vectors"
)

// TestKnownAnswers fixes every label, order and sign of the key schedule: two sides that change together would still
// agree with each other.
func TestKnownAnswers(t *testing.T) {
	private, err := ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{0x11}, 32))
	if err != nil {
		t.Fatal(err)
	}
	other, err := ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{0x22}, 32))
	if err != nil {
		t.Fatal(err)
	}
	n, ok := new(big.Int).SetString("fffffffffffffffffffffffffffffff1", 16)
	if !ok {
		t.Fatal("malformed modulus")
	}
	list, kept := [32]byte(bytes.Repeat([]byte{0x44}, 32)), bytes.Repeat([]byte{0x55}, 32)
	low, high := ID{1}, ID{2}
	k := &KeyPair{private: secret.New(private)}
	peer := Peer{ID: high, Key: [32]byte(other.PublicKey().Bytes()), Shared: NewShared([32]byte(bytes.Repeat([]byte{0x33}, 32)))}
	seed, err := k.pairSeed(list, low, peer)
	if err != nil {
		t.Fatal(err)
	}
	adds, err := k.Pairwise(list, low, []Peer{peer}, n, 2)
	if err != nil {
		t.Fatal(err)
	}
	back := Peer{ID: low, Key: k.Public(), Shared: peer.Shared}
	subtracts, err := (&KeyPair{private: secret.New(other)}).Pairwise(list, high, []Peer{back}, n, 2)
	if err != nil {
		t.Fatal(err)
	}
	reveal, err := RevealSeed(kept, list)
	if err != nil {
		t.Fatal(err)
	}
	commitment := reveal.Commitment(list, low)
	stream := []*big.Int{new(big.Int), new(big.Int)}
	if err := reveal.Add(stream, list, low, n); err != nil {
		t.Fatal(err)
	}
	text := func(v []*big.Int) []string { return []string{v[0].Text(16), v[1].Text(16)} }
	vectors.Check(t, "mask", struct {
		PrivateA, PrivateB, Shared, List, Low, High, Modulus, Secret string
		PairSeed, Seed, Commitment                                   string
		Lower, Higher, Reveal                                        []string
	}{
		hex.EncodeToString(private.Bytes()), hex.EncodeToString(other.Bytes()), hex.EncodeToString(peer.Shared.bytes()),
		hex.EncodeToString(list[:]), hex.EncodeToString(low[:]), hex.EncodeToString(high[:]), n.Text(16), hex.EncodeToString(kept),
		hex.EncodeToString(seed), hex.EncodeToString(reveal.bytes()), hex.EncodeToString(commitment[:]),
		text(adds), text(subtracts), text(stream),
	})
}

// An encapsulation that was made once opens to the secret it was made with; an altered one to the secret that FIPS 203
// derives for it.
func TestKnownEncapsulation(t *testing.T) {
	k, err := NewKEMKey()
	if err != nil {
		t.Fatal(err)
	}
	_, fresh, err := Encapsulate(k.Public())
	if err != nil {
		t.Fatal(err)
	}
	type known struct{ Seed, Encapsulation string }
	v := vectors.Stored(t, "kem", known{hex.EncodeToString(k.Seed()), hex.EncodeToString(fresh)})
	if k, err = KEMKeyFromSeed(unhex(t, v.Seed)); err != nil {
		t.Fatal(err)
	}
	encapsulation := unhex(t, v.Encapsulation)
	shared, err := k.Decapsulate(encapsulation)
	if err != nil {
		t.Fatal(err)
	}
	encapsulation[100] ^= 1
	rejected, err := k.Decapsulate(encapsulation)
	if err != nil {
		t.Fatal(err)
	}
	public := sha256.Sum256(k.Public())
	vectors.Check(t, "kem answers", struct{ PublicDigest, Shared, Byte100Altered string }{
		hex.EncodeToString(public[:]), hex.EncodeToString(shared.bytes()), hex.EncodeToString(rejected.bytes())})
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
