//go:build testkeys

package dataowner_test

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Every attack here is also mounted with its defence switched off, where that can be done, and must succeed there.

// exactOneRound is a training whose one exact sum tells the products of all columns.
var exactOneRound = strings.Replace(kindFile(number, `"model":{"method":"one_round"}`), `"min":5`, `"min":3`, 1)

// stated reports whether an owner's ledger has its rows in a training.
func (m *member) stated(t testing.TB, id wire.TrainingID) bool {
	t.Helper()
	return slices.ContainsFunc(m.ledger(t).Sums(), func(s ledger.Sum) bool { return s.Training == id && s.Passed })
}

// isUniform reports whether a sum did not open: its plaintexts are uniform modulo n.
func isUniform(err error) bool {
	return errors.Is(err, pack.ErrCanary) || errors.Is(err, pack.ErrOwnerCount) || errors.Is(err, pack.ErrRange)
}

// The holder of the Paillier key decrypts single uploads, and those of all owners but one: what is left of the masks makes
// them uniform.
func TestAttackDecryptingFewerThanAll(t *testing.T) {
	p := fiveOwners(t, exactOneRound, false)
	p.begin()
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(a, nil)
	p.Uploads(a)
	for set := 1; set < 1<<5-1; set++ {
		some := map[wire.Identity][]byte{}
		for i, m := range p.owners {
			if set>>i&1 == 1 {
				some[m.Identity()] = a.Blobs[m.Identity()]
			}
		}
		if _, err := p.Decrypt(a.List, some, nil); !isUniform(err) {
			t.Errorf("uploads %05b alone open: %v", set, err)
		}
	}
	if !same(p.Sum(a, nil), p.want(p.owners, p.first())) {
		t.Error("all uploads together must open")
	}
}

// An owner's line is cut after its upload, by bad luck or by the facilitator: everybody else goes on and reveals. Without
// its own seed the sum does not open, so nothing has to be charged; before the seed leaves, the charge is in the vault.
func TestAttackOpeningASumUncharged(t *testing.T) {
	p := fiveOwners(t, privateFile(privateOneRound), true)
	p.begin()
	victim := p.owners[1]
	var uncharged atomic.Int32
	cut := func(r inmemory.Request, status int, answer []byte) (int, []byte) {
		if r.Who == victim.Identity() && r.What == "GET uploads" {
			return inmemory.Reject(wire.CodeUnavailable)
		}
		return status, answer
	}
	p.Bend(cut)
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(a, nil)
	p.Uploads(a)
	p.Await("the others' reveals", func() bool { return len(a.Reveals) == 4 })
	seeds := map[wire.Identity]mask.Seed{}
	for id, s := range a.Reveals {
		m, err := wire.Unseal[wire.Reveal](s, wire.KindReveal)
		inmemory.Must(t, err)
		seeds[id] = mask.NewSeed(m.Seed)
	}
	if _, err := p.Decrypt(a.List, a.Blobs, seeds); !isUniform(err) {
		t.Errorf("a sum opens without the victim's seed: %v", err)
	}
	if n := victim.spent(t); n != 0 {
		t.Errorf("%d sums are charged that did not open", n)
	}
	// With the defence off, that is with its seed out of its vault, the sum opens and the ledger does not know.
	v, err := vault.Open(t.Context(), victim.vault)
	inmemory.Must(t, err)
	master := v.Master.Reveal()
	seeds[victim.Identity()], err = mask.RevealSeed(master[:], a.List.Digest)
	inmemory.Must(t, err)
	if _, err := p.Decrypt(a.List, a.Blobs, seeds); err != nil || victim.spent(t) != 0 {
		t.Errorf("without the order of charge and reveal the attack must succeed: %v", err)
	}
	p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
		if r.Who == (wire.Identity{}) && r.What == "PUT reveals" && victim.ledger(t).Spending(p.ID()).Sums == 0 {
			uncharged.Add(1)
		}
		return status, answer
	})
	p.Sum(a, p.Reveals(a))
	if uncharged.Load() > 0 || victim.spent(t) != 1 {
		t.Errorf("%d seeds left before they were charged, %d sums are charged after", uncharged.Load(), victim.spent(t))
	}
}

