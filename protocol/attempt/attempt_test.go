package attempt_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// game is a training with an open second attempt at round 2, and all of its owners.
type game struct {
	*testing.T
	mo     *parties.ModelOwner
	owners []*parties.Owner
}

func newGame(t *testing.T, count int, noise bool) *game {
	t.Helper()
	g := &game{T: t, mo: parties.NewModelOwner(t, 3, count, func(m *wire.Manifest) { m.Noise = noise })}
	g.owners = parties.NewOwners(t, g.mo.ID, count)
	g.mo.Begin(g.owners)
	g.mo.Open(wire.Ref{Round: 1, Attempt: 1})
	g.mo.Accept(wire.Ref{Round: 1, Attempt: 1}, nil, nil)
	g.mo.Open(wire.Ref{Round: 2, Attempt: 1})
	g.mo.Reject(wire.Ref{Round: 2, Attempt: 1})
	g.mo.Open(wire.Ref{Round: 2, Attempt: 2})
	return g
}

func (g *game) refused(name string, err error, code wire.Code, rule string) {
	g.Helper()
	r := wire.RejectionOf(err)
	if r == nil || r.Code != code || !strings.Contains(r.Detail, rule) {
		g.Errorf("%s: got %v, want a rejection with code %q that contains %q", name, err, code, rule)
	}
}

func reseal[T any](t *testing.T, o *parties.Owner, s *wire.Signed, bend func(*T)) *wire.Signed {
	t.Helper()
	b, err := wire.Unseal[T](s, s.Kind)
	if err != nil {
		t.Fatal(err)
	}
	bend(&b)
	return o.Seal(s.Kind, b)
}

// An honest attempt passes every check and counts every owner once.
func TestHonestAttempt(t *testing.T) {
	for name, noise := range map[string]bool{"exact": false, "with noise": true} {
		t.Run(name, func(t *testing.T) {
			g := newGame(t, 5, noise)
			list := g.owners
			if noise {
				list = list[1:] // two thirds of the members are enough
			}
			a := g.mo.Play(t, list, g.owners)
			product := a.Product(t)
			counts := g.mo.Counts(a.List, product, g.mo.Seeds(a.List, a.Uploads, a.Reveals), 5)
			for i, n := range counts {
				want := 1
				if noise && i == 0 {
					want = 0
				}
				if n != want {
					t.Errorf("owner %d is counted %d times, want %d", i, n, want)
				}
			}
			u, err := a.List.NewUploads(a.Uploads)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range list {
				path, err := u.Proof(o.ID())
				if err != nil || wire.FollowPath(wire.UploadLeaf(u.Head(o.ID())), path) != u.Root {
					t.Errorf("owner %d has no proof (%v)", o.Index, err)
				}
			}
		})
	}
}

func TestBadKeys(t *testing.T) {
	g := newGame(t, 4, false)
	a := g.mo.Play(t, g.owners, g.owners)
	terms := g.mo.Terms()
	for _, c := range hostile.Keys {
		bent := reseal(t, g.owners[1], &a.Keys[1], c.Bend)
		_, err := terms.OpenKeys(bent)
		g.refused(c.Name, err, c.Code, c.Rule)
		l := append([]wire.Signed{}, a.Keys...)
		l[1] = *bent
		_, err = terms.NewList(l)
		g.refused(c.Name+" in a list", err, c.Code, c.Rule)
		if r := wire.RejectionOf(err); r != nil && (r.Index == nil || *r.Index != 1) {
			t.Errorf("%s: the rejection does not name message 1", c.Name)
		}
	}
	for _, c := range hostile.Lists(4) {
		_, err := terms.NewList(c.Bend(a.Keys))
		g.refused(c.Name, err, c.Code, c.Rule)
	}
	stranger := parties.NewOwners(t, g.mo.ID, 1)[0]
	s, _ := stranger.Keys(terms.Ref, terms.Open, g.owners)
	_, err := terms.OpenKeys(s)
	g.refused("stranger", err, wire.CodeForbidden, "not a member")
	same := reseal(t, g.owners[2], &a.Keys[2], func(k *wire.Keys) {
		first, err := wire.Unseal[wire.Keys](&a.Keys[0], wire.KindKeys)
		if err != nil {
			t.Fatal(err)
		}
		k.MaskKey = first.MaskKey
	})
	l := append([]wire.Signed{}, a.Keys...)
	l[2] = *same
	_, err = terms.NewList(l)
	g.refused("a key twice", err, wire.CodeInvalid, "repeats that of an earlier message")
	last := reseal(t, g.owners[3], &a.Keys[3], func(k *wire.Keys) { k.Encapsulations = wire.Digest{1} })
	_, err = terms.OpenKeys(last)
	g.refused("the last member encapsulates", err, wire.CodeInvalid, "must be zero for the last member")
}

