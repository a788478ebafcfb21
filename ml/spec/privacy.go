package spec

import (
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Privacy holds the differential privacy of a training; zeros mean none.
type Privacy struct {
	Epsilon float64 `json:"epsilon"`
	Delta   float64 `json:"delta"`
	// Unit is the unit of protection.
	Unit dp.Unit `json:"unit,omitempty"`
	// Clip bounds the L2 norm of the part of a unit: its gradient or change of weights. With one_round it bounds the square of the
	// norm of a row, see dp.Clipping.TriangleBound.
	Clip float64 `json:"clip,omitempty"`
	// Multiplier is the standard deviation of the noise over the largest part of a unit, the same in every round.
	Multiplier float64 `json:"noise_multiplier,omitempty"`
}

// Private reports whether the training is differentially private.
func (f *File) Private() bool { return f.Privacy.Epsilon > 0 }

// Target returns ε and δ.
func (p Privacy) Target() dp.Target { return dp.Target{Epsilon: p.Epsilon, Delta: p.Delta} }

const (
	defaultDelta  = 1e-5
	mostDelta     = 1e-3
	maxMultiplier = 1 << 20
	maxClip       = 1 << 10
)

// readTarget reads ε and δ, on which defaults of other fields depend.
func readTarget(v strictjson.Value) Privacy {
	v.Known("epsilon", "delta", "unit", "clip", "noise_multiplier")
	p := Privacy{Epsilon: between(v.Field("epsilon"), 0, 0, dp.MaxEpsilon)}
	fallback := 0.0
	if p.Epsilon > 0 {
		fallback = defaultDelta
	}
	p.Delta = between(v.Field("delta"), fallback, 0, mostDelta)
	if p.Epsilon > 0 && p.Delta == 0 {
		v.Field("delta").Fail("must be greater than 0: sums with Gaussian noise give no pure epsilon")
	}
	if p.Epsilon == 0 {
		for _, name := range []string{"delta", "unit", "clip", "noise_multiplier"} {
			if field := v.Field(name); field.Present() && (name != "delta" || p.Delta > 0) {
				field.Fail("belongs to an epsilon greater than 0")
			}
		}
	}
	return p
}

// readPrivacy reads the rest. Everything else in f is already read.
func readPrivacy(v strictjson.Value, f *File) {
	p := &f.Privacy
	if field, _ := f.targetRule(); !f.Private() || field != "" || f.Schema().Validate() != nil {
		return // check reports the target and the schema
	}
	p.Unit = dp.OwnerUnit
	if f.Model.Method == OneRound && f.Contribution != ContributionPerson {
		p.Unit = dp.RecordUnit
	}
	unit := v.Field("unit")
	if p.Unit = dp.Unit(unit.String(string(p.Unit))); p.Unit != dp.OwnerUnit && p.Unit != dp.RecordUnit {
		unit.Fail("must be one of owner, record")
	}
	if clip := v.Field("clip"); !f.Describes() {
		p.Clip = between(clip, f.defaultClip(), 1.0/1024, maxClip)
	} else if clip.Present() {
		clip.Fail("belongs to models: the part of a row in counts and sums is bounded by the declared ranges")
		return
	}
	if least, delta := f.Training.Rounds, p.Delta; least < 1 || !(delta > 0) {
		return // said already
	}
	field := v.Field("noise_multiplier")
	if field.Present() {
		p.Multiplier = between(field, 0, 1.0/1024, maxMultiplier)
		if e := f.plannedEpsilon(p.Multiplier); !(e <= p.Epsilon*(1+1e-9)) {
			field.Fail("is too small for epsilon and delta over all rounds")
		}
		return
	}
	var err error
	if p.Multiplier, err = p.Target().Multiplier(f.Planned); err != nil || p.Multiplier > maxMultiplier {
		v.Field("epsilon").Fail("is too small for the number of rounds")
	}
}

// defaultClip returns the clip of a file without one. It must not be chosen from data. Sums of squares are not clipped;
// gradients of rows are about as long as the family's clip once a model is good, and means over an owner's rows shorter.
func (f *File) defaultClip() float64 {
	if f.Model.Method == OneRound {
		return f.squaresNorm()
	}
	norm, _ := f.Architecture().Family().Clip()
	if f.Privacy.Unit == dp.OwnerUnit {
		return min(norm, 0.1)
	}
	return norm
}

// squaresNorm returns the largest squared norm of a row of sums of squares: with x̃ = (1, x, y), every entry
// but the first is at most 1/2 in magnitude as columns are centred on their declared mid-ranges, so ‖x̃‖² ≤ 1 + D/4
// for D columns including the intercept.
func (f *File) squaresNorm() float64 { return 1 + float64(f.Schema().Width())/4 }

// Planned returns the account of all rounds of the training with a noise multiplier, one attempt each.
func (f *File) Planned(multiplier float64) *dp.Accountant {
	a := dp.NewAccountant(dp.FineOrders())
	for _, s := range f.kinds() {
		a.Add(dp.Release{Multiplier: multiplier}, s.Most)
	}
	return a
}

func (f *File) plannedEpsilon(multiplier float64) float64 {
	epsilon, _ := f.Planned(multiplier).Epsilon(f.Privacy.Delta)
	return epsilon
}

// Clipping bounds the part of a unit in the sum of a kind of round.
func (f *File) Clipping(kind wire.RoundKind) dp.Clipping {
	c := dp.Clipping{Unit: f.Privacy.Unit, Norm: f.Privacy.Clip}
	if f.Describes() {
		c.Bits = schema.QuantBits
		return c
	}
	family := f.Architecture().Family()
	_, c.Loss = family.Clip()
	c.Bits, _ = family.Grid()
	switch kind {
	case wire.RoundOneRound:
		c.Bits = 2 * schema.QuantBits
	case wire.RoundEvaluation, wire.RoundStatistics:
		c.Bits = schema.QuantBits
	}
	return c
}

// Noise returns the noise of owners in a kind of round. It is invalid without privacy.
func (f *File) Noise(kind wire.RoundKind) dp.Noise {
	c := f.Clipping(kind)
	n := dp.Noise{Multiplier: f.Privacy.Multiplier}
	switch {
	case f.Describes():
		n.Bound = new(big.Int)
		if d, err := f.Design(); err == nil { // check refuses such a file
			n.Bound = c.BoundOf(d.Sixteenths())
		}
	case kind == wire.RoundOneRound:
		n.Bound = c.TriangleBound()
	case kind == wire.RoundEvaluation:
		n.Bound = f.Architecture().ClippedEvaluationBound(c)
	case kind == wire.RoundStatistics:
		n.Bound = c.BoundOf(f.Schema().MomentSixteenths())
	default:
		n.Bound = c.UpdateBound()
	}
	for _, s := range f.kinds() {
		if s.Kind == kind {
			n.Values = s.Values
		}
	}
	return n
}

// kinds returns the rounds of a private training, without their bounds.
func (f *File) kinds() []RoundShape {
	if f.Describes() {
		d, err := f.Design()
		if err != nil { // check refuses such a file
			return nil
		}
		return []RoundShape{{Kind: wire.RoundOneRound, Most: 1, Values: d.Values()}}
	}
	if f.Model.Method == OneRound {
		return []RoundShape{{Kind: wire.RoundOneRound, Most: 1, Values: squares.ClippedValues(f.Schema().Width())}}
	}
	a := f.Architecture()
	var out []RoundShape
	if f.NeedsStatistics() {
		out = append(out, RoundShape{Kind: wire.RoundStatistics, Most: 1, Values: f.Schema().MomentValues()})
	}
	return append(out,
		RoundShape{Kind: wire.RoundGradient, Most: f.Training.Rounds, Values: a.Parameters() + 2},
		RoundShape{Kind: wire.RoundEvaluation, Most: 1, Values: a.ClippedEvaluationValues()},
	)
}

// privateShapes returns the rounds of a private training. Their bounds leave room for noise.
func (f *File) privateShapes() []RoundShape {
	shapes := f.kinds()
	for i, s := range shapes {
		noise := f.Noise(s.Kind)
		// One value of one unit is at most the bound of all of its values together.
		most := new(big.Int).Set(noise.Bound)
		if f.Privacy.Unit == dp.RecordUnit {
			most.Mul(most, big.NewInt(f.Bounds.Rows))
		}
		shapes[i].Bound = most.Add(most, f.noiseRoom(noise))
	}
	return shapes
}

// privacyRule returns the field and the rule that the privacy breaks, or "".
func (f *File) privacyRule() (path, rule string) {
	m := f.Model
	switch {
	case f.Masking == MaskingTrustees && !f.Private():
		return "privacy.epsilon", "must be greater than 0 with trustees: exact sums over people who never meet would let facilitator and model owner tell one of them"
	case !f.Private():
		return "", ""
	case f.Masking == MaskingTrustees && m.Method != OneRound:
		return "model.method", "must be one_round with trustees: data owners send one message and leave"
	case m.Weights == Encrypted && m.Method == Rounds:
		return "model.method", "encrypted weights in rounds cannot be differentially private: an owner cannot clip encrypted values; " +
			"use one_round, or shared weights"
	case f.Privacy.Unit == dp.RecordUnit && f.Training.LocalSteps > 1:
		return "training.local_steps", "must be 1 for a privacy of records: the part of a record in several steps has no bound"
	case f.Training.Optimizer == optim.LBFGS:
		return "training.optimizer", "lbfgs compares losses that noise hides; use adam, momentum or sgd"
	case f.Privacy.Multiplier == 0:
		return "privacy.epsilon", "no noise reaches it"
	}
	for _, s := range f.kinds() {
		if err := f.Noise(s.Kind).Check(); err != nil {
			return "privacy", err.Error()
		}
	}
	return "", ""
}

// signal returns the number of units (rows or owners) at which the noise of a round is as large as their sum, for the
// kind of round that needs most. In a description it compares a count with the number of all rows, in sums of squares it compares the largest eigenvalue of the noise, 2σ√m for m
// columns, with the sum of squares of a column with values spread evenly over its declared range (1/12 each); in other
// kinds it compares the length of the noise with the longest possible sum.
func (f *File) signal() float64 {
	if f.Describes() {
		return f.CountDeviation(f.Cells(f.Cohort.Start))
	}
	if f.Model.Method == OneRound {
		c := f.Clipping(wire.RoundOneRound)
		bound, _ := new(big.Float).SetMantExp(new(big.Float).SetInt(c.TriangleBound()), -int(c.Bits)).Float64()
		return 24 * f.Privacy.Multiplier * bound * math.Sqrt(float64(f.Schema().Width()+1)*f.NoiseVariance(f.Cells(f.Cohort.Start)))
	}
	most := 0.0
	for _, s := range f.kinds() {
		most = math.Max(most, f.Noise(s.Kind).ToSignal(1))
	}
	return most
}

// CountDeviation returns the standard deviation of the noise in one count of a description, summed over so many cells of a close, in
// rows. It is 0 without privacy.
func (f *File) CountDeviation(cells int) float64 {
	if !f.Private() || !f.Describes() {
		return 0
	}
	x, _ := new(big.Float).SetMantExp(new(big.Float).SetInt(f.Noise(wire.RoundOneRound).Deviation()), -schema.QuantBits).Float64()
	return x * math.Sqrt(f.NoiseVariance(cells))
}

// SignalUnits returns the number of rows or owners at which noise and signal are of the same size.
func (f *File) SignalUnits() int64 { return int64(math.Ceil(f.signal())) }

// NoiseToSignal returns the noise of a round relative to the sum over the declared units: owners to start with, or all
// the rows that they may bring. Above 1 there is little to learn.
func (f *File) NoiseToSignal() float64 {
	units := int64(f.Cohort.Start)
	if f.Privacy.Unit == dp.RecordUnit {
		units *= f.Bounds.Rows
	}
	return f.signal() / float64(units)
}

// String describes the promise, for people.
func (p Privacy) String() string {
	if p.Epsilon == 0 {
		return "no differential privacy"
	}
	clip := ""
	if p.Clip > 0 {
		clip = fmt.Sprintf("clip %g, ", p.Clip)
	}
	return fmt.Sprintf("(ε = %g, δ = %g) for every %s, %snoise multiplier %g", p.Epsilon, p.Delta, p.Unit, clip, p.Multiplier)
}
