//go:build testkeys

package dataowner

import (
	"bytes"
	"context"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/wire"
)

// privateFile is a training on noisy sums.
func privateFile(fields string) string {
	return kindFile(number, fields+`,"missing":"drop_row"`)
}

const (
	privateOneRound = `"model":{"method":"one_round"},"privacy":{"epsilon":4}`
	privateRounds   = `"model":{"weights":"shared"},"training":{"rounds":2},"privacy":{"epsilon":4,"unit":"owner"}`
)

// Every value of a sum that opens, counts and losses included, is off from the owners' clipped values by noise of the size
// that the manifest's training file gives, and no owner's share of it is less than its part.
func TestEveryValueIsNoisy(t *testing.T) {
	for _, fields := range []string{privateOneRound, privateRounds + `,"scaling":"federated"`, strings.Replace(privateRounds, "owner", "record", 1) + `,"scaling":"federated"`, `"model":{"method":"one_round"},"privacy":{"epsilon":4,"unit":"owner"}`, privateRounds} {
		p := newParty(t, privateFile(fields), true)
		f := p.w.file
		course, err := plan.New(f)
		ok(t, err)
		for round := 1; ; round++ {
			point, done, err := course.Next()
			ok(t, err)
			if done {
				break
			}
			got := p.run(round, point)
			var want []*big.Int
			for i, o := range p.owners {
				before, err := o.rows.Upload(point)
				ok(t, err)
				if round == 1 && i == 0 {
					again, err := o.rows.Upload(point)
					ok(t, err)
					if !sameIntegers(before, again) {
						t.Error("noise stayed in the owner's own values")
					}
				}
				want = plus(want, before)
			}
			noise := f.Noise(point.Kind)
			total, _ := new(big.Float).SetInt(noise.Local(wire.Honest(5, 5))).Float64()
			total *= math.Sqrt(5) // five owners draw
			square := 0.0
			for i := range got {
				off, _ := new(big.Float).SetInt(new(big.Int).Sub(got[i], want[i])).Float64()
				if off == 0 || math.Abs(off) > 12*total {
					t.Errorf("round %d: value %d is off by %.3g standard deviations", round, i, off/total)
				}
				square += off * off / total / total
			}
			// χ² of so many degrees is outside of this once in 1e9 runs.
			k := float64(len(got))
			if low, high := k*math.Pow(1-2/(9*k)-6.1*math.Sqrt(2/(9*k)), 3), k*math.Pow(1-2/(9*k)+6.1*math.Sqrt(2/(9*k)), 3); square < low || square > high {
				t.Errorf("round %d: noise of %d values has χ² = %.2f, want %.2f to %.2f", round, len(got), square, low, high)
			}
			course.Among(5)
			ok(t, course.Observe(point, got))
		}
		if course.Model() == nil {
			t.Error("no model")
		}
	}
}

// open brings owner 0 to where it settles round r, attempt a.
func (p *party) settling(r, a int) *Owner {
	o := p.owners[0]
	o.attempt = &attempt{ref: wire.Ref{Round: r, Attempt: a}, open: &wire.Open{Kind: o.terms.main().Kind}, list: &list{ids: slices.Repeat([]wire.Identity{{}}, 5)}}
	return o
}

// A sum is charged durably before it can be opened, once; another attempt at it is charged again, and past what the
// training asked for the owner takes no part, nor past its own limit.
func TestOwnerChargesAndStops(t *testing.T) {
	ctx := context.Background()
	p := newParty(t, privateFile(privateOneRound), true)
	o := p.settling(1, 1)
	var told []Spending
	o.cfg.Emit = func(e Event) {
		if e.Privacy != nil {
			told = append(told, *e.Privacy)
		}
	}
	ok(t, o.checkPrivacy(ctx, o.attempt))
	ok(t, o.settle(ctx, nil))
	ok(t, o.settle(ctx, nil)) // the same attempt again
	s, err := o.Spending(ctx)
	ok(t, err)
	if s.Sums != 1 || !(s.Spent > 3.9 && s.Spent <= 4) || s.SpentAll != s.Spent || s.DeltaAll != 1e-5 || len(told) != 1 || told[0] != s {
		t.Errorf("spent %+v, told %+v", s, told)
	}
	if r := o.Receipt().Privacy; r == nil || r.Spending != s || r.Epsilon != 4 {
		t.Errorf("the receipt says %+v", r)
	}
	o = p.settling(1, 2)
	if err := o.checkPrivacy(ctx, o.attempt); !isPrivacyProblem(err) || !strings.Contains(err.Error(), "more than the training asked for") {
		t.Errorf("another attempt at the one round: %v", err)
	}
	if err := o.settle(ctx, nil); !isPrivacyProblem(err) {
		t.Errorf("another attempt at the one round was settled: %v", err)
	}

	p = newParty(t, privateFile(privateRounds), true)
	o = p.settling(1, 1)
	ok(t, o.settle(ctx, nil))
	s, err = o.Spending(ctx)
	ok(t, err)
	ok(t, o.SetLimit(ctx, s.Spent*1.01))
	o = p.settling(2, 1)
	if err := o.checkPrivacy(ctx, o.attempt); !isPrivacyProblem(err) || !strings.Contains(err.Error(), "your own limit") {
		t.Errorf("past the owner's limit: %v", err)
	}
	if err := o.settle(ctx, nil); !isPrivacyProblem(err) {
		t.Errorf("past the owner's limit: %v", err)
	}
	ok(t, o.SetLimit(ctx, 0))
	ok(t, o.settle(ctx, nil))
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
		if o.SetLimit(ctx, bad) == nil {
			t.Errorf("a limit of %v was taken", bad)
		}
	}
}

