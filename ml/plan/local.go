package plan

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Rows are one owner's rows as the rounds of a training need them: sums where
// those suffice, the rows themselves only where weights are shared.
type Rows struct {
	// Pause, where not nil, is called now and then while Upload computes on rows, so that a host with one thread can look
	// at its events.
	Pause func()

	file     *spec.File
	rows     [2]int            // learned from, and kept back
	moments  []*big.Int        // of the rows learned from, where a round asks for them
	sums     *model.Statistics // over those, where weights are encrypted
	heldSums *model.Statistics // over what evaluations look at, likewise
	// train and holdout are where weights are shared; nil otherwise.
	train, holdout *schema.Table
	squares        []*big.Int // of the one round of a private training
	cut            int
}

// String gives the shape only: rows never print.
func (o Rows) String() string {
	return fmt.Sprintf("owner of %d rows and %d kept back", o.rows[0], o.rows[1])
}

// GoString is String.
func (o Rows) GoString() string { return o.String() }

// NewRows takes an owner's checked rows. seed, drawn once by the owner, decides
// which rows are kept back. Where weights are encrypted or never travel, and for
// the statistics in every case, all work that depends on the rows is done here,
// and the table is not needed any more. See Discard for where it is.
func NewRows(f *spec.File, t *schema.Table, seed [32]byte) (*Rows, error) {
	if int64(t.Rows) > f.Bounds.Rows {
		return nil, fmt.Errorf("invalid table: more rows than bounds.rows (%d)", f.Bounds.Rows)
	}
	if len(t.Columns) != f.Schema().Width() {
		return nil, fmt.Errorf("invalid table: %d columns for %d of the training", len(t.Columns), f.Schema().Width())
	}
	train, holdout := t.Split(f.Holdout, seed)
	if f.Private() {
		train, holdout = t.SplitEach(f.Holdout, seed)
	}
	o := &Rows{file: f, rows: [2]int{train.Rows, holdout.Rows}}
	var err error
	if f.NeedsStatistics() {
		o.moments, err = f.Schema().Moments(train)
		if f.Private() {
			o.moments, err = f.Schema().PrivateMoments(train, f.Privacy.Unit == dp.OwnerUnit)
		}
		if err != nil {
			return nil, err
		}
	}
	if f.Model.Weights != spec.Encrypted {
		o.train, o.holdout = train, holdout
		// Refuses a table that no objective can be made of.
		_, err := model.NewObjective(ShapeOf(f), train, nil)
		return o, err
	}
	defer func() {
		if train != t {
			train.Clear()
		}
		holdout.Clear()
	}()
	if f.Private() {
		return o, o.keepSquares(train)
	}
	if o.sums, err = accumulate(f, train); err != nil {
		return nil, err
	}
	o.heldSums = o.sums
	if f.Holdout > 0 {
		o.heldSums, err = accumulate(f, holdout)
	}
	return o, err
}

var errForgotten = errors.New("invalid round: the rows were forgotten")

// Discard clears the table that NewRows took, unless later rounds compute on it.
func (o *Rows) Discard(t *schema.Table) {
	if t != o.train {
		t.Clear()
	}
}

// Forget clears all that is held of the rows. No round can be answered after it.
func (o *Rows) Forget() {
	for _, t := range []*schema.Table{o.train, o.holdout} {
		if t != nil {
			t.Clear()
		}
	}
	*o = Rows{file: o.file}
}

// accumulate gives the exact sums over rows, of which there may be none.
func accumulate(f *spec.File, t *schema.Table) (*model.Statistics, error) {
	if t.Rows == 0 {
		return model.NewStatistics(len(t.Columns)), nil
	}
	if taylor(f) {
		return model.AccumulateLabels(t)
	}
	return model.Accumulate(t)
}

// Rows gives the rows learned from and those kept back.
func (o *Rows) Rows() (train, holdout int) { return o.rows[0], o.rows[1] }

// Cut counts the entries of updates that were past bounds.update.
func (o *Rows) Cut() int { return o.cut }

// Forms gives the linear forms over encrypted weights of a gradient or
// evaluation round, see model.Statistics.Forms.
func (o *Rows) Forms(kind wire.RoundKind) (scalars [][]*big.Int, constants []*big.Int, err error) {
	s, err := o.statistics(kind)
	if err != nil {
		return nil, nil, err
	}
	scalars, constants = s.Forms(spec.WeightBits)
	return scalars, constants, nil
}

