package answer

import (
	"errors"
	"fmt"
	"iter"
	"math/big"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Given are the frozen contributions of a training with their encapsulations and tags, in identity order.
type Given = iter.Seq2[client.Given, error]

// Closings verifies the pages of a log and its closings, each of which holds the one before, and returns the last. bytes
// reads those that came with a closing by its number.
func (t *Training) Closings(pages iter.Seq2[[]wire.Signed, error], bytes func(number int) ([]byte, error)) (set *attempt.ClosingSet, p log.Position, err error) {
	p = t.Start()
	for page, err := range pages {
		if err != nil {
			return nil, p, err
		}
		for i := range page {
			e, err := log.Parse(&page[i])
			if err != nil {
				return nil, p, err
			}
			if p, err = p.Follow(e); err != nil {
				return nil, p, err
			}
			if b, ok := e.Body.(*wire.Closing); ok {
				if set, err = t.closing(p, set, b.Number, bytes); err != nil {
					return nil, p, err
				}
			}
		}
	}
	return set, p, nil
}

// closing verifies the closing that a log has come to, after the one before it.
func (t *Training) closing(p log.Position, before *attempt.ClosingSet, number int, bytes func(number int) ([]byte, error)) (*attempt.ClosingSet, error) {
	blob, err := bytes(number)
	if err != nil {
		return nil, err
	}
	var held []wire.Contributed
	if before != nil {
		held = before.All
	}
	return t.NewClosing(p, blob, held)
}

// part is a verified contribution of a closing, as this trustee sees it.
type part struct {
	number int // in the closing
	head   *wire.Contribution
	shared mask.Shared
	person wire.Identity // that it has a tag for
}

// open verifies one contribution of a closing, up to this trustee's tag.
func (h *Holder) open(set *attempt.ClosingSet, g client.Given) (*part, error) {
	number := set.Find(g.Head.Signer)
	if number < 0 {
		return nil, nil // frozen, and not in the closing
	}
	p := &part{number: number}
	if g.Head.Digest() != set.All[number].Head {
		return p, errors.New("its head is not the one that the closing names")
	}
	c, err := h.OpenContribution(g.Head)
	if err != nil {
		return p, err
	}
	if c.Accepts != h.Accepts.Digest {
		return p, errors.New("it is for other accepts")
	}
	m, err := h.OpenMaskPart(c, g.Bytes)
	if err != nil {
		return p, err
	}
	if p.shared, err = h.KEM.Decapsulate(m.Encapsulations[h.Place], h.Gathering.Training); err != nil {
		return p, err
	}
	p.head = c
	under, err := h.mask(p, g.Head.Signer).TagKey(p.shared)
	if err != nil {
		return p, err
	}
	p.person, err = identity.OpenTrusteeTag(under, h.Gathering.Training, g.Head.Signer, m.Tags[h.Place])
	return p, err
}

// mask is the context of the masks of a contribution for this trustee.
func (h *Holder) mask(p *part, owner wire.Identity) mask.Contribution {
	return attempt.MaskFor(h.Gathering.Training, owner, p.head.Encapsulations, h.Place, h.keys)
}

// Strikes returns the contributions of a closing that this trustee strikes: those that are bad or that the facilitator does
// not serve, and of those with one person's tag all but the first in identity order.
func (h *Holder) Strikes(set *attempt.ClosingSet, given Given) (wire.Subset, error) {
	good, persons := make([]bool, len(set.All)), map[wire.Identity]bool{}
	for g, err := range given {
		if err != nil {
			return nil, fmt.Errorf("failed to read contributions: %w", err)
		}
		p, err := h.open(set, g)
		if p == nil || err != nil || persons[p.person] {
			continue
		}
		good[p.number], persons[p.person] = true, true
	}
	return wire.NewSubset(len(set.All), func(i int) bool { return !good[i] }), nil
}

// Check verifies a close from the signed messages and returns its cells: it must name the strikes of all trustees, strike
// everything that this trustee would strike now (own), and every cell must be as large as this trustee asks.
func (h *Holder) Check(set *attempt.ClosingSet, p log.Position, strikes []wire.Signed, blob []byte, own wire.Subset) (*attempt.Cells, error) {
	struck, err := set.NewStruck(strikes)
	if err != nil {
		return nil, err
	}
	for i := range set.All {
		if own.HasNumber(i) && !struck.Each[h.Place].HasNumber(i) {
			return nil, fmt.Errorf("contribution %d has changed since this trustee answered the closing", i+1)
		}
	}
	cells, err := struck.NewCells(p, blob)
	if err != nil {
		return nil, err
	}
	for i, list := range cells.Lists {
		if least := h.Accepts.List[h.Place].Min; len(list) < least {
			return nil, fmt.Errorf("invalid close: cell %d has %d contributions; this trustee releases cells of at least %d", i+1, len(list), least)
		}
	}
	return cells, nil
}

// Release returns the bytes of a release: for each cell the sum of this trustee's masks and its noise. The caller has
// written the close into the ledger. noise is the trustee's secret for noise.
func (h *Holder) Release(cells *attempt.Cells, given Given, noise secret.Value[[32]byte]) ([]byte, error) {
	cellOf := map[int]int{} // by number in the closing
	sums := make([][]*big.Int, len(cells.Lists))
	for c, list := range cells.Lists {
		for range h.Count() {
			sums[c] = append(sums[c], new(big.Int))
		}
		for _, number := range list {
			cellOf[number] = c
		}
	}
	for g, err := range given {
		if err != nil {
			return nil, fmt.Errorf("failed to read contributions: %w", err)
		}
		p, err := h.open(cells.ClosingSet, g)
		if p == nil {
			continue
		}
		c, counted := cellOf[p.number]
		if !counted {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("contribution %d has changed since this trustee answered the closing: %w", p.number+1, err)
		}
		if err := h.mask(p, g.Head.Signer).AddMask(sums[c], p.shared, h.Key.N()); err != nil {
			return nil, err
		}
		delete(cellOf, p.number)
	}
	if len(cellOf) > 0 {
		return nil, fmt.Errorf("the facilitator does not serve %d contributions of the close", len(cellOf))
	}
	var blob []byte
	for c, sum := range sums {
		if err := h.addNoise(sum, cells.Roots[c], noise); err != nil {
			return nil, err
		}
		blob = h.AppendVector(blob, sum)
	}
	return blob, nil
}

// addNoise adds the whole noise of a training to a cell's numbers: value k of a kind of sums has a slot, and a number below
// zero borrows from the slots above, which the sum of all owners' offsets returns.
func (h *Holder) addNoise(sum []*big.Int, root wire.Digest, noise secret.Value[[32]byte]) error {
	stream, err := mask.TrusteeNoise(noise, root)
	if err != nil {
		return err
	}
	at := 0
	for _, r := range h.Rounds {
		values, err := draw(h.File.Noise(r.Kind), stream)
		if err != nil {
			return err
		}
		for k, z := range values {
			c, shift := r.Packing.Locate(k)
			text := sum[at+c]
			text.Add(text, new(big.Int).Lsh(z, shift)).Mod(text, h.Key.N())
		}
		at += r.Ciphertexts
	}
	return nil
}
