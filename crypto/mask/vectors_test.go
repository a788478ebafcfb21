package mask

import (
	"bytes"
	"crypto/ecdh"
	"encoding/hex"
	"math/big"
	"testing"
)

// TestKnownAnswers fixes every label, order and sign of the key schedule: two sides that change together would still
// agree with each other. The values were computed by the second implementation in protocol/testdata/vectors.py.
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
	list := [32]byte(bytes.Repeat([]byte{0x44}, 32))
	low, high := ID{1}, ID{2}
	k := &KeyPair{private}
	peer := Peer{ID: high, Key: [32]byte(other.PublicKey().Bytes()), Shared: [32]byte(bytes.Repeat([]byte{0x33}, 32))}
	seed, err := k.pairSeed(list, low, peer)
	if err != nil {
		t.Fatal(err)
	}
	adds, err := k.Pairwise(list, low, []Peer{peer}, n, 2)
	if err != nil {
		t.Fatal(err)
	}
	back := Peer{ID: low, Key: k.Public(), Shared: peer.Shared}
	subtracts, err := (&KeyPair{other}).Pairwise(list, high, []Peer{back}, n, 2)
	if err != nil {
		t.Fatal(err)
	}
	reveal, err := RevealSeed(bytes.Repeat([]byte{0x55}, 32), list)
	if err != nil {
		t.Fatal(err)
	}
	commitment := reveal.Commitment(list, low)
	stream := []*big.Int{new(big.Int), new(big.Int)}
	if err := reveal.Add(stream, list, low, n); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ got, want string }{
		"pair seed":           {hex.EncodeToString(seed), knownPairSeed},
		"mask of the lower":   {adds[0].Text(16) + " " + adds[1].Text(16), knownLower},
		"mask of the higher":  {subtracts[0].Text(16) + " " + subtracts[1].Text(16), knownHigher},
		"reveal seed":         {hex.EncodeToString(reveal[:]), knownReveal},
		"reveal commitment":   {hex.EncodeToString(commitment[:]), knownCommitment},
		"reveal mask, stream": {stream[0].Text(16) + " " + stream[1].Text(16), knownStream},
	} {
		if c.got != c.want {
			t.Errorf("%s is %s, want %s", name, c.got, c.want)
		}
	}
}

const (
	knownPairSeed   = "939b7fcf7ee5f63d01cb01d5b1a71326a332a022a757d821850340f1f239edbc"
	knownLower      = "51314a83bcbdafab840335d803f11d91 9c024d08724fac04ecc04527b9a19159"
	knownHigher     = "aeceb57c434250547bfcca27fc0ee260 63fdb2f78db053fb133fbad8465e6e98"
	knownReveal     = "5dc087ea22b4ecd5be73e5f3ca4bf7cc0429386ef77ccef50b03fd32a4fed116"
	knownCommitment = "c4ce5a5b68dbcc649d30f46573f10cfc737a7dfe3a8a3cc72e42f56e9c0db804"
	knownStream     = "bb31dfd63ee4ae4be709428591a29776 3e16ac52fc1225acd737167aecd3139f"
)