// Two exact sums over circles that differ by one owner give that owner away. The second is asked for by the same model
// owner under a new key; and lines are cut after the first uploads, so that nobody is told that the first sum opened. The
// vault knew it before the upload left, over all model owners; without its memory the attack succeeds.
func TestAttackSubtractionAcrossTrainings(t *testing.T) {
	for _, remembers := range []bool{true, false} {
		first := fiveOwners(t, exactOneRound, false)
		first.begin()
		var early atomic.Int32
		first.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
			if r.What != "PUT uploads" {
				return status, answer
			}
			s, _, err := wire.ParseFrame(r.Body)
			if err != nil {
				return status, answer
			}
			for _, m := range first.owners {
				if m.Identity() == s.Signer && !m.stated(t, first.ID()) {
					early.Add(1)
				}
			}
			return status, answer
		})
		a := first.Open(wire.Ref{Round: 1, Attempt: 1}, first.first())
		first.FixList(a, nil)
		first.Uploads(a)
		one := first.Sum(a, nil)
		if early.Load() > 0 {
			t.Errorf("%d uploads left before they were settled", early.Load())
		}
		victim, rest := first.owners[4], first.owners[:4]
		for _, m := range first.owners {
			m.kill()
		}

		second := &party{Training: inmemory.NewModelOwner(t, exactOneRound).Serve()} // another model owner's key
		for _, m := range rest {
			if !remembers {
				all, err := m.vault.Keys(t.Context())
				inmemory.Must(t, err)
				for _, key := range all {
					if strings.HasPrefix(key, "ledger/") || key == "anchor" {
						inmemory.Must(t, m.vault.Delete(t.Context(), key))
					}
				}
			}
			second.add(m.vault, m.rows)
		}
		puppet := second.add(store.NewMemory(), "a,k,rank,place,y\n0,0,low,n,0\n")
		second.begin()
		if remembers {
			for _, m := range second.owners {
				err := m.ending(t, "the same rows with other owners", problem.Agree)
				if m != puppet && (err == nil || !strings.Contains(err.Error(), "were in \"Kinds\"")) {
					t.Errorf("asked %v", err)
				}
			}
			for _, r := range second.Seen() {
				if r.What == "PUT keys" {
					t.Error("an owner went on before it was asked")
				}
			}
			continue
		}
		b := second.Open(wire.Ref{Round: 1, Attempt: 1}, second.first())
		second.FixList(b, nil)
		second.Uploads(b)
		two, own := second.Sum(b, nil), second.want([]*member{puppet}, second.first())
		want := first.want([]*member{victim}, first.first())
		for i := range one {
			got := new(big.Int).Sub(one[i], new(big.Int).Sub(two[i], own[i]))
			if got.Cmp(want[i]) != 0 {
				t.Fatalf("without the memory the attack must succeed: value %d differs", i)
			}
		}
	}
}

// The facilitator shortens the list of the keys phase to the victim and its puppets, or so far that the colluders are more
// of it than they may be of the roster. Exact lists are the whole roster; with noise they have two thirds of it.
func TestAttackListSmallerThanTheRoster(t *testing.T) {
	rows := make([]string, 7)
	for i := range rows {
		rows[i] = kindRows(i, false)
	}
	for name, c := range map[string]struct {
		file    string
		owners  int
		refused bool
	}{
		"exact, one missing":                   {exactOneRound, 6, true},
		"exact, two puppets and the victim":    {exactOneRound, 3, true},
		"with noise, two thirds":               {privateFile(privateOneRound), 5, false},
		"with noise, fewer than two thirds":    {privateFile(privateOneRound), 4, true},
		"with noise, colluders and the victim": {privateFile(privateOneRound), 3, true},
	} {
		p := newParty(t, c.file, rows...)
		p.begin()
		p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
			if r.What != "GET keys" || status != 200 {
				return status, answer
			}
			l, err := wire.Parse[wire.List](answer)
			if err != nil || len(l.Messages) == 0 {
				return status, answer
			}
			l.Messages = l.Messages[:c.owners]
			b, _ := wire.Marshal(l)
			return status, b
		})
		a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
		if !c.refused {
			p.FixList(a, ids(p.owners[:c.owners]...))
			p.Uploads(a)
			continue
		}
		p.Await("keys", func() bool { return len(a.Keys) == 7 })
		p.FixList(a, nil) // the honest list; owners are shown another one
		for _, m := range p.owners[:c.owners] {
			m.mustEnd(t, name, problem.Protocol)
		}
		if len(a.Heads) > 0 {
			t.Errorf("%s: %d uploads left", name, len(a.Heads))
		}
	}
}

