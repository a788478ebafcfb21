//go:build testkeys

package dataowner

import (
	"context"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Every attack here is also mounted with its defence switched off, and must succeed there.

// differentRows gives n owners rows of their own.
func differentRows(n int) (rows []string) {
	for i := range n {
		rows = append(rows, fmt.Sprintf("a,b,c,t\n%d.5,%d,y,0.%d\n%d,2,x,-0.25\n", i, i%5, i, 9-i))
	}
	return rows
}

// A facilitator that has everybody's upload shows one half of the owners the whole cohort as survivors and the other
// half the cohort without the victim: it is after both kinds of the victim's shares, its seed and its mask key, which
// together open its upload. An owner signs one survivor set in an attempt, ever, and the halves do not reach the
// threshold; owners that sign twice give the upload away.
func TestAttackBothKindsOfShare(t *testing.T) {
	for _, once := range []bool{true, false} {
		w := newWorld(t)
		owners, keys := cohortOf(t, w, differentRows(6)...)
		shared(t, owners, keys)
		point := weightsFor(t, w, owners)
		uploads := evaluated(t, w, owners)
		victim := owners[5]
		all := victim.attempt.list.ids
		without := slices.DeleteFunc(slices.Clone(all), func(id wire.Identity) bool { return id == victim.Identity() })
		var seeds, pairs []mask.Share
		// ask shows an owner a survivor set and takes what it opens.
		ask := func(o *Owner, set []wire.Identity) {
			if once && o.promise(context.Background(), wire.SetDigest(o.attempt.list.cohort, set)) != nil {
				return
			}
			held := o.attempt.shares
			o.attempt.survivors = set
			m := o.openShares(o.attempt)
			o.attempt.shares = held
			x := o.attempt.list.coordinate(o.Identity())
			for _, s := range m.Seeds {
				if s.Owner == victim.Identity() {
					seeds = append(seeds, mask.Share{X: x, Y: s.Share})
				}
			}
			for _, s := range m.Keys {
				if s.Owner == victim.Identity() {
					pairs = append(pairs, mask.Share{X: x, Y: s.Share})
				}
			}
		}
		for i, o := range owners[:5] {
			first, second := all, without
			if i%2 == 1 {
				first, second = without, all
			}
			ask(o, first)
			ask(o, second)
		}
		threshold := victim.attempt.list.threshold
		opens := func() bool {
			seed, err := mask.Combine(seeds, threshold)
			if err != nil {
				return false
			}
			b, err := mask.Combine(pairs, threshold)
			if err != nil {
				return false
			}
			pair, err := mask.KeyPairFromSecret(b)
			ok(t, err)
			var peers []mask.Peer
			for _, o := range owners[:5] {
				peers = append(peers, mask.Peer{ID: o.Identity(), Key: victim.attempt.list.keys[o.Identity()].MaskKey})
			}
			c, n := victim.context(victim.attempt), w.key.Public().N()
			masks, err := pair.Pairwise(c, victim.Identity(), peers, n, victim.attempt.round.Ciphertexts)
			ok(t, err)
			ok(t, mask.Seed{Value: secret.New(seed)}.AddSelf(masks, c, victim.Identity(), n))
			got, err := opened(t, w, uploads, []*Owner{victim}, masks)
			return err == nil && sameIntegers(got, wantSums([]*Owner{victim}, point))
		}
		if read := opens(); read == once {
			t.Errorf("one survivor set only: %v; %d seed shares and %d key shares open the upload: %v", once, len(seeds), len(pairs), read)
		}
	}
}

// A model owner sends one owner other weights than the rest, to tell its sums apart in the total: with the total at
// equal weights known, the difference is XᵀX of the victim's rows times the difference of the weights. The digest of
// the open message in every keys message makes the owners refuse; the sum of owners that do not look gives it away.
func TestAttackAnotherModelForOneOwner(t *testing.T) {
	w := newWorld(t)
	owners, keys := cohortOf(t, w, differentRows(3)...)
	shared(t, owners, keys)
	victim := owners[1]
	point := weightsFor(t, w, owners)
	before, err := opened(t, w, evaluated(t, w, owners), owners, nil)
	ok(t, err)

	// With the defence off: everybody takes part although the victim's weights are others.
	other := slices.Clone(point)
	step := new(big.Int).Lsh(big.NewInt(1), victim.terms.budget.FractionBits)
	other[1] = new(big.Int).Add(other[1], step)
	enc, err := phe.NewEncryptor(w.key.Public(), nil, phe.EncryptorOptions{})
	ok(t, err)
	changed := slices.Clone(victim.attempt.weights)
	changed[1], err = enc.Encrypt(new(big.Int).Mod(other[1], w.key.Public().N()))
	ok(t, err)
	victim.attempt.weights = changed
	after, err := opened(t, w, evaluated(t, w, owners), owners, nil)
	ok(t, err)
	scalars, _, err := victim.rows.Forms(wire.RoundGradient)
	ok(t, err)
	for i, row := range scalars[:len(point)] {
		want := new(big.Int).Mul(row[1], step)
		if got := new(big.Int).Sub(after[i], before[i]); got.Cmp(want) != 0 {
			t.Errorf("without the defence the attack must succeed: entry %d differs", i)
		}
	}

	// With it: the victim's keys message names another open message, so every owner's list fails, its own too.
	k, err := wire.Unseal[wire.Keys](victim.attempt.keys, wire.KindKeys)
	ok(t, err)
	k.Open = wire.Digest{6}
	list := slices.Clone(keys)
	list[1] = *entry(t, victim.key, wire.KindKeys, k)
	_, err = owners[0].checkKeys(list)
	mustFail(t, "a member with another open message", err, ProblemProtocol)
	victim.book.openHash, victim.attempt.keys = k.Open, &list[1]
	_, err = victim.checkKeys(list)
	mustFail(t, "the victim itself", err, ProblemProtocol)
}

// A facilitator shows one owner a list in which it has put keys of its own in another owner's place, to take that
// owner's part of the masks off. Its signature is missing; and owners shown different lists, each signed as it should
// be, have masks that do not cancel. With the cohort digest left out of the masks the split goes unnoticed.
func TestAttackSplitViews(t *testing.T) {
	w := newWorld(t)
	owners, keys := cohortOf(t, w, differentRows(3)...)
	replaced, err := owners[2].newAttempt(owners[2].book.open) // a second, validly signed message of one owner
	ok(t, err)
	split := slices.Clone(keys)
	split[2] = *replaced.keys
	views := [][]wire.Signed{keys, split, keys}
	run := func(bound bool) error {
		for i, o := range owners {
			o.attempt.list, err = o.checkKeys(views[i])
			ok(t, err)
			if !bound {
				o.attempt.list.cohort = wire.Digest{}
				o.attempt.list.keys[owners[2].Identity()] = owners[2].mine(t) // the masks' keys agree, only the lists differ
			}
			o.attempt.sharers = o.attempt.list.ids
		}
		weightsFor(t, w, owners)
		_, err := opened(t, w, evaluated(t, w, owners), owners, nil)
		return err
	}
	if err := run(true); !isNoise(err) {
		t.Errorf("owners with different lists give a sum: %v", err)
	}
	if err := run(false); err != nil {
		t.Errorf("without the digest in the masks the split must go unnoticed: %v", err)
	}
	forged := slices.Clone(keys)
	forged[2] = *entry(t, owners[1].key, wire.KindKeys, wire.Keys{Training: owners[0].terms.id, Ref: testRef, Open: owners[0].book.openHash})
	forged[2].Signer = owners[2].Identity()
	_, err = owners[0].checkKeys(forged)
	mustFail(t, "keys that their owner did not sign", err, ProblemProtocol)
}

// mine is this owner's own keys message.
func (o *Owner) mine(t *testing.T) wire.Keys {
	k, err := wire.Unseal[wire.Keys](o.attempt.keys, wire.KindKeys)
	ok(t, err)
	return k
}

// A facilitator swaps the Paillier key of the manifest for one of its own, so that it can read the sum. The link's
// fingerprint covers the manifest; an owner whose link came from the facilitator encrypts to it.
func TestAttackSwappedKey(t *testing.T) {
	w := newWorld(t)
	_, link := w.sign()
	evil := newWorld(t)
	key, err := privkey.Generate(512)
	ok(t, err)
	proof, err := key.NonceProof()
	ok(t, err)
	evil.key, evil.secret = key, w.secret
	evil.manifest.Key = wire.KeyInfo{Modulus: key.Public().Bytes(), NonceProof: proof.Bytes(key.Public())}
	evil.seal(evil.file.Canonical())
	swapped, evilLink := evil.sign()
	open := func(link string) (*Owner, error) {
		s := NewSession(Config{Vault: NewMemoryVault(), Dial: []client.Option{serving(swapped)}})
		_, err := s.open(context.Background(), commandArgs{Link: link})
		return s.owner, err
	}
	_, err = open(link.URL())
	mustFail(t, "a manifest with another key", err, ProblemManifest)
	o, err := open(evilLink.URL())
	ok(t, err)
	if !o.terms.key.Equal(key.Public()) {
		t.Error("with the fingerprint replaced too the attack must succeed")
	}
}

// An owner counts its uploads for the same weights: a model owner that rejects again and again gets three answers, also
// after a reload. Without the count it gets as many as it likes.
func TestAttackProbingThroughRepeatedRounds(t *testing.T) {
	for _, counted := range []bool{true, false} {
		w := newWorld(t)
		owners, _ := cohortOf(t, w, differentRows(3)...)
		o := owners[0]
		o.client, _ = client.New("http://127.0.0.1:1", o.key, client.HTTPClient(&http.Client{Transport: transport(func(*http.Request) (int, []byte) {
			return http.StatusNoContent, nil
		})}))
		answers := 0
		for attempt := 1; attempt <= 6; attempt++ {
			ref := wire.Ref{Round: 1, Attempt: attempt}
			open := &wire.Open{Ref: ref, Kind: wire.RoundGradient, Weights: wire.Digest{1}}
			if o.checkRound(open) != nil {
				break
			}
			var list []wire.Signed
			for _, p := range owners {
				a, err := p.newAttempt(open)
				ok(t, err)
				p.attempt = a
				list = append(list, *a.keys)
			}
			var err error
			o.attempt.list, err = o.checkKeys(list)
			ok(t, err)
			weightsFor(t, w, owners)
			o.tags, o.tagsOf = pseudonymsOf(owners), o.book.rosterHash
			ok(t, o.save(context.Background(), func(r *record) { r.Round, r.Attempt, r.Weights = 1, attempt, open.Weights }))
			ok(t, o.sendUpload(context.Background()))
			answers++
			if !counted {
				o.rec.Uploads = 0
			}
			o.rec, err = loadRecord(context.Background(), o.cfg.Vault, o.terms.id) // a reload
			ok(t, err)
			if !counted {
				o.rec.Uploads = 0
			}
		}
		if want := map[bool]int{true: maxUploads, false: 6}[counted]; answers != want {
			t.Errorf("counted %v: %d uploads for the same weights", counted, answers)
		}
	}
}

// pseudonymsOf stands in for the tags that owners fetch.
func pseudonymsOf(owners []*Owner) map[wire.Identity]identity.Pseudonym {
	out := map[wire.Identity]identity.Pseudonym{}
	for _, o := range owners {
		out[o.Identity()] = identity.Pseudonym(o.Identity())
	}
	return out
}
