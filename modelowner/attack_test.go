//go:build testkeys

package modelowner

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Every attack below is also mounted where its defence is switched off, and must succeed there: an attack that never
// works proves nothing.

// opens decrypts the product of some owners' uploads, takes off a residue and reads it as a sum of that many updates.
func (r *rig) opens(which []int, residue []*big.Int) ([]*big.Int, bool) {
	r.t.Helper()
	public := r.a.key.Public()
	var sum []*phe.Ciphertext
	for _, i := range which {
		v, err := public.ParseVector(r.blobs[r.peers[i].Identity()], r.a.shape.Ciphertexts)
		must(r.t, err)
		if sum == nil {
			sum = v
			continue
		}
		must(r.t, public.SumVectors(sum, v))
	}
	texts, err := r.a.key.DecryptVector(sum)
	must(r.t, err)
	for i := range residue {
		texts[i] = new(big.Int).Sub(texts[i], residue[i])
		texts[i].Mod(texts[i], r.n)
	}
	values, err := r.a.shape.Packing.Unpack(texts, len(which))
	return values, err == nil
}

// The facilitator and the model owner put everything together that both hold after a round with a dropped owner: the
// private key, every upload, the seeds of the survivors, the mask key of the dropped one. Only the survivors' sum
// opens, whatever masks they take off whichever part of the uploads. Without masks every upload opens.
func TestAttackFacilitatorAndModelOwnerTogether(t *testing.T) {
	for _, unmasked := range []bool{false, true} {
		r := newRig(t, 6)
		r.unmasked = unmasked
		survivors := []int{0, 1, 2}
		for i := range r.a.members {
			r.a.members[i].Block = i / 3
		}
		r.a.min = 3
		r.run(upTo(6), upTo(6), nil) // all uploads reach the facilitator …
		dropped := []int{3, 4, 5}
		// … which declares three of them dropped: the seeds of the others and the keys of these are opened.
		for set := 1; set < 1<<6; set++ {
			var which []int
			for i := range 6 {
				if set>>i&1 == 1 {
					which = append(which, i)
				}
			}
			c := r.context()
			residues := [][]*big.Int{nil}
			// All masks that the opened secrets give: of the survivors in the set with the dropped, and self masks.
			var back []mask.Survivor
			var gone []mask.Dropped
			for _, i := range which {
				if slices.Contains(survivors, i) {
					p := r.peers[i]
					back = append(back, mask.Survivor{ID: p.Identity(), Key: p.pair.Public(), Seed: p.seed})
				}
			}
			for _, i := range dropped {
				gone = append(gone, mask.Dropped{ID: r.peers[i].Identity(), Pair: r.peers[i].pair})
			}
			for _, g := range [][]mask.Dropped{nil, gone} {
				residue, err := mask.Residue(c, back, g, r.n, r.a.shape.Ciphertexts)
				must(t, err)
				residues = append(residues, residue)
			}
			for k, residue := range residues {
				got, opened := r.opens(which, residue)
				whole := slices.Equal(which, survivors) && k == 2
				switch {
				case !unmasked && opened != whole:
					t.Errorf("owners %v, masks %d: opens %v", which, k, opened)
				case unmasked && k == 0 && (!opened || !same(got, r.want(which))):
					t.Errorf("owners %v: without masks the attack must succeed: it proves nothing", which)
				}
			}
		}
	}
}

// A malicious facilitator gives the model owner one owner's upload as the sum of all. The command line refuses to
// decrypt it, and where that check is left out the masks leave noise; without both the update is read.
func TestAttackASumOverOneOwner(t *testing.T) {
	for _, unmasked := range []bool{false, true} {
		r := newRig(t, 4)
		r.unmasked = unmasked
		r.run(upTo(4), upTo(4), upTo(4))
		r.heads = r.heads[:1]
		r.aggregate = r.product()
		r.mustRefuse("a sum over one owner", "at least")
		got, opened := r.opens([]int{0}, nil) // without the check
		if read := opened && same(got, r.peers[0].values); read != unmasked {
			t.Errorf("masks off %v: the update is read: %v", unmasked, read)
		}
	}
}

// Two sums that differ by one owner give that one away: after a leaver, and after a returner. The model owner opens
// sums over whole blocks only; with blocks of one owner each, as without the rule, the difference is the update.
func TestAttackSubtractionWithinATraining(t *testing.T) {
	all, less := upTo(7), []int{0, 1, 2, 3, 4, 6} // owner 5 leaves, or comes back
	for _, order := range [][2][]int{{all, less}, {less, all}} {
		for _, blocks := range []bool{true, false} {
			var sums [][]*big.Int
			r := newRig(t, 7)
			if !blocks {
				for i := range r.a.members {
					r.a.members[i].Block = i
				}
			}
			for round, survivors := range order {
				r.a.ref.Round = round + 1
				r.renew()
				r.run(all, survivors, survivors)
				o, err := r.check()
				var no refusal
				if broken := blocks && len(survivors) < 7; broken != errors.As(err, &no) {
					t.Fatalf("blocks %v, %d survivors: %v", blocks, len(survivors), err)
				}
				if err == nil {
					sums = append(sums, o.values)
				}
			}
			if blocks {
				continue // one of the two was never opened
			}
			if len(sums[0]) != len(sums[1]) || len(order[0]) < len(order[1]) {
				sums[0], sums[1] = sums[1], sums[0]
			}
			for k := range sums[0] {
				if sums[0][k].Sub(sums[0][k], sums[1][k]).Cmp(r.peers[5].values[k]) != 0 {
					t.Errorf("without blocks the attack must succeed: value %d is not owner 5's", k)
				}
			}
		}
	}
}

