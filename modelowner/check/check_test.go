//go:build testkeys

package check_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/modelowner/check"
	"github.com/blindfit/blindfit/protocol/wire"
)

// An honest attempt opens to the exact sums of its list, with noise also over a part of the roster.
func TestSumsOfAnHonestAttempt(t *testing.T) {
	for name, c := range map[string]struct {
		n     int
		noise bool
		list  []int
	}{
		"three":                  {3, false, upTo(3)},
		"nine":                   {9, false, upTo(9)},
		"three, noise":           {3, true, upTo(3)},
		"six of nine, noise":     {9, true, []int{0, 2, 3, 5, 7, 8}},
		"without the last owner": {4, true, upTo(3)},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, c.n, c.noise).play(c.list)
			l, err := r.List(t.Context())
			must(t, err)
			sums, err := r.Open(t.Context(), l)
			must(t, err)
			var want []wire.Identity
			for _, i := range c.list {
				want = append(want, r.owners[i].ID())
			}
			if !slices.Equal(l.Owners, want) || !same(sums.Values, r.want(c.list)) {
				t.Errorf("%d owners, sums %v, want %v", len(l.Owners), sums.Values, r.want(c.list))
			}
			if sums.Aggregate != wire.DigestOf(r.aggregate) || sums.Uploads != wire.MerkleRoot(wire.UploadLeaves(r.heads)) ||
				sums.Bytes != int64(len(c.list)*len(r.aggregate)) || r.fetched != len(c.list) {
				t.Errorf("%d uploads fetched, %d bytes", r.fetched, sums.Bytes)
			}
		})
	}
}

// Fault table rows 53 to 56: an attempt with one bad message is refused. The table is that of the verifier: if this
// package left out a stage, its rows would pass here.
func TestBadMessagesAreRefused(t *testing.T) {
	for _, noise := range []bool{false, true} {
		r := newRig(t, 4, noise).play(upTo(4))
		sent := func(messages []wire.Signed) hostile.Sent {
			return hostile.Sent{Messages: messages, By: parties.Signers(r.owners)}
		}
		each := func(what string, at *[]wire.Signed, lists []hostile.List) {
			good := *at
			for _, l := range lists {
				*at = l.Messages
				r.mustRefuse(what+": "+l.Name, l.Rule)
			}
			*at = good
		}
		each("keys", &r.keys, hostile.KeysLists(t, sent(r.keys), r.Terms.Least()))
		each("uploads", &r.heads, hostile.UploadLists(t, sent(r.heads), noise))
		if noise {
			each("reveals", &r.reveals, hostile.RevealLists(t, sent(r.reveals)))
		}
		if _, err := r.open(); err != nil {
			t.Errorf("after all that the honest attempt is refused: %v", err)
		}
	}
}

// The bytes behind signed heads are held against them, and the facilitator's product against ours.
func TestBadBytesAreRefused(t *testing.T) {
	r := newRigOf(t, 5, wideFile).play(upTo(5))
	id, public := r.owners[2].ID(), r.Key.Public()
	good, head := r.blobs[id], r.heads[2]
	for _, c := range hostile.Ciphertexts(good, public.N(), nil) {
		if r.blobs[id] = c.Bytes; c.Signed {
			r.heads[2] = *hostile.Reseal(t, &head, r.owners[2].Key, func(u *wire.Upload) {
				u.Ciphertexts = wire.BlobRoot(c.Bytes, public.CiphertextSize())
			})
		}
		r.mustRefuse("ciphertexts: "+c.Name, c.Rule)
		r.mustRefuse("ciphertexts: "+c.Name, "failed to multiply upload of owner 2")
		r.blobs[id], r.heads[2] = good, head
	}
	for name, c := range map[string]struct {
		bend func(r *rig)
		rule string
	}{
		"an upload that is gone": {func(r *rig) { delete(r.blobs, r.owners[2].ID()) }, "failed to fetch an upload"},
		"product of other uploads": {func(r *rig) {
			r.aggregate = r.multiply(r.blobs[r.owners[0].ID()], r.blobs[r.owners[1].ID()])
		}, "is not the product"},
		"an aggregate cut short": {func(r *rig) { r.aggregate = r.aggregate[1:] }, "is not the product"},
		"a revoked owner":        {func(r *rig) { r.Revoked = []wire.Identity{r.owners[3].ID()} }, "owner 3 is revoked"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 4, false).play(upTo(4))
			c.bend(r)
			r.mustRefuse(name, c.rule)
		})
	}
}

