package plan

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
)

// SquaresOf returns the exact sums of squares and products over all rows that a plan of least squares has learned by its end, or
// nil if it has none: with noise, before the end, or on weights that data owners read.
func SquaresOf(p Plan) *squares.Statistics {
	switch p := p.(type) {
	case *oneRound:
		return p.squares
	case *encrypted:
		return p.squares
	}
	return nil
}

// FoldsOf returns the exact sums over the rows of each fold of a cross-validation, or nil if the rows were not divided.
func FoldsOf(p Plan) []*squares.Statistics {
	if p, ok := p.(*oneRound); ok {
		return p.folds
	}
	return nil
}

// phase is the round that comes next.
type phase int

const (
	atStatistics phase = iota
	atGradients
	atZero // the rows held back at weight 0, for their variance
	atEvaluation
	atEnd
)

var errEnded = errors.New("invalid sums: the training has ended")

// outcome is the common state of all plans: the rounds so far, and the model at the end.
type outcome struct {
	file     *spec.File
	data     encoding
	phase    phase
	rounds   int   // gradient rounds observed, or the one round
	rows     int64 // learned from
	scale    *schema.Standard
	fill     []int32
	model    *model.Model
	measured bool
	warnings []string
	squares  *squares.Statistics // exact sums that determine the least-squares fit; nil if the rounds have none
}

func newOutcome(f *spec.File) outcome {
	o := outcome{file: f, data: encodingOf(f)}
	if !f.NeedsStatistics() {
		o.phase = atGradients
	}
	return o
}

func (o *outcome) Model() *model.Model { return o.model }
func (o *outcome) Measured() bool      { return o.measured }
func (o *outcome) Warnings() []string  { return o.warnings }
func (o *outcome) Point() []*big.Int   { return nil }
func (o *outcome) EndEarly() error     { return errors.New("invalid end: the training has no noise") }

// standardise reads the sums of the statistics round.
func (o *outcome) standardise(s Sums) error {
	m, err := o.data.readMoments(s)
	if err != nil {
		return err
	}
	o.fill = m.Fill()
	if o.file.Scaling == spec.ScalingFederated {
		o.scale, o.warnings = m.Standard()
		if bounded(o.file) {
			for j, deviation := range o.scale.Deviation {
				o.scale.Deviation[j] = max(deviation, leastDeviation(o.file))
			}
		}
	}
	o.phase = atGradients
	return nil
}

// finish makes the model. weights are on the columns as encoded.
func (o *outcome) finish(weights []float64, metric string, cost float64, extras model.Extras) (err error) {
	extras.Level, extras.Contrasts = o.file.Inference.Level, o.file.Inference.Contrasts
	o.model, err = model.New(model.Summary{
		Kind: o.file.Model.Kind, Link: o.file.Model.Link, Name: o.file.Name, Site: o.file.Site, Schema: o.file.Schema(),
		Metric: metric, Cost: cost, Rounds: o.rounds, Rows: o.rows, Extras: extras,
	}, o.file.Model.Hidden, weights)
	return err
}

// finishFit makes the model of a least-squares fit with this mean squared error on the scaled target. It changes weights.
func (o *outcome) finishFit(fit *kinds.LeastSquares, weights []float64, at kinds.Fit, mse float64, extras model.Extras) error {
	if fit.Weights != nil {
		if err := fit.Weights(weights, at); err != nil {
			return noModel{err}
		}
	}
	if fit.Approximates != "" {
		o.warnings = append(o.warnings, fit.Approximates)
	}
	return o.finish(weights, fit.Metric, fit.Cost(mse), extras)
}

// infer adds the inference of a solved fit to its model, and the warnings.
func (o *outcome) infer(s *solution) {
	o.squares = s.sums
	o.warnAside(s.aside)
	if s.infer == nil {
		return
	}
	var warnings []string
	o.model.Inference, warnings = s.infer(o.model.Original()[0].Weights)
	o.warnings = append(o.warnings, warnings...)
}

// warnAside names the columns that have no coefficient.
func (o *outcome) warnAside(aside []model.Aside) {
	for _, a := range aside {
		o.warnings = append(o.warnings, fmt.Sprintf("column %s has no coefficient: %s", a.Name, a.Reason))
	}
}

// noModel is the error of rows that determine no model of the kind. It ends a training as one that diverged.
type noModel struct{ error }

// Is reports whether the training ends.
func (noModel) Is(target error) bool { return target == optim.ErrDiverged }

// unmeasured notes that no data owner had enough rows to hold any back.
func (o *outcome) unmeasured() {
	o.measured = false
	o.warnings = append(o.warnings, "no owner had enough rows to hold any back: the cost is not measured on other rows")
}
