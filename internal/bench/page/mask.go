//go:build js && wasm

package main

import (
	"crypto/rand"
	"errors"
	"math/big"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// company is an attempt as one of its owners sees it: the messages of the others.
type company struct {
	list           [32]byte
	self           mask.ID
	kem            *mask.KEMKey // of the owner measured
	peers          []mask.Peer
	theirs         [][]byte // the others' KEM keys
	encapsulations [][]byte // to the owner measured, from half of the others
	signed         []*wire.Signed
}

// gather makes the others of a list.
func (b *bench) gather(owners int) error {
	c := &company{}
	rand.Read(c.list[:])
	rand.Read(c.self[:])
	signer, err := identity.NewKey()
	if err != nil {
		return err
	}
	if c.kem, err = mask.NewKEMKey(); err != nil {
		return err
	}
	for i := range owners - 1 {
		p := mask.Peer{}
		rand.Read(p.ID[:])
		pair, err := mask.NewKeyPair()
		if err != nil {
			return err
		}
		p.Key = pair.Public()
		// The owner measured stands in the middle of the roster: half of the others encapsulate to it.
		if i%2 == 0 {
			_, encapsulation, err := mask.Encapsulate(c.kem.Public())
			if err != nil {
				return err
			}
			c.encapsulations = append(c.encapsulations, encapsulation)
		}
		c.theirs = append(c.theirs, c.kem.Public())
		c.peers = append(c.peers, p)
		s, err := wire.Seal(wire.KindKeys, wire.Keys{Ref: wire.Ref{Round: 1, Attempt: 1}, MaskKey: p.Key}, signer)
		if err != nil {
			return err
		}
		c.signed = append(c.signed, s)
	}
	b.company = c
	return nil
}

// mask does the whole masking of an owner in one attempt with noise and an upload of count ciphertexts: keys, every
// other owner's signatures on its keys, upload and reveal, encapsulations to half of the others and from the rest, the
// masks and the stream of a seed.
func (b *bench) mask(count int) (*phe.Ciphertext, error) {
	c, n := b.company, b.key.N()
	pair, err := mask.NewKeyPair()
	if err != nil {
		return nil, err
	}
	for range 2 {
		for _, s := range c.signed {
			if err := s.Verify(); err != nil {
				return nil, err
			}
		}
	}
	for i := range c.peers {
		if i%2 == 0 {
			c.peers[i].Shared, err = c.kem.Decapsulate(c.encapsulations[i/2])
		} else {
			c.peers[i].Shared, _, err = mask.Encapsulate(c.theirs[i])
		}
		if err != nil {
			return nil, err
		}
	}
	masks, err := pair.Pairwise(c.list, c.self, c.peers, n, count)
	if err != nil {
		return nil, err
	}
	seed, err := mask.RevealSeed(c.self[:], c.list)
	if err != nil {
		return nil, err
	}
	if err := seed.Add(masks, c.list, c.self, n); err != nil {
		return nil, err
	}
	// A mask is used up by an addition that every plaintext takes anyway.
	if masks[0].Cmp(new(big.Int)) == 0 {
		return nil, errors.New("a mask is 0")
	}
	return nil, nil
}
