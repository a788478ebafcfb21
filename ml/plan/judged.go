package plan

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// judgedMode judges a prediction by groups: Newton's rounds regress the target on the prediction, first over all rows and then with a
// line for each group, and the closing round evaluates the prediction as it stands on the rows of each group apart. See decision 0064.
type judgedMode struct{ newtonMode }

func (judgedMode) rowCount(wire.RoundKind) int { return -1 }

func (judgedMode) plan(f *spec.File) (Plan, error) {
	j := &judged{newton: newton{outcome: newOutcome(f), arch: f.Architecture(), shape: f.Newton()}, whole: true}
	j.method = j.fit(make([]float64, lineWeights), lineRounds)
	return j, nil
}

// lineWeights are those of a regression on one column, and lineRounds bounds the rounds that find it; the rest are for the groups.
const lineWeights, lineRounds = 2, 10

// judged is the plan of judgedMode.
type judged struct {
	newton
	whole bool  // the rounds are those of the line over all rows: the weights of groups are 0
	all   block // of the line over all rows
	best  lines // of the rounds that go on
}

// lines are the sums at the best point so far.
type lines struct {
	point []float64
	sums  optim.NewtonSums
}

// fit returns Newton's method from a point.
func (j *judged) fit(from []float64, rounds int) *optim.Newton {
	return optim.NewNewton(from, optim.NewtonOptions{Rounds: rounds, Bound: float64(j.file.Bounds.Weight)})
}

// itself returns the weights at which the model is the prediction as it stands.
func (j *judged) itself() []float64 {
	s, link := j.file.Schema(), j.arch.Family().Link()
	center, width := scaleOf(s, s.Columns()[1])
	w := make([]float64, j.shape.Parameters)
	w[0], w[1] = 2*(center-link.Shift)/link.Scale, width/link.Scale
	return w
}

func (j *judged) Next() (*Point, bool, error) {
	if j.phase == atEnd {
		return nil, true, nil
	}
	w, stage, done := j.method.Next()
	p := &Point{Kind: wire.RoundGradient, Shared: &Parameters{Weights: make([]float64, j.shape.Parameters), Stage: stage}}
	copy(p.Shared.Weights, w)
	if done {
		j.phase, p.Kind = atEvaluation, wire.RoundEvaluation
		p.Shared.Weights, p.Shared.Stage = j.itself(), optim.WithExpected
	}
	p.Shared.Weights = append(p.Shared.Weights, j.null)
	return p, false, nil
}

func (j *judged) Observe(p *Point, sums Sums) error {
	if err := sums.check(); err != nil {
		return err
	}
	switch {
	case sums.OtherOwners:
		return optim.ErrChanged
	case j.phase == atEnd:
		return errEnded
	case p.Shared == nil || len(p.Shared.Weights) != j.shape.Weights():
		return errors.New("invalid sums: the point does not have the weights of this training")
	case j.phase == atEvaluation:
		return j.judge(sums)
	}
	round, err := j.shape.Decode(sums.Values)
	if err != nil {
		return err
	}
	j.stepNull(p.Shared, round.Null)
	w := p.Shared.Weights[:j.shape.Parameters]
	const rounding = 1e-11 // of a loss near its minimum
	if j.best.point == nil || round.Loss <= j.best.sums.Loss*(1+rounding) {
		j.best = lines{slices.Clone(w), round.NewtonSums}
	}
	if j.whole {
		part := round.NewtonSums
		part.Score, part.Information = part.Score[:lineWeights], part.Information[:lineWeights]
		j.method.Observe(w[:lineWeights], p.Shared.Stage, part)
	} else {
		j.method.Observe(w, p.Shared.Stage, round.NewtonSums)
		if j.aside == nil {
			j.aside = j.shape.Asides(j.file.Schema(), j.method.Aside(), round.Information)
		}
	}
	j.loss = round.Loss / (float64(round.Rows) * j.arch.Family().Unit())
	j.rows = round.Rows
	j.rounds++
	if _, _, done := j.method.Next(); done && j.whole {
		j.divide()
	}
	return nil
}

// divide goes on with a line for each group, from the line over all rows.
func (j *judged) divide() {
	from := make([]float64, j.shape.Parameters)
	if j.method.Converged {
		copy(from, j.method.Weights())
	} else {
		j.warnings = append(j.warnings, "the calibration over all rows has not converged")
	}
	j.all, j.whole = j.block(j.best, -1), false
	j.best = lines{}
	j.method = j.fit(from, j.file.Training.Rounds-j.rounds)
}

