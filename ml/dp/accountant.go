package dp

import (
	"errors"
	"fmt"
	"math"
)

// Accountant adds up the disclosures of releases about one unit, on a grid of orders. Rényi divergences of releases
// about the same data add up, even if a release was chosen in the light of earlier ones (I. Mironov, Rényi
// Differential Privacy, CSF 2017).
type Accountant struct {
	orders Orders
	rdp    []float64
}

// NewAccountant starts at nothing disclosed.
func NewAccountant(o Orders) *Accountant {
	return &Accountant{orders: o, rdp: make([]float64, len(o.Alphas))}
}

// Add adds a release that happens count times.
func (a *Accountant) Add(r Release, count int) {
	for i, alpha := range a.orders.Alphas {
		if count > 0 {
			a.rdp[i] += float64(count) * r.RDP(alpha)
		}
	}
}

// AddAll adds the releases of another accountant, which must be on the same grid.
func (a *Accountant) AddAll(b *Accountant) {
	for i := range a.rdp {
		a.rdp[i] += b.rdp[i]
	}
}

// AddSampled adds steps releases of a continuous Gaussian with the given noise multiplier over a secret Poisson sample
// of rate q. It does not apply to rounds of a training: the members of a round are public.
func (a *Accountant) AddSampled(multiplier, q float64, steps int) {
	for i, alpha := range a.orders.Alphas {
		a.rdp[i] += float64(steps) * sampledRDP(multiplier, q, alpha, a.orders.signed)
	}
}

// Epsilon returns the least ε for which all releases together are (ε, δ)-differentially private, and the order that it
// follows from:
//
//	ε = min over α of  RDP(α) + ln(1 − 1/α) − ln(δα)/(α − 1)
//
// (Canonne, Kamath, Steinke 2020, proposition 12). It is infinite if no order leads to one, and 0 with order 0 if
// nothing was added.
func (a *Accountant) Epsilon(delta float64) (epsilon, order float64) {
	epsilon = math.Inf(1)
	nothing := true
	for i, alpha := range a.orders.Alphas {
		nothing = nothing && a.rdp[i] == 0
		e := a.rdp[i] + math.Log1p(-1/alpha) - (math.Log(delta)+math.Log(alpha))/(alpha-1)
		if e < epsilon {
			epsilon, order = e, alpha
		}
	}
	if nothing {
		return 0, 0
	}
	return max(epsilon, 0), order
}

// Delta returns the least δ for which all releases together are (ε, δ)-differentially private: the inverse of Epsilon.
func (a *Accountant) Delta(epsilon float64) float64 {
	least := 1.0
	nothing := true
	for i, alpha := range a.orders.Alphas {
		nothing = nothing && a.rdp[i] == 0
		least = min(least, math.Exp((alpha-1)*(a.rdp[i]-epsilon+math.Log1p(-1/alpha))-math.Log(alpha)))
	}
	if nothing {
		return 0
	}
	return least
}

// Target is the privacy that is wanted: ε in (0, MaxEpsilon], δ in (0, MaxDelta].
type Target struct {
	Epsilon float64 `json:"epsilon"`
	Delta   float64 `json:"delta"`
}

// The largest targets. A statement past them is empty.
const (
	MaxEpsilon = 100
	MaxDelta   = 0.1
)

// Check names the field that is out of range.
func (t Target) Check() error {
	if !(t.Epsilon > 0) || t.Epsilon > MaxEpsilon {
		return fmt.Errorf("invalid epsilon: must be greater than 0 and at most %d", MaxEpsilon)
	}
	return CheckDelta(t.Delta)
}

// CheckDelta refuses a δ out of range.
func CheckDelta(delta float64) error {
	if !(delta > 0) || delta > MaxDelta {
		return fmt.Errorf("invalid delta: must be greater than 0 and at most %v", MaxDelta)
	}
	return nil
}

// ErrNoNoise is the error of a target that no noise multiplier reaches.
var ErrNoNoise = errors.New("invalid target: no noise reaches it")

// The range of noise multipliers, and the multiples that they are rounded to.
const (
	minMultiplier = 1.0 / multiplierSteps
	maxMultiplier = 1 << 24
	// multiplierSteps to a unit: all parties agree on a short number, and rounding it up costs under 0.1 %.
	multiplierSteps = 1024
)

// Multiplier returns the least noise multiplier, in steps of 1/1024, with an account that reaches the target. account
// returns the account of a training with a multiplier. The result is always accounted for: it is never less than
// needed.
func (t Target) Multiplier(account func(multiplier float64) *Accountant) (float64, error) {
	if err := t.Check(); err != nil {
		return 0, err
	}
	reached := func(step int) bool {
		epsilon, _ := account(float64(step) / multiplierSteps).Epsilon(t.Delta)
		return epsilon <= t.Epsilon
	}
	low, high := 0, 1 // low does not reach it, high does
	for !reached(high) {
		if low, high = high, 2*high; high > maxMultiplier*multiplierSteps {
			return 0, ErrNoNoise
		}
	}
	for high-low > 1 {
		if middle := low + (high-low)/2; reached(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return float64(high) / multiplierSteps, nil
}
