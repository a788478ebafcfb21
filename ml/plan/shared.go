package plan

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// sharedMode trains on weights that data owners read. Any loss with a gradient will do.
type sharedMode struct{}

func (sharedMode) plan(f *spec.File) (Plan, error) {
	s := &shared{outcome: newOutcome(f), arch: f.Architecture()}
	if s.phase == atStatistics {
		return s, nil
	}
	return s, s.begin()
}

func (sharedMode) metric(f *spec.File) string { return f.Architecture().Family().Metric() }

func (sharedMode) sameRows(f *spec.File) bool {
	opt := sharedOptions(f, nil)
	return opt.Name == optim.LBFGS || opt.Name == optim.Auto && !opt.Local
}

func (sharedMode) rowCount(kind wire.RoundKind) int {
	if kind == wire.RoundEvaluation {
		return 0
	}
	return -1
}

// sharedOptions returns the options of the method that finds shared weights.
func sharedOptions(f *spec.File, scale *schema.Standard) optim.SharedOptions {
	arch := f.Architecture()
	bits, _ := arch.Family().Grid()
	l2 := arch.Family().Penalty(f.Model.L2)
	opt := optim.SharedOptions{
		Name:         f.Training.Optimizer,
		Rounds:       f.Training.Rounds,
		LearningRate: float64(f.Training.LearningRate),
		Schedule:     f.Training.Schedule,
		Fixed:        f.Training.Stop == spec.StopFixed,
		Tolerance:    f.Training.Tolerance,
		Patience:     f.Training.Patience,
		Resolution:   math.Ldexp(1, -int(bits)),
		Local:        f.Training.LocalSteps > 1,
		Convex:       !f.Kind().Hidden(),
		Penalty:      func(w, g []float64) float64 { return arch.AddPenalty(w, l2, g) },
	}
	if opt.Name == optim.Auto && f.Private() && !opt.Local {
		opt.Name = optim.Adam // a search along one direction is lost in noise
		if opt.LearningRate == 0 {
			opt.LearningRate = privateRate[f.Privacy.Unit]
		}
	}
	if bend := arch.Curvature(scale != nil); bend > 0 {
		if f.Model.ClassWeights != nil {
			bend *= slices.Max(f.Model.ClassWeights)
		}
		opt.Curvature = bend + l2
	}
	return opt
}

// privateRate is Adam's learning rate for few rounds: long steps, because the clipped gradients of records have a
// direction but no length, and shorter ones if few units leave much noise.
var privateRate = map[dp.Unit]float64{dp.RecordUnit: 0.2, dp.OwnerUnit: 0.1}

// Initial returns the weights that a training on shared ones starts from. They follow from the training file, so that
// every party can check them.
func Initial(f *spec.File) []float64 {
	if f.Model.Method == spec.Meta || f.Hazards() {
		return make([]float64, weightCount(f))
	}
	if f.Model.Method == spec.Newton {
		return f.Newton().Initial()
	}
	return f.Architecture().Initial(sha256.Sum256(append([]byte("initial weights\x00"), f.Canonical()...)))
}

// shared is the plan of sharedMode.
type shared struct {
	outcome
	arch   model.Architecture
	method *optim.Shared
	opt    optim.SharedOptions
	// watch finds columns that never change; nil if the sums do not show it.
	watch *constants
}

// begin makes the method, once the columns' scale is known.
func (s *shared) begin() (err error) {
	s.opt = sharedOptions(s.file, s.scale)
	if !s.data.noisy() && !s.opt.Local && s.opt.Convex {
		bits, _ := s.arch.Family().Grid()
		s.watch = newConstants(s.arch.Inputs, s.file.Bounds.Update, bits)
	}
	s.method, err = optim.NewShared(Initial(s.file), s.opt)
	return err
}

func (s *shared) Next() (*Point, bool, error) {
	switch s.phase {
	case atStatistics:
		return &Point{Kind: wire.RoundStatistics}, false, nil
	case atEnd:
		return nil, true, nil
	}
	kind, rate := wire.RoundGradient, 0.0
	w, done := s.method.Next()
	if done || s.phase == atEvaluation {
		s.phase, kind, w = atEvaluation, wire.RoundEvaluation, s.method.Weights()
	} else if s.opt.Local {
		rate = s.opt.Rate(s.rounds) / 2 // the loss on one owner's rows may bend more than that on all
	}
	for _, x := range w {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, false, fmt.Errorf("%w: a weight is not finite", optim.ErrDiverged)
		}
	}
	p := &Parameters{Weights: w, Scale: s.scale, Fill: s.fill, Rate: rate}
	if err := p.CheckBound(s.file); err != nil { // owners refuse it
		return nil, false, fmt.Errorf("%w: %w", optim.ErrDiverged, err)
	}
	return &Point{Kind: kind, Shared: p}, false, nil
}

func (s *shared) Observe(p *Point, sums Sums) error {
	if err := sums.check(); err != nil {
		return err
	}
	if sums.OtherOwners && (sharedMode{}).sameRows(s.file) {
		return optim.ErrChanged
	}
	switch s.phase {
	case atStatistics:
		if err := s.standardise(sums); err != nil {
			return err
		}
		return s.begin()
	case atEnd:
		return errEnded
	}
	if p.Shared == nil {
		return errors.New("invalid sums: weights of this training are shared, and the point has none")
	}
	if s.phase == atEvaluation {
		return s.measure(sums)
	}
	m, err := s.data.readUpdate(sums)
	if err != nil {
		return err
	}
	if err := s.method.ObserveAt(p.Shared.Weights, optim.Mean{Update: m.Update, Loss: m.Loss}); err != nil {
		return err
	}
	if s.watch != nil {
		s.watch.observe(sums.Values[:s.arch.Parameters()], m.Rows)
	}
	s.rows = m.Rows
	s.rounds++
	return nil
}