// A member signs a keys message with a point on which no agreement is possible, and the facilitator lists it: owners
// refuse the list. A facilitator that checks points at its door leaves the member out, so it ends nobody alone.
func TestAttackLowOrderKey(t *testing.T) {
	p := fiveOwners(t, exactOneRound, false)
	p.begin()
	evil := p.owners[3]
	v, err := vault.Open(t.Context(), evil.vault)
	inmemory.Must(t, err)
	rec, err := v.Record(t.Context(), p.ID())
	inmemory.Must(t, err)
	key, err := identity.KeyFromSeed(rec.Data().Seed.Reveal())
	inmemory.Must(t, err)
	p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
		l, err := wire.Parse[wire.List](answer)
		if r.What != "GET keys" || err != nil || len(l.Messages) == 0 {
			return status, answer
		}
		at := slices.IndexFunc(l.Messages, func(s wire.Signed) bool { return s.Signer == key.Identity() })
		k, _ := wire.Parse[wire.Keys](l.Messages[at].Body)
		k.MaskKey = wire.Digest{1}
		bad, _ := wire.Seal(wire.KindKeys, k, key)
		l.Messages[at] = *bad
		b, _ := wire.Marshal(l)
		return status, b
	})
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(a, nil)
	for _, m := range p.owners {
		if m != evil {
			m.mustEnd(t, "a key of low order", problem.Protocol)
		}
	}
}

// The facilitator refuses messages with codes that are no failure, so that owners send them again: an owner signs one keys
// message and one upload in an attempt, and the same seed however often. Two uploads under one mask would differ by
// nothing but the values.
func TestAttackAskingTwice(t *testing.T) {
	p := fiveOwners(t, privateFile(privateOneRound), true)
	p.begin()
	victim := p.owners[0]
	var refusals atomic.Int32
	p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
		if strings.HasPrefix(r.What, "PUT ") && strings.Contains("PUT uploads PUT reveals", r.What) && refusals.Add(1)%2 == 1 {
			return inmemory.Reject(wire.CodeStale)
		}
		return status, answer
	})
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(a, nil)
	for range 3 {
		p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
			if r.What == "PUT reveals" {
				return inmemory.Reject(wire.CodeStale)
			}
			return status, answer
		})
	}
	p.Uploads(a)
	p.Await("reveals", func() bool { return len(a.Reveals) == 5 })
	for range 3 {
		p.Bend(nil)
	}
	p.Abort(a, wire.CodeMissing)
	distinct := map[string]map[wire.Digest]bool{}
	for _, r := range p.Seen() {
		var s *wire.Signed
		switch r.What {
		case "PUT keys", "PUT uploads":
			s, _, _ = wire.ParseFrame(r.Body)
		case "PUT reveals":
			m, _ := wire.Parse[wire.Signed](r.Body)
			s = &m
		}
		if s == nil || s.Signer != victim.Identity() {
			continue
		}
		if distinct[r.What] == nil {
			distinct[r.What] = map[wire.Digest]bool{}
		}
		distinct[r.What][s.Digest()] = true
	}
	for what, messages := range distinct {
		if len(messages) != 1 {
			t.Errorf("%s: %d different messages in one attempt", what, len(messages))
		}
	}
	if len(distinct) != 3 {
		t.Errorf("sent %v", distinct)
	}
}

// A model owner rejects again and again, to learn of an owner from what it accepts. Rejected attempts are in the log, so
// an owner answers three, also after a restart; attempts that are given up are not counted.
func TestAttackProbingThroughRejects(t *testing.T) {
	p := fiveOwners(t, exactOneRound, false)
	p.begin()
	number := 0
	open := func() *inmemory.Attempt {
		number++
		return p.Open(wire.Ref{Round: 1, Attempt: number}, p.first())
	}
	for range 4 {
		a := open()
		p.Await("keys", func() bool { return len(a.Keys) == 5 })
		p.Abort(a, wire.CodeMissing)
	}
	for range 3 {
		a := open()
		p.FixList(a, nil)
		p.Uploads(a)
		p.Reject(a)
	}
	p.owners[2].kill()
	p.restart(p.owners[2])
	open()
	for _, m := range p.owners {
		m.mustEnd(t, "a fourth attempt after three rejects", problem.Protocol)
	}
}