// judge ends the training with the closing round.
func (j *judged) judge(sums Sums) error {
	each, groups := j.file.GroupValues(), j.file.Groups()
	at := each * len(groups)
	if len(sums.Values) != at+j.shape.ClosingValues() {
		return fmt.Errorf("invalid sums: %d values in the closing round", len(sums.Values))
	}
	closing, err := j.shape.DecodeClosing(sums.Values[at:])
	if err != nil {
		return err
	}
	if j.best.point == nil {
		return errors.New("invalid sums: no round has a line for each group")
	}
	out := &kinds.Judgement{Group: j.file.Model.Group}
	total := make([]*big.Int, each)
	for i := range total {
		total[i] = new(big.Int)
	}
	for k, level := range groups {
		values := sums.Values[k*each : (k+1)*each]
		for i, v := range values {
			total[i].Add(total[i], v)
		}
		part, err := j.judgedOn(values)
		if err != nil {
			return fmt.Errorf("level %s of %s: %w", level, out.Group, err)
		}
		part.Level = level
		if part.Quality != nil {
			j.agree(&part, j.block(j.best, k))
		}
		out.By = append(out.By, part)
	}
	if out.All, err = j.judgedOn(total); err != nil {
		return err
	}
	q := out.All.Quality
	if q == nil || q.Rows != closing.Totals.Rows {
		return errors.New("invalid sums: the groups do not have the rows of all")
	}
	j.agree(&out.All, j.all)
	return j.conclude(out, closing, sums.Owners)
}

// conclude makes the model: the lines of all groups.
func (j *judged) conclude(out *kinds.Judgement, closing *model.NewtonClosing, owners int) error {
	family, end := j.arch.Family(), *j
	w := j.method.Weights()
	// The closing round was at the prediction as it stands: the sums at the estimates are those of the last round.
	closing.Information, closing.Totals.Loss = j.best.sums.Information, j.best.sums.Loss
	if family.Dispersed() {
		closing.Totals.Pearson = 2 * closing.Totals.Loss
	}
	err := end.end(w, out.All.Quality.Loss, model.Extras{Quality: out.All.Quality, Judgement: out, Inference: j.infer(w, closing, owners), Aside: j.aside})
	if err != nil {
		return err
	}
	end.model.SetStatistics()
	end.phase, end.measured = atEnd, true
	end.warnAside(j.aside)
	end.warnings = append(end.warnings, j.said(w, closing)...)
	*j = end
	return nil
}

// judgedOn reads the evaluation of a group.
func (j *judged) judgedOn(values []*big.Int) (kinds.Judged, error) {
	n := j.arch.EvaluationValues()
	e, err := j.arch.DecodeEvaluation(values[:n])
	if err != nil || e.Rows == 0 {
		return kinds.Judged{}, err
	}
	q, err := j.arch.Quality(e)
	if err != nil {
		return kinds.Judged{}, err
	}
	out := kinds.Judged{Quality: q}
	if len(values) > n {
		_, bits := j.arch.Family().Grid()
		whole, _ := new(big.Float).SetInt(values[n]).Float64()
		brier := math.Ldexp(whole, -int(bits)) / float64(e.Rows)
		if brier < 0 || brier > 1 {
			return kinds.Judged{}, errors.New("invalid evaluation: squared errors that no probabilities have")
		}
		out.Brier = &brier
	}
	return out, nil
}

// block is the score and the information of one group's line: of the constant 1 and of the prediction in its unit, on the rows of the group.
type block struct {
	at, score [2]float64
	info      [2][2]float64
}

// block returns that of a group, or of all rows if group is −1.
func (j *judged) block(at lines, group int) block {
	s := j.file.Schema()
	columns := s.Columns()
	unit := j.arch.Family().Unit() // of losses, which scores and information are derivatives of
	// A sum over encoded columns x is one over columns v in their units: v = width·x + 2·center·x₀, with x₀ = 1/2.
	scale := func(c int) (first, own float64) {
		if c == 0 {
			return 2, 0
		}
		center, width := scaleOf(s, columns[c])
		return 2 * center, width
	}
	score := func(c int) float64 {
		first, own := scale(c)
		return (first*at.sums.Score[0] + own*at.sums.Score[c]) / unit
	}
	info := func(a, b int) float64 {
		firstA, ownA := scale(a)
		firstB, ownB := scale(b)
		entry := func(x, y int) float64 { return at.sums.Information[max(x, y)][min(x, y)] }
		return (firstA*firstB*entry(0, 0) + ownA*firstB*entry(a, 0) + firstA*ownB*entry(0, b) + ownA*ownB*entry(a, b)) / unit
	}
	of := func(constant, slope int) block {
		out := block{score: [2]float64{score(constant), score(slope)}}
		out.info = [2][2]float64{{info(constant, constant), info(constant, slope)}, {info(constant, slope), info(slope, slope)}}
		return out
	}
	groups := len(j.file.Groups())
	out := of(0, 1)
	weight := func(c int) float64 { _, own := scale(c); return at.point[c] / own }
	for c := range columns {
		if c == 0 {
			out.at[0] += at.point[0] / 2
			continue
		}
		first, _ := scale(c)
		out.at[0] -= weight(c) * first / 2
	}
	out.at[1] = weight(1)
	switch {
	case group > 0:
		own := of(1+group, groups+group)
		own.at = [2]float64{out.at[0] + weight(1+group), out.at[1] + weight(groups+group)}
		return own
	case group == 0: // the rows of no other group
		for k := 1; k < groups; k++ {
			other := of(1+k, groups+k)
			for a := range 2 {
				out.score[a] -= other.score[a]
				for b := range 2 {
					out.info[a][b] -= other.info[a][b]
				}
			}
		}
	}
	return out
}

