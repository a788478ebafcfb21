//go:build testkeys

package dataowner

import (
	"context"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

func sixOwners(t *testing.T) []*Owner {
	t.Helper()
	w := newWorld(t)
	owners, keys := cohortOf(t, w, testRows, testRows, testRows, testRows, testRows, testRows)
	shared(t, owners, keys)
	return owners
}

// Fault table rows 42 and 44, and the block rule: survivor sets that this owner must not sign.
func TestSurvivorSetsThatAreRefused(t *testing.T) {
	owners := sixOwners(t)
	me := owners[0]
	all := me.attempt.list.ids
	if me.attempt.list.threshold != 4 {
		t.Fatalf("threshold of six is %d", me.attempt.list.threshold)
	}
	ok(t, me.checkSurvivors(all))
	me.attempt.sharers = all[:5]
	mustFail(t, "one who did not share", me.checkSurvivors(all), ProblemProtocol)
	me.attempt.sharers = all
	stranger := append(slices.Clone(all), wire.Identity{255, 255, 255})
	for name, set := range map[string][]wire.Identity{
		"below the threshold": all[:3],
		"broken block":        all[:5],
		"repeated owner":      append(slices.Clone(all), all[5]),
		"out of order":        {all[1], all[0], all[2], all[3], all[4], all[5]},
		"stranger":            stranger,
		"nobody":              nil,
	} {
		mustFail(t, name, me.checkSurvivors(set), ProblemProtocol)
	}
	without := owners[0]
	without.attempt.list.threshold = 3
	mustFail(t, "without this owner", without.checkSurvivors(all[3:]), ProblemProtocol)
	without.cfg.MinCohort = 7
	mustFail(t, "below the owner's own minimum", without.checkSurvivors(all), ProblemProtocol)
}

// Fault table row 43: one survivor set in an attempt, also after a reload.
func TestASecondSurvivorSetIsNeverSigned(t *testing.T) {
	owners := sixOwners(t)
	me, ctx := owners[0], context.Background()
	ok(t, me.promise(ctx, wire.Digest{1}))
	ok(t, me.promise(ctx, wire.Digest{1}))
	mustFail(t, "a second set", me.promise(ctx, wire.Digest{2}), ProblemProtocol)

	rec, err := loadRecord(ctx, me.cfg.Vault, me.terms.id)
	ok(t, err)
	me.rec = rec
	mustFail(t, "a second set after a reload", me.promise(ctx, wire.Digest{2}), ProblemProtocol)
	me.attempt.ref.Attempt++
	ok(t, me.promise(ctx, wire.Digest{2}))
}

// Fault table rows 45 and 54: agreements that do not reach the threshold.
func TestAgreementsThatAreRefused(t *testing.T) {
	owners := sixOwners(t)
	me := owners[0]
	all := me.attempt.list.ids
	me.attempt.survivors = all
	sign := func(by wire.Signer, set []wire.Identity, change func(*wire.Agree)) wire.Signed {
		m := wire.Agree{Training: me.terms.id, Ref: me.attempt.ref, Cohort: me.attempt.list.cohort, Survivors: set}
		if change != nil {
			change(&m)
		}
		return *entry(t, by, wire.KindAgree, m)
	}
	var good []wire.Signed
	for _, o := range owners[:4] {
		good = append(good, sign(o.key, all, nil))
	}
	ok(t, me.checkAgrees(good))
	stranger, _ := identity.NewKey()
	forged := slices.Clone(good)
	forged[1].Signature = slices.Clone(forged[1].Signature)
	forged[1].Signature[9] ^= 1
	for name, list := range map[string][]wire.Signed{
		"too few":         good[:3],
		"one twice":       {good[0], good[1], good[2], good[2]},
		"stranger":        {good[0], good[1], good[2], sign(stranger, all, nil)},
		"bad signature":   forged,
		"another set":     {good[0], good[1], good[2], sign(owners[3].key, all[:5], nil)},
		"another attempt": {good[0], good[1], good[2], sign(owners[3].key, all, func(m *wire.Agree) { m.Attempt++ })},
		"another cohort":  {good[0], good[1], good[2], sign(owners[3].key, all, func(m *wire.Agree) { m.Cohort[0]++ })},
	} {
		mustFail(t, name, me.checkAgrees(list), ProblemProtocol)
	}
}

// Fault table row 44 and the heart of the protocol: for no peer does an owner open both kinds of share.
func TestNeverBothKindsOfShareForOneOwner(t *testing.T) {
	owners := sixOwners(t)
	me := owners[0]
	for set := range 1 << 6 {
		me.attempt.survivors = nil
		for i, id := range me.attempt.list.ids {
			if set>>i&1 == 1 {
				me.attempt.survivors = append(me.attempt.survivors, id)
			}
		}
		m := me.openShares(me.attempt)
		seen := map[wire.Identity]int{}
		for _, s := range append(slices.Clone(m.Seeds), m.Keys...) {
			seen[s.Owner]++
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("survivors %b: %d shares of %v are opened", set, n, id)
			}
		}
	}
}

