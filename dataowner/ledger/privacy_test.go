package ledger_test

import (
	"context"
	"math"
	"testing"

	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/protocol/wire"
)

func entry(unit dp.Unit, multiplier float64) dp.Entry {
	return dp.Entry{Kind: "gradient", Unit: unit, Multiplier: multiplier, Parties: 2, Values: 3, Delta: 1e-6}
}

// noisy makes a training with noise that has begun, with n members.
func noisy(o *owner, name string, n int, limit bool) ledger.Training {
	o.t.Helper()
	tr := training(name, "x y")
	tr.Exact = false
	var members []wire.Identity
	for i := range n {
		members = append(members, wire.Identity{byte(i + 1)})
	}
	k := o.look(newSheet(20, "x", "y"), tr)
	if _, err := o.ledger.Declare(context.Background(), k, ledger.Declaration{Members: members, Limit: limit, When: when}); err != nil {
		o.t.Fatal(err)
	}
	if err := o.ledger.Pass(context.Background(), tr.ID, ledger.Verdict{Silent: true}, when); err != nil {
		o.t.Fatal(err)
	}
	return tr
}

func (o *owner) charge(tr ledger.Training, round int, list string, e dp.Entry, budget dp.Target) error {
	return o.ledger.Charge(context.Background(), ledger.Charge{Training: tr.ID, Round: round, List: wire.DigestOf([]byte(list)), Entry: e, Budget: budget, When: when})
}

func alone(multiplier float64, n int) float64 {
	a := dp.NewAccountant(dp.FineOrders())
	e := entry(dp.RecordUnit, multiplier)
	a.Add(dp.Release{Multiplier: e.Multiplier, Local: e.Local, Parties: e.Parties, Values: e.Values}, n)
	epsilon, _ := a.Epsilon(e.Delta)
	return epsilon
}

func TestCharges(t *testing.T) {
	o := newOwner(t, "a")
	one := noisy(o, "one", 7, false) // c is 2
	e := entry(dp.RecordUnit, 4)
	for _, step := range []struct {
		round int
		list  string
		sums  int
		err   error
	}{
		{1, "all", 1, nil}, {1, "all", 1, nil}, {1, "but one", 2, nil}, {1, "but two", 3, nil}, {1, "but three", 3, ledger.ErrLists},
		{1, "all", 3, nil}, {2, "all", 4, nil}, {2, "but one", 5, nil}, {1, "but one", 5, nil},
	} {
		wantError(t, step.list, o.charge(one, step.round, step.list, e, dp.Target{}), step.err)
		o.open()
		s := o.ledger.Spending(one.ID)
		if s.Sums != step.sums || math.Abs(s.Training-alone(4, step.sums)) > 1e-9 || math.Abs(s.All-s.Training) > 1e-9 {
			t.Errorf("round %d, %s: %+v, want %d sums at ε = %v", step.round, step.list, s, step.sums, alone(4, step.sums))
		}
	}
	for name, bad := range map[string]dp.Entry{"no noise": entry(dp.RecordUnit, 0), "no unit": entry("", 1), "none": {}} {
		if err := o.charge(one, 3, "all", bad, dp.Target{}); err == nil {
			t.Errorf("%s: charged", name)
		}
	}
	exact := training("exact", "x")
	o.give(newSheet(12, "x"), exact, "a b")
	if err := o.charge(exact, 1, "all", e, dp.Target{}); err == nil {
		t.Error("an exact training is charged")
	}
	if s := o.ledger.Spending(exact.ID); s.Training != 0 || s.Sums != 5 {
		t.Errorf("unexpected spending %+v", s)
	}
	trustees := noisy(o, "trustees", 0, false)
	wantError(t, "a contribution", o.charge(trustees, 1, "cell", e, dp.Target{}), nil)
	wantError(t, "the same once more", o.charge(trustees, 1, "cell", e, dp.Target{}), nil)
	wantError(t, "another one", o.charge(trustees, 1, "other", e, dp.Target{}), ledger.ErrLists)
}

func TestLimits(t *testing.T) {
	ctx := context.Background()
	o := newOwner(t, "a")
	one, two := noisy(o, "one", 7, false), noisy(o, "two", 7, false)
	e := entry(dp.RecordUnit, 4)
	owners := entry(dp.OwnerUnit, 4)
	wantError(t, "past what the training asked for", o.charge(one, 1, "all", e, dp.Target{Epsilon: alone(4, 1) / 2, Delta: 1e-6}), dp.ErrBudget)
	wantError(t, "within it", o.charge(one, 1, "all", e, dp.Target{Epsilon: alone(4, 1), Delta: 1e-6}), nil)
	exact := training("exact", "x")
	if q := o.ledger.Limit(exact); q != nil {
		t.Errorf("asks %+v without a limit", q)
	}
	if err := o.ledger.SetLimit(ctx, alone(4, 2), when); err != nil {
		t.Fatal(err)
	}
	if q := o.ledger.Limit(exact); q == nil || q.Rule != "limit" || q.Has != "exact" || q.Needs != alone(4, 2) {
		t.Errorf("an exact training asks %+v", q)
	}
	if q := o.ledger.Limit(two, e); q != nil {
		t.Errorf("one charge more asks %+v", q)
	}
	if q := o.ledger.Limit(two, e, owners); q == nil || q.Rule != "limit" {
		t.Error("two charges more do not ask")
	}
	// Another training, another unit: what is told of an owner is told of its rows.
	wantError(t, "up to the limit", o.charge(two, 1, "all", owners, dp.Target{}), nil)
	wantError(t, "past it", o.charge(two, 2, "all", e, dp.Target{}), ledger.ErrLimit)
	wantError(t, "past it, other unit", o.charge(one, 2, "all", owners, dp.Target{}), ledger.ErrLimit)
	wantError(t, "charged already", o.charge(two, 1, "all", owners, dp.Target{}), nil)
	agreed := noisy(o, "agreed", 7, true)
	wantError(t, "with a yes", o.charge(agreed, 1, "all", e, dp.Target{}), nil)
	if s := o.ledger.Spending(agreed.ID); s.Limit != alone(4, 2) || math.Abs(s.All-alone(4, 3)) > 1e-9 || s.Sums != 3 {
		t.Errorf("unexpected spending %+v", s)
	}
	if err := o.ledger.SetLimit(ctx, 0, when); err != nil {
		t.Fatal(err)
	}
	wantError(t, "without a limit", o.charge(two, 2, "all", e, dp.Target{}), nil)
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1), 2e6} {
		if err := o.ledger.SetLimit(ctx, bad, when); err == nil {
			t.Errorf("a limit of %v is set", bad)
		}
	}
}