// agree sets the line of a group, unless its rows have only one level of the target, and of numbers the mean error.
func (j *judged) agree(of *kinds.Judged, b block) {
	q := of.Quality
	if len(j.file.Target.Levels) > 0 {
		if len(q.AUC) > 0 {
			of.Line = j.line(b, 1)
		}
		return
	}
	link := j.arch.Family().Link()
	own := [2]float64{-link.Shift / link.Scale, 1 / link.Scale} // the line that is the prediction itself
	mean := (b.score[0] + (b.at[0]-own[0])*b.info[0][0] + (b.at[1]-own[1])*b.info[0][1]) / b.info[0][0] * link.Scale
	of.Large = &mean
	fit, ok := b.step()
	if !ok || q.Rows <= lineWeights {
		return
	}
	// Squared errors at the prediction itself exceed those at the line by a quadratic form.
	d := [2]float64{fit[0] - own[0], fit[1] - own[1]}
	excess := d[0]*d[0]*b.info[0][0] + 2*d[0]*d[1]*b.info[0][1] + d[1]*d[1]*b.info[1][1]
	of.Line = j.line(b, math.Max(2*q.Loss*float64(q.Rows)-excess, 0)/float64(q.Rows-lineWeights))
}

// step returns the end of Newton's step in a block. ok is false if the block has no such end.
func (b block) step() (end [2]float64, ok bool) {
	const rank = 1e-9 // of columns scaled to one length
	det := b.info[0][0]*b.info[1][1] - b.info[0][1]*b.info[0][1]
	if !(b.info[0][0] > 0 && b.info[1][1] > 0 && det > rank*b.info[0][0]*b.info[1][1]) {
		return end, false
	}
	end[0] = b.at[0] + (b.info[1][1]*b.score[0]-b.info[0][1]*b.score[1])/det
	end[1] = b.at[1] + (b.info[0][0]*b.score[1]-b.info[0][1]*b.score[0])/det
	return end, true
}

// line returns the line at the end of a step in the target's unit, if the step is so short that it is the last. dispersion is that of the
// target about the line.
func (j *judged) line(b block, dispersion float64) *kinds.Line {
	end, ok := b.step()
	if !ok {
		return nil
	}
	const last = 1e-8 // of the decrement
	if decrement := b.score[0]*(end[0]-b.at[0]) + b.score[1]*(end[1]-b.at[1]); !(decrement <= last) {
		return nil
	}
	link := j.arch.Family().Link()
	det := b.info[0][0]*b.info[1][1] - b.info[0][1]*b.info[0][1]
	return &kinds.Line{
		Intercept: link.Shift + link.Scale*end[0], Slope: link.Scale * end[1],
		InterceptError: link.Scale * math.Sqrt(dispersion*b.info[1][1]/det), SlopeError: link.Scale * math.Sqrt(dispersion*b.info[0][0]/det),
	}
}

// Partial returns the model only after the closing round.
func (j *judged) Partial() (*model.Model, error) { return j.model, nil }

// hold keeps the rows: each round computes on them at weights of its own.
func (judgedMode) hold(f *spec.File, train, holdout *schema.Table) (held, int, error) {
	if _, _, err := (newtonMode{}).hold(f, train, holdout); err != nil { // refuses a table that no objective can be made of
		return nil, 0, err
	}
	return &heldJudged{heldNewton{heldRows{file: f, data: encodingOf(f), train: train}}}, 0, nil
}

// heldJudged are the rows of a validation by group.
type heldJudged struct{ heldNewton }

func (h *heldJudged) upload(p *Point, pause func()) ([]*big.Int, int, error) {
	values, cut, err := h.heldNewton.upload(p, pause)
	if err != nil || p.Kind != wire.RoundEvaluation {
		return values, cut, err
	}
	closing := values[h.file.Architecture().EvaluationValues():]
	s, groups := h.file.Schema(), len(h.file.Groups())
	var out []*big.Int
	for _, rows := range h.train.Folds(groups, func(row int) int { return spec.GroupOf(s, groups, h.train.Row(row)) }) {
		part := heldRows{file: h.file, data: h.data, train: rows}
		at := &Point{Kind: p.Kind, Shared: &Parameters{Weights: h.file.Newton().Expand(p.Shared.Weights)}}
		o, err := part.objective(at, pause)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, h.data.evaluation(o, at.Shared.Weights)...)
		if len(h.file.Target.Levels) > 0 {
			out = append(out, o.SquaredErrors(at.Shared.Weights))
		}
		rows.Clear()
	}
	return append(out, closing...), cut, nil
}