// With noise, two thirds of the members and cohort.min are needed, and the assumed number of colluding owners is that of
// the roster however short the list is.
func TestShortLists(t *testing.T) {
	for _, c := range []struct{ members, least, lists, colluding int }{{3, 3, 1, 0}, {4, 3, 2, 1}, {9, 6, 3, 2}, {10, 7, 4, 3}, {12, 8, 4, 3}, {64, 43, 22, 21}} {
		terms := attempt.Terms{Members: make([]wire.Member, c.members), Cohort: wire.Cohort{Min: 3}, Noise: true}
		if terms.Least() != c.least || terms.MostLists() != c.lists || attempt.Colluding(c.members) != c.colluding {
			t.Errorf("%d members: least %d, lists %d, colluding %d, want %v", c.members, terms.Least(), terms.MostLists(), attempt.Colluding(c.members), c)
		}
		if h := attempt.Honest(c.least, c.members); h != c.least-c.colluding || h < 2 {
			t.Errorf("%d members: %d honest owners in the shortest list", c.members, h)
		}
		terms.Noise = false
		if terms.Least() != c.members || terms.MostLists() != 1 {
			t.Errorf("%d members: an exact list has at least %d, want all", c.members, terms.Least())
		}
	}
	g := newGame(t, 6, true)
	a := g.mo.Play(t, g.owners, g.owners)
	if _, err := g.mo.Terms().NewList(a.Keys[:4]); err != nil {
		t.Errorf("four of six are refused: %v", err)
	}
	_, err := g.mo.Terms().NewList(a.Keys[:3])
	g.refused("three of six", err, wire.CodeInvalid, "at least 4 of the 6")
}

func TestBadEncapsulations(t *testing.T) {
	g := newGame(t, 4, false)
	a := g.mo.Play(t, g.owners, g.owners)
	first := g.owners[0]
	k, err := g.mo.Terms().OpenKeys(&a.Keys[0])
	if err != nil {
		t.Fatal(err)
	}
	blob := a.Encapsulations[first.ID()]
	if err := g.mo.Terms().CheckEncapsulations(first.ID(), k, blob); err != nil {
		t.Fatal(err)
	}
	bent := bytes.Clone(blob)
	bent[5000%len(bent)] ^= 1
	g.refused("altered", g.mo.Terms().CheckEncapsulations(first.ID(), k, bent), wire.CodeInvalid, "root over the bytes")
	g.refused("short", g.mo.Terms().CheckEncapsulations(first.ID(), k, blob[1:]), wire.CodeInvalid, "for each member after the sender")

	me := g.owners[2]
	served := a.Served(me.ID())
	altered := bytes.Clone(served)
	altered[10] ^= 1
	_, err = a.List.OpenEncapsulations(me.ID(), altered)
	g.refused("one that its sender did not sign", err, wire.CodeInvalid, "not the one that its sender signed")
	_, err = a.List.OpenEncapsulations(me.ID(), a.Served(g.owners[3].ID())[:len(served)])
	if err == nil {
		t.Error("encapsulations to another owner are accepted")
	}
	_, err = a.List.OpenEncapsulations(me.ID(), served[:len(served)-1])
	g.refused("cut short", err, wire.CodeMalformed, "cut short")
}

func TestBadUploads(t *testing.T) {
	for name, noise := range map[string]bool{"exact": false, "with noise": true} {
		t.Run(name, func(t *testing.T) {
			g := newGame(t, 4, noise)
			a := g.mo.Play(t, g.owners, g.owners)
			cases := append([]hostile.Case[wire.Upload]{}, hostile.Uploads...)
			if noise {
				cases = append(cases, hostile.SeedMissing)
			} else {
				cases = append(cases, hostile.SeedForbidden)
			}
			for _, c := range cases {
				bent := reseal(t, g.owners[1], &a.Uploads[1], c.Bend)
				_, err := a.List.OpenUpload(bent)
				g.refused(c.Name, err, c.Code, c.Rule)
				l := append([]wire.Signed{}, a.Uploads...)
				l[1] = *bent
				_, err = a.List.NewUploads(l)
				g.refused(c.Name+" in a list", err, c.Code, c.Rule)
			}
			for _, c := range hostile.UploadLists {
				_, err := a.List.NewUploads(c.Bend(a.Uploads))
				g.refused(c.Name, err, c.Code, c.Rule)
			}
			stranger := parties.NewOwners(t, g.mo.ID, 1)[0]
			_, err := a.List.OpenUpload(reseal(t, stranger, &a.Uploads[1], func(*wire.Upload) {}))
			g.refused("stranger", err, wire.CodeForbidden, "not in the list")
		})
	}
}

