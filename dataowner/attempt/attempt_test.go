package attempt_test

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/dataowner/attempt"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/leaks"
	"github.com/blindfit/blindfit/internal/testing/parties"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// game is an open attempt at a round and all of its owners.
type game struct {
	*testing.T
	mo         *parties.ModelOwner
	others     []*parties.Owner // hand-made members, in identity order; in the place of self is one with its keys
	self       *attempt.Self
	terms      *protocol.Terms
	enrolments []*wire.Enrolment
	index      int // of self
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newGame opens an attempt. Self is one of count members; place says which, from 0.
func newGame(t *testing.T, count, place int, noise bool) *game {
	t.Helper()
	g := &game{T: t, index: place}
	g.mo = parties.NewModelOwner(t, 3, count, func(m *wire.Manifest) { m.Noise = noise })
	g.others = parties.NewOwners(t, g.mo.ID, count)
	g.self = &attempt.Self{Key: g.others[place].Key, KEM: g.others[place].KEM, Master: identity.NewMaster()}
	var signed []wire.Signed
	for _, o := range g.others {
		s := o.Enrolment()
		e, err := wire.Unseal[wire.Enrolment](s, wire.KindEnrolment)
		must(t, err)
		signed, g.enrolments = append(signed, *s), append(g.enrolments, &e)
	}
	g.mo.Roster(signed)
	g.mo.Start(g.mo.Statements(g.others))
	g.mo.Open(wire.Ref{Round: 1, Attempt: 1})
	g.mo.Accept(wire.Ref{Round: 1, Attempt: 1}, nil, nil)
	g.mo.Open(wire.Ref{Round: 2, Attempt: 1})
	g.mo.Reject(wire.Ref{Round: 2, Attempt: 1})
	g.open(wire.Ref{Round: 2, Attempt: 2})
	return g
}

func (g *game) open(ref wire.Ref) {
	g.mo.Open(ref)
	g.terms = g.mo.Terms()
}

// keys lets self begin, with everybody else hand-made.
func (g *game) keys(list ...int) (*attempt.Offer, []wire.Signed, map[wire.Identity][]byte) {
	g.Helper()
	offer, err := attempt.Begin(g.terms, g.enrolments, g.self)
	must(g, err)
	var messages []wire.Signed
	blobs := map[wire.Identity][]byte{}
	for i, o := range g.others {
		if list != nil && !slices.Contains(list, i) {
			continue
		}
		s, blob := offer.Keys, offer.Encapsulations
		if i != g.index {
			s, blob = o.Keys(g.terms.Ref, g.terms.Open, g.others)
		}
		messages, blobs[o.ID()] = append(messages, *s), blob
	}
	return offer, messages, blobs
}

// served is what a facilitator serves an owner of the encapsulations to it.
func served(l *protocol.List, to wire.Identity, blobs map[wire.Identity][]byte) []byte {
	var out []byte
	for _, from := range l.Senders(to) {
		out = append(out, l.Encapsulation(from, to, blobs[from])...)
	}
	return out
}

// uploaded is what self uploads: the encryption of its masks plus its basis vector.
func (g *game) uploaded(p *attempt.Part, encapsulations []byte) (*wire.Signed, []byte) {
	g.Helper()
	masks, err := p.Masks(encapsulations)
	must(g, err)
	for _, m := range masks {
		m.Add(m, new(big.Int).Lsh(big.NewInt(1), uint(16*g.index)))
	}
	blob := parties.Encrypt(g, masks)
	head, err := p.Head(blob)
	must(g, err)
	return head, blob
}

// A list of hand-made owners and one of this package opens to exactly the sum of their values, in every place of the
// roster, and with noise only once the seed is revealed.
func TestUploadsOpenTogether(t *testing.T) {
	for _, noise := range []bool{false, true} {
		for place := range 4 {
			g := newGame(t, 4, place, noise)
			offer, keys, blobs := g.keys()
			part, err := offer.Fix(keys)
			must(t, err)
			if want := place > 0; part.Awaits() != want {
				t.Errorf("place %d awaits encapsulations: %v", place, part.Awaits())
			}
			a := &parties.Attempt{List: part.List, Keys: keys, Encapsulations: blobs, Blobs: map[wire.Identity][]byte{}}
			for i, o := range g.others {
				var head *wire.Signed
				var blob []byte
				if i == place {
					head, blob = g.uploaded(part, served(part.List, o.ID(), blobs))
				} else {
					head, blob = o.Upload(part.List, served(part.List, o.ID(), blobs))
				}
				a.Uploads, a.Blobs[o.ID()] = append(a.Uploads, *head), blob
			}
			if noise {
				for i, o := range g.others {
					s := o.Reveal
					if i != place {
						a.Reveals = append(a.Reveals, *s(part.List))
						continue
					}
					sealed, err := attempt.Complete(part.List, a.Uploads, a.Uploads[i].Digest(), g.self)
					must(t, err)
					message, err := sealed.Message()
					must(t, err)
					a.Reveals = append(a.Reveals, *message)
				}
			}
			for i, n := range g.mo.Counts(a.List, a.Product(t), g.mo.Seeds(a.List, a.Uploads, a.Reveals), 4) {
				if n != 1 {
					t.Errorf("place %d, noise %v: owner %d is counted %d times", place, noise, i, n)
				}
			}
		}
	}
}

// Any list of keys that an honest facilitator would not serve stops the owner before it derives a mask.
func TestListsThatAreRefused(t *testing.T) {
	g := newGame(t, 4, 0, false)
	offer, good, _ := g.keys()
	_, err := offer.Fix(good)
	must(t, err)
	for _, l := range hostile.KeysLists(t, hostile.Sent{Messages: good, By: parties.Signers(g.others)}, 4) {
		_, err := offer.Fix(l.Messages)
		hostile.Refused(t, l.Name, err, l.Code, l.Rule)
	}
	again, err := attempt.Begin(g.terms, g.enrolments, g.self)
	must(t, err)
	if _, err := again.Fix(good); !errors.Is(err, attempt.ErrOwnKeys) {
		t.Errorf("an own message of another offer: %v", err)
	}
}

// With noise a list may be without this owner: it sits the attempt out.
func TestListWithoutThisOwner(t *testing.T) {
	g := newGame(t, 6, 2, true)
	offer, keys, _ := g.keys(0, 1, 3, 4, 5)
	if _, err := offer.Fix(keys); !errors.Is(err, attempt.ErrNotListed) {
		t.Errorf("a list without this owner: %v", err)
	}
	_, err := attempt.Begin(g.terms, g.enrolments, &attempt.Self{Key: parties.NewOwners(t, g.mo.ID, 1)[0].Key})
	if err == nil {
		t.Error("a stranger begins")
	}
}

// Encapsulations that their senders did not sign are refused: masks made of them would not cancel.
func TestEncapsulationsThatAreRefused(t *testing.T) {
	g := newGame(t, 4, 3, false)
	offer, keys, blobs := g.keys()
	part, err := offer.Fix(keys)
	must(t, err)
	good := served(part.List, g.others[3].ID(), blobs)
	for _, c := range hostile.Served(good) {
		_, err := part.Masks(c.Bytes)
		hostile.Refused(t, c.Name, err, c.Code, c.Rule)
	}
	if _, err := part.Masks(served(part.List, g.others[2].ID(), blobs)); err == nil {
		t.Error("encapsulations to another owner are accepted")
	}
	_, err = part.Masks(good)
	must(t, err)
}

// All of the list has uploaded, and this owner what it sent, before its seed may leave.
func TestUploadsThatAreNotRevealed(t *testing.T) {
	g := newGame(t, 4, 1, true)
	a := g.mo.Play(t, g.others, g.others)
	own := a.Uploads[1].Digest()
	_, err := attempt.Complete(a.List, a.Uploads, own, g.self)
	must(t, err)
	for noise, g := range map[bool]*game{true: g, false: newGame(t, 4, 1, false)} {
		a := g.mo.Play(t, g.others, g.others)
		for _, l := range hostile.UploadLists(t, hostile.Sent{Messages: a.Uploads, By: parties.Signers(g.others)}, noise) {
			_, err := attempt.Complete(a.List, l.Messages, a.Uploads[1].Digest(), g.self)
			hostile.Refused(t, l.Name, err, l.Code, l.Rule)
		}
	}
	if _, err := attempt.Complete(a.List, a.Uploads, wire.Digest{1}, g.self); !errors.Is(err, attempt.ErrOwnUpload) {
		t.Errorf("another own upload: %v", err)
	}
}

// Every attempt draws secrets of its own; the seed alone follows from the vault and the list.
func TestEveryAttemptHasFreshSecrets(t *testing.T) {
	g := newGame(t, 4, 0, true)
	seen := map[wire.Digest]bool{}
	encapsulations := map[string]bool{}
	for range 5 {
		offer, err := attempt.Begin(g.terms, g.enrolments, g.self)
		must(t, err)
		k, err := wire.Unseal[wire.Keys](offer.Keys, wire.KindKeys)
		must(t, err)
		for i := 0; i < len(offer.Encapsulations); i += wire.EncapsulationSize {
			e := string(offer.Encapsulations[i : i+wire.EncapsulationSize])
			if encapsulations[e] {
				t.Error("an encapsulation repeats")
			}
			encapsulations[e] = true
		}
		if seen[k.MaskKey] || seen[k.Encapsulations] {
			t.Error("a key repeats")
		}
		seen[k.MaskKey], seen[k.Encapsulations] = true, true
		leaks.Check(t, "offer", offer, g.self.Key.Seed())
		leaks.Check(t, "offer by value", *offer, g.self.Key.Seed())
	}
	if len(encapsulations) != 15 {
		t.Errorf("%d encapsulations in five attempts of four members", len(encapsulations))
	}
}

// Owners whose lists differ in one message, each signed as it should be, derive masks that do not cancel: the sum of their
// uploads is uniform.
func TestAttackSplitViews(t *testing.T) {
	g := newGame(t, 4, 0, false)
	offer, keys, blobs := g.keys()
	split := slices.Clone(keys)
	again, blob := g.others[2].Clone().Keys(g.terms.Ref, g.terms.Open, g.others)
	split[2] = *again
	mine, err := offer.Fix(split)
	must(t, err)
	list := g.mo.List(keys)
	other := map[wire.Identity][]byte{g.others[2].ID(): blob}
	for id, b := range blobs {
		if other[id] == nil {
			other[id] = b
		}
	}
	if mine.List.Digest == list.Digest {
		t.Fatal("two lists have one digest")
	}
	_, own := g.uploaded(mine, served(mine.List, g.others[0].ID(), other))
	p := map[wire.Identity][]byte{g.others[0].ID(): own}
	for _, o := range g.others[1:] {
		_, p[o.ID()] = o.Upload(list, served(list, o.ID(), blobs))
	}
	for _, text := range parties.Open(t, p) {
		if text.BitLen() < parties.Public().N().BitLen()-64 {
			t.Error("owners with different lists add up to a sum")
		}
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	master := identity.NewMaster()
	g := newGame(t, 4, 0, true)
	g.self.Master = master
	offer, keys, _ := g.keys()
	part, err := offer.Fix(keys)
	must(t, err)
	raw := master.Reveal()
	seed, err := mask.RevealSeed(raw[:], part.List.Digest)
	must(t, err)
	revealed := seed.Reveal()
	for name, v := range map[string]any{"self": g.self, "self by value": *g.self, "part": part} {
		leaks.Check(t, name, v, raw[:], revealed[:], g.self.Key.Seed(), g.self.KEM.Seed())
	}
}