// Fault table rows 50 and 57: an owner's garbage under valid signatures fails the checks of the sum, with words that name
// the rule and no value.
func TestGarbageInASumIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		bend func(r *rig) // before the owners take part
		rule string
	}{
		"rows beyond the bound": {func(r *rig) { r.values[2][3].SetInt64(1 << 30) }, "number of rows"},
		"no rows":               {func(r *rig) { r.values[2][3].SetInt64(-1 - 2) }, "number of rows"},
		"negative rows":         {func(r *rig) { r.values[2][3].SetInt64(-1 - 2 - 1) }, "number of rows"},
		"wider slots": {func(r *rig) {
			wide := r.Round.Packing.Literal()
			wide.Bound.Lsh(wide.Bound, 1)
			var err error
			honest := r.Round.Packing
			r.Round.Packing, err = pack.NewParameters(wide)
			must(r.T, err)
			r.play(upTo(3))
			r.Round.Packing = honest
		}, "unpack"},
		"an owner without masks": {func(r *rig) {
			r.play(upTo(3))
			texts, err := r.Round.Packing.Pack(r.values[1])
			must(r.T, err)
			heads := r.heads
			r.heads = nil
			r.upload(r.owners[1], texts, nil)
			heads[1] = r.heads[0]
			r.heads = heads
			r.aggregate = r.product()
		}, "unpack"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 3, false)
			c.bend(r)
			if r.list == nil {
				r.play(upTo(3))
			}
			r.mustRefuse(name, c.rule)
			_, err := r.open()
			if c.rule == "unpack" && !errors.Is(err, pack.ErrCanary) && !errors.Is(err, pack.ErrRange) && !errors.Is(err, pack.ErrOwnerCount) {
				t.Errorf("got %v, want a failed lane", err)
			}
		})
	}
}

// The plan refuses other sums that no rows can have.
func TestANegativeCostIsRefusedByThePlan(t *testing.T) {
	r := newRig(t, 3, false)
	r.values[2][2].SetInt64(-1 << 20)
	sums, err := r.play(upTo(3)).open()
	must(t, err)
	training, err := plan.New(r.File)
	must(t, err)
	p, _, err := training.Next()
	must(t, err)
	if err := training.Observe(p, plan.Sums{Values: sums.Values, Owners: 3}); !errors.Is(err, optim.ErrInvalidSums) {
		t.Errorf("got %v, want a refusal", err)
	}
}

// Only a facilitator that cannot be reached leaves an attempt open; messages that it has lost refuse it.
func TestErrorsOfTheFacilitator(t *testing.T) {
	for code, final := range map[wire.Code]bool{
		wire.CodeNotFound: true, wire.CodeInternal: true, wire.CodeUnavailable: false, wire.CodeLate: false, wire.CodePhase: false,
	} {
		r := newRig(t, 3, true).play(upTo(3))
		for _, stage := range []string{"keys", "uploads", "upload", "reveals", "aggregate"} {
			r.Source = &failing{r, stage, wire.Rejectf(code, "no")}
			_, err := r.open()
			var refused *check.Refusal
			if wire.RejectionOf(err) == nil || errors.As(err, &refused) != final {
				t.Errorf("%s, %s: got %v, want a refusal: %v", stage, code, err, final)
			}
		}
	}
}
