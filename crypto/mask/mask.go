package mask

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/internal/secret"
)

// ID names an owner: its Ed25519 identity. The order of the bytes decides who adds and who subtracts.
type ID = [32]byte

// KeyPair is an X25519 key pair for one attempt at one round.
type KeyPair struct {
	secret.Redacted
	private secret.Value[*ecdh.PrivateKey]
}

// NewKeyPair makes a pair from crypto/rand.
func NewKeyPair() (*KeyPair, error) {
	private, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("failed to generate mask key: %w", err)
	}
	return &KeyPair{private: secret.New(private)}, nil
}

// Public returns the 32-byte public key that goes into the keys message.
func (k *KeyPair) Public() [32]byte { return [32]byte(k.private.Reveal().PublicKey().Bytes()) }

// Context is what every mask of an attempt is bound to.
type Context struct {
	Training [32]byte
	Round    int
	Attempt  int
	Cohort   [32]byte // digest over every keys message of the attempt
}

// Peer is another owner of the cohort with the public key from its keys message.
type Peer struct {
	ID  ID
	Key [32]byte
}

// ErrPeer is a list of peers that no honest facilitator sends; the owner aborts before it sends anything.
var ErrPeer = errors.New("invalid peer list")

// Pairwise returns owner self's mask: count integers in [0, modulus), uniform to anyone who lacks one of the
// pairwise secrets. peers are all the other owners of the cohort, in any order, at least one. It refuses a
// repeated or own identity, a repeated key, and a key of low order.
func (k *KeyPair) Pairwise(c Context, self ID, peers []Peer, modulus *big.Int, count int) ([]*big.Int, error) {
	if err := checkPeers(k.Public(), self, peers); err != nil {
		return nil, err
	}
	if modulus.Sign() <= 0 || count < 1 {
		return nil, errors.New("invalid mask size: modulus and count must be positive")
	}
	mask := zeros(count)
	for i, p := range peers {
		if err := k.addPairwise(mask, c, self, p, modulus); err != nil {
			return nil, fmt.Errorf("%w: peer %d: %w", ErrPeer, i, err)
		}
	}
	return mask, nil
}

// addPairwise adds to dst what owner self adds for its pair with p.
func (k *KeyPair) addPairwise(dst []*big.Int, c Context, self ID, p Peer, modulus *big.Int) error {
	seed, err := k.seed(c, self, p)
	if err != nil {
		return err
	}
	return addStream(dst, seed, modulus, bytes.Compare(self[:], p.ID[:]) < 0)
}

// addStream adds the stream of seed to dst modulo modulus, or subtracts it.
func addStream(dst []*big.Int, seed []byte, modulus *big.Int, add bool) error {
	stream, err := newStream(seed)
	if err != nil {
		return err
	}
	for _, m := range dst {
		v := stream.next(modulus)
		if add {
			m.Add(m, v)
		} else {
			m.Sub(m, v)
		}
		m.Mod(m, modulus)
	}
	return nil
}

func zeros(count int) []*big.Int {
	v := make([]*big.Int, count)
	for i := range v {
		v[i] = new(big.Int)
	}
	return v
}

func checkPeers(own [32]byte, self ID, peers []Peer) error {
	if len(peers) == 0 {
		return fmt.Errorf("%w: a mask needs at least one other owner", ErrPeer)
	}
	ids := map[ID]bool{self: true}
	keys := map[[32]byte]bool{own: true}
	for i, p := range peers {
		if ids[p.ID] {
			return fmt.Errorf("%w: peer %d repeats an identity", ErrPeer, i)
		}
		if keys[p.Key] {
			return fmt.Errorf("%w: peer %d repeats a key", ErrPeer, i)
		}
		ids[p.ID], keys[p.Key] = true, true
	}
	return nil
}

// seed derives the pair's 32-byte stream key. Both owners derive the same: the identities enter in order.
func (k *KeyPair) seed(c Context, self ID, p Peer) ([]byte, error) {
	low, high := self, p.ID
	if bytes.Compare(low[:], high[:]) > 0 {
		low, high = high, low
	}
	return k.derive(p.Key, "mask", c, low, high)
}

// derive agrees on a 32-byte key with the holder of public key peer, for one purpose, attempt and pair.
func (k *KeyPair) derive(peer [32]byte, purpose string, c Context, first, second ID) ([]byte, error) {
	public, err := ecdh.X25519().NewPublicKey(peer[:])
	if err != nil {
		return nil, errors.New("malformed key")
	}
	shared, err := k.private.Reveal().ECDH(public)
	if err != nil { // the all-zero result of a low-order point
		return nil, errors.New("invalid key: a point of low order")
	}
	return hkdf.Key(sha256.New, shared, nil, c.info(purpose, first[:], second[:]), 32)
}

// info is the HKDF info of a purpose: every part has a fixed width but the purpose, which ends with NUL.
func (c Context) info(purpose string, parts ...[]byte) string {
	info := []byte("blindfit/1/" + purpose + "\x00")
	info = append(info, c.Training[:]...)
	info = binary.BigEndian.AppendUint32(info, uint32(c.Round))
	info = binary.BigEndian.AppendUint32(info, uint32(c.Attempt))
	info = append(info, c.Cohort[:]...)
	for _, p := range parts {
		info = append(info, p...)
	}
	return string(info)
}

// extraBytes is how many bytes a mask is drawn longer than the modulus before it is reduced: 128 bits, so
// that its distance from uniform is below 2^-128. For a 3072-bit modulus that makes 400 bytes a plaintext.
const extraBytes = 16

// stream is AES-256-CTR over zeros under a fresh key: a seed serves one stream, so the counter starts at zero.
type stream struct {
	ctr cipher.Stream
	buf []byte
}

func newStream(seed []byte) (*stream, error) {
	block, err := aes.NewCipher(seed)
	if err != nil {
		return nil, fmt.Errorf("failed to start mask stream: %w", err)
	}
	return &stream{ctr: cipher.NewCTR(block, make([]byte, aes.BlockSize))}, nil
}

// next returns the next integer of the stream in [0, modulus).
func (s *stream) next(modulus *big.Int) *big.Int {
	size := (modulus.BitLen()+7)/8 + extraBytes
	if cap(s.buf) < size {
		s.buf = make([]byte, size)
	}
	b := s.buf[:size]
	clear(b)
	s.ctr.XORKeyStream(b, b)
	v := new(big.Int).SetBytes(b)
	return v.Mod(v, modulus)
}
