package plan

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// newtonMode finds the maximum of the likelihood by Newton's method on weights that data owners read: each round sums the
// score, the second derivatives and the loss at them. The closing round sums the terms that standard errors need.
type newtonMode struct{}

func (newtonMode) plan(f *spec.File) (Plan, error) {
	p, err := newNewton(f, optim.NewLasso)
	if n, ok := p.(*newton); ok && f.Inference.Residuals {
		n.residuals = n.arch.DecodeResiduals
	}
	return p, err
}

// newNewton returns the plan of a model without residuals. newLasso may be nil for one without a lasso penalty.
func newNewton(f *spec.File, newLasso lassoMaker) (Plan, error) {
	n := &newton{outcome: newOutcome(f), arch: f.Architecture(), shape: f.Newton(), newLasso: newLasso}
	if n.phase != atStatistics {
		n.begin()
	}
	return n, nil
}

func (newtonMode) metric(f *spec.File) string { return f.Architecture().Family().Metric() }
func (newtonMode) sameRows(*spec.File) bool   { return true }

func (newtonMode) rowCount(kind wire.RoundKind) int {
	if kind == wire.RoundEvaluation {
		return 0
	}
	return -1
}

// lassoMaker is optim.NewLasso. Plans hold it so that the page's module, which fits models without penalties, does not have its method.
type lassoMaker func(weight []float64) *optim.Lasso

// newton is the plan of newtonMode.
type newton struct {
	outcome
	arch     model.Architecture
	shape    model.NewtonShape
	method   *optim.Symmetric
	null     float64 // output of the model with a constant alone
	gain     float64 // of the last step to it
	loss     float64 // of the best round, mean
	aside    []model.Aside
	newLasso lassoMaker
	// residuals reads the counts of residuals; nil if the closing round has none. It is a field so that the page's module, which fits models
	// without them, does not have the function.
	residuals func(values []*big.Int, rows int64) (*kinds.Residuals, error)
}

// begin makes the method, once the columns' scale is known.
func (n *newton) begin() {
	family := n.arch.Family()
	_, starts := family.(kinds.Starter)
	opt := optim.NewtonOptions{Rounds: n.file.Training.Rounds, Bound: float64(n.file.Bounds.Weight), Starts: starts, Ridge: n.ridge(), Firth: n.shape.Third}
	if weight := n.lasso(); weight != nil {
		opt.Lasso = n.newLasso(weight)
	}
	if b, ok := family.(kinds.Overdispersed); ok {
		opt.Last = math.Min(opt.Bound, 2*math.Log(mostTheta))
		opt.Begin = func(point []float64, s optim.NewtonSums) {
			p := make([]float64, kinds.Width(family))
			family.Predict([]float64{n.null, 0}, p)
			point[len(point)-1] = 2 * b.Begin(p[0], s.Loss/(family.Unit()*n.shape.MostWeight*float64(s.Rows)))
		}
	}
	initial, outcomes := n.shape.Initial(), 0
	if n.symmetric() {
		outcomes = family.Outputs()
	}
	n.method, n.loss = optim.NewSymmetric(initial[:n.shape.Parameters], outcomes, n.arch.Inputs, opt), math.NaN()
}

// symmetric reports whether a lasso penalises the weights of every level of the target, of which only differences matter else.
func (n *newton) symmetric() bool {
	family := n.arch.Family()
	return n.file.Model.L1 > 0 && family.Outputs() == len(family.Levels())
}

// mostTheta bounds θ: counts vary as Poisson's long before it, and the digits of its likelihood would cancel beyond it.
const mostTheta = 1e6

// ridge returns the matrix of the penalty for a row: that of the weights of outputs about their mean where only differences
// of outputs matter, so that no level is treated differently.
func (n *newton) ridge() [][]float64 {
	family := n.arch.Family()
	l2 := family.Penalty(n.file.Model.L2) * family.Unit()
	if l2 == 0 {
		return nil
	}
	at := n.columns()
	share := 0.0
	if family.Outputs() == len(family.Levels()) && !n.symmetric() {
		share = 1 / float64(family.Outputs())
	}
	out := make([][]float64, len(at))
	for i := range out {
		out[i] = make([]float64, len(at))
		for k := range out {
			if at[i] != at[k] || at[i] == 0 {
				continue
			}
			out[i][k] = -share * l2
			if i == k {
				out[i][k] += l2
			}
			if n.scale != nil {
				out[i][k] *= n.scale.Deviation[at[i]] * n.scale.Deviation[at[i]]
			}
		}
	}
	return out
}

// lasso returns the weight of the magnitude of each parameter in the penalty for a row; nil if there is none. Constants have 0.
func (n *newton) lasso() []float64 {
	family := n.arch.Family()
	l1 := family.Penalty(n.file.Model.L1) * family.Unit()
	if l1 == 0 {
		return nil
	}
	at := n.columns()
	out := make([]float64, len(at))
	for i, j := range at {
		if out[i] = l1; j == 0 {
			out[i] = 0
		} else if n.scale != nil {
			out[i] *= n.scale.Deviation[j]
		}
	}
	return out
}