// What was spent in another training with the same model owner counts for the limit, and not with another model owner's.
func TestLimitIsOverAllTrainings(t *testing.T) {
	ctx := context.Background()
	p := newParty(t, privateFile(privateRounds), true)
	o := p.settling(1, 1)
	other := &dp.Ledger{}
	e := o.entry(o.attempt, 5)
	e.Training = strings.Repeat("ab", 32)
	ok(t, other.Charge(e))
	key := ledgerPrefix(o.terms.manifest.ModelOwner) + e.Training
	ok(t, o.cfg.Vault.Put(ctx, key, other.Marshal()))
	stranger := o.terms.manifest.ModelOwner
	stranger[0] ^= 1
	ok(t, o.cfg.Vault.Put(ctx, ledgerPrefix(stranger)+o.terms.id.String(), other.Marshal()))
	ok(t, o.settle(ctx, nil))
	s, err := o.Spending(ctx)
	ok(t, err)
	if s.Sums != 2 || !(s.SpentAll > s.Spent) {
		t.Errorf("spent %+v", s)
	}
	ok(t, o.SetLimit(ctx, (s.Spent+s.SpentAll)/2))
	o = p.settling(2, 1)
	if err := o.settle(ctx, nil); !isPrivacyProblem(err) {
		t.Errorf("past the limit over all trainings: %v", err)
	}
}

// A ledger that was edited, cut, put back or taken away stops the owner.
func TestEditedPrivacyLedger(t *testing.T) {
	ctx := context.Background()
	p := newParty(t, privateFile(privateRounds), true)
	o := p.settling(1, 1)
	v, key := o.cfg.Vault, ledgerPrefix(o.terms.manifest.ModelOwner)+o.terms.id.String()
	ok(t, o.settle(ctx, nil))
	one, err := v.Get(ctx, key)
	ok(t, err)
	o = p.settling(2, 1)
	ok(t, o.settle(ctx, nil))
	two, err := v.Get(ctx, key)
	ok(t, err)
	o = p.settling(3, 1)
	for name, bad := range map[string][]byte{
		"edited": bytes.Replace(two, []byte(`"round":1`), []byte(`"round":7`), 1), "rolled back": one, "emptied": {}, "garbage": []byte("x"),
	} {
		ok(t, v.Put(ctx, key, bad))
		if err := o.checkPrivacy(ctx, o.attempt); !isPrivacyProblem(err) {
			t.Errorf("%s: %v", name, err)
		}
		if err := o.settle(ctx, nil); !isPrivacyProblem(err) {
			t.Errorf("%s: settled, %v", name, err)
		}
	}
	ok(t, v.Delete(ctx, key))
	if err := o.settle(ctx, nil); !isPrivacyProblem(err) {
		t.Errorf("taken away: %v", err)
	}
	ok(t, v.Put(ctx, key, two))
	ok(t, o.settle(ctx, nil))
}

// What the page is told before any row is read.
func TestInvitationSaysPrivacy(t *testing.T) {
	p := newParty(t, privateFile(privateRounds), true)
	o := p.owners[0]
	got := o.Invitation().Privacy
	f := o.terms.file.Privacy
	if got == nil || got.Epsilon != 4 || got.Delta != 1e-5 || got.Unit != dp.OwnerUnit || got.Clip != f.Clip || got.Multiplier != f.Multiplier || got.Rounds != 3 || got.Sums != 0 {
		t.Errorf("%+v", got)
	}
	plain := newParty(t, kindFile(number, `"model":{"method":"one_round"}`), false).owners[0]
	if plain.Invitation().Privacy != nil {
		t.Error("a training without privacy says that it has some")
	}
	if o.terms.manifest.Noise != true || plain.terms.manifest.Noise {
		t.Error("the manifest does not say noise")
	}
}
