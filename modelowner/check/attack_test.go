//go:build testkeys

package check_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Every attack below is also run with its defence switched off, and must succeed there: an attack that never works proves
// nothing.

// opens decrypts the product of some owners' uploads, removes the streams of some owners' seeds, and reads the result as
// a sum of that many updates.
func (r *rig) opens(which, removed []int) ([]*big.Int, bool) {
	r.Helper()
	var blobs [][]byte
	for _, i := range which {
		blobs = append(blobs, r.blobs[r.owners[i].ID()])
	}
	cs, err := attempt.ParseVector(r.Key.Public(), r.multiply(blobs...), r.Round.Ciphertexts)
	must(r.T, err)
	texts, err := r.Key.DecryptVector(cs)
	must(r.T, err)
	for _, i := range removed {
		reveal, err := wire.Unseal[wire.Reveal](&r.reveals[i], wire.KindReveal)
		must(r.T, err)
		must(r.T, mask.NewSeed(reveal.Seed).Remove(texts, r.list.Digest, r.owners[i].ID(), r.n()))
	}
	values, err := r.Round.Packing.Unpack(texts, len(which))
	return values, err == nil
}

// subsets calls f with every non-empty subset of the numbers below n.
func subsets(n int, f func([]int)) {
	for set := 1; set < 1<<n; set++ {
		var which []int
		for i := range n {
			if set>>i&1 == 1 {
				which = append(which, i)
			}
		}
		f(which)
	}
}

// The facilitator and the model owner put together everything that both hold after an attempt: the private key, every
// upload and every revealed seed. Only the sum over the whole list opens, whatever part of the uploads they multiply and
// whatever seeds they remove. Without masks every upload opens.
func TestAttackFacilitatorAndModelOwnerTogether(t *testing.T) {
	const n = 4
	for _, noise := range []bool{false, true} {
		for _, unmasked := range []bool{false, true} {
			r := newRig(t, n, noise)
			r.unmasked = unmasked
			r.play(upTo(n))
			subsets(n, func(which []int) {
				tries := [][]int{nil}
				if noise {
					subsets(n, func(removed []int) { tries = append(tries, removed) })
				}
				for _, removed := range tries {
					got, opened := r.opens(which, removed)
					whole := len(which) == n && (!noise || len(removed) == n)
					switch {
					case !unmasked && opened != whole:
						t.Errorf("noise %v, uploads %v, seeds %v: opens is %v", noise, which, removed, opened)
					case unmasked && len(removed) == 0 && (!opened || !same(got, r.want(which))):
						t.Errorf("uploads %v: without masks the attack must succeed", which)
					}
				}
			})
		}
	}
}

// A malicious facilitator serves one owner's upload as the sum of all. The check refuses, and without the check the masks
// leave noise; without both the update is read.
func TestAttackASumOverOneOwner(t *testing.T) {
	for _, unmasked := range []bool{false, true} {
		r := newRig(t, 4, false)
		r.unmasked = unmasked
		r.play(upTo(4))
		r.heads = r.heads[:1]
		r.aggregate = r.product()
		r.mustRefuse("a sum over one owner", "all 4 owners of the list are needed")
		got, opened := r.opens([]int{0}, nil) // without the check
		if read := opened && same(got, r.values[0]); read != unmasked {
			t.Errorf("masks off %v: the update is read: %v", unmasked, read)
		}
	}
}

// only returns a rig with some owners of r as its roster.
func (r *rig) only(which []int) *rig {
	part, terms, a := *r, *r.Terms, *r.Attempt
	part.owners, part.values, terms.Members = nil, nil, nil
	for _, i := range which {
		part.owners, part.values = append(part.owners, r.owners[i]), append(part.values, r.values[i])
		terms.Members = append(terms.Members, r.Terms.Members[i])
	}
	a.Terms, a.Source, part.Attempt = &terms, &part, &a
	return &part
}

// Two exact sums that differ by one owner disclose that owner's update: after it leaves, or after it returns. An exact
// list is the whole roster, so only one of the two opens. If the rule counts the list instead of the roster, both open and
// the difference is the update.
func TestAttackSubtractionWithinATraining(t *testing.T) {
	const victim = 3
	r := newRig(t, 5, false)
	all, err := r.play(upTo(5)).open()
	must(t, err)
	less, err := r.only([]int{0, 1, 2, 4}).play(upTo(4)).open() // the defence switched off
	must(t, err)
	for k := range all.Values {
		if new(big.Int).Sub(all.Values[k], less.Values[k]).Cmp(r.values[victim][k]) != 0 {
			t.Errorf("without the rule the attack must succeed: value %d is not that of the owner", k)
		}
	}
	r.keys = slices.Delete(r.keys, victim, victim+1)
	r.mustRefuse("a list without one owner", "at least 5 of the 5 members are needed")
}

