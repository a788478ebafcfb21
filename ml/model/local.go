package model

import (
	"errors"
	"math"
	"math/big"
	"slices"
)

// Update is what one owner, or all of them together, computed at given weights:
// sums over rows, so that owners of any size add up to what pooled rows give.
type Update struct {
	Sum  []float64 // of gradients, or of changes of weights times rows
	Loss float64   // of losses at the given weights
	Rows int64
}

// ErrNotFinite says that a loss or gradient left the range of numbers.
var ErrNotFinite = errors.New("diverged: a loss or gradient is not finite")

// GradientUpdate gives the sum of the rows' gradients at w, see ExactGradient.
func (o *Objective) GradientUpdate(w []float64) (*Update, error) {
	u := &Update{Sum: make([]float64, len(w)), Rows: int64(o.Rows())}
	u.Loss = o.ExactGradient(w, u.Sum)
	return u, u.check()
}

func (u *Update) check() error {
	if math.IsNaN(u.Loss) || math.IsInf(u.Loss, 0) {
		return ErrNotFinite
	}
	for _, x := range u.Sum {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return ErrNotFinite
		}
	}
	return nil
}

// Local says how an owner steps by itself.
type Local struct {
	Steps    int // at least 1
	Rate     float64
	L2       float64
	Proximal float64 // pull back to the weights of the round, see training.Training
}

// LocalUpdate takes steps of gradient descent over all rows from w, and gives
// the change of weights times the number of rows (H. B. McMahan et al., AISTATS
// 2017, with all rows in one batch; with Proximal, T. Li et al., MLSys 2020).
func (o *Objective) LocalUpdate(w []float64, opt Local) (*Update, error) {
	n := float64(o.Rows())
	u := &Update{Sum: make([]float64, len(w)), Rows: int64(o.Rows())}
	at, g := slices.Clone(w), make([]float64, len(w))
	for step := range opt.Steps {
		loss := o.Gradient(at, g)
		if step == 0 {
			u.Loss = loss
		}
		for i := range g {
			g[i] /= n
		}
		o.shape.AddPenalty(at, opt.L2, g)
		for i := range at {
			at[i] -= opt.Rate * (g[i] + opt.Proximal*(at[i]-w[i]))
		}
	}
	for i := range at {
		u.Sum[i] = n * (at[i] - w[i])
	}
	return u, u.check()
}

// Encode gives the update as integers in steps of 2^-bits: the entries of Sum,
// the loss, the number of rows. An entry past rows·bound is cut off there; cut
// counts how many were.
func (u *Update) Encode(bits uint, bound float64) (values []*big.Int, cut int) {
	limit := float64(u.Rows) * bound
	fixed := func(x float64) *big.Int {
		if math.Abs(x) > limit {
			cut++
			x = math.Copysign(limit, x)
		}
		return fixedPoint(x, bits)
	}
	for _, x := range u.Sum {
		values = append(values, fixed(x))
	}
	loss := fixedPoint(math.Min(u.Loss, limit), bits)
	return append(values, loss, big.NewInt(u.Rows)), cut
}

// fixedPoint rounds half away from 0 to a multiple of 2^-bits. x is finite.
func fixedPoint(x float64, bits uint) *big.Int {
	v, _ := new(big.Float).SetFloat64(math.Round(math.Ldexp(x, int(bits)))).Int(nil)
	return v
}

// DecodeUpdate reads the sum of encoded updates.
func DecodeUpdate(values []*big.Int, bits uint) (*Update, error) {
	if len(values) < 3 {
		return nil, errors.New("invalid update: too few values")
	}
	p := len(values) - 2
	rows := values[p+1]
	if !rows.IsInt64() || rows.Sign() <= 0 || values[p].Sign() < 0 {
		return nil, errors.New("invalid update: no rows, or a negative loss")
	}
	u := &Update{Sum: make([]float64, p), Loss: real(values[p], bits), Rows: rows.Int64()}
	for i := range u.Sum {
		u.Sum[i] = real(values[i], bits)
	}
	return u, nil
}

// real gives v·2^-bits, rounded to float64.
func real(v *big.Int, bits uint) float64 {
	x := new(big.Float).SetInt(v)
	f, _ := x.SetMantExp(x, -int(bits)).Float64()
	return f
}
