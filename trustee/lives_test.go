//go:build testkeys && !js

package trustee_test

import (
	"bytes"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// loot is what an adversary has of the honest trustee: the masks of every cell that it ever released.
type loot struct {
	*adversary
	vectors [][]*big.Int
	seen    [][]byte // bytes of releases
}

// take keeps the masks of a release.
func (l *loot) take(b []byte) {
	l.Helper()
	if slices.ContainsFunc(l.seen, func(other []byte) bool { return bytes.Equal(b, other) }) {
		return
	}
	l.seen = append(l.seen, b)
	masks, err := l.terms.ParseVectors(b, len(b)/l.terms.VectorBytes(1))
	must(l.T, err)
	l.vectors = append(l.vectors, masks...)
}

// opened returns the sets of owners, as bits, whose sum the adversary can read: it tries every set with every sum and
// difference of what it has. The product of a set decrypts to the sum of what its contributions decrypt to, so that each is decrypted
// once.
func (l *loot) opened() (sets []int) {
	l.Helper()
	n := l.Key.Public().N()
	masked := make([][]*big.Int, len(l.owners)) // what hides an owner's values from the adversary
	for i, o := range l.owners {
		var want []*big.Int
		want, masked[i] = l.product([]*contributor{o})
		for k, x := range masked[i] {
			x.Sub(x, want[k])
		}
	}
	combinations := 1
	for range l.vectors {
		combinations *= 3
	}
	hidden := map[string]bool{}
	for c := range combinations {
		sum := make([]*big.Int, l.terms.Count())
		for i := range sum {
			sum[i] = new(big.Int)
		}
		for k, rest := 0, c; k < len(l.vectors); k, rest = k+1, rest/3 {
			add(sum, l.vectors[k], int64(rest%3-1))
		}
		hidden[text(sum, n)] = true
	}
	for set := 1; set < 1<<len(l.owners); set++ {
		sum := make([]*big.Int, l.terms.Count())
		for i := range sum {
			sum[i] = new(big.Int)
		}
		for i := range l.owners {
			add(sum, masked[i], int64(set>>i&1))
		}
		if hidden[text(sum, n)] {
			sets = append(sets, set)
		}
	}
	return sets
}

// add adds a vector to another, so many times.
func add(to, v []*big.Int, times int64) {
	for i, x := range v {
		to[i].Add(to[i], new(big.Int).Mul(x, big.NewInt(times)))
	}
}

// text is a vector modulo n.
func text(v []*big.Int, n *big.Int) (out string) {
	for _, x := range v {
		out += new(big.Int).Mod(x, n).Text(62) + " "
	}
	return out
}

// try serves a random log to the honest trustee: of some owners, in random cells, now and then with a contribution that is
// damaged, replaced or not served, and keeps what it releases.
func (l *loot) try(r *rand.Rand) {
	l.Helper()
	var some []*contributor
	for _, o := range l.owners {
		if r.IntN(4) > 0 {
			some = append(some, o)
		}
	}
	if len(some) < batch {
		return
	}
	b := l.book().closing(1, some...)
	if r.IntN(3) == 0 && len(some) < len(l.owners) {
		b.closing(2, l.owners...)
	}
	if b.set == nil {
		return
	}
	given := slices.Clone(b.view.given)
	at := r.IntN(len(given))
	switch r.IntN(4) {
	case 0:
		b.view.given = slices.Delete(slices.Clone(given), at, at+1)
	case 1:
		o := *given[at]
		o.masks = slices.Clone(o.masks)
		o.masks[r.IntN(len(o.masks))] ^= 1
		b.view.given[at] = &o
	}
	struck := b.struck()
	if r.IntN(2) == 0 {
		b.view.given = given // served at the close again, or not at it alone
	} else if r.IntN(2) == 0 {
		b.view.given = given[1:]
	}
	var cells []int
	count, left := 1+r.IntN(2), len(given)-len(struck)
	if left < batch {
		return
	}
	if left < 2*batch {
		count = 1
	}
	for i, n := 0, 0; i < len(given); i++ {
		if slices.Contains(struck, i) {
			cells = append(cells, 0)
			continue
		}
		cells = append(cells, 1+n%count)
		n++
	}
	b.close(cells...)
	if e, got := l.look(b.view, trustee.EventReleased); got.release != nil {
		if _, err := wire.Unseal[wire.Release](got.release, wire.KindRelease); err != nil || e.Event != trustee.EventReleased {
			l.Errorf("%+v, %v", e, err)
		}
		l.take(got.vectors)
	}
}

// Random lives of a training in which facilitator, model owner and the other trustee show the honest one logs of their
// choice: whatever it releases in all, no sum of fewer than a cell's owners opens, and no two that overlap. The same
// search finds single owners once both media of the honest trustee are put back between two closes, which is why its
// guide forbids to back both up.
func TestLivesOfATrustee(t *testing.T) {
	lives(t, 0, 6, nil)
	bothMediaPutBack(t)
}

// lives plays so many lives from a seed on. lived is called after each, unless it is nil.
func lives(t *testing.T, from, count uint64, lived func(lives, released int)) {
	t.Helper()
	released := 0
	for seed := from; seed < from+count; seed++ {
		r := rand.New(rand.NewPCG(seed, 15))
		l := &loot{adversary: begin(t)}
		for range 4 {
			l.try(r)
		}
		released += len(l.vectors)
		checkOpened(t, l.opened())
		if t.Failed() {
			t.Fatalf("life %d", seed)
		}
		if lived != nil {
			lived(int(seed-from)+1, released)
		}
	}
	if released == 0 {
		t.Error("nothing was ever released")
	}
}

func bothMediaPutBack(t *testing.T) {
	t.Helper()
	l := &loot{adversary: begin(t)}
	own, err := os.ReadFile(ledger.Path(l.dir))
	must(t, err)
	first := l.whole()
	_, b := l.released(first.view, 2)
	l.take(b)
	for _, dir := range []string{l.dir, l.copies} {
		must(t, os.WriteFile(ledger.Path(dir), own, 0o600))
	}
	_, b = l.released(l.book().again(&book{named: l.owners[1:]}, 1, 1, 1, 2, 2, 2), 2)
	l.take(b)
	if sets := l.opened(); !slices.Contains(sets, 1) {
		t.Errorf("both media put back: the search does not find the single owner among %b", sets)
	}
}

// checkOpened fails if a set that opens has fewer owners than a cell, or if two of them differ by fewer.
func checkOpened(t *testing.T, sets []int) {
	t.Helper()
	for _, a := range sets {
		if bits.OnesCount(uint(a)) < batch {
			t.Errorf("the sum of %07b opens", a)
		}
		for _, b := range sets {
			if n := bits.OnesCount(uint(a ^ b)); n > 0 && n < batch {
				t.Errorf("the sums of %07b and %07b open", a, b)
			}
		}
	}
}
