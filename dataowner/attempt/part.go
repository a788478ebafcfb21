package attempt

import (
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/crypto/mask"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Part is an owner's part of an attempt, after its list is fixed.
type Part struct {
	List *protocol.List

	offer *Offer
}

// Awaits reports whether others encapsulated to this owner: then Masks needs the encapsulations.
func (p *Part) Awaits() bool { return len(p.List.Senders(p.me())) > 0 }

func (p *Part) me() wire.Identity { return p.offer.self.Key.Identity() }

// Masks returns the numbers that this owner adds to its plaintexts, one for each ciphertext: its masks with every other
// owner of the list and, with noise, the stream of the seed that it reveals later. encapsulations are those to this
// owner, as the facilitator serves them; it returns an error if one is not the one that its sender signed.
func (p *Part) Masks(encapsulations []byte) ([]*big.Int, error) {
	received, err := p.List.OpenEncapsulations(p.me(), encapsulations)
	if err != nil {
		return nil, err
	}
	var peers []mask.Peer
	for _, id := range p.List.Owners {
		if id == p.me() {
			continue
		}
		secret, sent := p.offer.shared[id]
		if !sent {
			if secret, err = p.offer.self.KEM.Decapsulate(received[id]); err != nil {
				return nil, err
			}
		}
		peers = append(peers, mask.Peer{ID: id, Key: p.List.Keys(id).MaskKey, Shared: secret})
	}
	n := p.List.Key.N()
	masks, err := p.offer.pair.Pairwise(p.List.Digest, p.me(), peers, n, p.List.Shape.Ciphertexts)
	if err != nil || !p.List.Noise {
		return masks, err
	}
	seed, err := p.offer.self.seed(p.List)
	if err != nil {
		return nil, err
	}
	return masks, seed.Add(masks, p.List.Digest, p.me(), n)
}

// Head signs the head of an upload; blob holds its ciphertexts.
func (p *Part) Head(blob []byte) (*wire.Signed, error) {
	l := p.List
	u := wire.Upload{
		Training: l.Training, Ref: l.Ref, List: l.Digest, Key: wire.Digest(l.Key.Fingerprint()),
		Count: l.Shape.Ciphertexts, Ciphertexts: wire.BlobRoot(blob, l.Key.CiphertextSize()),
	}
	if l.Noise {
		seed, err := p.offer.self.seed(l)
		if err != nil {
			return nil, err
		}
		commitment := wire.Digest(seed.Commitment(l.Digest, p.me()))
		u.Seed = &commitment
	}
	return wire.Seal(wire.KindUpload, u, p.offer.self.Key)
}

// seed derives the seed that an owner reveals in an attempt; it is the same after a restart.
func (s *Self) seed(l *protocol.List) (mask.Seed, error) {
	master := s.Master.Reveal()
	seed, err := mask.RevealSeed(master[:], l.Digest)
	if err != nil {
		return seed, fmt.Errorf("failed to make reveal seed: %w", err)
	}
	return seed, nil
}
