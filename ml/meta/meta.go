// Package meta owns meta-analysis by sums: estimates of one effect at several data owners, each with its variance, combined from
// sums over owners of precisions and of estimates times precisions.
package meta

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/internal/strictjson"
)

// Bits is the fixed point of sums: they are sent in steps of 2^-Bits.
const Bits = 60

// Bounds of an estimate and of its precision, in the unit of sums, and of the part of one owner in a sum.
const (
	mostEstimate   = 1 << 16
	mostPrecision  = 1 << 32
	leastPrecision = 1.0 / (1 << 16)
	// MostBits and Most bound the part of one owner in a sum: 2^MostBits.
	MostBits = 64
	Most     = 1 << MostBits
)

// Equations is how many sums hold the estimates of one effect, in both rounds together. Nobody learns an owner's estimate from them
// if there are more owners, even if it knew all variances.
const Equations = 4

// EggerOwners is the least number of data owners with Egger's test, which adds an equation: with so many, estimates are no less open than those of
// LeastOwners without it.
const EggerOwners = 14

// LeastOwners is the least number of data owners: those that do not collude, two thirds of all, are two more than Equations.
const LeastOwners = 8

// Estimate is one owner's estimate of an effect, with its variance.
type Estimate struct{ value, variance float64 }

// NewEstimate checks an estimate and its standard error, in the unit of sums.
func NewEstimate(value, err float64) (Estimate, error) {
	e := Estimate{value, err * err}
	return e, e.check()
}

func (e Estimate) check() error {
	if w := 1 / e.variance; !(math.Abs(e.value) <= mostEstimate && w >= leastPrecision && w <= mostPrecision) {
		return errors.New("it or its standard error is out of the range that sums can hold")
	}
	return nil
}

// MarshalJSON writes an estimate and its variance, each to the last bit, for what an owner keeps on its own machine.
func (e Estimate) MarshalJSON() ([]byte, error) { return json.Marshal([2]float64{e.value, e.variance}) }

// UnmarshalJSON reads what MarshalJSON wrote. It fails if sums cannot hold the estimate.
func (e *Estimate) UnmarshalJSON(b []byte) error {
	var v [2]float64
	if err := json.Unmarshal(b, &v); err != nil {
		return fmt.Errorf("malformed estimate: %w", err)
	}
	*e = Estimate{v[0], v[1]}
	return e.check()
}

// Form is which values of an upload there are for each effect.
type Form struct {
	First bool // the first round, which has the squares of precisions too
	Egger bool // in the first round, what Egger's test needs too
}

// Values returns the number of values for each effect.
func (f Form) Values() int {
	switch {
	case f.First && f.Egger:
		return 6
	case f.First:
		return 4
	}
	return 3
}

// Whole returns a real number in steps of 2^-Bits.
func Whole(x float64) *big.Int {
	v, _ := new(big.Float).SetMantExp(big.NewFloat(x), Bits).Int(nil)
	return v
}

// Real is the inverse of Whole.
func Real(v *big.Int) float64 {
	x, _ := new(big.Float).SetMantExp(new(big.Float).SetInt(v), -Bits).Float64()
	return x
}

// Encode returns the values of an upload: for each effect the precision w = 1/(variance + between), w times the estimate, w times its
// square, in the first round w², and for Egger's test √w and √w times the estimate.
func Encode(estimates []Estimate, between []float64, form Form) []*big.Int {
	var out []*big.Int
	for j, e := range estimates {
		w := 1 / (e.variance + between[j])
		out = append(out, Whole(w), Whole(w*e.value), Whole(w*e.value*e.value))
		if form.First {
			out = append(out, Whole(w*w))
		}
		if form.First && form.Egger {
			out = append(out, Whole(math.Sqrt(w)), Whole(math.Sqrt(w)*e.value))
		}
	}
	return out
}

// Sums are those of one effect over owners.
type Sums struct {
	w, wb, wbb, ww float64
	r, rb          float64 // of √w and √w·b
	q              float64 // Σ w·(b − mean)², without the digits that its parts lose
}

// Decode reads totals of Encode over owners, and the values after them, which are more in number. It fails if no estimates can have
// them.
func Decode(values []*big.Int, effects int, form Form, more int) (out []Sums, rest []*big.Int, err error) {
	each := form.Values()
	if len(values) != effects*each+more {
		return nil, nil, fmt.Errorf("invalid sums: %d values for %d effects", len(values), effects)
	}
	for j := range effects {
		v := values[j*each : (j+1)*each]
		if v[0].Sign() <= 0 {
			return nil, nil, errors.New("invalid sums: a precision is not positive")
		}
		s := Sums{w: Real(v[0]), wb: Real(v[1]), wbb: Real(v[2])}
		// Σwb² − (Σwb)²/Σw in whole numbers: the two are often nearly equal.
		q := new(big.Int).Mul(v[2], v[0])
		q.Sub(q, new(big.Int).Mul(v[1], v[1]))
		x, _ := new(big.Float).Quo(new(big.Float).SetInt(q), new(big.Float).SetInt(v[0])).Float64()
		if s.q = math.Ldexp(x, -Bits); s.q < 0 {
			if s.q < -1e-9*(1+s.wbb) {
				return nil, nil, errors.New("invalid sums: no estimates have these squares")
			}
			s.q = 0 // all estimates are the same, up to rounding
		}
		if form.First {
			s.ww = Real(v[3])
		}
		if form.First && form.Egger {
			s.r, s.rb = Real(v[4]), Real(v[5])
		}
		out = append(out, s)
	}
	return out, values[effects*each:], nil
}