// A facilitator that adds to one coordinate of an upload learns from acceptance or rejection whether the sum there ran
// over its slot: with freely many answers it finds the value by halving. The owner's signature on its ciphertexts
// makes every change a rejection, whatever it was, and the code is always the same.
func TestAttackProbingACoordinateThroughRejections(t *testing.T) {
	r := newRig(t, 4)
	r.run(upTo(4), upTo(4), upTo(4))
	good, err := r.check()
	must(t, err)
	const coordinate = 1
	at, shift := r.a.shape.Packing.Locate(coordinate)
	victim := r.peers[2].Identity()
	honest := slices.Clone(r.blobs[victim])
	// answer changes the upload by delta and returns whether the round is accepted.
	answer := func(delta *big.Int, defended bool) bool {
		public := r.a.key.Public()
		v, err := public.ParseVector(honest, r.a.shape.Ciphertexts)
		must(t, err)
		v[at], err = public.AddPlain(v[at], new(big.Int).Mod(new(big.Int).Lsh(delta, shift), r.n))
		must(t, err)
		r.blobs[victim] = public.AppendVector(nil, v)
		defer func() { r.blobs[victim] = honest }()
		r.aggregate = r.product()
		if defended {
			_, err := r.check()
			return err == nil
		}
		u := r.mustUploads()
		residue, _, err := r.a.residue(r.mustShares(u), r.l, u, nil)
		must(t, err)
		_, err = r.a.decrypt(r.multiplied(), residue, len(u.survivors))
		return err == nil
	}
	// The largest addition that still fits gives 2V·owners minus the packed sum.
	find := func(defended bool) *big.Int {
		bound := r.a.shape.Packing.Literal().Bound
		top := new(big.Int).Mul(bound, big.NewInt(int64(2*len(r.peers))))
		low, high := new(big.Int), new(big.Int).Set(top) // low fits, high does not
		for {
			middle := new(big.Int).Add(low, high)
			middle.Rsh(middle, 1)
			if middle.Cmp(low) == 0 {
				break
			}
			if answer(middle, defended) {
				low = middle
			} else {
				high = middle
			}
		}
		half := new(big.Int).Mul(bound, big.NewInt(int64(len(r.peers))))
		return half.Sub(half, low) // the sum's value
	}
	want := good.values[coordinate]
	if got := find(false); got.Cmp(want) != 0 {
		t.Errorf("without signed digests the attack must succeed: found %v, the sum is %v", got, want)
	}
	if got := find(true); got.Cmp(want) == 0 {
		t.Error("the coordinate is read through rejections")
	}
	for _, delta := range []int64{1, -1, 1 << 40} {
		if answer(big.NewInt(delta), true) {
			t.Errorf("an upload changed by %d is accepted", delta)
		}
	}
}

// mustUploads and mustShares are the verified uploads and opened shares of an attempt as it is served.
func (r *rig) mustUploads() *uploads {
	r.t.Helper()
	u, err := r.a.checkUploads(r.heads, r.l, r.sharers)
	must(r.t, err)
	return u
}

func (r *rig) mustShares(u *uploads) *opened {
	r.t.Helper()
	agreed, err := r.a.checkAgrees(r.agrees, r.l, u)
	must(r.t, err)
	o, _, err := r.a.checkUnmasks(r.unmasks, r.l, u, agreed)
	must(r.t, err)
	return o
}

// The rejection that leaves the model owner is one and the same whatever failed, and an attempt that reached its
// uploads may be repeated only twice.
func TestARejectionSaysNothingButThatItIsOne(t *testing.T) {
	owner := newKey(t)
	tr := bareTraining(t, owner)
	l, err := openLedger(tr, true)
	must(t, err)
	h, err := openHistory(tr, true)
	must(t, err)
	digest := wire.Digest{}
	must(t, h.add(record{Event: recordOpen, Ref: wire.Ref{Round: 1, Attempt: 1}, Kind: wire.RoundGradient, Point: bigs("0"), Weights: &digest, Blob: &digest}))
	trainer := &trainer{Training: tr, keys: &Keys{Identity: owner}, ledger: l, history: h}
	var bodies []string
	for attempt, reason := range []string{"canary", "the sum at row 4 is 17"} {
		ref := wire.Ref{Round: 1, Attempt: attempt + 1}
		must(t, trainer.refuse(ref, refuse("%s", reason)))
		m, err := wire.Unseal[wire.Reject](l.last(), wire.KindReject)
		must(t, err)
		m.LogEntry, m.Ref = wire.LogEntry{}, wire.Ref{}
		b, err := wire.Marshal(m)
		must(t, err)
		bodies = append(bodies, string(b))
	}
	if bodies[0] != bodies[1] {
		t.Errorf("rejections differ: %s and %s", bodies[0], bodies[1])
	}
	if h.last().reruns != MaxReruns {
		t.Errorf("%d reruns are counted", h.last().reruns)
	}
}
