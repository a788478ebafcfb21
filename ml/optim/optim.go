// Package optim owns the choice of the points at which a training evaluates its gradient, and the step from exact sums
// to the next point.
//
// A Method is a pure function of its observations: it uses no clock, no randomness and nothing that differs between
// platforms. An interrupted training is resumed by replaying its points and sums through Observe.
package optim

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
)

var (
	// ErrDiverged is the error of weights past their bound or a cost above its start.
	ErrDiverged = errors.New("diverged: lower learning_rate or set l2")
	// ErrInvalidSums is the error of sums that no rows can have.
	ErrInvalidSums = errors.New("invalid sums")
	// ErrChanged is the error of sums over other rows than those of earlier rounds, with which they cannot be
	// combined. The training can restart from these rows.
	ErrChanged = errors.New("invalid sums: they come from other rows than the rounds before")
)

// Sums are the sums over all rows of all owners at one point w, in steps of 2^-f, f being Options.FractionBits.
type Sums struct {
	G []*big.Int // A·w − 2^f·b in steps of 2^-(48+f)
	L *big.Int   // 2^f·yᵀy − bᵀw, likewise
	N int64      // rows
	// OtherRows means that the sums are over other rows than those of the last observation. A method that combines the
	// sums of several rounds refuses them with ErrChanged.
	OtherRows bool
}

// Cost returns the mean squared error at the point w, on the scaled target: (wᵀg + 2^f·l)/(n·2^(48+2f)). It fails with
// ErrInvalidSums.
func (s Sums) Cost(w []*big.Int, fractionBits uint) (float64, error) {
	if err := s.check(w); err != nil {
		return math.NaN(), err
	}
	total := new(big.Int).Lsh(s.L, fractionBits)
	total.Add(total, dot(w, s.G))
	if total.Sign() < 0 {
		return math.NaN(), fmt.Errorf("%w: a negative cost", ErrInvalidSums)
	}
	denominator := new(big.Int).Lsh(big.NewInt(s.N), entryBits+2*fractionBits)
	cost, _ := new(big.Rat).SetFrac(total, denominator).Float64()
	return cost, nil
}

// entryBits is the scale of XᵀX, Xᵀy and yᵀy: two factors of 2^-24.
const entryBits = 48

func (s Sums) check(w []*big.Int) error {
	switch {
	case len(s.G) != len(w):
		return fmt.Errorf("%w: %d gradient entries for %d weights", ErrInvalidSums, len(s.G), len(w))
	case s.N <= 0:
		return fmt.Errorf("%w: no rows", ErrInvalidSums)
	case s.L == nil:
		return fmt.Errorf("%w: no loss term", ErrInvalidSums)
	}
	for i := range w {
		if w[i] == nil || s.G[i] == nil {
			return fmt.Errorf("%w: entry %d is absent", ErrInvalidSums, i)
		}
	}
	return nil
}

func dot(x, y []*big.Int) *big.Int {
	sum, product := new(big.Int), new(big.Int)
	for i := range x {
		sum.Add(sum, product.Mul(x[i], y[i]))
	}
	return sum
}

// Method chooses points and learns from the sums at them. The caller loops: Next, quantise the point, open a round at
// it, Observe. If Next returns done it evaluates the quantised Weights once more, so that the reported cost is
// measured.
type Method interface {
	// Next returns the point of the next round, on the scaled columns and within the weight bound, or done. Without
	// Observe in between it returns the same again.
	Next() (point []float64, done bool)
	// Observe takes the sums at the quantised point that Next returned. An error leaves the method as it was.
	Observe(point []*big.Int, s Sums) error
	// Weights returns the current solution, within the weight bound.
	Weights() []float64
	// Cost returns the mean squared error on the scaled target as far as it is known: for conjugate gradient that of
	// Weights, for gradient descent that of the last observed point, one step before Weights. It is NaN before the
	// first Observe.
	Cost() float64
	// Warnings returns notes for people about the solution, or nil if there are none.
	Warnings() []string
}

