package plan

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Parameters are read by owners to compute an update on shared weights. They disclose the model, and travel in
// envelopes that only owners can open.
type Parameters struct {
	Weights []float64        // of the layers, on standardised columns if Scale is set
	Scale   *schema.Standard // nil without federated scaling
	Fill    []int32          // replaces missing values; nil if the schema does not fill them in
	Rate    float64          // learning rate of local steps; 0 if there are none
	Stage   optim.Stage      // of Newton's rounds
}

// String returns the number of weights: parameters are for the parties of a training only.
func (p Parameters) String() string { return fmt.Sprintf("parameters with %d weights", len(p.Weights)) }

// GoString is String.
func (p Parameters) GoString() string { return p.String() }

const (
	parametersVersion = 1
	parametersHead    = 14 // bytes
	hasScale          = 1
	hasFill           = 2
	stageShift        = 2 // of the two bits of the stage
)

// bounded reports whether owners hold the weights that they read against bounds.weight: in a circle no noise hides a row.
func bounded(f *spec.File) bool { return f.Circle && f.Model.Weights == spec.Shared }

// CheckBound returns an error if a weight is past bounds.weight where owners bound them. Weights of standardised columns
// count as on the columns as declared: a small deviation is a steep weight by another name.
func (p *Parameters) CheckBound(f *spec.File) error {
	if !bounded(f) {
		return nil
	}
	bound := float64(f.Bounds.Weight)
	for i, w := range p.Weights {
		if !(math.Abs(w) <= bound) {
			return fmt.Errorf("weight %d is past bounds.weight (%d)", i, f.Bounds.Weight)
		}
	}
	if p.Scale == nil {
		return nil
	}
	d := len(p.Scale.Deviation)
	for j := range d {
		if !(math.Abs(p.Scale.Mean[j]) <= 1) || !(p.Scale.Deviation[j] >= leastDeviation(f)) {
			return fmt.Errorf("column %d has a mean past 1 or a deviation below 1/bounds.weight (1/%d)", j, f.Bounds.Weight)
		}
	}
	if f.Kind().Hidden() { // with layers that multiply: no bound on one weight bounds an output's slope
		return nil
	}
	for i, w := range p.Weights {
		if j := i % d; j > 0 && !(math.Abs(w) <= bound*p.Scale.Deviation[j]) {
			return fmt.Errorf("weight %d is past bounds.weight (%d) on the column as declared", i, f.Bounds.Weight)
		}
	}
	return nil
}

// leastDeviation is the least by which columns are standardised where weights are bounded.
func leastDeviation(f *spec.File) float64 { return 1 / float64(f.Bounds.Weight) }

// Frame returns, as bytes, the scale of columns and the replacements of missing values. They follow from the statistics round and
// are the same in all rounds: the difference of two sums that differ in them alone speaks of the rows that miss a value.
func (p *Parameters) Frame() []byte {
	return (&Parameters{Scale: p.Scale, Fill: p.Fill}).Marshal()
}

// FrameOf returns, as bytes, what must be the same whenever sums are given, or nil if nothing must: the frame of parameters, and in the
// last round of a meta-analysis the variances between data owners. Attempts with others would each open further sums of estimates.
func FrameOf(f *spec.File, kind wire.RoundKind, p *Parameters) []byte {
	switch {
	case f.Model.Method != spec.Meta:
		return p.Frame()
	case kind == wire.RoundEvaluation:
		return p.Marshal()
	}
	return nil
}

// ParametersSize returns the length of the marshalled parameters of a training.
func ParametersSize(f *spec.File) int {
	columns, fill := parametersCounts(f)
	return parametersHead + 8*(1+weightCount(f)+2*columns) + 4*fill
}

// weightCount returns the number of weights of a point that owners read.
func weightCount(f *spec.File) int {
	if f.Model.Method == spec.Meta {
		return f.MetaTerms()
	}
	if f.Hazards() {
		return f.HazardWeights()
	}
	if f.Model.Method == spec.Newton {
		return f.Newton().Weights()
	}
	return f.Architecture().Parameters()
}

