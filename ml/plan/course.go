package plan

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Plan is the model owner's side of a training: it says what the next round is
// opened with and learns from the sums that come back. It is a pure function of
// those, and is resumed by replaying them.
type Plan struct {
	file  *spec.File
	stage stage
	steps int // gradient rounds observed

	rows  int64 // learned from
	scale *schema.Standard
	fill  []int32

	method optim.Method  // on encrypted weights
	zero   *optim.Sums   // at 0 of the rows that evaluations look at
	shared *optim.Shared // on shared weights
	opt    optim.SharedOptions

	owners   int // in the sums, see Among
	result   model.Model
	measured bool       // the model's cost comes from an evaluation of exactly its weights
	point    []*big.Int // the final weights in fixed point, where they were encrypted
	warnings []string
}

// stage is where a training is.
type stage int

const (
	atStatistics stage = iota
	atOneRound
	atGradients
	atZero // the held-back rows at weight 0, for their variance
	atEvaluation
	atEnd
)

// New starts a training.
func New(f *spec.File) (*Plan, error) {
	c := &Plan{file: f, stage: atGradients}
	switch {
	case f.Model.Method == spec.OneRound:
		c.stage = atOneRound
		return c, nil
	case f.NeedsStatistics():
		c.stage = atStatistics
		return c, nil
	}
	return c, c.begin()
}

// begin makes the method, once the columns' scale is known.
func (c *Plan) begin() (err error) {
	c.stage = atGradients
	if c.file.Model.Weights == spec.Encrypted {
		c.method, err = Method(c.file, c.scale)
		return err
	}
	c.opt = sharedOptions(c.file, c.scale)
	c.shared, err = optim.NewShared(Initial(c.file), c.opt)
	return err
}

// Next gives what the next round is opened with, or done. Without Observe in
// between it gives the same again.
func (c *Plan) Next() (p *Point, done bool, err error) {
	switch c.stage {
	case atStatistics:
		return &Point{Kind: wire.RoundStatistics}, false, nil
	case atOneRound:
		return &Point{Kind: wire.RoundOneRound}, false, nil
	case atEnd:
		return nil, true, nil
	}
	if c.method != nil {
		p, err = c.encrypted()
		return p, false, err
	}
	w, done := c.shared.Next()
	kind, rate := wire.RoundGradient, 0.0
	if done || c.stage == atEvaluation {
		c.stage, kind, w = atEvaluation, wire.RoundEvaluation, c.shared.Weights()
	}
	for _, x := range w {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, false, fmt.Errorf("%w: a weight is not finite", optim.ErrDiverged)
		}
	}
	if kind == wire.RoundGradient && c.opt.Local {
		rate = c.opt.Rate(c.steps) / 2 // an owner's own rows may bend more than all together
	}
	return &Point{Kind: kind, Shared: &Parameters{Weights: w, Scale: c.scale, Fill: c.fill, Rate: rate}}, false, nil
}

// encrypted gives the next point in fixed point.
func (c *Plan) encrypted() (*Point, error) {
	point, done := c.method.Next()
	kind := wire.RoundGradient
	if done || c.stage != atGradients {
		if c.stage == atGradients {
			c.stage = atEvaluation
			if c.file.Holdout > 0 {
				c.stage = atZero
			}
		}
		kind, point = wire.RoundEvaluation, c.method.Weights()
		if c.stage == atZero {
			clear(point)
		}
	}
	w, err := optim.Quantise(point, spec.WeightBits)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", optim.ErrDiverged, err)
	}
	return &Point{Kind: kind, Encrypted: w}, nil
}

// Observe takes the sums over the owners of the round that Next gave, opened
// with p: what was recorded of Next will do, so that a course is resumed with the
// points that owners saw. An error leaves the course where it was; one that wraps
// optim.ErrDiverged ends the training, others say that no rows have such sums.
func (c *Plan) Observe(p *Point, values []*big.Int) error { return c.observe(p, values, false) }

// ObserveOthers is Observe for sums over other owners than those of a round
// before. Where SameRows is true it refuses them.
func (c *Plan) ObserveOthers(p *Point, values []*big.Int) error { return c.observe(p, values, true) }

func (c *Plan) observe(p *Point, values []*big.Int, others bool) error {
	for _, v := range values {
		if v == nil {
			return errors.New("invalid sums: a value is absent")
		}
	}
	switch {
	case others && SameRows(c.file):
		return optim.ErrChanged
	case others:
		c.zero = nil // says nothing about other rows than its own
	}
	if c.file.Private() && c.stage != atEnd {
		return c.observePrivate(p, values)
	}
	switch c.stage {
	case atStatistics:
		return c.observeMoments(values)
	case atOneRound:
		return c.solve(values)
	case atEnd:
		return errors.New("invalid sums: the training has ended")
	}
	if c.method != nil {
		return c.observeEncrypted(p, values, others)
	}
	return c.observeShared(p, values)
}

