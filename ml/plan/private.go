package plan

import (
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// AddNoise adds an owner's share of a round's noise to the values that Rows.Upload gave, in place, where the training is
// differentially private; elsewhere it does nothing. honest is how many owners are sure to add theirs to every sum that is
// opened, see attempt.Honest of the protocol; r is crypto/rand.Reader but in tests. Without it nothing of Upload may leave the owner.
func AddNoise(f *spec.File, kind wire.RoundKind, values []*big.Int, honest int, r io.Reader) error {
	if !f.Private() {
		return nil
	}
	return f.Noise(kind).Add(values, honest, r)
}

// Entry gives what a ledger is charged for an attempt; the rest of the entry says which attempt it is.
func Entry(f *spec.File, kind wire.RoundKind, honest int) dp.Entry {
	noise := f.Noise(kind)
	r := noise.Release(honest)
	return dp.Entry{
		Kind: string(kind), Unit: f.Privacy.Unit, Delta: f.Privacy.Delta,
		Multiplier: r.Multiplier, Local: r.Local, Parties: r.Parties, Values: r.Values,
	}
}

// keepSquares computes what the one round of a private training needs of the rows.
func (o *Rows) keepSquares(t *schema.Table) (err error) {
	o.squares, o.cut, err = model.PrivateSquares(t, o.file.Clipping(wire.RoundOneRound), taylor(o.file))
	return err
}

// private gives the values of a round without their noise. It fails for reasons that everybody knows only: whether it
// fails must not depend on the rows.
func (o *Rows) private(p *Point) ([]*big.Int, error) {
	if p.Kind == wire.RoundOneRound && o.file.Model.Method == spec.OneRound {
		if o.squares == nil {
			return nil, errForgotten
		}
		return copied(o.squares), nil
	}
	if p.Kind == wire.RoundStatistics && o.file.NeedsStatistics() {
		if o.moments == nil {
			return nil, errForgotten
		}
		return copied(o.moments), nil
	}
	objective, err := o.objective(p)
	if err != nil {
		return nil, err
	}
	clipping := o.file.Clipping(p.Kind)
	switch p.Kind {
	case wire.RoundEvaluation:
		return objective.PrivateEvaluation(p.Shared.Weights, clipping), nil
	case wire.RoundGradient:
		values, cut, err := objective.PrivateUpdate(p.Shared.Weights, clipping, o.local(p.Shared))
		o.cut += cut
		return values, err
	}
	return nil, fmt.Errorf("invalid round: kind %q", p.Kind)
}

// copied gives values that noise can be added to in place.
func copied(values []*big.Int) []*big.Int {
	out := make([]*big.Int, len(values))
	for i, v := range values {
		out[i] = new(big.Int).Set(v)
	}
	return out
}

// Among says how many owners are in the sums that the next Observe takes. Where the privacy of owners is protected, means
// are over them.
func (c *Plan) Among(owners int) { c.owners = owners }

// units gives the number of units where it is public, else 0.
func (c *Plan) units() (int, error) {
	if c.file.Privacy.Unit != dp.OwnerUnit {
		return 0, nil
	}
	if c.owners < 1 {
		return 0, errors.New("internal error: the number of owners is not known")
	}
	return c.owners, nil
}

// EndEarly goes on as if the rounds of a private training were over: with the closing evaluation, or once that is next
// without it. Nothing follows from the sums but when the budget was spent, which everybody knows. It fails where no round
// has been observed.
func (c *Plan) EndEarly() error {
	switch {
	case !c.file.Private() || c.shared == nil || c.steps == 0:
		return errors.New("invalid end: no round was observed")
	case c.stage == atGradients:
		c.stage = atEvaluation
		c.warnings = append(c.warnings, fmt.Sprintf("ended after %d rounds: attempts that came to nothing took part of the privacy budget", c.steps))
		return nil
	case c.stage == atEvaluation:
		c.warnings = append(c.warnings, "the cost is not measured: the privacy budget is spent")
		return c.finishUnmeasured()
	}
	return nil
}

// observePrivate is Observe for sums with noise.
func (c *Plan) observePrivate(p *Point, values []*big.Int) error {
	if err := c.stepPrivate(p, values); err != nil || c.stage != atEnd {
		return err
	}
	c.warnings = append(c.warnings, "the cost comes from sums with noise: it is an estimate, so measure the model on rows of your own")
	if c.file.Privacy.Unit == dp.OwnerUnit {
		c.warnings = append(c.warnings, "the number of rows is not known: what is given as rows counts data owners")
	}
	return nil
}

func (c *Plan) stepPrivate(p *Point, values []*big.Int) error {
	if want := c.file.Noise(p.Kind).Values; len(values) != want {
		return fmt.Errorf("invalid sums: %d values, want %d", len(values), want)
	}
	units, err := c.units()
	if err != nil {
		return err
	}
	clipping := c.file.Clipping(p.Kind)
	switch c.stage {
	case atStatistics:
		m, err := c.file.Schema().ReadPrivateMoments(values, units)
		if err != nil {
			return err
		}
		return c.standardise(m)
	case atOneRound:
		return c.solvePrivate(values, units)
	case atEvaluation:
		deviation, _ := new(big.Float).SetInt(c.file.Noise(p.Kind).Deviation()).Float64()
		q, noise, err := ShapeOf(c.file).PrivateQuality(values, clipping, units, c.file.Target, deviation)
		if errors.Is(err, model.ErrNoEvaluation) {
			return c.finishUnmeasured()
		}
		if err != nil {
			return err
		}
		if err := c.finishShared(q); err != nil {
			return err
		}
		if c.file.Target.Type.Numeric() {
			noise = model.CostInUnits(2*noise, c.file.Target)
		}
		c.warnings = append(c.warnings, fmt.Sprintf("noise moves the cost by %.2g and more", noise))
		return nil
	}
	m, err := model.DecodePrivateMeans(values, clipping, units)
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

// solvePrivate fits the model to the noisy sums of a single round.
func (c *Plan) solvePrivate(values []*big.Int, units int) error {
	f := c.file
	deviation, _ := new(big.Float).SetInt(f.Noise(wire.RoundOneRound).Deviation()).Float64()
	fit, err := model.SolveNoisy(f.Budget().Columns, values, model.NoisyOptions{
		Deviation: deviation, Units: units, L2: l2(f), Scaled: f.Scaling == spec.ScalingFederated,
	})
	if err != nil {
		return err
	}
	c.steps = 1
	if err := c.fit(fit.Weights, fit.MSE, fit.Rows, model.Extras{}); err != nil {
		c.steps = 0
		return err
	}
	c.stage = atEnd
	return nil
}
