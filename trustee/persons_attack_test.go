//go:build testkeys && !js

package trustee_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// epsilon is that of the adversary's trainings.
const epsilon = 8

// another is a training of another model owner with the same honest trustee, to which the first people of this one contribute again.
func (a *adversary) another(again int) *adversary {
	a.Helper()
	b := &adversary{T: a.T, dir: a.dir, copies: a.copies, honest: a.honest, limit: a.limit}
	b.announce()
	b.accepted()
	for i := range again {
		b.owners[i] = b.contribute(&bent{master: &a.owners[i].master})
	}
	slices.SortFunc(b.owners, func(x, y *contributor) int { return x.key.Identity().Compare(y.key.Identity()) })
	return b
}

// strikesPeople expects that the honest trustee strikes so many of a closing, all of them people that contributed before.
func (b *book) strikesPeople(want int) {
	b.a.Helper()
	n := b.struck()
	if len(n) != want {
		b.a.Fatalf("strikes %v, want %d", n, want)
	}
	for _, i := range n {
		if !b.named[i].again {
			b.a.Errorf("strikes contribution %d, of a person that is in one training", i)
		}
	}
}

// A second model owner asks the same people. A trustee with a limit strikes those whose trainings would cost more in all: from the moment at
// which it answered the first closing, whether that is closed or not, and with the same answer however often it is asked.
func TestAttackPersonAskedTooOften(t *testing.T) {
	a := prepare(t)
	a.limit = 1.5 * epsilon
	a.accepted()
	first := a.book().closing(1, a.owners...)
	first.strikesPeople(0)
	b := a.another(3)
	second := b.book().closing(1, b.owners...)
	for range 2 {
		second.strikesPeople(3)
	}
	first.strikesPeople(0)
	c := a.another(0)
	c.limit = 2 * epsilon
	for i := range 3 {
		c.owners[i] = c.contribute(&bent{master: &a.owners[i].master})
	}
	third := c.book().closing(1, c.owners...)
	third.strikesPeople(0) // those that b struck were not counted there

	// A limit that came later changes no close.
	c.limit = epsilon
	c.released(third.close(1, 1, 1, 2, 2, 2, 2).view, 2)
	a.limit = epsilon
	a.released(first.close(1, 1, 1, 2, 2, 2, 2).view, 2)

	// The log of a moment before the close, served again, does not end the trustee.
	a.refused("an earlier log", a.book().closing(1, a.owners...).view, "the training was closed before")

	for _, dir := range []string{a.dir, a.copies} {
		b, err := os.ReadFile(ledger.Path(dir))
		must(t, err)
		if n := bytes.Count(b, []byte(`"reserved"`)); n != 3 {
			t.Errorf("%d reservations in %s", n, dir)
		}
	}
	b.limit = epsilon - 1
	b.announce()
	if e, got := b.look(view{}, trustee.EventAccepted); e.Event != trustee.EventRefused || got.accept != nil ||
		!strings.Contains(e.Message, "the training has an epsilon of 8; this trustee counts a person for 7 in all") {
		t.Errorf("a training above the limit: %+v", e)
	}
}

// What a facilitator shows a trustee as a person's contribution spends nothing of its account unless the person made it for this training.
func TestAttackSpendAnothersAccount(t *testing.T) {
	a := prepare(t)
	a.limit = epsilon
	a.accepted()
	b := a.another(0)
	copied := make([]*contributor, 0, people)
	for _, o := range a.owners { // the bytes of another training, under new heads
		copied = append(copied, b.contribute(&bent{copied: o}))
	}
	book := b.book().closing(1, append(copied, b.owners[:batch]...)...)
	if n := book.struck(); len(n) != people {
		t.Errorf("strikes %v", n)
	}
	a.book().closing(1, a.owners...).strikesPeople(0)
	// Nor does a head that the person never signed, nor a contribution that the closing does not name.
	c := a.another(people)
	stranger, err := identity.NewKey()
	must(t, err)
	for _, o := range c.owners {
		head, err := wire.Unseal[wire.Contribution](o.head, wire.KindContribution)
		must(t, err)
		o.head, o.key = c.seal(wire.KindContribution, head, stranger), stranger
		break
	}
	v := c.book().closing(1, c.owners[1:]...)
	v.view.arrivals = c.owners
	v.strikesPeople(people - 1)
}