// measure ends the training with the closing evaluation.
func (s *shared) measure(sums Sums) error {
	q, warnings, err := s.data.readEvaluation(sums)
	if errors.Is(err, model.ErrNoEvaluation) {
		return s.finishUnmeasured()
	}
	if err != nil {
		return err
	}
	q.Apparent = s.file.Holdout == 0
	return s.end(q.Loss, q, warnings)
}

func (s *shared) finishUnmeasured() error {
	if err := s.end(s.method.Loss(), nil, nil); err != nil {
		return err
	}
	s.unmeasured()
	return nil
}

// end makes the model. q is nil if the loss was not measured.
func (s *shared) end(loss float64, q *kinds.Quality, warnings []string) error {
	family := s.arch.Family()
	w := s.arch.Unscale(s.method.Weights(), s.scale)
	var aside []model.Aside
	if s.watch != nil {
		aside = s.watch.aside(s.file.Schema().Columns(), w, s.scale)
	}
	if err := s.finish(w, family.Metric(), family.Cost(loss), model.Extras{Fill: s.fill, Quality: q, Aside: aside}); err != nil {
		return err
	}
	s.warnAside(aside)
	s.phase, s.measured = atEnd, true
	if !s.data.noisy() { // with noise no weights stand still
		warnings = append(warnings, s.method.Warnings()...)
	}
	s.warnings = append(append(s.warnings, warnings...), s.data.warnings()...)
	return nil
}

func (s *shared) Cost() float64 {
	switch {
	case s.model != nil:
		return s.model.Cost
	case s.method == nil:
		return math.NaN()
	}
	return s.arch.Family().Cost(s.method.Loss())
}

func (s *shared) Partial() (*model.Model, error) {
	if s.model != nil || s.rounds == 0 {
		return s.model, nil
	}
	if loss := s.method.Loss(); math.IsNaN(loss) || math.IsInf(loss, 0) {
		return nil, nil
	}
	end := *s // the plan itself goes on
	err := end.finishUnmeasured()
	return end.model, err
}

func (s *shared) EndEarly() error {
	switch {
	case !s.data.noisy() || s.rounds == 0:
		return errors.New("invalid end: no round was observed")
	case s.phase == atGradients:
		s.phase = atEvaluation
		s.warnings = append(s.warnings, fmt.Sprintf("ended after %d rounds: failed attempts spent part of the privacy budget", s.rounds))
	case s.phase == atEvaluation:
		s.warnings = append(s.warnings, "the cost is not measured: the privacy budget is spent")
		return s.finishUnmeasured()
	}
	return nil
}

// hold keeps the rows: each round computes on them at weights of its own.
func (sharedMode) hold(f *spec.File, train, holdout *schema.Table) (held, int, error) {
	// This refuses a table that no objective can be made of.
	if _, err := model.NewObjective(f.Architecture(), train, model.ObjectiveOptions{ClassWeights: f.Model.ClassWeights}); err != nil {
		return nil, 0, err
	}
	return &heldRows{file: f, data: encodingOf(f), train: train, holdout: holdout}, 0, nil
}

// heldRows are the rows to learn from and those held back.
type heldRows struct {
	file           *spec.File
	data           encoding
	train, holdout *schema.Table // holdout is nil if none are
}

func (h *heldRows) upload(p *Point, pause func()) ([]*big.Int, int, error) {
	objective, err := h.objective(p, pause)
	if err != nil {
		return nil, 0, err
	}
	switch p.Kind {
	case wire.RoundEvaluation:
		return h.data.evaluation(objective, p.Shared.Weights), 0, nil
	case wire.RoundGradient:
		return h.data.update(objective, p.Shared.Weights, h.local(p.Shared))
	}
	return nil, 0, errKind(p.Kind)
}

// objective returns the loss on the rows of a round.
func (h *heldRows) objective(p *Point, pause func()) (*model.Objective, error) {
	arch := h.file.Architecture()
	if p.Shared == nil || len(p.Shared.Weights) != arch.Parameters() {
		return nil, errors.New("invalid round: no weights, or not those of this training")
	}
	table := h.train
	if p.Kind == wire.RoundEvaluation && h.holdout != nil {
		table = h.holdout
	}
	if err := table.Fill(h.file.Schema(), p.Shared.Fill); err != nil {
		return nil, err
	}
	return model.NewObjective(arch, table, model.ObjectiveOptions{Scale: p.Shared.Scale, ClassWeights: h.file.Model.ClassWeights, Pause: pause})
}

// local returns the options of local steps, or nil if the owner only computes gradients.
func (h *heldRows) local(p *Parameters) *model.Local {
	t := h.file.Training
	if t.LocalSteps == 1 {
		return nil
	}
	local := &model.Local{Steps: t.LocalSteps, Rate: p.Rate, L2: h.file.Architecture().Family().Penalty(h.file.Model.L2), Proximal: t.Proximal}
	if bounded(h.file) { // a long step would lead to weights that the owner refuses to be sent
		local.Bound = float64(h.file.Bounds.Weight)
	}
	return local
}

func (*heldRows) forms(wire.RoundKind) ([][]*big.Int, []*big.Int, error) { return nil, nil, errNoForms }

func (h *heldRows) holds(t *schema.Table) bool { return t == h.train || t == h.holdout }

func (h *heldRows) clear() {
	h.train.Clear()
	if h.holdout != nil {
		h.holdout.Clear()
	}
}