// parametersCounts returns the number of columns that the parameters scale, and of features that they fill.
func parametersCounts(f *spec.File) (columns, fill int) {
	if f.Scaling == spec.ScalingFederated && f.Model.Method != spec.Newton { // with steps that do not depend on scales
		columns = f.Schema().Width()
	}
	if f.Missing == schema.MissingMean || f.Missing == schema.MissingMode {
		fill = len(f.Features)
	}
	return columns, fill
}

// Marshal returns the parameters as bytes: version, flags and stage, the number of weights, of columns and of filled features as
// 32-bit, then rate, weights, means, deviations as float64 and fill as 32-bit numbers, all big-endian.
func (p *Parameters) Marshal() []byte {
	flags, columns := byte(0), 0
	if p.Scale != nil {
		flags, columns = flags|hasScale, len(p.Scale.Mean)
	}
	if p.Fill != nil {
		flags |= hasFill
	}
	out := []byte{parametersVersion, flags | byte(p.Stage)<<stageShift}
	out = binary.BigEndian.AppendUint32(out, uint32(len(p.Weights)))
	out = binary.BigEndian.AppendUint32(out, uint32(columns))
	out = binary.BigEndian.AppendUint32(out, uint32(len(p.Fill)))
	lists := [][]float64{{p.Rate}, p.Weights}
	if p.Scale != nil {
		lists = append(lists, p.Scale.Mean, p.Scale.Deviation)
	}
	for _, list := range lists {
		for _, x := range list {
			out = binary.BigEndian.AppendUint64(out, math.Float64bits(x))
		}
	}
	for _, x := range p.Fill {
		out = binary.BigEndian.AppendUint32(out, uint32(x))
	}
	return out
}

// ParseParameters reads parameters. It fails if they do not fit the training file or a number is out of range.
func ParseParameters(f *spec.File, b []byte) (*Parameters, error) {
	malformed := errors.New("malformed parameters: wrong length or version")
	if len(b) < parametersHead+8 || b[0] != parametersVersion || b[1]>>stageShift > byte(optim.AtStart) {
		return nil, malformed
	}
	weights, columns := int(binary.BigEndian.Uint32(b[2:])), int(binary.BigEndian.Uint32(b[6:]))
	fill := int(binary.BigEndian.Uint32(b[10:]))
	// The counts are compared with the file before anything is allocated for them.
	wantColumns, wantFill := parametersCounts(f)
	if weights != weightCount(f) || columns != wantColumns || fill != wantFill ||
		(b[1]&hasScale != 0) != (columns > 0) || (b[1]&hasFill != 0) != (fill > 0) {
		return nil, errors.New("invalid parameters: they do not fit the training file")
	}
	if len(b) != ParametersSize(f) {
		return nil, malformed
	}
	flags := b[1]
	b = b[parametersHead:]
	bad := flags>>stageShift > 0 && f.Model.Method != spec.Newton
	floats := func(n int) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = math.Float64frombits(binary.BigEndian.Uint64(b))
			bad = bad || math.IsNaN(out[i]) || math.IsInf(out[i], 0)
			b = b[8:]
		}
		return out
	}
	p := &Parameters{Stage: optim.Stage(flags >> stageShift), Rate: floats(1)[0]}
	p.Weights = floats(weights)
	if columns > 0 {
		p.Scale = &schema.Standard{Mean: floats(columns), Deviation: floats(columns)}
		for _, x := range p.Scale.Deviation {
			bad = bad || !(x > 0)
		}
	}
	if bad || p.Rate < 0 {
		return nil, errors.New("invalid parameters: a number is out of range")
	}
	for range fill {
		p.Fill = append(p.Fill, int32(binary.BigEndian.Uint32(b)))
		b = b[4:]
	}
	return p, nil
}
