package dp

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
)

// Unit is the unit of protection: a statement of privacy is about its presence. Statements about different units are
// never combined.
type Unit string

// The units.
const (
	OwnerUnit  Unit = "owner"  // all rows of one data owner
	RecordUnit Unit = "record" // one row
)

// Noise is added by owners in a round, so that its sum keeps the promise of a training.
type Noise struct {
	Bound      *big.Int // B: the largest L2 norm of one unit's part of the sum, in steps of the grid, at least 1
	Multiplier float64  // σ/B
	Values     int      // the length of the vector
}

// Check refuses a noise that protects nothing or fits no slot.
func (n Noise) Check() error {
	switch {
	case n.Bound == nil || n.Bound.Sign() <= 0:
		return errors.New("invalid noise: the bound of one unit's part must be at least 1")
	case !(n.Multiplier > 0) || n.Multiplier > maxMultiplier:
		return fmt.Errorf("invalid noise: the noise multiplier must be greater than 0 and at most %d", maxMultiplier)
	case n.Values < 1:
		return errors.New("invalid noise: no values")
	case n.Deviation().BitLen() > MaxDeviationBits:
		return errors.New("invalid noise: its standard deviation has more than 120 bits")
	}
	return nil
}

// Deviation returns σ = ⌈multiplier·B⌉, the standard deviation that the sum has from honest owners alone.
func (n Noise) Deviation() *big.Int {
	z := new(big.Rat)
	if z.SetFloat64(n.Multiplier) == nil {
		return new(big.Int)
	}
	z.Mul(z, new(big.Rat).SetInt(n.Bound))
	up := new(big.Int).Add(z.Num(), z.Denom())
	return up.Div(up.Sub(up, big.NewInt(1)), z.Denom())
}

// Local returns the standard deviation of each owner's draws if only parties ≥ 1 of them are sure to be honest and in
// the sum: the least whole number with σ_loc²·parties ≥ σ², at least MinLocal.
func (n Noise) Local(parties int) *big.Int {
	variance := n.Deviation()
	variance.Mul(variance, variance)
	p := big.NewInt(int64(max(1, parties)))
	share := variance.Add(variance, new(big.Int).Sub(p, big.NewInt(1)))
	share.Div(share, p)
	root := rootUp(share)
	if least := big.NewInt(MinLocal); root.Cmp(least) < 0 {
		return least
	}
	return root
}

// Tails is the number of standard deviations of noise that have room in a slot: a draw is further out with probability
// below 2^-103.
const Tails = 12

// Room returns the part of noise in the largest magnitude of one owner's value: Tails standard deviations, for an
// owner that alone carries all of it.
func (n Noise) Room() *big.Int {
	least := new(big.Int).Set(n.Local(1))
	return least.Mul(least, big.NewInt(Tails))
}

// Release returns the disclosure of the opened sum. Noise of honest owners beyond the multiplier is not counted.
func (n Noise) Release(parties int) Release {
	local, _ := new(big.Float).SetInt(n.Local(parties)).Float64()
	return Release{Multiplier: n.Multiplier, Local: local, Parties: max(1, parties), Values: n.Values}
}

// ErrTail is the error of a draw further out than slots have room for, which a true source never returns.
var ErrTail = errors.New("invalid noise: a draw is out of range")

// Add adds an owner's share of the noise to its values, in place, drawn from r (crypto/rand.Reader except in tests).
// On an error no value has changed.
func (n Noise) Add(values []*big.Int, parties int, r io.Reader) error {
	if len(values) != n.Values {
		return fmt.Errorf("invalid noise: %d values, not %d", len(values), n.Values)
	}
	noise, err := n.Draw(parties, r)
	if err != nil {
		return err
	}
	for i, z := range noise {
		values[i].Add(values[i], z)
	}
	return nil
}

// Draw returns the share of one of parties, one number for each value, drawn from r.
func (n Noise) Draw(parties int, r io.Reader) ([]*big.Int, error) {
	s, err := NewSamplerFrom(n.Local(parties), r)
	if err != nil {
		return nil, err
	}
	room := n.Room()
	noise := make([]*big.Int, n.Values)
	for i := range noise {
		if noise[i], err = s.Draw(); err != nil {
			return nil, err
		}
		if noise[i].CmpAbs(room) > 0 {
			return nil, ErrTail
		}
	}
	return noise, nil
}

// ToSignal returns the length of the noise in a sum over the given number of units, relative to the largest possible
// sum: multiplier·√values/units. Above 1 the noise is longer than any signal.
func (n Noise) ToSignal(units int64) float64 {
	return n.Multiplier * math.Sqrt(float64(n.Values)) / float64(units)
}