// Fault table row 41: shares that do not open leave their sender a sharer whose secrets this owner cannot help with.
func TestSharesThatDoNotOpen(t *testing.T) {
	w := newWorld(t)
	owners, keys := cohortOf(t, w, testRows, testRows, testRows, testRows)
	me := owners[0]
	var err error
	me.attempt.list, err = me.checkKeys(keys)
	ok(t, err)
	_, err = me.dealShares(me.attempt)
	ok(t, err)
	inbox := &wire.Inbox{}
	for _, o := range owners[1:] {
		inbox.Boxes = append(inbox.Boxes, wire.Box{Owner: o.Identity(), Sealed: make([]byte, 82)})
	}
	ok(t, me.openInbox(inbox))
	if len(me.attempt.sharers) != 4 || len(me.attempt.shares) != 1 {
		t.Errorf("%d sharers, %d shares held", len(me.attempt.sharers), len(me.attempt.shares))
	}
	for name, boxes := range map[string][]wire.Box{
		"repeated": {inbox.Boxes[0], inbox.Boxes[0]},
		"own":      {{Owner: me.Identity()}},
		"stranger": {{Owner: wire.Identity{9}}},
		"too few":  inbox.Boxes[:1],
	} {
		mustFail(t, name, me.openInbox(&wire.Inbox{Boxes: boxes}), ProblemProtocol)
	}
}

func blocksOf(names ...string) (blocks [][]identity.Pseudonym) {
	for _, name := range names {
		var block []identity.Pseudonym
		for _, c := range name {
			block = append(block, identity.Pseudonym{byte(c)})
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// Two trainings over the same rows must not differ by part of a block: after a leaver, a joiner or a swap the two
// sums could be subtracted.
func TestAttackSubtractionAcrossTrainings(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new [][]identity.Pseudonym
		refused  bool
	}{
		{"the same block", blocksOf("abc"), blocksOf("abc"), false},
		{"the same blocks and another", blocksOf("abc"), blocksOf("abc", "def"), false},
		{"one block fewer", blocksOf("abc", "def"), blocksOf("def"), false},
		{"strangers only", blocksOf("abc"), blocksOf("def"), false},
		{"a joiner", blocksOf("abc"), blocksOf("abcd"), true},
		{"a leaver", blocksOf("abcd"), blocksOf("abc"), true},
		{"a swap", blocksOf("abc"), blocksOf("abd"), true},
		{"blocks mixed", blocksOf("abc", "def"), blocksOf("abd", "cef"), true},
		{"blocks merged", blocksOf("abc", "def"), blocksOf("abcdef"), true},
	} {
		data := []wire.Digest{{1}, {2}}
		old := released{Data: data, Blocks: c.old}
		if got := (released{Data: []wire.Digest{{2}, {3}}, Blocks: c.new}).contradicts(old); got != c.refused {
			t.Errorf("%s: refused %v", c.name, got)
		}
		if (released{Data: []wire.Digest{{9}}, Blocks: c.new}).contradicts(old) {
			t.Errorf("%s: other rows are refused", c.name)
		}
	}
}