// columns returns the column of each weight that the method moves.
func (n *newton) columns() (at []int) {
	if n.symmetric() {
		for j := 1; j < n.arch.Inputs; j++ {
			at = append(at, j)
		}
	}
	for _, b := range n.arch.Family().Blocks(n.arch.Inputs) {
		for j := b.From; j < b.To; j++ {
			at = append(at, j)
		}
	}
	return at
}

func (n *newton) Next() (*Point, bool, error) {
	switch n.phase {
	case atStatistics:
		return &Point{Kind: wire.RoundStatistics}, false, nil
	case atEnd:
		return nil, true, nil
	}
	w, stage, done := n.method.Next()
	p := &Point{Kind: wire.RoundGradient, Shared: &Parameters{Weights: w, Fill: n.fill, Stage: stage}}
	if done {
		n.phase, p.Kind, p.Shared.Stage = atEvaluation, wire.RoundEvaluation, optim.WithExpected
	}
	if n.shape.Null {
		p.Shared.Weights = append(p.Shared.Weights[:len(w):len(w)], n.null)
	}
	return p, false, nil
}

func (n *newton) Observe(p *Point, sums Sums) error {
	if err := sums.check(); err != nil {
		return err
	}
	if sums.OtherOwners {
		return optim.ErrChanged
	}
	switch n.phase {
	case atStatistics:
		if err := n.standardise(sums); err != nil {
			return err
		}
		n.begin()
		return nil
	case atEnd:
		return errEnded
	}
	if p.Shared == nil || len(p.Shared.Weights) != n.shape.Weights() {
		return errors.New("invalid sums: the point does not have the weights of this training")
	}
	if n.phase == atEvaluation {
		return n.close(p.Shared.Weights, sums)
	}
	round, err := n.shape.Decode(sums.Values)
	if err != nil {
		return err
	}
	n.stepNull(p.Shared, round.Null)
	n.method.Observe(p.Shared.Weights[:n.shape.Parameters], p.Shared.Stage, round.NewtonSums)
	if p.Shared.Stage != optim.AtStart {
		n.loss = round.Loss / (float64(round.Rows) * n.arch.Family().Unit())
	}
	n.rows = round.Rows
	if n.aside == nil {
		n.aside = n.shape.Asides(n.file.Schema(), n.method.Aside(), round.Information)
	}
	n.rounds++
	return nil
}

// stepNull moves the model with a constant alone, whose fit is part of the same rounds. Its loss is convex along the
// constant, so that a step which is kept short needs no halving.
func (n *newton) stepNull(p *Parameters, sums [2]float64) {
	if !n.shape.Null || !(sums[1] > 0) {
		return
	}
	from := p.Weights[n.shape.Parameters]
	if p.Stage == optim.AtStart {
		from = 0
	}
	const longest = 8
	to := from + math.Max(-longest, math.Min(longest, sums[0]/sums[1]))
	if bound := float64(n.file.Bounds.Weight); math.Abs(to) <= bound {
		n.null, n.gain = to, sums[0]*sums[0]/sums[1]
	}
}

// close ends the training with the closing round.
func (n *newton) close(w []float64, sums Sums) error {
	at, counted := n.arch.EvaluationValues(), 0
	if n.residuals != nil {
		counted = model.ResidualValues
	}
	if len(sums.Values) != at+counted+n.shape.ClosingValues() {
		return fmt.Errorf("invalid sums: %d values in the closing round", len(sums.Values))
	}
	closing, err := n.shape.DecodeClosing(sums.Values[at+counted:])
	if err != nil {
		return err
	}
	var residuals *kinds.Residuals
	if counted > 0 {
		if residuals, err = n.residuals(sums.Values[at:at+counted], closing.Totals.Rows); err != nil {
			return err
		}
	}
	q, warnings, err := n.data.readEvaluation(Sums{Values: sums.Values[:at], Owners: sums.Owners})
	measured := !errors.Is(err, model.ErrNoEvaluation)
	if err != nil && measured {
		return err
	}
	if measured {
		q.Apparent = n.file.Holdout == 0
		if len(schema.WithRole(n.file.Schema())) > 0 { // the evaluation's null model knows neither offsets nor weights
			q.Deviance, q.NullDeviance = nil, nil
		}
	}
	loss := closing.Totals.Loss / (closing.Totals.Weights * n.arch.Family().Unit())
	if measured {
		loss = q.Loss
	}
	end := *n
	w = w[:n.shape.Parameters]
	if err := end.end(w, loss, model.Extras{Fill: n.fill, Quality: q, Residuals: residuals, Inference: n.infer(w, closing, sums.Owners), Aside: n.aside}); err != nil {
		return err
	}
	end.model.SetStatistics()
	end.phase, end.measured = atEnd, measured
	end.warnAside(n.aside)
	end.warnings = append(append(end.warnings, n.said(w, closing)...), warnings...)
	if !measured {
		end.unmeasured()
	}
	*n = end
	return nil
}

// end makes the model.
func (n *newton) end(w []float64, loss float64, extras model.Extras) error {
	family := n.arch.Family()
	return n.finish(n.shape.Expand(w), family.Metric(), family.Cost(max(loss, 0)), extras)
}

