package account

import (
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/spec"
)

// Info describes the differential privacy of a training to a person.
type Info struct {
	Epsilon    float64 `json:"epsilon"` // asked for, over all rounds
	Delta      float64 `json:"delta"`
	Unit       dp.Unit `json:"unit"` // owner or record
	Clip       float64 `json:"clip"`
	Multiplier float64 `json:"noiseMultiplier"`
	Rounds     int     `json:"rounds"` // sums that may be opened
	Spending
}

// Spending is how much of the ε about this owner, or about any row of its, is spent. Statements about owners and about
// rows are never added up: only those about the unit of this training count.
type Spending struct {
	Spent    float64 `json:"spent"`           // in this training so far, at its δ
	SpentAll float64 `json:"spentAll"`        // in all trainings, at DeltaAll
	DeltaAll float64 `json:"deltaAll"`        // the least δ of those
	Limit    float64 `json:"limit,omitempty"` // this owner's own, over all of them; 0 without one
	Sums     int     `json:"sums"`            // charged, over all of them
}

// InfoOf describes a training that may open so many sums; nil without differential privacy.
func InfoOf(f *spec.File, rounds int, s Spending) *Info {
	if !f.Private() {
		return nil
	}
	p := f.Privacy
	return &Info{
		Epsilon: p.Epsilon, Delta: p.Delta, Unit: p.Unit, Clip: p.Clip, Multiplier: p.Multiplier, Rounds: rounds, Spending: s,
	}
}

// Spending puts the account into numbers.
func (a *Account) Spending() Spending {
	s := Spending{Limit: a.limit}
	s.Spent, _ = a.own.Spent(a.privacy.Unit, "").Epsilon(a.privacy.Delta)
	all, delta, sums := a.all(a.privacy.Unit)
	if s.DeltaAll, s.Sums = delta, sums; delta > 0 {
		s.SpentAll, _ = all.Epsilon(delta)
	}
	return s
}