// A facilitator that adds to one coordinate of an upload learns from acceptance or rejection whether the sum there left its
// slot: with unlimited answers it finds the value by halving. The root that the owner signed makes every change a
// rejection, whatever the change was.
func TestAttackProbingACoordinateThroughRejections(t *testing.T) {
	r := newRig(t, 4, false).play(upTo(4))
	good, err := r.open()
	must(t, err)
	const coordinate, victim = 1, 2
	at, shift := r.Round.Packing.Locate(coordinate)
	id, public := r.owners[victim].ID(), r.Key.Public()
	honest, head := slices.Clone(r.blobs[id]), r.heads[victim]
	// answer changes the upload by delta and returns whether the attempt is accepted. Without the defence the altered bytes
	// are those that the head names.
	answer := func(delta *big.Int, defended bool) bool {
		v, err := public.ParseVector(honest, r.Round.Ciphertexts)
		must(t, err)
		v[at], err = public.AddPlain(v[at], new(big.Int).Mod(new(big.Int).Lsh(delta, shift), r.n()))
		must(t, err)
		r.blobs[id] = public.AppendVector(nil, v)
		if !defended {
			r.heads[victim] = *hostile.Reseal(t, &head, r.owners[victim].Key, func(u *wire.Upload) {
				u.Ciphertexts = wire.BlobRoot(r.blobs[id], public.CiphertextSize())
			})
		}
		defer func() { r.blobs[id], r.heads[victim] = honest, head }()
		r.aggregate = r.product()
		_, err = r.open()
		return err == nil
	}
	// The largest addition that still fits is 2V·owners minus the packed sum.
	find := func(defended bool) *big.Int {
		bound := r.Round.Packing.Literal().Bound
		low, high := new(big.Int), new(big.Int).Mul(bound, big.NewInt(int64(2*len(r.owners)))) // low fits, high does not
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
		half := new(big.Int).Mul(bound, big.NewInt(int64(len(r.owners))))
		return half.Sub(half, low) // the sum's value
	}
	want := good.Values[coordinate]
	if got := find(false); got.Cmp(want) != 0 {
		t.Errorf("without the signed root the attack must succeed: found %v, the sum is %v", got, want)
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

// wideFile is a training with some ciphertexts in an upload.
const wideFile = `{"name":"Wide","model":{"kind":"mlp","weights":"shared","hidden":[16]},"features":[{"name":"a","type":"continuous","min":0,"max":1}],
 "target":{"name":"y","type":"continuous","min":0,"max":1},"training":{"optimizer":"sgd"},
 "bounds":{"rows":1024},"cohort":{"min":5,"max":16,"start":5},"key_bits":512}`

// The facilitator alone adds to the sums, which needs no key: by one, or by multiples of the prime 2³¹ − 1, to which an
// earlier check was blind. Every lane and range holds. The model owner's own product of the uploads differs; without the
// comparison the altered sums are read.
func TestAttackAForgedAggregate(t *testing.T) {
	for _, step := range []int64{1, 1<<31 - 1} {
		r := newRigOf(t, 5, wideFile).play(upTo(5))
		public := r.Key.Public()
		v, err := public.ParseVector(r.aggregate, r.Round.Ciphertexts)
		must(t, err)
		forged := map[int]*big.Int{}
		for value := range r.Round.Values - 2 { // every weight's gradient; loss and rows stay plausible
			delta := new(big.Int).Mul(big.NewInt(int64(value%7-3)), big.NewInt(step))
			at, shift := r.Round.Packing.Locate(value)
			v[at], err = public.AddPlain(v[at], new(big.Int).Mod(new(big.Int).Lsh(delta, shift), public.N()))
			must(t, err)
			forged[value] = delta
		}
		r.aggregate = public.AppendVector(nil, v)
		r.mustRefuse("a forged aggregate", "is not the product of the uploads")
		// Without the comparison: decrypted as it is.
		texts, err := r.Key.DecryptVector(v)
		must(t, err)
		values, err := r.Round.Packing.Unpack(texts, 5)
		must(t, err)
		want := r.want(upTo(5))
		for value, delta := range forged {
			if new(big.Int).Sub(values[value], want[value]).Cmp(delta) != 0 {
				t.Fatalf("without the comparison the attack must succeed: value %d", value)
			}
		}
	}
}

// Twelve owners, two of them puppets. The facilitator loses the keys of all but a victim and the puppets, so that a list of
// three would leave the victim alone between them. An exact list is the whole roster, and with noise a list has two thirds
// of it: the model owner's program refuses the shrunk list, whatever messages it holds.
func TestAttackAListShrunkToTwoPuppetsAndAVictim(t *testing.T) {
	const victim = 4
	shrunk := []int{0, victim, 9}
	for _, noise := range []bool{false, true} {
		r := newRig(t, 12, noise)
		sums, err := r.only(shrunk).play(upTo(3)).open() // the defence switched off: the rule counts the list
		must(t, err)
		for k, sum := range sums.Values {
			sum.Sub(sum, r.values[0][k])
			if sum.Sub(sum, r.values[9][k]).Cmp(r.values[victim][k]) != 0 {
				t.Errorf("without the rule the attack must succeed: value %d is not that of the victim", k)
			}
		}
		for _, i := range shrunk {
			s, _ := r.owners[i].Keys(r.Terms.Ref, r.Terms.Open, r.owners)
			r.keys = append(r.keys, *s)
		}
		r.mustRefuse("a shrunk list", "of the 12 members are needed")
	}
}
