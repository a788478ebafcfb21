package mask

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"testing"
)

var modulus = func() *big.Int {
	m := new(big.Int).Lsh(big.NewInt(1), 3071)
	return m.Add(m, big.NewInt(12345678901))
}()

type owner struct {
	id   ID
	pair *KeyPair
}

func owners(t *testing.T, n int) []owner {
	t.Helper()
	out := make([]owner, n)
	for i := range out {
		pair, err := NewKeyPair()
		if err != nil {
			t.Fatal(err)
		}
		out[i] = owner{ID{byte(31 * i), byte(i)}, pair}
	}
	return out
}

func masks(t *testing.T, all []owner, c Context, count int) [][]*big.Int {
	t.Helper()
	out := make([][]*big.Int, len(all))
	for i, o := range all {
		var peers []Peer
		for j, p := range all {
			if j != i {
				peers = append(peers, Peer{p.id, p.pair.Public()})
			}
		}
		m, err := o.pair.Pairwise(c, o.id, peers, modulus, count)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = m
	}
	return out
}

func sum(vectors [][]*big.Int) []*big.Int {
	s := make([]*big.Int, len(vectors[0]))
	for k := range s {
		s[k] = new(big.Int)
		for _, v := range vectors {
			s[k].Add(s[k], v[k])
		}
		s[k].Mod(s[k], modulus)
	}
	return s
}

func isZero(v []*big.Int) bool {
	for _, x := range v {
		if x.Sign() != 0 {
			return false
		}
	}
	return true
}

func TestMasksCancelOverTheWholeCohortOnly(t *testing.T) {
	for _, n := range []int{2, 3, 5, 9} {
		t.Run(fmt.Sprint(n, " owners"), func(t *testing.T) {
			all := masks(t, owners(t, n), Context{Round: 3, Attempt: 1, Cohort: [32]byte{7}}, 4)
			if !isZero(sum(all)) {
				t.Error("masks of the whole cohort do not cancel")
			}
			for i := range all {
				rest := append(append([][]*big.Int{}, all[:i]...), all[i+1:]...)
				for _, x := range sum(rest) {
					if x.BitLen() < modulus.BitLen()-100 {
						t.Errorf("without owner %d a masked sum is only %d bits", i, x.BitLen())
					}
				}
			}
		})
	}
}

// Owners who were shown different lists have different cohort digests: their masks must not cancel.
func TestAttackSplitView(t *testing.T) {
	all := owners(t, 3)
	a := masks(t, all, Context{Round: 1, Attempt: 1, Cohort: [32]byte{1}}, 2)
	b := masks(t, all, Context{Round: 1, Attempt: 1, Cohort: [32]byte{2}}, 2)
	if isZero(sum([][]*big.Int{a[0], a[1], b[2]})) {
		t.Error("masks cancel across different cohort digests")
	}
	if !isZero(sum(a)) {
		t.Error("masks of one list do not cancel: the attack proves nothing")
	}
}

func TestEveryPartOfTheContextChangesTheMask(t *testing.T) {
	all := owners(t, 2)
	base := Context{Training: [32]byte{1}, Round: 1, Attempt: 1, Cohort: [32]byte{1}}
	want := masks(t, all, base, 1)[0][0]
	for name, c := range map[string]Context{
		"training": {[32]byte{2}, 1, 1, [32]byte{1}},
		"round":    {[32]byte{1}, 2, 1, [32]byte{1}},
		"attempt":  {[32]byte{1}, 1, 2, [32]byte{1}},
		"cohort":   {[32]byte{1}, 1, 1, [32]byte{2}},
	} {
		if masks(t, all, c, 1)[0][0].Cmp(want) == 0 {
			t.Errorf("another %s gives the same mask", name)
		}
	}
}

// Every one of the 256 bits of a seed must reach the stream (fault table row 51: a well-known system folded
// its seed to 32 bits, which a known answer of the key agreement alone does not notice).
func TestEverySeedBitMatters(t *testing.T) {
	first := func(seed []byte) []byte {
		s, err := newStream(seed)
		if err != nil {
			t.Fatal(err)
		}
		return s.next(modulus).Bytes()
	}
	seed := bytes.Repeat([]byte{0x5a}, 32)
	want := first(seed)
	for bit := range 256 {
		flipped := bytes.Clone(seed)
		flipped[bit/8] ^= 1 << (bit % 8)
		if bytes.Equal(first(flipped), want) {
			t.Errorf("seed bit %d does not change the stream", bit)
		}
	}
}

// The stream is AES-256-CTR over zeros from a zero counter: its first block for the key 00…1f is that of
// FIPS 197, appendix C.3, with an all-zero plaintext (computed with openssl enc -aes-256-ecb -K 00…1f).
func TestStreamKnownAnswer(t *testing.T) {
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(i)
	}
	s, err := newStream(key)
	if err != nil {
		t.Fatal(err)
	}
	top := new(big.Int).Lsh(big.NewInt(1), 8*64) // reduction modulo 2^512 keeps the last 64 of 81 bytes
	s.next(top)
	got := hex.EncodeToString(s.buf[:16])
	if want := "f29000b62a499fd0a9f39a6add2e7780"; got != want {
		t.Errorf("first block %s, want %s", got, want)
	}
}

func TestPeerListsThatAreRefused(t *testing.T) {
	all := owners(t, 3)
	me, good := all[0], Peer{all[1].id, all[1].pair.Public()}
	other := Peer{all[2].id, all[2].pair.Public()}
	for name, peers := range map[string][]Peer{
		"nobody":             nil,
		"self":               {good, {me.id, other.Key}},
		"repeated identity":  {good, {good.ID, other.Key}},
		"repeated key":       {good, {other.ID, good.Key}},
		"own key":            {good, {other.ID, me.pair.Public()}},
		"all-zero key":       {good, {other.ID, [32]byte{}}},
		"low-order key (1)":  {good, {other.ID, [32]byte{1}}},
		"low-order key (-1)": {good, {other.ID, minusOne()}},
	} {
		if _, err := me.pair.Pairwise(Context{}, me.id, peers, modulus, 1); !errors.Is(err, ErrPeer) {
			t.Errorf("%s: got %v, want ErrPeer", name, err)
		}
	}
}

// minusOne is p − 1 little-endian, a point of order 2 on Curve25519 (RFC 7748, section 6.1 asks for the check).
func minusOne() [32]byte {
	k := [32]byte(bytes.Repeat([]byte{0xff}, 32))
	k[0], k[31] = 0xec, 0x7f
	return k
}
