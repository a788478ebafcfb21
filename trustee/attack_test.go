//go:build testkeys && !js

package trustee_test

import (
	"bytes"
	"errors"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// released lets the honest trustee release a close and returns its masks, one vector for each cell.
func (a *adversary) released(v view, cells int) ([][]*big.Int, []byte) {
	a.Helper()
	e, got := a.look(v, trustee.EventReleased)
	if e.Event != trustee.EventReleased {
		a.Fatalf("not released: %s", e.Message)
	}
	masks, err := a.terms.ParseVectors(got.vectors, cells)
	must(a.T, err)
	return masks, got.vectors
}

// refused serves a view that the honest trustee must refuse with this text, and release nothing for.
func (a *adversary) refused(name string, v view, text string) {
	a.Helper()
	e, got := a.look(v, trustee.EventReleased)
	if e.Event != trustee.EventRefused || !strings.Contains(e.Message, text) {
		a.Errorf("%s: %+v, want a refusal with %q", name, e, text)
	}
	if got.release != nil {
		a.Errorf("%s: masks were released", name)
	}
}

// whole is a closing of all owners and its close in two cells.
func (a *adversary) whole() *book {
	a.Helper()
	b := a.book().closing(1, a.owners...)
	if n := b.struck(); len(n) > 0 {
		a.Fatalf("the honest trustee strikes %v", n)
	}
	return b.close(1, 1, 1, 2, 2, 2, 2)
}

// Facilitator, model owner and all trustees but one open the cells that the last one releases, and no other set of
// contributions: without it nothing at all, whichever of its vectors they put together.
func TestAttackAllTrusteesButOne(t *testing.T) {
	a := begin(t)
	masks, _ := a.released(a.whole().view, 2)
	both := make([]*big.Int, len(masks[0]))
	difference := make([]*big.Int, len(both))
	for i := range both {
		both[i] = new(big.Int).Add(masks[0][i], masks[1][i])
		difference[i] = new(big.Int).Sub(masks[1][i], masks[0][i])
	}
	for set := 1; set < 1<<people; set++ {
		var owners []*contributor
		for i, o := range a.owners {
			if set>>i&1 == 1 {
				owners = append(owners, o)
			}
		}
		want, plain := a.product(owners)
		for name, c := range map[string]struct {
			masks []*big.Int
			opens int // the set that may open
		}{"none": {nil, 0}, "first cell": {masks[0], 0b111}, "second cell": {masks[1], 0b1111000}, "both cells": {both, 0b1111111}, "their difference": {difference, 0}} {
			if got := a.opens(want, plain, c.masks); got != (set == c.opens) {
				t.Errorf("owners %07b with the masks of %s: opened %v", set, name, got)
			}
		}
	}
}

// The model owner signs a second log, in which one owner is missing, and shows it to the trustee that has released already:
// the difference of the two would be that owner. The same close again has the same bytes.
func TestAttackTwoCloses(t *testing.T) {
	a := begin(t)
	first := a.whole()
	_, before := a.released(first.view, 2)
	second := a.book().closing(1, a.owners[1:]...)
	a.refused("the cells without one owner", a.book().again(second, 1, 1, 1, 2, 2, 2), "the training was closed before, with other cells")
	a.refused("other cells of the same owners", a.book().again(first, 1, 1, 1, 1, 2, 2, 2), "the training was closed before, with other cells")
	if _, after := a.released(first.view, 2); !bytes.Equal(before, after) {
		t.Error("the same close has other masks or noise")
	}
}

// A trustee reads the cells of a close and says yes to it. Then the facilitator shows its running program another close: the yes is not for
// that one, and is none for the first any more either.
func TestAttackAnotherCloseAfterTheYes(t *testing.T) {
	a := begin(t)
	first := a.whole()
	second := a.book().again(first, 1, 1, 1, 1, 1, 1, 1)
	a.ask = true
	waits := func(v view, cells ...int) trustee.Request {
		t.Helper()
		e, got := a.look(v, trustee.EventWaiting)
		asked, err := trustee.Waiting(a.dir)
		if e.Event != trustee.EventWaiting || got.release != nil || err != nil || len(asked) != 1 || !slices.Equal(asked[0].Cells, cells) {
			t.Fatalf("%+v, released %v; %+v waits, want cells of %v (%v)", e, got.release != nil, asked, cells, err)
		}
		return asked[0]
	}
	yes := func(r trustee.Request) {
		t.Helper()
		_, err := trustee.Release(a.dir, a.id.String(), r.Close.String())
		must(t, err)
	}
	yes(waits(first.view, 3, 4))
	a.refused("another close after the yes", second, "the yes was for another close")
	waits(second, 7)
	yes(waits(first.view, 3, 4))
	a.released(first.view, 2)
}

// again is the view of a new close of another book's closing.
func (b *book) again(of *book, cells ...int) view {
	b.a.Helper()
	b.closing(1, of.named...)
	b.struck()
	return b.close(cells...).view
}

// Each contribution that a trustee cannot take its masks off, or that is not what its owner signed for this training and these
// trustees, is struck; the others are not.
func TestBadContributionsAreStruck(t *testing.T) {
	a := begin(t)
	good := a.owners[:people-1]
	flip := func(at int) func([]byte) { return func(b []byte) { b[at] ^= 1 } }
	body := func(change func(*wire.Contribution)) *bent { return &bent{body: change} }
	tags := 2 * wire.TrusteeEncapsulationSize
	for name, b := range map[string]*bent{
		"masks for another trustee's key":          {keys: [][]byte{a.partners.Public(), a.partners.Public()}},
		"a damaged encapsulation":                  {change: flip(100)},
		"an encapsulation damaged after it":        {after: flip(100)},
		"a damaged tag":                            {change: flip(tags + 5)},
		"a tag damaged after it":                   {after: flip(tags + 5)},
		"a damaged encapsulation to the other one": {after: flip(wire.TrusteeEncapsulationSize + 3)},
		"other accepts":                            {accepts: &wire.Digest{9}},
		"copied from another owner":                {copied: good[0]},
		"the same person":                          {master: &good[0].master},
		"another training":                         body(func(c *wire.Contribution) { c.Training[0]++ }),
		"under another key":                        body(func(c *wire.Contribution) { c.Key[0]++ }),
		"too many ciphertexts":                     body(func(c *wire.Contribution) { c.Count++ }),
		"no number":                                body(func(c *wire.Contribution) { c.Sequence = 0 }),
		"a short MAC":                              body(func(c *wire.Contribution) { c.MAC = c.MAC[1:] }),
		"a signature that does not verify":         {forged: true},
	} {
		t.Run(name, func(t *testing.T) {
			a.T = t
			bad := a.contribute(b)
			book := a.book().closing(1, append(slices.Clone(good), bad)...)
			n := book.struck()
			if len(n) != 1 {
				t.Fatalf("strikes %v", n)
			}
			if who := book.named[n[0]]; who != bad && (name != "the same person" || who != good[0]) {
				t.Error("strikes another one")
			}
		})
	}
	a.T = t
	all := a.book().closing(1, a.owners...)
	for name, change := range map[string]func(v *view){
		"not served": func(v *view) { v.given = v.given[1:] },
		"replaced by a later one": func(v *view) {
			v.given[0] = a.contribute(&bent{key: v.given[0].key, body: func(c *wire.Contribution) { c.Sequence = 2 }})
		},
		"served with other bytes":  func(v *view) { o := *v.given[0]; o.masks = o.masks[1:]; v.given[0] = &o },
		"served with another head": func(v *view) { o := *v.given[0]; o.head = a.owners[1].head; o.key = a.owners[1].key; v.given[0] = &o },
	} {
		book := *all
		book.view.given = slices.Clone(all.view.given)
		change(&book.view)
		if name == "served with another head" {
			book.view.given = book.view.given[:1] // in identity order
			if n := book.struck(); len(n) != people {
				t.Errorf("%s: strikes %v", name, n)
			}
			continue
		}
		if n := book.struck(); !slices.Equal(n, []int{0}) {
			t.Errorf("%s: strikes %v", name, n)
		}
	}
}

// Closes that a trustee must not follow, each refused by the rule that it breaks; afterwards the honest one is released.
func TestBadClosesAreRefused(t *testing.T) {
	a := begin(t)
	good := a.whole()
	changed := func(change func(v *view)) view {
		v := good.view
		v.bytes, v.given, v.strikes, v.log = map[int][]byte{0: v.bytes[0], 1: v.bytes[1]}, slices.Clone(v.given), slices.Clone(v.strikes), slices.Clone(v.log)
		change(&v)
		return v
	}
	resigned := func(change func(c *wire.Close)) view {
		b := a.book().closing(1, a.owners...)
		b.view.strikes = good.view.strikes
		c, err := wire.Unseal[wire.Close](&good.view.log[len(good.view.log)-1], wire.KindClose)
		must(t, err)
		c.LogEntry = b.at.Next()
		change(&c)
		b.append(wire.KindClose, c)
		b.view.bytes[0] = good.view.bytes[0]
		return b.view
	}
	other := a.book().closing(1, a.owners...)
	other.view.given = other.view.given[1:]
	other.struck()
	for name, c := range map[string]struct {
		view view
		text string
	}{
		"one trustee has not answered":       {changed(func(v *view) { v.strikes = v.strikes[:1] }), "trustee 2 of 2 has not answered"},
		"its own strikes are not there":      {changed(func(v *view) { v.strikes = v.strikes[1:] }), "trustee 1 of 2 has not answered"},
		"one trustee's word twice":           {changed(func(v *view) { v.strikes[1] = v.strikes[0] }), "answered twice"},
		"strikes of an earlier look":         {changed(func(v *view) { v.strikes[0] = other.view.strikes[0] }), "strikes are not those of the trustees"},
		"other cells than were signed":       {changed(func(v *view) { v.bytes[0] = bytes.Clone(v.bytes[0]); v.bytes[0][1] ^= 3 }), "blob is not the digest"},
		"other contributions":                {changed(func(v *view) { v.bytes[1] = v.bytes[1][1:] }), "contributions is not the digest"},
		"a contribution changed since":       {changed(func(v *view) { o := *v.given[0]; o.masks = bytes.Clone(o.masks); o.masks[0] ^= 1; v.given[0] = &o }), "has changed since this trustee answered the closing"},
		"a contribution is not served":       {changed(func(v *view) { v.given = v.given[1:] }), "has changed since this trustee answered the closing"},
		"an entry is missing":                {changed(func(v *view) { v.log = v.log[1:] }), "must continue the log"},
		"an entry that is no message":        {changed(func(v *view) { v.log[1].Body = []byte("{") }), "does not verify"},
		"of another closing":                 {resigned(func(c *wire.Close) { c.Closing[0]++ }), "digest of the last closing"},
		"a small cell":                       {resigned(func(c *wire.Close) { c.Cells[0].Count = batch - 1 }), "at least 3"},
		"a cell under the root of another":   {resigned(func(c *wire.Close) { c.Cells[0].Root, c.Cells[1].Root = c.Cells[1].Root, c.Cells[0].Root }), "is not the root"},
		"a count that is not that of a cell": {resigned(func(c *wire.Close) { c.Cells[0].Count, c.Cells[1].Count = 4, 3 }), "is not the root"},
		"a cell more than there are":         {resigned(func(c *wire.Close) { c.Cells = c.Cells[:1] }), "a cell that the close does not have"},
		"strikes that were not given":        {resigned(func(c *wire.Close) { c.Strikes[0][0]++ }), "strikes are not those of the trustees"},
	} {
		a.refused(name, c.view, c.text)
	}
	for _, l := range hostile.StrikesLists(t, hostile.Sent{Messages: good.view.strikes, By: []wire.Signer{a.honest.Identity, a.partner}}) {
		a.refused("strikes: "+l.Name, changed(func(v *view) { v.strikes = l.Messages }), l.Rule)
	}
	for name, c := range map[string]struct {
		make func() view
		text string
	}{
		"a closing without a freeze": {func() view {
			b := a.book()
			b.append(wire.KindClosing, wire.Closing{LogEntry: b.at.Next(), Number: 1, Count: people, Contributions: wire.DigestOf(good.view.bytes[1])})
			b.view.bytes[1], b.view.given = good.view.bytes[1], a.owners
			return b.view
		}, "no new freeze"},
		"a second closing without one of the first": {func() view {
			b := a.book().closing(1, a.owners[:5]...)
			b.closing(2, a.owners[1:]...)
			return b.view
		}, "must hold every contribution of the closing before it"},
		"a log of another model owner": {func() view {
			b := a.book().closing(1, a.owners...)
			c, err := wire.Unseal[wire.Closing](&b.view.log[1], wire.KindClosing)
			must(t, err)
			b.view.log[1] = *a.seal(wire.KindClosing, c, a.partner)
			return b.view
		}, "only the training's model owner may write its log"},
		"a second close in one log": {func() view {
			b := a.whole()
			b.append(wire.KindClose, wire.Close{LogEntry: b.at.Next(), Closing: b.set.Digest, Strikes: []wire.Digest{{}, {}}, Cells: []wire.Cell{{Count: people}}})
			return b.view
		}, "the training is closed"},
		"a closing that is too small": {func() view { return a.book().closing(1, a.owners[:2]...).view }, "count must be"},
	} {
		a.refused(name, c.make(), c.text)
	}
	// One that hides which releases there are, and gives a reason that facilitators of earlier releases do not give.
	a.refused("GET releases fails", changed(func(v *view) { v.fails, v.failsAs = "GET releases", wire.CodePhase }), "/releases")
	for _, what := range []string{"GET log", "GET closings", "GET closings/0", "GET masks", "GET strikes", "GET accepts", "GET manifest", "PUT accepts", "PUT releases"} {
		_, path, _ := strings.Cut(what, " ")
		a.refused(what+" fails", changed(func(v *view) { v.fails = what }), "/"+path) // the reason that it gives is that, and no other
	}
	if _, vectors := a.released(good.view, 2); len(vectors) == 0 {
		t.Error("the honest close is not released")
	}
}

// What a facilitator serves as contributions come decides nothing: only what a closing names is struck or summed, and what was
// served damaged, replaced, twice or in a circle before counts if it is served whole when it is asked for.
func TestContributionsAreCheckedAsTheyCome(t *testing.T) {
	a := begin(t)
	good := a.whole()
	_, want := a.released(good.view, 2)
	damaged := *a.owners[0]
	damaged.masks = bytes.Clone(damaged.masks)
	damaged.masks[0] ^= 1
	replaced := a.contribute(&bent{key: a.owners[1].key, body: func(c *wire.Contribution) { c.Sequence = 2 }})
	stranger := a.contribute(nil)
	for name, c := range map[string]struct{ arrivals, given []*contributor }{
		"none":                          {[]*contributor{}, a.owners},
		"all, and none at the closing":  {a.owners, nil},
		"all but one":                   {a.owners[1:], a.owners},
		"one damaged":                   {append([]*contributor{&damaged}, a.owners[1:]...), a.owners},
		"one damaged after it was good": {append(slices.Clone(a.owners), &damaged), nil},
		"another version of one":        {append(slices.Clone(a.owners), replaced), a.owners},
		"another version before":        {append([]*contributor{replaced}, a.owners...), nil},
		"somebody who is not named":     {append(slices.Clone(a.owners), stranger), nil},
	} {
		v := good.view
		v.arrivals, v.given = c.arrivals, slices.Clone(c.given)
		slices.SortFunc(v.given, func(x, y *contributor) int { return x.head.Signer.Compare(y.head.Signer) })
		if _, got := a.released(v, 2); !bytes.Equal(got, want) {
			t.Errorf("%s: other masks are released", name)
		}
	}
	v := good.view
	v.arrivals, v.circle = a.owners, true
	if _, got := a.released(v, 2); !bytes.Equal(got, want) {
		t.Error("in a circle: other masks are released")
	}
	v = a.book().closing(1, a.owners...).view
	v.arrivals, v.given = append([]*contributor{&damaged}, a.owners[1:]...), nil
	_, got := a.look(v, trustee.EventAnswered)
	s, err := wire.OpenMessage[wire.Strikes](got.strikes, wire.KindStrikes)
	must(t, err)
	if s.Struck.Count() != 1 {
		t.Errorf("%d contributions are struck, want the one that was served damaged alone", s.Struck.Count())
	}
}

// A ledger, or its copy, that is put back to the state before a close signs nothing more.
func TestAttackTrusteePutBack(t *testing.T) {
	a := begin(t)
	first := a.whole()
	own, err := os.ReadFile(ledger.Path(a.dir))
	must(t, err)
	a.released(first.view, 2)
	newer, err := os.ReadFile(ledger.Path(a.dir))
	must(t, err)
	other, err := os.ReadFile(ledger.Path(a.copies))
	must(t, err)
	if !bytes.Equal(newer, other) || bytes.Equal(own, newer) {
		t.Fatal("the close is not in both copies")
	}
	must(t, os.WriteFile(ledger.Path(a.dir), own, 0o600))
	if _, err := trustee.Open(a.dir, a.honest); !errors.Is(err, ledger.ErrDead) {
		t.Errorf("a ledger that was put back: %v", err)
	}
	must(t, os.WriteFile(ledger.Path(a.dir), newer, 0o600))
	must(t, os.WriteFile(ledger.Path(a.copies), own, 0o600)) // as if the machine had stopped before the copy was written
	a.refused("the copy was put back", a.book().again(first, 1, 1, 1, 1, 2, 2, 2), "the training was closed before, with other cells")
	a.released(first.view, 2)
}

// With both copies put back a trustee still finds its own release at a facilitator that lists it, and does not answer another close. A
// facilitator that hides it is not noticed.
func TestAttackBothCopiesPutBack(t *testing.T) {
	a := begin(t)
	first := a.whole()
	own, err := os.ReadFile(ledger.Path(a.dir))
	must(t, err)
	e, got := a.look(first.view, trustee.EventReleased)
	if e.Event != trustee.EventReleased {
		t.Fatalf("not released: %s", e.Message)
	}
	for _, dir := range []string{a.dir, a.copies} {
		must(t, os.WriteFile(ledger.Path(dir), own, 0o600))
	}
	v := a.book().again(first, 1, 1, 1, 1, 2, 2, 2)
	v.releases = []wire.Signed{*got.release}
	a.refused("both copies were put back", v, "put back to an earlier state")
	// Nobody else can say that: a head that this trustee did not sign, or signed in another message, is none of its answers.
	for name, m := range map[string]*wire.Signed{
		"of the partner":  a.seal(wire.KindRelease, wire.Release{Training: a.id, Ledger: wire.Head{Length: 9}}, a.partner),
		"of another kind": got.accept,
	} {
		v.releases = []wire.Signed{*m}
		if m.Signer != a.honest.Public().Identity {
			v.releases[0].Signer = a.honest.Public().Identity
		}
		for _, dir := range []string{a.dir, a.copies} {
			must(t, os.WriteFile(ledger.Path(dir), own, 0o600))
		}
		if e, _ := a.look(v, trustee.EventReleased); e.Event != trustee.EventReleased {
			t.Errorf("a message %s stops it: %s", name, e.Message)
		}
	}
}

// product decrypts the product of a set of contributions and takes the partner's masks off. want is the sum of what their
// owners encrypted.
func (a *adversary) product(owners []*contributor) (want, plain []*big.Int) {
	a.Helper()
	want = make([]*big.Int, a.terms.Count())
	masks := make([]*big.Int, len(want))
	for i := range want {
		want[i], masks[i] = new(big.Int), new(big.Int)
	}
	var product []*phe.Ciphertext
	for _, o := range owners {
		cs, err := a.Key.Public().ParseVector(o.texts, a.terms.Count())
		must(a.T, err)
		if product == nil {
			product = cs
		} else {
			must(a.T, a.Key.Public().SumVectors(product, cs))
		}
		for i := range want {
			want[i].Add(want[i], o.plain[i])
			masks[i].Add(masks[i], o.partner[i])
		}
	}
	plain, err := a.Key.DecryptVector(product)
	must(a.T, err)
	for i, x := range plain {
		x.Sub(x, masks[i])
	}
	return want, plain
}

// opens reports whether a product without masks of the honest trustee, nil for none, is the sum.
func (a *adversary) opens(want, plain, masks []*big.Int) bool {
	for i, x := range plain {
		rest := new(big.Int).Set(x)
		if masks != nil {
			rest.Sub(rest, masks[i])
		}
		if rest.Mod(rest, a.Key.Public().N()).Cmp(want[i]) != 0 {
			return false
		}
	}
	return true
}
