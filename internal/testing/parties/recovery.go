package parties

import (
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// List is what follows from an attempt's list of keys.
type List struct {
	Cohort    wire.Digest
	Threshold int
	ids       []wire.Identity
	keys      map[wire.Identity]wire.Keys
	context   mask.Context
}

// Recovers reports whether the attempt has recovery phases.
func (l *List) Recovers() bool { return l.Threshold < len(l.ids) }

// ListOf reads a list of keys for cohorts of at least fewest owners.
func ListOf(tb testing.TB, t wire.TrainingID, ref wire.Ref, keys []wire.Signed, fewest int) *List {
	tb.Helper()
	l := &List{keys: map[wire.Identity]wire.Keys{}, Threshold: wire.Threshold(len(keys), fewest)}
	all := make([]*wire.Signed, len(keys))
	for i := range keys {
		all[i] = &keys[i]
		k, err := wire.Unseal[wire.Keys](&keys[i], wire.KindKeys)
		if err != nil {
			tb.Fatal(err)
		}
		l.ids = append(l.ids, keys[i].Signer)
		l.keys[keys[i].Signer] = k
	}
	l.Cohort = wire.CohortDigest(t, ref, all)
	l.context = mask.Context{Training: t, Round: ref.Round, Attempt: ref.Attempt, Cohort: l.Cohort}
	return l
}

func (l *List) coordinate(id wire.Identity) byte { return byte(slices.Index(l.ids, id) + 1) }

// Shares deals the owner's secrets among the others of the list.
func (o *Owner) Shares(ref wire.Ref, keys []wire.Signed) *wire.Signed {
	o.tb.Helper()
	l := ListOf(o.tb, o.T, ref, keys, o.Min)
	seeds, err := mask.Split(o.seed.Reveal(), l.Threshold, len(l.ids))
	if err != nil {
		o.tb.Fatal(err)
	}
	pairs, err := mask.Split(o.pair.Secret(), l.Threshold, len(l.ids))
	if err != nil {
		o.tb.Fatal(err)
	}
	m := wire.Shares{Training: o.T, Ref: ref, Cohort: l.Cohort}
	for i, id := range l.ids {
		s := mask.Shares{Seed: seeds[i], Key: pairs[i]}
		if id == o.ID() {
			o.shares[id] = s
			continue
		}
		sealed, err := o.share.SealShares(l.context, o.ID(), id, l.keys[id].ShareKey, s)
		if err != nil {
			o.tb.Fatal(err)
		}
		m.Boxes = append(m.Boxes, wire.Box{Owner: id, Sealed: sealed})
	}
	return o.Seal(wire.KindShares, m)
}

// open reads an inbox and returns the sharers. Every box must open.
func (o *Owner) open(l *List, inbox *wire.Inbox) []wire.Identity {
	o.tb.Helper()
	o.over = []wire.Identity{o.ID()}
	for _, b := range inbox.Boxes {
		s, err := o.share.OpenShares(l.context, b.Owner, o.ID(), l.keys[b.Owner].ShareKey, b.Sealed, l.coordinate(o.ID()))
		if err != nil {
			o.tb.Fatalf("box of an inbox: %v", err)
		}
		o.shares[b.Owner] = s
		o.over = append(o.over, b.Owner)
	}
	slices.SortFunc(o.over, wire.Identity.Compare)
	return o.over
}

// Agree signs a survivor set.
func (o *Owner) Agree(ref wire.Ref, cohort wire.Digest, survivors []wire.Identity) *wire.Signed {
	o.tb.Helper()
	return o.Seal(wire.KindAgree, wire.Agree{Training: o.T, Ref: ref, Cohort: cohort, Survivors: survivors})
}

// Opening is the owner's honest unmask message under a survivor set.
func (o *Owner) Opening(ref wire.Ref, cohort wire.Digest, survivors []wire.Identity) wire.Unmask {
	m := wire.Unmask{Training: o.T, Ref: ref, Cohort: cohort, Survivors: wire.SetDigest(cohort, survivors), Seeds: []wire.Opened{}, Keys: []wire.Opened{}}
	for _, id := range o.over {
		if slices.Contains(survivors, id) {
			m.Seeds = append(m.Seeds, wire.Opened{Owner: id, Share: o.shares[id].Seed.Y})
		} else {
			m.Keys = append(m.Keys, wire.Opened{Owner: id, Share: o.shares[id].Key.Y})
		}
	}
	return m
}

// Unmask opens the owner's shares under a survivor set.
func (o *Owner) Unmask(ref wire.Ref, cohort wire.Digest, survivors []wire.Identity) *wire.Signed {
	o.tb.Helper()
	return o.Seal(wire.KindUnmask, o.Opening(ref, cohort, survivors))
}

// Residue recovers what masks are left in an attempt's aggregate from the opened shares. It is nil for an attempt without
// recovery phases.
func (o *ModelOwner) Residue(ref wire.Ref, keys []wire.Signed, sharers, survivors []wire.Identity, unmasks []wire.Signed) []*big.Int {
	o.tb.Helper()
	l := ListOf(o.tb, o.ID, ref, keys, o.min)
	if !l.Recovers() {
		return nil
	}
	seeds, pairs := map[wire.Identity][]mask.Share{}, map[wire.Identity][]mask.Share{}
	for i := range unmasks {
		m, err := wire.Unseal[wire.Unmask](&unmasks[i], wire.KindUnmask)
		if err != nil {
			o.tb.Fatal(err)
		}
		x := l.coordinate(unmasks[i].Signer)
		for _, s := range m.Seeds {
			seeds[s.Owner] = append(seeds[s.Owner], mask.Share{X: x, Y: s.Share})
		}
		for _, s := range m.Keys {
			pairs[s.Owner] = append(pairs[s.Owner], mask.Share{X: x, Y: s.Share})
		}
	}
	var alive []mask.Survivor
	var dropped []mask.Dropped
	for _, id := range sharers {
		if slices.Contains(survivors, id) {
			seed := recovered(o.tb, seeds[id], l.Threshold, func(s [32]byte) bool { return mask.Seed{Value: secret.New(s)}.Matches(l.keys[id].SelfMask) })
			alive = append(alive, mask.Survivor{ID: id, Key: l.keys[id].MaskKey, Seed: mask.Seed{Value: secret.New(seed)}})
			continue
		}
		var pair *mask.KeyPair
		recovered(o.tb, pairs[id], l.Threshold, func(s [32]byte) bool {
			p, err := mask.KeyPairFromSecret(s)
			pair = p
			return err == nil && p.Public() == l.keys[id].MaskKey
		})
		dropped = append(dropped, mask.Dropped{ID: id, Pair: pair})
	}
	residue, err := mask.Residue(l.context, alive, dropped, Public().N(), Ciphertexts)
	if err != nil {
		o.tb.Fatal(err)
	}
	return residue
}

// recovered combines shares to the secret that accept knows, and fails the test when they do not.
func recovered(tb testing.TB, shares []mask.Share, threshold int, accept func([32]byte) bool) [32]byte {
	tb.Helper()
	secret, _, err := mask.Recover(shares, threshold, accept)
	if err != nil {
		tb.Fatalf("recovery of a secret: %v", err)
	}
	return secret
}
