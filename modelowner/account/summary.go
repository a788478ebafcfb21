package account

import (
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Mechanism names the protection of owners or records in a sum, trusteesMechanism that in a training with trustees.
const (
	Mechanism         = "distributed discrete Gaussian noise"
	trusteesMechanism = "discrete Gaussian noise of each trustee"
)

// Privacy is the privacy account of a training so far.
type Privacy struct {
	Mechanism  string  `json:"mechanism"`
	Unit       dp.Unit `json:"unit"`    // owner or record
	Epsilon    float64 `json:"epsilon"` // promised, over all rounds
	Delta      float64 `json:"delta"`
	Spent      float64 `json:"spent"` // of epsilon
	Clip       float64 `json:"clip"`
	Multiplier float64 `json:"noise_multiplier"`
	Sums       int     `json:"sums"`             // charged, with those of attempts that led to no result
	Of         int     `json:"of"`               // sums that the noise was made for
	Rounds     []Spent `json:"rounds,omitempty"` // in the order in which they were charged
}

// Spent is the charge of one sum.
type Spent struct {
	wire.Ref
	Kind    wire.RoundKind `json:"kind"`
	Epsilon float64        `json:"epsilon"` // of this sum alone
	Total   float64        `json:"total"`   // with all before it
}

// Summary returns the account so far, or nil if the training has no noise.
func (a *Account) Summary() *Privacy {
	if !a.training.File.Private() {
		return nil
	}
	f := a.training.File.Privacy
	p := &Privacy{
		Mechanism: Mechanism, Unit: f.Unit, Epsilon: f.Epsilon, Delta: f.Delta, Clip: f.Clip, Multiplier: f.Multiplier,
		Sums: len(a.ledger.Entries()), Of: a.training.Manifest.Limits.Rounds,
	}
	if a.training.Manifest.Trustees != nil {
		p.Mechanism = trusteesMechanism
	}
	sum := &dp.Ledger{}
	for _, e := range a.ledger.Entries() {
		one := &dp.Ledger{}
		if one.Charge(e) != nil || sum.Charge(e) != nil { // entries were checked when they were read
			continue
		}
		s := Spent{Ref: wire.Ref{Round: e.Round, Attempt: e.Attempt}, Kind: wire.RoundKind(e.Kind)}
		s.Epsilon, _ = one.Spent(f.Unit, "").Epsilon(f.Delta)
		s.Total, _ = sum.Spent(f.Unit, "").Epsilon(f.Delta)
		p.Spent = s.Total
		p.Rounds = append(p.Rounds, s)
	}
	return p
}

// Latest is Summary with the newest sum alone among its rounds.
func (a *Account) Latest() *Privacy {
	p := a.Summary()
	if p != nil && len(p.Rounds) > 1 {
		p.Rounds = p.Rounds[len(p.Rounds)-1:]
	}
	return p
}