// A model owner, or a facilitator with an old copy of the log, cannot take back what an owner has seen. An owner that
// remembers nothing takes either log.
func TestAttackRolledBackLog(t *testing.T) {
	for _, rewritten := range []bool{true, false} {
		p := fiveOwners(t, exactOneRound, false)
		p.begin()
		a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
		p.FixList(a, nil)
		p.Uploads(a)
		p.Accept(a)
		m := p.owners[0]
		m.told(t, func(e dataowner.Event) bool { return e.Accepted == 1 })
		m.kill()
		entries := p.Entries()
		if rewritten { // another open message in the place of the third entry
			o, err := wire.Parse[wire.Open](entries[2].Body)
			inmemory.Must(t, err)
			o.Attempt++
			other, err := wire.Seal(wire.KindOpen, o, p.ModelOwner.Identity)
			inmemory.Must(t, err)
			accept, err := wire.Parse[wire.Accept](entries[3].Body)
			inmemory.Must(t, err)
			accept.Attempt++
			accept.Previous = other.Digest()
			last, err := wire.Seal(wire.KindAccept, accept, p.ModelOwner.Identity)
			inmemory.Must(t, err)
			entries = []wire.Signed{entries[0], entries[1], *other, *last}
		} else {
			entries = entries[:3]
		}
		p.Rewrite(entries)
		p.restart(m)
		m.mustEnd(t, "a log that was rolled back", problem.Log)
	}
}

// A model owner measures more models than it announced, to compare sums over the rows kept back at points of its choice; or
// asks the same round at other weights in a second attempt. The log counts rounds by kind and binds attempts to weights.
func TestAttackMoreRoundsThanAnnounced(t *testing.T) {
	start := func() (*party, func(kind wire.RoundKind, w int64) *plan.Point) {
		p := fiveOwners(t, kindFile(number, `"training":{"rounds":2},"holdout":0.25`), false)
		p.begin()
		return p, func(kind wire.RoundKind, w int64) *plan.Point {
			point := make([]*big.Int, p.File.Budget().Columns)
			for i := range point {
				point[i] = new(big.Int)
			}
			point[1].Lsh(big.NewInt(w), 30)
			return &plan.Point{Kind: kind, Encrypted: point}
		}
	}
	ref := func(round, attempt int) wire.Ref { return wire.Ref{Round: round, Attempt: attempt} }
	forge := func(p *party, x *inmemory.Opening) {
		x.Open.LogEntry = p.Next()
		p.Forge(p.ModelOwner.Identity, wire.KindOpen, x.Open, wire.PhaseKeys, x.Open.Ref)
		for _, m := range p.owners {
			m.mustEnd(t, "a log that the manifest does not allow", problem.Log)
		}
	}
	p, at := start()
	p.Run(ref(1, 1), at(wire.RoundGradient, 0))
	p.Run(ref(2, 1), at(wire.RoundEvaluation, 0))
	p.Run(ref(3, 1), at(wire.RoundEvaluation, 1))
	forge(p, p.Prepare(p.Position(), p.Enrolments, ref(4, 1), at(wire.RoundEvaluation, 2)))

	p, at = start()
	a := p.Open(ref(1, 1), at(wire.RoundGradient, 0))
	p.FixList(a, nil)
	p.Uploads(a)
	p.Abort(a, wire.CodeMissing)
	forge(p, p.Prepare(p.Position(), p.Enrolments, ref(1, 2), at(wire.RoundGradient, 1)))
}

// A stranger, or the facilitator, writes entries of the model owner's log.
func TestAttackLogOfAStranger(t *testing.T) {
	p := fiveOwners(t, exactOneRound, false)
	p.begin()
	stranger, err := identity.NewKey()
	inmemory.Must(t, err)
	x := p.Prepare(p.Position(), p.Enrolments, wire.Ref{Round: 1, Attempt: 1}, p.first())
	x.Open.LogEntry = p.Next()
	p.Forge(stranger, wire.KindOpen, x.Open, wire.PhaseKeys, x.Open.Ref)
	for _, m := range p.owners {
		m.mustEnd(t, "an entry of a stranger", problem.Log)
	}
}
