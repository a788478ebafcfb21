package mask

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/internal/secret"
)

// ID names an owner: its Ed25519 identity. The lower of two identities, by bytes, adds the pair's mask and the higher
// subtracts it.
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

// ErrPoint is the error of a public key with which no key agreement is possible: a point of low order.
var ErrPoint = errors.New("invalid mask key: a point of low order")

// CheckPoint returns ErrPoint if no owner can agree on a secret with the holder of public.
func CheckPoint(public [32]byte) error {
	// Any private key shows it: with a point of low order every agreement is all zeros.
	probe, err := ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		return err
	}
	_, err = agree(probe, public)
	return err
}

func agree(private *ecdh.PrivateKey, public [32]byte) ([]byte, error) {
	peer, err := ecdh.X25519().NewPublicKey(public[:])
	if err != nil {
		return nil, ErrPoint
	}
	shared, err := private.ECDH(peer)
	if err != nil { // the all-zero result
		return nil, ErrPoint
	}
	return shared, nil
}

// Peer is another owner of the list.
type Peer struct {
	ID     ID
	Key    [32]byte // X25519 public key from its keys message
	Shared Shared   // ML-KEM shared secret of the pair
}

// ErrPeer is the error of a list of peers that no honest facilitator sends; the owner aborts before it sends anything.
var ErrPeer = errors.New("invalid peer list")

// Pairwise returns owner self's mask: count integers in [0, modulus), uniform to every party that lacks one of the
// pairwise secrets. list is the list digest; peers are all other owners of the list, in any order, at least one.
// Pairwise refuses a repeated or own identity, a repeated key, and a key of low order with an error that wraps ErrPeer.
func (k *KeyPair) Pairwise(list [32]byte, self ID, peers []Peer, modulus *big.Int, count int) ([]*big.Int, error) {
	if err := checkPeers(k.Public(), self, peers); err != nil {
		return nil, err
	}
	if modulus.Sign() <= 0 || count < 1 {
		return nil, errors.New("invalid mask size: modulus and count must be positive")
	}
	mask := make([]*big.Int, count)
	for i := range mask {
		mask[i] = new(big.Int)
	}
	for i, p := range peers {
		seed, err := k.pairSeed(list, self, p)
		if err != nil {
			return nil, fmt.Errorf("%w: peer %d: %w", ErrPeer, i, err)
		}
		if err := addStream(mask, seed, modulus, bytes.Compare(self[:], p.ID[:]) < 0); err != nil {
			return nil, err
		}
	}
	return mask, nil
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

// pairSeed derives the 32-byte stream key of a pair. Both owners derive the same: the identities enter in order.
func (k *KeyPair) pairSeed(list [32]byte, self ID, p Peer) ([]byte, error) {
	shared, err := agree(k.private.Reveal(), p.Key)
	if err != nil {
		return nil, err
	}
	low, high := self, p.ID
	if bytes.Compare(low[:], high[:]) > 0 {
		low, high = high, low
	}
	return hkdf.Key(sha256.New, append(shared, p.Shared.bytes()...), nil, label("mask", list[:], low[:], high[:]), 32)
}

// label is the HKDF info of a purpose. All parts have a fixed width, and the purpose ends with NUL.
func label(purpose string, parts ...[]byte) string {
	info := []byte("blindfit/2/" + purpose + "\x00")
	for _, p := range parts {
		info = append(info, p...)
	}
	return string(info)
}
