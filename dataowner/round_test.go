//go:build testkeys

package dataowner

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

var testRef = wire.Ref{Round: 1, Attempt: 1}

// cohortOf brings owners to the point where the list of keys is out, all in blocks of at least three.
func cohortOf(t *testing.T, w *world, rows ...string) ([]*Owner, []wire.Signed) {
	t.Helper()
	var owners []*Owner
	for _, r := range rows {
		owners = append(owners, w.newOwner(r))
	}
	slices.SortFunc(owners, func(a, b *Owner) int { return a.Identity().Compare(b.Identity()) })
	roster := &wire.Roster{}
	blocks := wire.AssignBlocks(len(owners), 3)
	for i, o := range owners {
		roster.Members = append(roster.Members, wire.Member{Identity: o.Identity(), Block: blocks[i]})
	}
	var list []wire.Signed
	for _, o := range owners {
		o.book.roster, o.book.openHash = roster, wire.Digest{5}
		o.book.open = &wire.Open{Ref: testRef, Kind: wire.RoundGradient}
		a, err := o.newAttempt(o.book.open)
		ok(t, err)
		o.attempt = a
		list = append(list, *a.keys)
	}
	return owners, list
}

// shared brings a cohort to the point where everybody holds everybody's shares.
func shared(t *testing.T, owners []*Owner, keys []wire.Signed) {
	t.Helper()
	inboxes := map[wire.Identity]*wire.Inbox{}
	for _, o := range owners {
		var err error
		o.attempt.list, err = o.checkKeys(keys)
		ok(t, err)
		if !o.attempt.list.recovers() {
			o.attempt.sharers = o.attempt.list.ids
			continue
		}
		signed, err := o.dealShares(o.attempt)
		ok(t, err)
		m, err := wire.Unseal[wire.Shares](signed, wire.KindShares)
		ok(t, err)
		for _, box := range m.Boxes {
			in := inboxes[box.Owner]
			if in == nil {
				in = &wire.Inbox{}
				inboxes[box.Owner] = in
			}
			in.Boxes = append(in.Boxes, wire.Box{Owner: o.Identity(), Sealed: box.Sealed})
		}
	}
	for _, o := range owners {
		if o.attempt.list.recovers() {
			ok(t, o.openInbox(inboxes[o.Identity()]))
		}
	}
}

// weightsFor encrypts some weights for everybody.
func weightsFor(t *testing.T, w *world, owners []*Owner) []*big.Int {
	t.Helper()
	f := owners[0].terms.budget.FractionBits
	point := make([]*big.Int, owners[0].terms.budget.Columns)
	enc, err := phe.NewEncryptor(w.key.Public(), nil, phe.EncryptorOptions{})
	ok(t, err)
	weights := make([]*phe.Ciphertext, len(point))
	for i := range point {
		point[i] = new(big.Int).Lsh(big.NewInt(int64(i%3)-1), f-uint(i))
		weights[i], err = enc.Encrypt(new(big.Int).Mod(point[i], w.key.Public().N()))
		ok(t, err)
	}
	for _, o := range owners {
		o.attempt.weights = weights
	}
	return point
}

// opened multiplies some owners' uploads and decrypts with the private key, after taking residue off.
func opened(t *testing.T, w *world, uploads map[wire.Identity][]*phe.Ciphertext, who []*Owner, residue []*big.Int) ([]*big.Int, error) {
	t.Helper()
	var sum []*phe.Ciphertext
	for _, o := range who {
		if sum == nil {
			sum = slices.Clone(uploads[o.Identity()])
			continue
		}
		ok(t, w.key.Public().SumVectors(sum, uploads[o.Identity()]))
	}
	plain, err := w.key.DecryptVector(sum)
	ok(t, err)
	for i := range residue {
		plain[i].Sub(plain[i], residue[i]).Mod(plain[i], w.key.Public().N())
	}
	return who[0].attempt.round.Packing.Unpack(plain, len(who))
}

func evaluated(t *testing.T, w *world, owners []*Owner) map[wire.Identity][]*phe.Ciphertext {
	t.Helper()
	blobs, failed := make([][]byte, len(owners)), make([]error, len(owners))
	var wait sync.WaitGroup
	for i, o := range owners {
		wait.Go(func() { blobs[i], failed[i] = o.update(t.Context(), o.attempt) })
	}
	wait.Wait()
	uploads := map[wire.Identity][]*phe.Ciphertext{}
	for i, o := range owners {
		ok(t, failed[i])
		var err error
		uploads[o.Identity()], err = w.key.Public().ParseVector(blobs[i], o.attempt.round.Ciphertexts)
		ok(t, err)
	}
	return uploads
}