// Spanning is a method with rounds that can determine all sums of squares and products.
type Spanning interface {
	// Products returns XᵀX and Xᵀy in steps of 2^-48, yᵀy and the number of rows. ok is false if the rounds so far do not
	// determine them.
	Products() (a [][]*big.Int, b []*big.Int, yy *big.Int, n int64, ok bool)
}

// Options are shared by all methods.
type Options struct {
	Rounds       int     // the most observations
	FractionBits uint    // points are multiples of 2^-FractionBits
	L2           float64 // see spec.Objective
	LearningRate float64 // gradient descent; if 0, one that converges on any rows
	WeightBound  float64 // the largest magnitude of a weight
	// Mean and Deviation standardise the columns; those of the intercept are 0 and 1. If they are nil, columns stay on
	// their declared ranges. Points and sums stay on the ranges: only the penalty, and the steps of gradient descent,
	// are those of standardised columns.
	Mean, Deviation []float64
	// Fixed runs all rounds, also after the weights have converged.
	Fixed bool
	// Tolerance ends gradient descent if no entry of the gradient is larger. If it is 0, descent goes on until the
	// weights stand still.
	Tolerance float64
}

// New returns the method of that name for dim columns, the first of which is the intercept. It fails on unknown names
// and options out of range.
func New(name string, dim int, opt Options) (Method, error) {
	if dim < 1 || opt.Rounds < 1 || !(opt.WeightBound > 0) || !(opt.L2 >= 0) || !(opt.LearningRate >= 0) {
		return nil, errors.New("invalid options: columns, rounds and weight bound must be positive, l2 and learning rate not negative")
	}
	if len(opt.Mean) != len(opt.Deviation) || opt.Mean != nil && len(opt.Mean) != dim {
		return nil, errors.New("invalid options: mean and deviation are needed for every column or for none")
	}
	var m Method
	switch name {
	case Auto, ConjugateGradient:
		m = NewConjugateGradient(dim, opt)
	case GradientDescent:
		m = NewGradientDescent(dim, opt)
	default:
		return nil, unknown(ForEncrypted())
	}
	if opt.Fixed {
		m = &fixed{Method: m, limit: opt.Rounds}
	}
	return m, nil
}

// penalty returns the factor of half the square of weight i in the objective.
func (o Options) penalty(i int) float64 {
	switch {
	case i == 0:
		return 0
	case o.Deviation != nil:
		return o.L2 * o.Deviation[i] * o.Deviation[i]
	}
	return o.L2
}

func unknown(names []string) error {
	return fmt.Errorf("invalid optimizer: must be one of %s", strings.Join(names, ", "))
}

// Quantise rounds weights to multiples of 2^-fractionBits, half to even, and returns the multiples. It fails on a
// weight that is not finite.
func Quantise(w []float64, fractionBits uint) ([]*big.Int, error) {
	out := make([]*big.Int, len(w))
	for i, x := range w {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, fmt.Errorf("invalid weight %d: not finite", i)
		}
		scaled := new(big.Float).SetFloat64(x)
		out[i] = roundToInt(scaled.SetMantExp(scaled, int(fractionBits)))
	}
	return out, nil
}

// Real returns the weights of quantised ones, rounded to float64.
func Real(w []*big.Int, fractionBits uint) []float64 {
	out := make([]float64, len(w))
	for i, v := range w {
		x := new(big.Float).SetInt(v)
		out[i], _ = x.SetMantExp(x, -int(fractionBits)).Float64()
	}
	return out
}

// roundToInt rounds half to even.
func roundToInt(x *big.Float) *big.Int {
	whole, _ := x.Int(nil) // towards zero
	rest := new(big.Float).SetPrec(x.Prec() + 64).SetInt(whole)
	rest.Sub(x, rest)
	sign := int64(rest.Sign())
	switch rest.Abs(rest).Cmp(big.NewFloat(0.5)) {
	case 1:
		whole.Add(whole, big.NewInt(sign))
	case 0:
		if whole.Bit(0) == 1 {
			whole.Add(whole, big.NewInt(sign))
		}
	}
	return whole
}