func TestBadCiphertexts(t *testing.T) {
	g := newGame(t, 3, false)
	a := g.mo.Play(t, g.owners, g.owners)
	u, err := a.List.OpenUpload(&a.Uploads[0])
	if err != nil {
		t.Fatal(err)
	}
	blob := a.Blobs[g.owners[0].ID()]
	size := parties.Public().CiphertextSize()
	bent := bytes.Clone(blob)
	bent[len(bent)-1] ^= 1
	_, err = a.List.ParseUpload(u, bent)
	g.refused("altered", err, wire.CodeInvalid, "root over the bytes")
	_, err = a.List.ParseUpload(u, blob[:size])
	g.refused("short", err, wire.CodeInvalid, "ciphertexts must be")
	zero := bytes.Clone(blob)
	clear(zero[size : 2*size])
	head := *u
	head.Ciphertexts = wire.BlobRoot(zero, size)
	_, err = a.List.ParseUpload(&head, zero)
	g.refused("zero ciphertext", err, wire.CodeCiphertext, "")
	if r := wire.RejectionOf(err); r == nil || r.Index == nil || *r.Index != 1 {
		t.Errorf("the rejection %v does not name ciphertext 1", err)
	}
}

func TestBadReveals(t *testing.T) {
	g := newGame(t, 4, true)
	a := g.mo.Play(t, g.owners, g.owners)
	u, err := a.List.NewUploads(a.Uploads)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range hostile.Reveals {
		bent := reseal(t, g.owners[1], &a.Reveals[1], c.Bend)
		_, err := u.OpenReveal(bent)
		g.refused(c.Name, err, c.Code, c.Rule)
		l := append([]wire.Signed{}, a.Reveals...)
		l[1] = *bent
		_, err = u.Seeds(l)
		g.refused(c.Name+" in a list", err, c.Code, c.Rule)
	}
	for _, c := range hostile.UploadLists {
		_, err := u.Seeds(c.Bend(a.Reveals))
		g.refused(c.Name, err, c.Code, c.Rule)
	}
	stranger := parties.NewOwners(t, g.mo.ID, 1)[0]
	_, err = u.OpenReveal(reseal(t, stranger, &a.Reveals[1], func(*wire.Reveal) {}))
	g.refused("stranger", err, wire.CodeForbidden, "not in the list")
	theirs := reseal(t, g.owners[0], &a.Reveals[1], func(*wire.Reveal) {})
	_, err = u.OpenReveal(theirs)
	g.refused("another owner's seed", err, wire.CodeInvalid, "not the one to which the upload commits")
}

func TestProduct(t *testing.T) {
	g := newGame(t, 3, false)
	a := g.mo.Play(t, g.owners, g.owners)
	u, err := a.List.NewUploads(a.Uploads)
	if err != nil {
		t.Fatal(err)
	}
	p := u.NewProduct()
	for i, o := range g.owners {
		_, err := p.Bytes()
		g.refused("before all are in", err, wire.CodeInvalid, "of the 3 uploads")
		g.refused("an aggregate before all are in", p.Check(nil), wire.CodeInvalid, "of the 3 uploads")
		if i > 0 {
			g.refused("an owner again", p.Add(g.owners[0].ID(), a.Blobs[g.owners[0].ID()]), wire.CodeInvalid, "multiplied in once")
			g.refused("another owner's bytes", p.Add(o.ID(), a.Blobs[g.owners[0].ID()]), wire.CodeInvalid, "root over the bytes")
		}
		if err := p.Add(o.ID(), a.Blobs[o.ID()]); err != nil {
			t.Fatal(err)
		}
	}
	b, err := p.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Check(b); err != nil {
		t.Errorf("the product is not itself: %v", err)
	}
	b[len(b)-1] ^= 1
	g.refused("a different aggregate", p.Check(b), wire.CodeInvalid, "not the product")
	if p.Size() != int64(3*len(a.Blobs[g.owners[0].ID()])) {
		t.Errorf("size is %d", p.Size())
	}
}

// Owners that were shown different lists make masks that do not cancel: their sum is noise, whatever was tried.
func TestAttackEquivocatedLists(t *testing.T) {
	g := newGame(t, 6, true)
	a := g.mo.Play(t, g.owners, g.owners)
	b := g.mo.List(a.Keys[:5])
	if a.List.Digest == b.Digest {
		t.Fatal("two lists have one digest")
	}
	_, err := b.NewUploads(a.Uploads[:5])
	g.refused("uploads over a different list", err, wire.CodeStale, "list is not the digest")
}