// Between returns the variance between owners from the sums of the first round (R. DerSimonian and N. Laird, Controlled Clinical
// Trials 7, 1986), at least 0.
func (s Sums) Between(owners int) float64 {
	left := s.w - s.ww/s.w
	if !(left > 0) {
		return 0
	}
	return math.Max(0, (s.q-float64(owners-1))/left)
}

// Effect is a combined estimate with its standard error.
type Effect struct {
	Estimate float64 `json:"estimate"`
	Error    float64 `json:"error"`
}

// Term is what a meta-analysis tells about one effect.
type Term struct {
	Name   string `json:"name"`
	Owners int    `json:"owners"`
	Fixed  Effect `json:"fixed"`  // one effect at all owners
	Random Effect `json:"random"` // the mean of effects that differ between owners
	// Adjusted is the standard error of Random by G. Knapp and J. Hartung (Statistics in Medicine 22, 2003), for Student's t with one
	// degree of freedom fewer than there are owners.
	Adjusted float64 `json:"adjusted"`
	Q        float64 `json:"q"`    // Cochran's
	Tau2     float64 `json:"tau2"` // variance between owners
	// Egger is the intercept of the regression of b/s on 1/s (M. Egger et al., BMJ 315, 1997), b being an owner's estimate and s its standard
	// error: 0 if small owners have no other effects than large ones. Student's t has two degrees of freedom fewer than there are owners.
	Egger *Effect `json:"egger,omitempty"`
}

// Asymmetry returns Egger's intercept from the sums of the first round; nil if all standard errors are the same.
func (s Sums) Asymmetry(owners int) *Effect {
	// Weighted least squares of b on 1 and s, with weights w: the coefficient of s is the intercept of b/s on 1/s.
	n := float64(owners)
	spread := n - s.r*s.r/s.w // Σ w·(s − mean)²
	if !(spread > 1e-9*n) || owners <= 2 {
		return nil
	}
	cross := s.rb - s.r*s.wb/s.w
	slope := cross / spread
	left := math.Max(0, s.q-slope*cross)
	return &Effect{slope, math.Sqrt(left / (n - 2) / spread)}
}

// Combine returns the effects from the sums of both rounds, the second of which had the variance between owners.
func Combine(first, last Sums, between float64, owners int) Term {
	return Term{
		Owners: owners, Q: first.q, Tau2: between,
		Fixed:    Effect{first.wb / first.w, 1 / math.Sqrt(first.w)},
		Random:   Effect{last.wb / last.w, 1 / math.Sqrt(last.w)},
		Adjusted: math.Sqrt(last.q / float64(owners-1) / last.w),
	}
}

// Times returns the term in a unit that is that many times smaller.
func (t Term) Times(scale float64) Term {
	size := math.Abs(scale)
	t.Fixed = Effect{t.Fixed.Estimate * scale, t.Fixed.Error * size}
	t.Random = Effect{t.Random.Estimate * scale, t.Random.Error * size}
	t.Adjusted *= size
	t.Tau2 *= scale * scale
	if t.Egger != nil && scale < 0 {
		t.Egger = &Effect{-t.Egger.Estimate, t.Egger.Error} // it has no unit
	}
	return t
}

// DF returns the degrees of freedom of Q.
func (t Term) DF() int { return t.Owners - 1 }

// I2 returns the share of the variance of estimates that is between owners, in percent (J. P. T. Higgins and S. G. Thompson, Statistics
// in Medicine 21, 2002).
func (t Term) I2() float64 {
	if !(t.Q > 0) {
		return 0
	}
	return math.Max(0, 100*(t.Q-float64(t.DF()))/t.Q)
}

// Read reads a term of a model file. Failures are recorded in the document.
func Read(v strictjson.Value) Term {
	v.Known("name", "owners", "fixed", "random", "adjusted", "q", "tau2", "egger")
	effect := func(v strictjson.Value) Effect {
		v.Known("estimate", "error")
		return Effect{v.Field("estimate").Float(0), v.Field("error").Float(0)}
	}
	var egger *Effect
	if e := v.Field("egger"); e.Present() {
		x := effect(e)
		egger = &x
	}
	return Term{
		Egger: egger,
		Name:  v.Field("name").String(""), Owners: int(v.Field("owners").Int(LeastOwners, 2, 1<<20)), Fixed: effect(v.Field("fixed")), Random: effect(v.Field("random")),
		Adjusted: v.Field("adjusted").Float(0), Q: v.Field("q").Float(0), Tau2: v.Field("tau2").Float(0),
	}
}
