//go:build testkeys

package dataowner

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/identity"
	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/server/wire"
)

var testRef = wire.Ref{Round: 1, Attempt: 1}

// cohortOf brings owners to the point where the list of keys is fixed.
func cohortOf(t *testing.T, w *world, rows ...string) ([]*Owner, []wire.Signed) {
	t.Helper()
	var owners []*Owner
	for _, r := range rows {
		owners = append(owners, w.newOwner(r))
	}
	slices.SortFunc(owners, func(a, b *Owner) int { return a.Identity().Compare(b.Identity()) })
	roster := &wire.Roster{}
	for _, o := range owners {
		roster.Members = append(roster.Members, wire.Member{Identity: o.Identity()})
	}
	var list []wire.Signed
	for _, o := range owners {
		o.book.roster, o.book.open, o.book.openHash = roster, &wire.Open{Ref: testRef, Kind: wire.RoundGradient}, wire.Digest{5}
		pair, err := mask.NewKeyPair()
		ok(t, err)
		keys := entry(t, o.key, wire.KindKeys, wire.Keys{Training: o.terms.id, Ref: testRef, Open: o.book.openHash, MaskKey: pair.Public()})
		o.attempt = &attempt{ref: testRef, pair: pair, keys: keys}
		list = append(list, *keys)
	}
	return owners, list
}

// The sum of three uploads decrypts to exactly the sums over all rows; a single upload, or two of the three,
// decrypts to noise even for the holder of the private key (fault table rows 38 and 53).
func TestUploadsAddUpAndHideEachOwner(t *testing.T) {
	w := newWorld(t)
	owners, list := cohortOf(t, w, testRows, "a,b,c,t\n10,0,x,1\n", "a,b,c,t\n0,4,z,-0.5\n3,3,y,0.125\n")
	f := owners[0].terms.budget.FractionBits
	point := make([]*big.Int, owners[0].terms.budget.Columns)
	for i := range point {
		point[i] = new(big.Int).Lsh(big.NewInt(int64(i%3)-1), f-uint(i))
	}
	enc, err := phe.NewEncryptor(w.key.Public(), nil, phe.EncryptorOptions{})
	ok(t, err)
	weights := make([]*phe.Ciphertext, len(point))
	for i, p := range point {
		weights[i], err = enc.Encrypt(new(big.Int).Mod(p, w.key.Public().N()))
		ok(t, err)
	}
	total := *owners[0].stats
	uploads := make([][]*phe.Ciphertext, len(owners))
	for i, o := range owners {
		peers, cohort, err := o.checkKeys(list)
		ok(t, err)
		o.attempt.weights = weights
		blob, err := o.evaluate(o.attempt, peers, cohort)
		ok(t, err)
		uploads[i], err = w.key.Public().ParseVector(blob, o.terms.packing.Ciphertexts())
		ok(t, err)
	}
	for _, o := range owners[1:] {
		total.Add(o.stats)
	}
	open := func(which ...int) ([]*big.Int, error) {
		sum := slices.Clone(uploads[which[0]])
		for _, k := range which[1:] {
			ok(t, w.key.Public().SumVectors(sum, uploads[k]))
		}
		plain, err := w.key.DecryptVector(sum)
		ok(t, err)
		return owners[0].terms.packing.Unpack(plain, len(which))
	}
	got, err := open(0, 1, 2)
	ok(t, err)
	g, l := total.Gradient(point, f)
	want := append(append(slices.Clone(g), l), big.NewInt(total.N))
	for i := range want {
		if got[i].Cmp(want[i]) != 0 {
			t.Errorf("value %d of the sum is wrong", i)
		}
	}
	for _, which := range [][]int{{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}} {
		if _, err := open(which...); !errors.Is(err, pack.ErrCanary) && !errors.Is(err, pack.ErrOwnerCount) && !errors.Is(err, pack.ErrRange) {
			t.Errorf("uploads %v alone open: %v", which, err)
		}
	}
}

