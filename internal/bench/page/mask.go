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

// company is an attempt as one of its owners sees it: what the others have sent.
type company struct {
	context   mask.Context
	self      mask.ID
	share     *mask.KeyPair // of the owner measured, so that the others could seal for it
	peers     []mask.Peer
	shareKeys [][32]byte
	sealed    [][]byte // shares, from every peer
	signed    []*wire.Signed
	threshold int
}

// gather makes the others of a cohort.
func (b *bench) gather(owners int) error {
	c := &company{context: mask.Context{Round: 1, Attempt: 1}, threshold: wire.Threshold(owners, 3)}
	rand.Read(c.context.Training[:])
	rand.Read(c.context.Cohort[:])
	var err error
	if c.share, err = mask.NewKeyPair(); err != nil {
		return err
	}
	signer, err := identity.NewKey()
	if err != nil {
		return err
	}
	rand.Read(c.self[:])
	for range owners - 1 {
		var id mask.ID
		rand.Read(id[:])
		pair, err := mask.NewKeyPair()
		if err != nil {
			return err
		}
		share, err := mask.NewKeyPair()
		if err != nil {
			return err
		}
		// The owner measured is the first of the cohort: its shares are those at 1.
		sealed, err := share.SealShares(c.context, id, c.self, c.share.Public(), mask.Shares{Seed: mask.Share{X: 1}, Key: mask.Share{X: 1}})
		if err != nil {
			return err
		}
		c.peers = append(c.peers, mask.Peer{ID: id, Key: pair.Public()})
		c.shareKeys, c.sealed = append(c.shareKeys, share.Public()), append(c.sealed, sealed)
		s, err := wire.Seal(wire.KindKeys, wire.Keys{Ref: wire.Ref{Round: 1, Attempt: 1}, MaskKey: pair.Public(), ShareKey: share.Public()}, signer)
		if err != nil {
			return err
		}
		c.signed = append(c.signed, s)
	}
	b.company = c
	return nil
}

// mask does all that masking takes of an owner in one attempt whose upload has count ciphertexts: keys, every other
// owner's signatures on its keys and on the survivors, both secrets shared and sealed, the others' shares opened, and the masks.
func (b *bench) mask(count int) (*phe.Ciphertext, error) {
	c, n := b.company, b.key.N()
	pair, err := mask.NewKeyPair()
	if err != nil {
		return nil, err
	}
	if _, err := mask.NewKeyPair(); err != nil { // in place of the share key that the others know
		return nil, err
	}
	seed := mask.NewSeed()
	for range 2 {
		for _, s := range c.signed {
			if err := s.Verify(); err != nil {
				return nil, err
			}
		}
	}
	seeds, err := mask.Split(seed.Reveal(), c.threshold, len(c.peers)+1)
	if err != nil {
		return nil, err
	}
	keys, err := mask.Split(pair.Secret(), c.threshold, len(c.peers)+1)
	if err != nil {
		return nil, err
	}
	for i, p := range c.peers {
		if _, err := c.share.SealShares(c.context, c.self, p.ID, c.shareKeys[i], mask.Shares{Seed: seeds[i+1], Key: keys[i+1]}); err != nil {
			return nil, err
		}
		if _, err := c.share.OpenShares(c.context, p.ID, c.self, c.shareKeys[i], c.sealed[i], 1); err != nil {
			return nil, err
		}
	}
	masks, err := pair.Pairwise(c.context, c.self, c.peers, n, count)
	if err != nil {
		return nil, err
	}
	if err := seed.AddSelf(masks, c.context, c.self, n); err != nil {
		return nil, err
	}
	// A mask is used up by an addition that every plaintext takes anyway.
	if masks[0].Cmp(new(big.Int)) == 0 {
		return nil, errors.New("a mask is 0")
	}
	return nil, nil
}
