package answer

import (
	"fmt"
	"iter"
	"math/big"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
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

// Limit decides if persons may be counted, each by the key of its tag, and writes down those that are. It reports for each whether it
// must not be counted.
type Limit func(persons []wire.Identity) (over []bool, err error)

// Strikes returns the contributions of a closing that this trustee strikes: those that are bad or that the facilitator does
// not serve, of those with one person's tag all but the first in identity order, and those of persons over a limit, nil for none. over
// is the number of the last. given are read only if some of the closing are not in checked.
func (h *Holder) Strikes(set *attempt.ClosingSet, checked *Checked, given Given, limit Limit) (struck wire.Subset, over int, err error) {
	if err := h.complete(set, checked, given); err != nil {
		return nil, 0, err
	}
	good, first := make([]bool, len(set.All)), map[wire.Identity]bool{}
	var persons []wire.Identity
	var places []int
	for i, c := range set.All {
		if p := checked.find(c); p != nil && !first[p.person] {
			good[i], first[p.person] = true, true
			persons, places = append(persons, p.person), append(places, i)
		}
	}
	if limit != nil {
		refused, err := limit(persons)
		if err != nil {
			return nil, 0, err
		}
		for k, yes := range refused {
			if yes {
				good[places[k]] = false
				over++
			}
		}
	}
	return wire.NewSubset(len(set.All), func(i int) bool { return !good[i] }), over, nil
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
// written the close into the ledger. checked are the contributions as Strikes left them, noise is the trustee's secret for noise.
func (h *Holder) Release(cells *attempt.Cells, checked *Checked, noise secret.Value[[32]byte]) ([]byte, error) {
	sums := make([][]*big.Int, len(cells.Lists))
	for c, list := range cells.Lists {
		for range h.Count() {
			sums[c] = append(sums[c], new(big.Int))
		}
		for _, number := range list {
			who := cells.All[number]
			p := checked.find(who)
			if p == nil {
				return nil, fmt.Errorf("contribution %d was not checked when this trustee answered the closing", number+1)
			}
			if err := h.mask(p.encapsulations, who.Identity).AddMask(sums[c], p.shared, h.Key.N()); err != nil {
				return nil, err
			}
		}
	}
	if err := h.addNoise(sums, cells.Roots, noise); err != nil {
		return nil, err
	}
	var blob []byte
	for _, sum := range sums {
		blob = h.AppendVector(blob, sum)
	}
	return blob, nil
}

// addNoise adds the whole noise of a training to the numbers of every cell: value k of a kind of sums has a slot, and a number below
// zero borrows from the slots above, which the sum of all owners' offsets returns. The cells share a part of the noise, so its
// stream depends on all of them: the same cells have the same noise whenever they are asked for.
func (h *Holder) addNoise(sums [][]*big.Int, roots []wire.Digest, noise secret.Value[[32]byte]) error {
	stream, err := mask.TrusteeNoise(noise, wire.CellsDigest(roots))
	if err != nil {
		return err
	}
	at := 0
	for _, r := range h.Rounds {
		cells, err := draw(h.File.Noise(r.Kind), len(sums), stream)
		if err != nil {
			return err
		}
		for i, values := range cells {
			for k, z := range values {
				c, shift := r.Packing.Locate(k)
				text := sums[i][at+c]
				text.Add(text, new(big.Int).Lsh(z, shift)).Mod(text, h.Key.N())
			}
		}
		at += r.Ciphertexts
	}
	return nil
}
