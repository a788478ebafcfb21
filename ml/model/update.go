package model

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"slices"
)

// Update holds the sums over one owner's rows at given weights, in steps of 2^-Bits. The sums of all owners are those of
// the pooled rows.
type Update struct {
	Sum  []*big.Int // of gradients, or of changes of weights times rows
	Loss *big.Int   // of losses at the given weights
	Rows int64
	Bits uint
}

// String returns the number of weights: updates never print.
func (u Update) String() string { return fmt.Sprintf("update of %d weights", len(u.Sum)) }

// GoString is String.
func (u Update) GoString() string { return u.String() }

// Format prints String under every verb.
func (u Update) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, u.String()) }

// ErrNotFinite is the error of a loss or gradient that is infinite or not a number.
var ErrNotFinite = errors.New("diverged: a loss or gradient is not finite")

// GradientUpdate returns the sum of the rows' gradients at w. It fails with ErrNotFinite.
func (o *Objective) GradientUpdate(w []float64, bits uint) (*Update, error) {
	values, err := o.ExactGradient(w, bits)
	if err != nil {
		return nil, err
	}
	return &Update{Sum: values[:len(w)], Loss: values[len(w)], Rows: int64(o.Rows()), Bits: bits}, nil
}

// Diverged returns the update of an owner if its gradient is not finite: every entry and the loss are past any bound,
// so that Encode cuts them to the bound and the step on the sum fails. If an owner did not answer instead, weights
// could be chosen so that its silence discloses its rows.
func (o *Objective) Diverged(bits uint) *Update {
	past := new(big.Int).Lsh(big.NewInt(exactLimit), bits)
	return &Update{Sum: slices.Repeat([]*big.Int{past}, o.Parameters()), Loss: past, Rows: int64(o.Rows()), Bits: bits}
}

// Local are the options of LocalUpdate.
type Local struct {
	Steps    int // at least 1
	Rate     float64
	L2       float64
	Proximal float64 // pull back to the weights of the round, see spec.Training
	Bound    float64 // of weights on the way, which are cut to it; 0 if there is none
}

// LocalUpdate takes steps of gradient descent over all rows from w, and returns the change of weights times the number of
// rows (H. B. McMahan et al., AISTATS 2017, with all rows in one batch; with Proximal, T. Li et al., MLSys 2020). A change
// that is not finite counts as one past any bound, as in Diverged.
func (o *Objective) LocalUpdate(w []float64, opt Local, bits uint) (*Update, error) {
	u, err := o.GradientUpdate(w, bits)
	if err != nil {
		return nil, err
	}
	n := float64(o.Rows())
	at, g := slices.Clone(w), make([]float64, len(w))
	for range opt.Steps {
		o.Gradient(at, g)
		for i := range g {
			g[i] /= n
		}
		o.arch.AddPenalty(at, opt.L2, g)
		for i := range at {
			at[i] -= opt.Rate * (g[i] + opt.Proximal*(at[i]-w[i]))
			if opt.Bound > 0 {
				at[i] = max(-opt.Bound, min(opt.Bound, at[i]))
			}
		}
	}
	for i := range at {
		change := n * (at[i] - w[i])
		if math.IsNaN(change) {
			change = exactLimit
		}
		u.Sum[i] = fixedPoint(max(-exactLimit, min(exactLimit, change)), bits)
	}
	return u, nil
}

// Encode returns the values of an upload: the entries of Sum, the loss, the number of rows. Entries and a loss past
// rows·bound are cut to it; cut is their number.
func (u *Update) Encode(bound float64) (values []*big.Int, cut int) {
	limit := new(big.Int).Mul(big.NewInt(u.Rows), fixedPoint(bound, u.Bits))
	for _, x := range u.Sum {
		if x.CmpAbs(limit) > 0 {
			cut++
			if x.Sign() < 0 {
				x = new(big.Int).Neg(limit)
			} else {
				x = limit
			}
		}
		values = append(values, x)
	}
	loss := u.Loss
	if loss.Cmp(limit) > 0 {
		loss = limit
		cut++
	}
	return append(values, loss, big.NewInt(u.Rows)), cut
}

// fixedPoint rounds half away from 0 to a multiple of 2^-bits. x is finite.
func fixedPoint(x float64, bits uint) *big.Int {
	v, _ := new(big.Float).SetFloat64(math.Round(math.Ldexp(x, int(bits)))).Int(nil)
	return v
}

// Means are means over all rows of all owners.
type Means struct {
	Update []float64 // the gradient, or the change of weights
	Loss   float64
	Rows   int64
}

// DecodeMeans reads the sum of encoded updates. It fails on sums over no rows or with a negative loss.
func DecodeMeans(values []*big.Int, bits uint) (*Means, error) {
	if len(values) < 3 {
		return nil, errors.New("invalid update: too few values")
	}
	p := len(values) - 2
	rows := values[p+1]
	if !rows.IsInt64() || rows.Sign() <= 0 || values[p].Sign() < 0 {
		return nil, errors.New("invalid update: no rows, or a negative loss")
	}
	steps := new(big.Int).Lsh(rows, bits)
	mean := func(v *big.Int) float64 {
		x, _ := new(big.Float).SetPrec(200).Quo(new(big.Float).SetPrec(200).SetInt(v), new(big.Float).SetPrec(200).SetInt(steps)).Float64()
		return x
	}
	m := &Means{Update: make([]float64, p), Loss: mean(values[p]), Rows: rows.Int64()}
	for i := range m.Update {
		m.Update[i] = mean(values[i])
	}
	return m, nil
}

// real returns v·2^-bits, rounded to float64.
func real(v *big.Int, bits uint) float64 {
	x := new(big.Float).SetInt(v)
	f, _ := x.SetMantExp(x, -int(bits)).Float64()
	return f
}