// Fault table rows 37, 39 and 40: any list of keys that an honest facilitator would not send stops the owner
// before it derives a mask.
func TestListsOfKeysThatAreRefused(t *testing.T) {
	w := newWorld(t)
	owners, good := cohortOf(t, w, testRows, testRows, testRows)
	me := owners[0]
	if _, _, err := me.checkKeys(good); err != nil {
		t.Fatal(err)
	}
	remade := func(i int, change func(*wire.Keys)) []wire.Signed {
		k, err := wire.Unseal[wire.Keys](&good[i], wire.KindKeys)
		ok(t, err)
		change(&k)
		list := slices.Clone(good)
		list[i] = *entry(t, owners[i].key, wire.KindKeys, k)
		return list
	}
	stranger, _ := identity.NewKey()
	alien := slices.Clone(good)
	alien[1] = *entry(t, stranger, wire.KindKeys, wire.Keys{Training: me.terms.id, Ref: testRef, Open: me.book.openHash})
	forged := slices.Clone(good)
	forged[2].Signature = slices.Clone(forged[2].Signature)
	forged[2].Signature[0] ^= 1
	for name, list := range map[string][]wire.Signed{
		"missing member":    good[:2],
		"missing self":      {good[1], good[2]},
		"repeated member":   {good[0], good[1], good[1]},
		"one too many":      append(slices.Clone(good), good[2]),
		"another order":     {good[1], good[0], good[2]},
		"unknown identity":  alien,
		"bad signature":     forged,
		"own key changed":   remade(0, func(k *wire.Keys) { k.MaskKey[0] ^= 1 }),
		"another attempt":   remade(1, func(k *wire.Keys) { k.Attempt++ }),
		"another training":  remade(1, func(k *wire.Keys) { k.Training[0] ^= 1 }),
		"different weights": remade(1, func(k *wire.Keys) { k.Open[0] ^= 1 }),
	} {
		_, _, err := me.checkKeys(list)
		mustFail(t, name, err, ProblemProtocol)
	}
	for name, list := range map[string][]wire.Signed{
		"repeated key":   remade(2, func(k *wire.Keys) { k.MaskKey = owners[1].attempt.pair.Public() }),
		"own key copied": remade(2, func(k *wire.Keys) { k.MaskKey = me.attempt.pair.Public() }),
		"low-order key":  remade(2, func(k *wire.Keys) { k.MaskKey = wire.Digest{} }),
	} {
		peers, cohort, err := me.checkKeys(list)
		if err == nil {
			_, err = me.evaluate(me.attempt, peers, cohort)
		}
		mustFail(t, name, err, ProblemProtocol)
	}
}

func TestRoundsThatAreRefused(t *testing.T) {
	w := newWorld(t)
	o := w.newOwner(testRows)
	ok(t, o.save(context.Background(), func(r *record) {
		r.Round, r.Attempt, r.Weights, r.Uploads = 4, 2, wire.Digest{1}, maxUploads-1
	}))
	open := func(round int, weights byte, kind wire.RoundKind) *wire.Open {
		return &wire.Open{Ref: wire.Ref{Round: round, Attempt: 3}, Weights: wire.Digest{weights}, Kind: kind}
	}
	ok(t, o.checkRound(open(4, 1, wire.RoundGradient)))
	ok(t, o.checkRound(open(5, 2, wire.RoundEvaluation)))
	for name, m := range map[string]*wire.Open{
		"older round":       open(3, 1, wire.RoundGradient),
		"other weights":     open(4, 2, wire.RoundGradient),
		"past the limit":    open(11, 2, wire.RoundGradient),
		"reserved kind":     open(5, 2, wire.RoundOneRound),
		"kind from outside": open(5, 2, "anything"),
	} {
		mustFail(t, name, o.checkRound(m), "")
	}
	ok(t, o.save(context.Background(), func(r *record) { r.Uploads = maxUploads }))
	mustFail(t, "a fourth upload", o.checkRound(open(4, 1, wire.RoundGradient)), ProblemProtocol)
}

func TestRostersThatAreRefused(t *testing.T) {
	w := newWorld(t)
	owners, _ := cohortOf(t, w, testRows, testRows, testRows)
	o := owners[0]
	ok(t, o.checkRoster())
	full := o.book.roster.Members
	with := func(members ...wire.Member) { o.book.roster = &wire.Roster{Members: members} }
	with(full[:2]...)
	mustFail(t, "two owners", o.checkRoster(), ProblemCohort)
	with(full[1], full[2], wire.Member{Identity: wire.Identity{255, 255}})
	mustFail(t, "without this owner", o.checkRoster(), ProblemNotAdmitted)
	with(full[0], full[0], full[1])
	mustFail(t, "an owner twice", o.checkRoster(), ProblemProtocol)
	with(full...)
	o.cfg.MinCohort = 4
	mustFail(t, "below the owner's own minimum", o.checkRoster(), ProblemCohort)
}
