package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/wire"
)

const newton = `"model": {"kind": "logistic_regression", "weights": "shared", "method": "newton"}`

const eightRows = "0.1,a,no\n0.9,b,yes\n0.5,a,yes\n0.3,b,no\n0.7,a,no\n0.2,b,yes\n0.8,a,yes\n0.4,b,no\n"

// A training that begins again with the points and sums on record has the same model, and a round's point does not change
// before its sums come.
func TestNewtonResumes(t *testing.T) {
	first := begin(t, newton, eightRows)
	first.finish()
	again, recorded := begin(t, newton, eightRows), begin(t, newton, eightRows)
	for {
		p, values := again.next()
		if p == nil {
			break
		}
		same, _ := again.next()
		if diff := cmp.Diff(p, same); diff != "" {
			t.Error(diff)
		}
		b := p.Shared.Marshal()
		f := parse(t, newton)
		read, err := plan.ParseParameters(f, b)
		if err != nil {
			t.Fatal(err)
		}
		again.observe(p, values)
		if _, _, err := recorded.Next(); err != nil { // as a resumed training does before each recorded round
			t.Fatal(err)
		}
		recorded.observe(&plan.Point{Kind: p.Kind, Shared: read}, values)
	}
	for name, other := range map[string]training{"again": again, "recorded": recorded} {
		if diff := cmp.Diff(first.Model(), other.Model()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if first.Model() == nil || !first.Measured() || len(first.Model().Inference.Terms) != 3 || !first.Model().Quality.Apparent {
		t.Errorf("the model is %+v", first.Model())
	}
}

// Sums over other owners, with too few values, or over no rows are refused, and leave the plan as it was.
func TestNewtonRefusesForeignSums(t *testing.T) {
	s := begin(t, newton, eightRows)
	refuse := func(p *plan.Point, sums plan.Sums) {
		t.Helper()
		if err := s.Observe(p, sums); err == nil {
			t.Error("foreign sums are observed")
		}
	}
	for p, values := s.next(); p != nil; p, values = s.next() {
		refuse(p, plan.Sums{Values: values[1:], Owners: 1})
		refuse(p, plan.Sums{Values: values, Owners: 1, OtherOwners: true})
		refuse(&plan.Point{Kind: p.Kind}, plan.Sums{Values: values, Owners: 1})
		broken := append(values[:len(values)-1:len(values)-1], nil)
		refuse(p, plan.Sums{Values: broken, Owners: 1})
		s.observe(p, values)
	}
	_, values := begin(t, newton, eightRows).next()
	if got := plan.RowCount(parse(t, newton), wire.RoundGradient, values); got == nil || got.Int64() != 8 {
		t.Errorf("a round is over %v rows", got)
	}
}

// A stopped training has the model of its best round, without errors.
func TestNewtonStopsEarly(t *testing.T) {
	s := begin(t, newton, eightRows)
	if m, err := s.Partial(); m != nil || err != nil {
		t.Error("a model before the first round")
	}
	p, values := s.next()
	s.observe(p, values)
	m, err := s.Partial()
	if err != nil || m == nil || m.Inference != nil || !(s.Cost() > 0) {
		t.Errorf("%+v, %v", m, err)
	}
	if err := s.EndEarly(); err == nil || !strings.Contains(err.Error(), "no noise") {
		t.Errorf("ended early: %v", err)
	}
}

// The stage of a round travels with its weights, and only in trainings by Newton's method.
func TestStagesTravel(t *testing.T) {
	p := &plan.Parameters{Weights: []float64{1, 2, 3, 4}, Stage: optim.WithObserved}
	got, err := plan.ParseParameters(parse(t, newton), p.Marshal())
	if err != nil || !cmp.Equal(p, got) {
		t.Error(got, err)
	}
	p.Stage = 3
	if _, err := plan.ParseParameters(parse(t, newton), p.Marshal()); err == nil {
		t.Error("an unknown stage is accepted")
	}
	other := &plan.Parameters{Weights: []float64{1, 2, 3}, Stage: optim.WithObserved}
	if _, err := plan.ParseParameters(parse(t, shared), other.Marshal()); err == nil {
		t.Error("a stage is accepted without Newton's method")
	}
}
