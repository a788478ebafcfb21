package attempt_test

import (
	"slices"
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

// sent are messages of all owners.
func (g *game) sent(messages []wire.Signed) hostile.Sent {
	return hostile.Sent{Messages: messages, By: parties.Signers(g.owners)}
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
		_, err := terms.OpenKeys(c.Seal(t, &a.Keys[1], g.owners[1].Key))
		hostile.Refused(t, c.Name, err, c.Code, c.Rule)
	}
	for _, l := range hostile.KeysLists(t, g.sent(a.Keys), 4) {
		_, err := terms.NewList(l.Messages)
		hostile.Refused(t, l.Name, err, l.Code, l.Rule)
	}
	bent := slices.Clone(a.Keys)
	bent[1] = *hostile.Keys[0].Seal(t, &a.Keys[1], g.owners[1].Key)
	_, err := terms.NewList(bent)
	if r := wire.RejectionOf(err); r == nil || r.Index == nil || *r.Index != 1 {
		t.Errorf("the rejection %v does not name message 1", err)
	}
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
	hostile.Refused(t, "three of six", err, wire.CodeInvalid, "at least 4 of the 6")
}

func TestBadEncapsulations(t *testing.T) {
	g := newGame(t, 4, false)
	a := g.mo.Play(t, g.owners, g.owners)
	first, terms := g.owners[0], g.mo.Terms()
	good := a.Encapsulations[first.ID()]
	for _, c := range hostile.Encapsulations(good) {
		k, err := terms.OpenKeys(&a.Keys[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := terms.CheckEncapsulations(first.ID(), k, good); err != nil {
			t.Fatal(err)
		}
		if c.Signed {
			k.Encapsulations = wire.BlobRoot(c.Bytes, wire.EncapsulationSize)
		}
		hostile.Refused(t, c.Name, terms.CheckEncapsulations(first.ID(), k, c.Bytes), c.Code, c.Rule)
	}
	me := g.owners[2]
	served := a.Served(me.ID())
	for _, c := range hostile.Served(served) {
		_, err := a.List.OpenEncapsulations(me.ID(), c.Bytes)
		hostile.Refused(t, c.Name, err, c.Code, c.Rule)
	}
	if _, err := a.List.OpenEncapsulations(me.ID(), a.Served(g.owners[3].ID())[:len(served)]); err == nil {
		t.Error("encapsulations to another owner are accepted")
	}
}

func TestBadUploads(t *testing.T) {
	for name, noise := range map[string]bool{"exact": false, "with noise": true} {
		t.Run(name, func(t *testing.T) {
			g := newGame(t, 4, noise)
			a := g.mo.Play(t, g.owners, g.owners)
			for _, c := range hostile.Uploads {
				_, err := a.List.OpenUpload(c.Seal(t, &a.Uploads[1], g.owners[1].Key))
				hostile.Refused(t, c.Name, err, c.Code, c.Rule)
			}
			for _, l := range hostile.UploadLists(t, g.sent(a.Uploads), noise) {
				_, err := a.List.NewUploads(l.Messages)
				hostile.Refused(t, l.Name, err, l.Code, l.Rule)
			}
		})
	}
}

func TestBadCiphertexts(t *testing.T) {
	g := newGame(t, 3, false)
	a := g.mo.Play(t, g.owners, g.owners)
	public := parties.Public()
	for _, c := range hostile.Ciphertexts(a.Blobs[g.owners[0].ID()], public.N(), parties.PrimeFactor()) {
		u, err := a.List.OpenUpload(&a.Uploads[0])
		if err != nil {
			t.Fatal(err)
		}
		if c.Signed {
			u.Ciphertexts = wire.BlobRoot(c.Bytes, public.CiphertextSize())
		}
		_, err = a.List.ParseUpload(u, c.Bytes)
		hostile.Refused(t, c.Name, err, c.Code, c.Rule)
		if r := wire.RejectionOf(err); c.Index >= 0 && (r == nil || r.Index == nil || *r.Index != c.Index) {
			t.Errorf("%s: the rejection %v does not name ciphertext %d", c.Name, err, c.Index)
		}
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
		_, err := u.OpenReveal(c.Seal(t, &a.Reveals[1], g.owners[1].Key))
		hostile.Refused(t, c.Name, err, c.Code, c.Rule)
	}
	for _, l := range hostile.RevealLists(t, g.sent(a.Reveals)) {
		_, err := u.Seeds(l.Messages)
		hostile.Refused(t, l.Name, err, l.Code, l.Rule)
	}
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
		hostile.Refused(t, "before all are in", err, wire.CodeInvalid, "of the 3 uploads")
		hostile.Refused(t, "an aggregate before all are in", p.Check(nil), wire.CodeInvalid, "of the 3 uploads")
		if i > 0 {
			hostile.Refused(t, "an owner again", p.Add(g.owners[0].ID(), a.Blobs[g.owners[0].ID()]), wire.CodeInvalid, "multiplied in once")
			hostile.Refused(t, "another owner's bytes", p.Add(o.ID(), a.Blobs[g.owners[0].ID()]), wire.CodeInvalid, "root over the bytes")
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
	hostile.Refused(t, "a different aggregate", p.Check(b), wire.CodeInvalid, "not the product")
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
	hostile.Refused(t, "uploads over a different list", err, wire.CodeStale, "list is not the digest")
}
