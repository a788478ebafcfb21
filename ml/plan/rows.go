package plan

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Rows are one data owner's rows as the rounds of a training need them: sums if those suffice, the rows themselves only if
// weights are shared.
type Rows struct {
	// Pause, if not nil, is called now and then while Upload computes on rows, so that a host with one thread can handle
	// its events.
	Pause func()

	file    *spec.File
	counts  [2]int     // rows to learn from, and held back
	moments []*big.Int // of the rows to learn from, if a round asks for them
	held    held       // nil once forgotten
	cut     int
}

// held is the part of the rows that the rounds after the statistics need.
type held interface {
	// upload returns the values of a round, which the caller may change, and how many were past a bound.
	upload(p *Point, pause func()) (values []*big.Int, cut int, err error)
	forms(kind wire.RoundKind) (scalars [][]*big.Int, constants []*big.Int, err error)
	// holds reports whether later rounds compute on this table.
	holds(t *schema.Table) bool
	clear()
}

// NewRows takes a data owner's checked rows, of which seed decides those that are held back, or the folds: for a simulation. All work
// that depends on the rows is done here, and the table is not needed after it, unless weights are shared. See Discard.
func NewRows(f *spec.File, t *schema.Table, seed [32]byte) (*Rows, error) {
	if err := checkTable(f, t, 0); err != nil {
		return nil, err
	}
	if f.Folds > 0 {
		folds := t.SplitFolds(f.Folds, seed)
		r, err := NewFoldRows(f, folds)
		for _, fold := range folds {
			fold.Clear()
		}
		return r, err
	}
	train, holdout := encodingOf(f).split(t, seed)
	r, err := NewSplitRows(f, train, holdout)
	if err != nil {
		return nil, err
	}
	if train != t {
		r.Discard(train)
	}
	r.Discard(holdout)
	return r, nil
}

// NewSplitRows takes a data owner's checked rows: those to learn from and those held back, which are nil if an evaluation
// is of the rows to learn from. The tables are not needed after it, unless weights are shared. See Discard.
func NewSplitRows(f *spec.File, train, holdout *schema.Table) (r *Rows, err error) {
	r = &Rows{file: f, counts: [2]int{train.Rows, 0}}
	if holdout != nil {
		r.counts[1] = holdout.Rows
		if err := checkTable(f, holdout, train.Rows); err != nil {
			return nil, err
		}
	}
	if err := checkTable(f, train, 0); err != nil {
		return nil, err
	}
	data := encodingOf(f)
	if f.NeedsStatistics() {
		if r.moments, err = data.moments(train); err != nil {
			return nil, err
		}
	}
	if f.Holdout == 0 {
		holdout = nil
	}
	r.held, r.cut, err = modeOf(f).hold(f, train, holdout)
	return r, err
}

// checkTable fails if a table is not one of the training, or if it has too many rows together with others.
func checkTable(f *spec.File, t *schema.Table, others int) error {
	if int64(t.Rows)+int64(others) > f.Bounds.Rows {
		return fmt.Errorf("invalid table: more rows than bounds.rows (%d)", f.Bounds.Rows)
	}
	if want := f.Schema().Width(); len(t.Columns) != want {
		return fmt.Errorf("invalid table: %d columns for %d of the training", len(t.Columns), want)
	}
	return nil
}

// String returns the numbers of rows: rows never print.
func (r Rows) String() string {
	return fmt.Sprintf("%d rows and %d held back", r.counts[0], r.counts[1])
}

// GoString is String.
func (r Rows) GoString() string { return r.String() }

var errForgotten = errors.New("invalid round: the rows were forgotten")

func errKind(kind wire.RoundKind) error { return fmt.Errorf("invalid round: kind %q", kind) }

// Discard clears a table that the rows were made of, unless later rounds compute on it.
func (r *Rows) Discard(t *schema.Table) {
	if !r.Holds(t) {
		t.Clear()
	}
}

// Holds reports whether later rounds compute on a table that the rows were made of.
func (r *Rows) Holds(t *schema.Table) bool { return r.held != nil && r.held.holds(t) }

// Forget clears everything that is held of the rows. No round can be answered after it.
func (r *Rows) Forget() {
	if r.held != nil {
		r.held.clear()
	}
	*r = Rows{file: r.file}
}

// Counts returns the numbers of rows to learn from and held back.
func (r *Rows) Counts() (train, holdout int) { return r.counts[0], r.counts[1] }

// Cut returns how many entries of updates were past bounds.update, or how many units were past privacy.clip.
func (r *Rows) Cut() int { return r.cut }

// Forms returns the linear forms over encrypted weights of a gradient or evaluation round, see squares.Statistics.Forms.
// It fails if weights do not travel encrypted.
func (r *Rows) Forms(kind wire.RoundKind) (scalars [][]*big.Int, constants []*big.Int, err error) {
	if r.held == nil {
		return nil, nil, errForgotten
	}
	return r.held.forms(kind)
}

// Upload returns the values that this owner sends in a round, which the caller may change. Encrypted weights are taken
// in the clear here, for a simulation. If they are ciphertexts, use Forms. If the training is private the values are
// clipped and AddNoise must follow.
func (r *Rows) Upload(p *Point) ([]*big.Int, error) {
	switch {
	case r.held == nil:
		return nil, errForgotten
	case p.Kind == wire.RoundStatistics && !r.file.NeedsStatistics():
		return nil, errors.New("invalid round: this training has no statistics round")
	case p.Kind == wire.RoundStatistics:
		return copied(r.moments), nil
	}
	values, cut, err := r.held.upload(p, r.Pause)
	r.cut += cut
	return values, err
}

// copied returns values that can be changed in place.
func copied(values []*big.Int) []*big.Int {
	out := make([]*big.Int, len(values))
	for i, v := range values {
		out[i] = new(big.Int).Set(v)
	}
	return out
}
