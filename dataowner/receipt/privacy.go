package receipt

import (
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/spec"
)

// Privacy describes the differential privacy of a training to a person, and the spent part.
type Privacy struct {
	Epsilon    float64 `json:"epsilon"` // asked for, over all rounds
	Delta      float64 `json:"delta"`
	Unit       dp.Unit `json:"unit"` // owner or record
	Clip       float64 `json:"clip"`
	Multiplier float64 `json:"noiseMultiplier"`
	Rounds     int     `json:"rounds"` // sums that may be opened
	ledger.Spending
}

// PrivacyOf describes a training that may open so many sums; nil without differential privacy.
func PrivacyOf(f *spec.File, rounds int, s ledger.Spending) *Privacy {
	if !f.Private() {
		return nil
	}
	p := f.Privacy
	return &Privacy{
		Epsilon: p.Epsilon, Delta: p.Delta, Unit: p.Unit, Clip: p.Clip, Multiplier: p.Multiplier, Rounds: rounds, Spending: s,
	}
}