func wantSums(owners []*Owner, point []*big.Int) []*big.Int {
	var total []*big.Int
	for _, o := range owners {
		values, err := o.rows.Upload(&plan.Point{Kind: o.attempt.open.Kind, Encrypted: point})
		if err != nil {
			panic(err)
		}
		total = plus(total, values)
	}
	return total
}

func isNoise(err error) bool {
	return errors.Is(err, pack.ErrCanary) || errors.Is(err, pack.ErrOwnerCount) || errors.Is(err, pack.ErrRange)
}

func sameIntegers(a, b []*big.Int) bool {
	return slices.EqualFunc(a, b, func(x, y *big.Int) bool { return x.Cmp(y) == 0 })
}

// The sum of three uploads decrypts to exactly the sums over all rows; a single upload, or two of the three,
// decrypts to noise even for the holder of the private key (fault table rows 38 and 53).
func TestUploadsAddUpAndHideEachOwner(t *testing.T) {
	w := newWorld(t)
	owners, list := cohortOf(t, w, testRows, "a,b,c,t\n10,0,x,1\n", "a,b,c,t\n0,4,z,-0.5\n3,3,y,0.125\n")
	shared(t, owners, list)
	point := weightsFor(t, w, owners)
	uploads := evaluated(t, w, owners)
	got, err := opened(t, w, uploads, owners, nil)
	ok(t, err)
	if !sameIntegers(got, wantSums(owners, point)) {
		t.Error("the sum is wrong")
	}
	for _, which := range [][]int{{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}} {
		var some []*Owner
		for _, k := range which {
			some = append(some, owners[k])
		}
		if _, err := opened(t, w, uploads, some, nil); !isNoise(err) {
			t.Errorf("uploads %v alone open: %v", which, err)
		}
	}
}

// Six owners in two blocks of three. One drops out after the shares: what the others open recovers exactly the sum
// over the survivors, and neither the dropped owner nor one survivor can be opened with everything on the table.
func TestDropoutAfterSharesIsRecovered(t *testing.T) {
	w := newWorld(t)
	var rows []string
	for i := range 7 {
		rows = append(rows, fmt.Sprintf("a,b,c,t\n%d.5,%d,y,0.%d\n", i, i%5, i))
	}
	owners, keys := cohortOf(t, w, rows...)
	for _, o := range owners { // one block: the mechanism must work for any survivors, blocks are a rule above it
		for i := range o.book.roster.Members {
			o.book.roster.Members[i].Block = 0
		}
	}
	shared(t, owners, keys)
	point := weightsFor(t, w, owners)
	uploads := evaluated(t, w, owners)
	survivors, dropped := owners[1:6], []*Owner{owners[0], owners[6]}
	var ids []wire.Identity
	for _, o := range survivors {
		ids = append(ids, o.Identity())
	}
	seeds, pairs := map[wire.Identity][]mask.Share{}, map[wire.Identity][]mask.Share{}
	for _, o := range survivors {
		o.attempt.survivors = ids
		m := o.openShares(o.attempt)
		x := o.attempt.list.coordinate(o.Identity())
		for _, s := range m.Seeds {
			seeds[s.Owner] = append(seeds[s.Owner], mask.Share{X: x, Y: s.Share})
		}
		for _, s := range m.Keys {
			pairs[s.Owner] = append(pairs[s.Owner], mask.Share{X: x, Y: s.Share})
		}
	}
	if len(seeds) != len(survivors) || len(pairs) != len(dropped) {
		t.Fatalf("opened %d seeds and %d keys", len(seeds), len(pairs))
	}
	l, c := survivors[0].attempt.list, survivors[0].context(survivors[0].attempt)
	var back []mask.Survivor
	for _, o := range survivors {
		b, err := mask.Combine(seeds[o.Identity()], l.threshold)
		ok(t, err)
		seed := mask.Seed{Value: secret.New(b)}
		if !seed.Matches(l.keys[o.Identity()].SelfMask) {
			t.Error("a recovered seed does not match its commitment")
		}
		back = append(back, mask.Survivor{ID: o.Identity(), Key: l.keys[o.Identity()].MaskKey, Seed: seed})
	}
	var gone []mask.Dropped
	for _, o := range dropped {
		secret, err := mask.Combine(pairs[o.Identity()], l.threshold)
		ok(t, err)
		pair, err := mask.KeyPairFromSecret(secret)
		ok(t, err)
		if pair.Public() != l.keys[o.Identity()].MaskKey {
			t.Error("a recovered key is not the one announced")
		}
		gone = append(gone, mask.Dropped{ID: o.Identity(), Pair: pair})
	}
	residue, err := mask.Residue(c, back, gone, w.key.Public().N(), survivors[0].attempt.round.Ciphertexts)
	ok(t, err)
	got, err := opened(t, w, uploads, survivors, residue)
	ok(t, err)
	if !sameIntegers(got, wantSums(survivors, point)) {
		t.Error("the recovered sum is wrong")
	}
	for _, o := range append(slices.Clone(dropped), survivors[0]) {
		if _, err := opened(t, w, uploads, []*Owner{o}, residue); !isNoise(err) {
			t.Errorf("one upload opens: %v", err)
		}
	}
}