// said returns remarks on the fit, for people.
func (n *newton) said(w []float64, closing *model.NewtonClosing) (out []string) {
	s := n.file.Schema()
	if over, ok := n.arch.Family().(kinds.Overdispersed); ok && over.Theta(w[len(w)-1]/2) > mostTheta/2 {
		return append(out, "the counts vary no more than Poisson's, so that θ has no end: use poisson_regression")
	}
	ways := "; set model.l2, or leave the columns out"
	if n.file.Jeffreys() {
		ways = "; set inference.firth or model.l2, or leave the columns out"
	}
	switch {
	case n.oneLevel(closing):
		out = append(out, "every row has the same level of the target: no odds can be estimated")
	case (n.method.Endless || n.method.Bounded) && n.method.Step() != nil: // there is none after sums that no rows have
		names := strings.Join(n.shape.Along(s, n.method.Step()), ", ")
		if n.method.Endless {
			out = append(out, "the likelihood has no maximum: some of these columns separate the targets, so that their weights and errors mean nothing: "+names+ways)
		} else {
			out = append(out, fmt.Sprintf("a weight would pass bounds.weight (%d) on the scaled columns: columns separate the targets, or a range is declared much wider than its values: %s%s", n.file.Bounds.Weight, names, ways))
		}
	case !n.method.Converged:
		out = append(out, fmt.Sprintf("the estimates have not converged in %d rounds: raise training.rounds or set model.l2", n.rounds))
	}
	out = append(out, allZero(n.method.Newton, n.file.Model.L1)...)
	if closing.Cut > 0 {
		out = append(out, fmt.Sprintf("in %d rows a part of the sums was past bounds.update and was cut to it: raise it", closing.Cut))
	}
	return out
}

// allZero returns a remark on a lasso penalty that leaves no weight.
func allZero(m *optim.Newton, l1 float64) []string {
	least := m.Least()
	if !(least > 0 && m.Converged) {
		return nil
	}
	return []string{fmt.Sprintf("the lasso leaves every weight at 0, as it does from model.l1 = %.4g on: lower it", least*l1)}
}

// oneLevel reports whether all rows have one level of the target.
func (n *newton) oneLevel(closing *model.NewtonClosing) bool {
	present := 0
	for _, x := range closing.Levels {
		if x > 0 {
			present++
		}
	}
	return present == 1
}

// asideOf returns which parameters were set aside; none if that is not known.
func (n *newton) asideOf(w []float64) []bool {
	if aside := n.method.Aside(); aside != nil {
		return aside
	}
	return make([]bool, len(w))
}

func (n *newton) Cost() float64 {
	if n.model != nil {
		return n.model.Cost
	}
	return n.arch.Family().Cost(n.loss)
}

func (n *newton) Partial() (*model.Model, error) {
	if n.model != nil || n.rounds == 0 || math.IsNaN(n.loss) {
		return n.model, nil
	}
	end := *n // the plan itself goes on
	err := end.end(n.method.Weights(), n.loss, model.Extras{Fill: n.fill, Aside: n.aside})
	return end.model, err
}

// hold keeps the rows: each round computes on them at weights of its own.
func (newtonMode) hold(f *spec.File, train, holdout *schema.Table) (held, int, error) {
	if _, _, err := (sharedMode{}).hold(f, train, holdout); err != nil { // refuses a table that no objective can be made of
		return nil, 0, err
	}
	return &heldNewton{heldRows{file: f, data: encodingOf(f), train: train, holdout: holdout}}, 0, nil
}

// heldNewton are the rows to learn from and those held back.
type heldNewton struct{ heldRows }

func (h *heldNewton) upload(p *Point, pause func()) ([]*big.Int, int, error) {
	f := h.file
	if p.Shared == nil || len(p.Shared.Weights) != weightCount(f) {
		return nil, 0, errors.New("invalid round: no weights, or not those of this training")
	}
	if p.Kind != wire.RoundGradient && p.Kind != wire.RoundEvaluation {
		return nil, 0, errKind(p.Kind)
	}
	if err := h.train.Fill(f.Schema(), p.Shared.Fill); err != nil {
		return nil, 0, err
	}
	shape := f.Newton()
	sums, err := model.NewNewton(shape, math.Ceil(max(1, f.Bounds.Update)), h.train, model.ObjectiveOptions{ClassWeights: f.Model.ClassWeights, Pause: pause})
	if err != nil {
		return nil, 0, err
	}
	if p.Kind == wire.RoundGradient {
		values, err := sums.Sums(p.Shared.Weights, p.Shared.Stage)
		return values, 0, err
	}
	at := &Point{Kind: p.Kind, Shared: &Parameters{Weights: shape.Expand(p.Shared.Weights), Fill: p.Shared.Fill}}
	evaluation, _, err := h.heldRows.upload(at, pause)
	if err != nil {
		return nil, 0, err
	}
	if f.Inference.Residuals {
		evaluation = append(evaluation, sums.Residuals(at.Shared.Weights)...)
	}
	closing, err := sums.Close(p.Shared.Weights)
	return append(evaluation, closing...), 0, err
}