func (c *Plan) observeMoments(values []*big.Int) error {
	m, err := c.file.Schema().ReadMoments(values)
	if err != nil {
		return err
	}
	return c.standardise(m)
}

// standardise takes what the file asks for from the moments, and begins.
func (c *Plan) standardise(m *schema.Moments) error {
	c.fill = m.Fill()
	if c.file.Scaling == spec.ScalingFederated {
		c.scale, c.warnings = m.Standard()
	}
	return c.begin()
}

func (c *Plan) observeEncrypted(p *Point, values []*big.Int, others bool) error {
	d := c.file.Budget().Columns
	if len(values) != d+2 || len(p.Encrypted) != d || !values[d+1].IsInt64() {
		return fmt.Errorf("invalid sums: %d values for %d columns", len(values), d)
	}
	s := optim.Sums{G: values[:d], L: values[d], N: values[d+1].Int64(), OtherRows: others}
	if s.N != 0 || c.stage != atZero { // owners may keep no rows back
		if _, err := s.Cost(p.Encrypted, spec.WeightBits); err != nil {
			return err
		}
	}
	switch c.stage {
	case atGradients:
		if err := c.method.Observe(p.Encrypted, s); err != nil {
			return err
		}
		if c.steps == 0 {
			c.rows = s.N
			half := new(big.Float).SetInt(s.G[0]) // at 0 the gradient is −b, and column 0 is 1/2
			sum, _ := half.SetMantExp(half, -2*schema.QuantBits-spec.WeightBits).Float64()
			c.warnRare(-sum, s.N)
			if c.file.Holdout == 0 {
				c.zero = &s
			}
		}
		c.steps++
		return nil
	case atZero:
		if s.N == 0 {
			return c.finishUnmeasured()
		}
		c.zero, c.stage = &s, atEvaluation
		return nil
	}
	mse, err := s.Cost(p.Encrypted, spec.WeightBits)
	if err != nil {
		return err
	}
	return c.finishEncrypted(p.Encrypted, mse, s.N)
}

func (c *Plan) observeShared(p *Point, values []*big.Int) error {
	if p.Shared == nil {
		return errors.New("invalid sums: weights of this training are shared, and the point has none")
	}
	shape := ShapeOf(c.file)
	if c.stage == atEvaluation {
		e, err := shape.DecodeEvaluation(values, c.file.EvaluationBits())
		if err != nil {
			return err
		}
		q, err := e.Quality(c.file.Target)
		if errors.Is(err, model.ErrNoEvaluation) {
			return c.finishUnmeasured()
		}
		if err != nil {
			return err
		}
		return c.finishShared(q)
	}
	if len(values) != c.file.Parameters()+2 {
		return fmt.Errorf("invalid sums: %d values for %d weights", len(values), c.file.Parameters())
	}
	m, err := model.DecodeMeans(values, c.file.UpdateBits())
	if err != nil {
		return err
	}
	if err := c.shared.ObserveAt(p.Shared.Weights, optim.Mean{Update: m.Update, Loss: m.Loss}); err != nil {
		return err
	}
	c.rows = m.Rows
	c.steps++
	return nil
}

// Cost gives the cost as far as it is known: measured once the training has
// ended, before that what the method infers. NaN where nothing is known.
func (c *Plan) Cost() float64 {
	switch {
	case c.result != nil:
		return c.result.Summary().Cost
	case c.method != nil:
		return cost(c.file, c.method.Cost())
	case c.shared == nil:
		return math.NaN()
	case c.file.Target.Type.Numeric():
		return model.CostInUnits(2*c.shared.Loss(), c.file.Target)
	}
	return c.shared.Loss()
}

// Model gives the fitted model; nil before the end.
func (c *Plan) Model() model.Model { return c.result }

// Measured says whether the model's cost was measured with exactly its weights,
// by a closing evaluation or by the exact sums that it was solved from.
func (c *Plan) Measured() bool { return c.measured }

// Point gives the final weights in steps of 2^-training.WeightBits where they
// travelled encrypted; nil otherwise and before the end.
func (c *Plan) Point() []*big.Int { return c.point }

// Warnings says in words what a person should know about the model.
func (c *Plan) Warnings() []string { return c.warnings }
