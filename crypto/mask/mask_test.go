package mask

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/leaks"
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

// shared stands for the ML-KEM secret of two owners.
func shared(i, j int) Shared { return NewShared([32]byte{0xab, byte(min(i, j)), byte(max(i, j))}) }

func masks(t *testing.T, all []owner, list [32]byte, count int) [][]*big.Int {
	t.Helper()
	out := make([][]*big.Int, len(all))
	for i, o := range all {
		var peers []Peer
		for j, p := range all {
			if j != i {
				peers = append(peers, Peer{p.id, p.pair.Public(), shared(i, j)})
			}
		}
		m, err := o.pair.Pairwise(list, o.id, peers, modulus, count)
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
			all := masks(t, owners(t, n), [32]byte{7}, 4)
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
	a := masks(t, all, [32]byte{1}, 2)
	b := masks(t, all, [32]byte{2}, 2)
	if isZero(sum([][]*big.Int{a[0], a[1], b[2]})) {
		t.Error("masks cancel across different cohort digests")
	}
	if !isZero(sum(a)) {
		t.Error("masks of one list do not cancel: the attack proves nothing")
	}
}

// A mask depends on the list digest and on both halves of the pair's secret: an attacker that breaks one key agreement
// learns nothing.
func TestEveryInputChangesTheMask(t *testing.T) {
	all := owners(t, 2)
	list, peer := [32]byte{1}, Peer{all[1].id, all[1].pair.Public(), NewShared([32]byte{1})}
	mask := func(pair *KeyPair, list [32]byte, self ID, p Peer) *big.Int {
		m, err := pair.Pairwise(list, self, []Peer{p}, modulus, 1)
		if err != nil {
			t.Fatal(err)
		}
		return m[0]
	}
	want := mask(all[0].pair, list, all[0].id, peer)
	otherPeer, otherShared := peer, peer
	otherPeer.ID[5]++
	otherShared.Shared = NewShared([32]byte{1, 31: 1})
	fresh := owners(t, 2)
	otherKey := peer
	otherKey.Key = fresh[1].pair.Public()
	for name, got := range map[string]*big.Int{
		"list digest":   mask(all[0].pair, [32]byte{2}, all[0].id, peer),
		"own identity":  mask(all[0].pair, list, ID{0, 1}, peer),
		"peer":          mask(all[0].pair, list, all[0].id, otherPeer),
		"own key":       mask(fresh[0].pair, list, all[0].id, peer),
		"peer's key":    mask(all[0].pair, list, all[0].id, otherKey),
		"shared secret": mask(all[0].pair, list, all[0].id, otherShared),
	} {
		if got.Cmp(want) == 0 {
			t.Errorf("a different %s makes the same mask", name)
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
	me, good := all[0], Peer{ID: all[1].id, Key: all[1].pair.Public()}
	other := Peer{ID: all[2].id, Key: all[2].pair.Public()}
	for name, peers := range map[string][]Peer{
		"no peers":           nil,
		"self":               {good, {ID: me.id, Key: other.Key}},
		"repeated identity":  {good, {ID: good.ID, Key: other.Key}},
		"repeated key":       {good, {ID: other.ID, Key: good.Key}},
		"own key":            {good, {ID: other.ID, Key: me.pair.Public()}},
		"all-zero key":       {good, {ID: other.ID}},
		"low-order key (1)":  {good, {ID: other.ID, Key: [32]byte{1}}},
		"low-order key (-1)": {good, {ID: other.ID, Key: minusOne()}},
	} {
		if _, err := me.pair.Pairwise([32]byte{}, me.id, peers, modulus, 1); !errors.Is(err, ErrPeer) {
			t.Errorf("%s: got %v, want ErrPeer", name, err)
		}
	}
}

func TestMaskSizesThatAreRefused(t *testing.T) {
	all := owners(t, 2)
	peers := []Peer{{ID: all[1].id, Key: all[1].pair.Public()}}
	for name, err := range map[string]error{
		"no modulus": second(all[0].pair.Pairwise([32]byte{}, all[0].id, peers, new(big.Int), 1)),
		"negative":   second(all[0].pair.Pairwise([32]byte{}, all[0].id, peers, big.NewInt(-5), 1)),
		"no values":  second(all[0].pair.Pairwise([32]byte{}, all[0].id, peers, modulus, 0)),
	} {
		if err == nil {
			t.Errorf("%s: a mask is made", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestCheckPoint(t *testing.T) {
	for name, key := range map[string][32]byte{"0": {}, "1": {1}, "-1": minusOne()} {
		if err := CheckPoint(key); !errors.Is(err, ErrPoint) {
			t.Errorf("%s: got %v, want ErrPoint", name, err)
		}
	}
	if err := CheckPoint(owners(t, 1)[0].pair.Public()); err != nil {
		t.Errorf("an honest key is refused: %v", err)
	}
}

// minusOne is p − 1 little-endian, a point of order 2 on Curve25519 (RFC 7748, section 6.1 asks for the check).
func minusOne() [32]byte {
	k := [32]byte(bytes.Repeat([]byte{0xff}, 32))
	k[0], k[31] = 0xec, 0x7f
	return k
}

func TestKeyPairDoesNotPrint(t *testing.T) {
	k := owners(t, 1)[0].pair
	leaks.Check(t, "KeyPair", k, k.private.Reveal().Bytes())
	leaks.Check(t, "KeyPair by value", *k, k.private.Reveal().Bytes())
}