func (o *Rows) statistics(kind wire.RoundKind) (*model.Statistics, error) {
	switch {
	case o.file.Model.Weights != spec.Encrypted:
		return nil, errors.New("invalid round: the weights of this training are shared")
	case o.sums == nil:
		return nil, errForgotten
	case kind == wire.RoundGradient, kind == wire.RoundOneRound:
		return o.sums, nil
	case kind == wire.RoundEvaluation:
		return o.heldSums, nil
	}
	return nil, fmt.Errorf("invalid round: kind %q", kind)
}

// Upload gives the values of a round, in the order and within the bound that
// training.File.RoundShapes gives for its kind. A point with encrypted weights is
// taken in the clear here, as in a rehearsal; under encryption Forms serves. Where
// the training is differentially private they are clipped and AddNoise must follow.
func (o *Rows) Upload(p *Point) ([]*big.Int, error) {
	if o.file.Private() {
		return o.private(p)
	}
	if p.Kind == wire.RoundStatistics {
		switch {
		case !o.file.NeedsStatistics():
			return nil, errors.New("invalid round: this training has no statistics round")
		case o.moments == nil:
			return nil, errForgotten
		}
		return o.moments, nil
	}
	if o.file.Model.Weights == spec.Shared {
		return o.shared(p)
	}
	s, err := o.statistics(p.Kind)
	if err != nil {
		return nil, err
	}
	if p.Kind == wire.RoundOneRound {
		return s.Vector(), nil
	}
	if len(p.Encrypted) != len(s.B) {
		return nil, fmt.Errorf("invalid round: %d weights for %d columns", len(p.Encrypted), len(s.B))
	}
	g, l := s.Gradient(p.Encrypted, spec.WeightBits)
	return append(g, l, big.NewInt(s.N)), nil
}

// objective gives the loss on the rows that a round on shared weights looks at.
func (o *Rows) objective(p *Point) (*model.Objective, error) {
	if p.Shared == nil || len(p.Shared.Weights) != o.file.Parameters() {
		return nil, errors.New("invalid round: no weights, or not those of this training")
	}
	if o.train == nil {
		return nil, errForgotten
	}
	table := o.train
	if p.Kind == wire.RoundEvaluation && o.file.Holdout > 0 {
		table = o.holdout
	}
	if err := table.Fill(o.file.Schema(), p.Shared.Fill); err != nil {
		return nil, err
	}
	objective, err := model.NewObjective(ShapeOf(o.file), table, p.Shared.Scale)
	if err == nil {
		objective.Pause = o.Pause
	}
	return objective, err
}

// shared computes on weights that the owner reads.
func (o *Rows) shared(p *Point) ([]*big.Int, error) {
	objective, err := o.objective(p)
	if err != nil {
		return nil, err
	}
	switch p.Kind {
	case wire.RoundEvaluation:
		return objective.Evaluate(p.Shared.Weights, spec.MaxRowLoss, o.file.EvaluationBits()).Encode(), nil
	case wire.RoundGradient:
		u, err := o.update(objective, p.Shared)
		if err != nil {
			return nil, err
		}
		values, cut := u.Encode(o.file.Bounds.Update)
		o.cut += cut
		return values, nil
	}
	return nil, fmt.Errorf("invalid round: kind %q", p.Kind)
}

// update fails for reasons that everybody knows only: where it is not finite on these rows, Diverged stands for it.
func (o *Rows) update(objective *model.Objective, p *Parameters) (u *model.Update, err error) {
	bits := o.file.UpdateBits()
	if local := o.local(p); local != nil {
		u, err = objective.LocalUpdate(p.Weights, *local, bits)
	} else {
		u, err = objective.GradientUpdate(p.Weights, bits)
	}
	if errors.Is(err, model.ErrNotFinite) {
		o.cut += len(p.Weights)
		return objective.Diverged(bits), nil
	}
	return u, err
}

// local says how this owner steps by itself; nil where it only takes gradients.
func (o *Rows) local(p *Parameters) *model.Local {
	t := o.file.Training
	if t.LocalSteps == 1 {
		return nil
	}
	return &model.Local{Steps: t.LocalSteps, Rate: p.Rate, L2: o.file.Model.L2, Proximal: t.Proximal}
}