// Fault table rows 37, 39 and 40: any list of keys that an honest facilitator would not send stops the owner
// before it derives a mask.
func TestListsOfKeysThatAreRefused(t *testing.T) {
	w := newWorld(t)
	owners, good := cohortOf(t, w, testRows, testRows, testRows)
	me := owners[0]
	_, err := me.checkKeys(good)
	ok(t, err)
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
		"repeated key":      remade(2, func(k *wire.Keys) { k.MaskKey = owners[1].attempt.pair.Public() }),
		"own key copied":    remade(2, func(k *wire.Keys) { k.ShareKey = me.attempt.share.Public() }),
	} {
		_, err := me.checkKeys(list)
		mustFail(t, name, err, ProblemProtocol)
	}
	low := remade(2, func(k *wire.Keys) { k.MaskKey = wire.Digest{} })
	me.attempt.list, err = me.checkKeys(low)
	ok(t, err)
	me.attempt.sharers = me.attempt.list.ids
	_, err = me.masks(me.attempt)
	mustFail(t, "low-order key", err, ProblemProtocol)
}

// Fault table row 52: whatever is run again is run with secrets of its own.
func TestEveryAttemptHasFreshSecrets(t *testing.T) {
	w := newWorld(t)
	o := w.newOwner(testRows)
	o.book.openHash = wire.Digest{5}
	seen := map[wire.Digest]bool{}
	for attempt := range 5 {
		a, err := o.newAttempt(&wire.Open{Ref: wire.Ref{Round: 1, Attempt: attempt + 1}, Kind: wire.RoundGradient})
		ok(t, err)
		k, err := wire.Unseal[wire.Keys](a.keys, wire.KindKeys)
		ok(t, err)
		for _, d := range []wire.Digest{k.MaskKey, k.ShareKey, k.SelfMask, wire.Digest(a.seed.Reveal()), a.pair.Secret(), a.share.Secret()} {
			if seen[d] {
				t.Errorf("attempt %d uses a secret again", attempt+1)
			}
			seen[d] = true
		}
	}
	// What an earlier run answered is not answered again: its secrets are gone with it.
	ok(t, o.save(context.Background(), func(r *record) { r.Round, r.Attempt = 1, 2 }))
	for attempt, fresh := range map[int]bool{1: false, 2: false, 3: true} {
		if got := o.fresh(wire.Ref{Round: 1, Attempt: attempt}); got != fresh {
			t.Errorf("attempt %d is fresh: %v", attempt, got)
		}
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
		"older round":    open(3, 1, wire.RoundGradient),
		"other weights":  open(4, 2, wire.RoundGradient),
		"past the limit": open(o.terms.manifest.Limits.Rounds+1, 2, wire.RoundGradient),
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

// Six owners in two blocks of three: the two sums that can be opened differ by one block, so an owner with a minimum
// of four must refuse although six take part. In one block of six it may go on.
func TestAttackSubtractingBelowTheOwnersMinimum(t *testing.T) {
	w := newWorld(t)
	owners, _ := cohortOf(t, w, testRows, testRows, testRows, testRows, testRows, testRows)
	o := owners[0]
	ok(t, o.checkRoster())
	o.cfg.MinCohort = 4
	mustFail(t, "a block below the owner's minimum", o.checkRoster(), ProblemCohort)
	for i := range o.book.roster.Members {
		o.book.roster.Members[i].Block = 0
	}
	ok(t, o.checkRoster())
}
