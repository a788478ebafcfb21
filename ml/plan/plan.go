// Package plan owns the computation in each round of a training, on both sides: the values that a data owner sends for
// its rows, and the step of the model owner on their sums. There is one plan for each way to train: on encrypted
// weights, on weights that data owners read (by gradients or by Newton's method), and in one round. The package knows no keys and no network; its callers
// carry points and sums, encrypted or in the clear.
package plan

import (
	"errors"
	"io"
	"math/big"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Plan is the model owner's side of a training: it chooses the point of the next round and learns from the sums at it. It
// is a pure function of the sums, and is resumed by observing them again.
type Plan interface {
	// Next returns the point of the next round, or done. Without Observe in between it returns the same again.
	Next() (p *Point, done bool, err error)
	// Observe takes the sums of the round of a point. The point may be the recorded one of an earlier process, so that a
	// training is resumed with the points that data owners saw. An error leaves the plan as it was; one that wraps
	// optim.ErrDiverged ends the training, others mean that no rows have such sums.
	Observe(p *Point, s Sums) error
	// EndEarly ends the rounds of a plan with noise if its privacy budget is spent: the closing evaluation is next, or
	// if that was next the training ends without it. It fails before the first round and without noise.
	EndEarly() error
	// Model returns the fitted model, or nil if the plan has not ended.
	Model() *model.Model
	// Partial returns the model of a training that stops here, with its cost as far as the plan can infer it. It returns
	// nil if the rounds so far determine none.
	Partial() (*model.Model, error)
	// Cost returns the cost as far as it is known: measured at the end, inferred before. It is NaN if nothing is known.
	Cost() float64
	// Measured reports whether the model's cost was measured at exactly its weights, by a closing evaluation or by the
	// exact sums that it was solved from.
	Measured() bool
	// Point returns the final weights in steps of 2^-spec.WeightBits if they travelled encrypted. It returns nil if the
	// plan has not ended.
	Point() []*big.Int
	// Warnings returns warnings about the model, for people.
	Warnings() []string
}

// Point opens a round.
type Point struct {
	Kind wire.RoundKind
	// Encrypted are weights in steps of 2^-spec.WeightBits that travel as ciphertexts. It is nil if they do not.
	Encrypted []*big.Int
	// Shared are weights that data owners read. It is nil if they do not.
	Shared *Parameters
}

// Sums are the values of one round, summed over data owners.
type Sums struct {
	Values []*big.Int
	Owners int // how many there are in the sums
	// OtherOwners means that the sums of an earlier round are over other data owners.
	OtherOwners bool
	// Noise is the variance of the noise in the sums, relative to that of a training's whole noise; 0 stands for 1. With trustees
	// each of them adds all of it, in every cell.
	Noise float64
	// Honest is how many of the owners add enough noise by themselves, so that all of them together add more; 0 stands for all.
	Honest int
}

// inflation is the variance of the noise that owners add together, relative to the least that they may add.
func (s Sums) inflation() float64 {
	if s.Honest > 0 && s.Owners > s.Honest {
		return float64(s.Owners) / float64(s.Honest)
	}
	return 1
}

// check refuses sums with an absent value.
func (s Sums) check() error {
	for _, v := range s.Values {
		if v == nil {
			return errors.New("invalid sums: a value is absent")
		}
	}
	return nil
}

// mode is one way to train.
type mode interface {
	// plan returns the model owner's side.
	plan(f *spec.File) (Plan, error)
	// hold returns the part of its rows that a data owner keeps: of those to learn from, and of those held back, which are nil
	// if none are. cut is the number of rows that were clipped for it.
	hold(f *spec.File, train, holdout *schema.Table) (h held, cut int, err error)
	// metric names the cost that the training ends with.
	metric(f *spec.File) string
	// sameRows reports whether all rounds must be over the same rows.
	sameRows(f *spec.File) bool
	// rowCount returns the index of the number of rows in exact sums of a kind of round other than statistics, counted from
	// the end if it is negative.
	rowCount(kind wire.RoundKind) int
}

func modeOf(f *spec.File) mode {
	switch {
	case f.Describes():
		return describeMode{}
	case f.Model.Method == spec.Meta:
		return metaMode{}
	case f.Hazards():
		return coxMode{}
	case f.Model.Method == spec.OneRound:
		return oneRoundMode{}
	case f.Model.Weights == spec.Encrypted:
		return encryptedMode{}
	case f.Judges():
		return judgedMode{}
	case f.Model.Method == spec.Newton:
		return newtonMode{}
	}
	return sharedMode{}
}

// New returns the plan of a training file.
func New(f *spec.File) (Plan, error) { return modeOf(f).plan(f) }

// MetricOf names the cost that a training ends with.
func MetricOf(f *spec.File) string { return modeOf(f).metric(f) }

// SameRows reports whether every round of a training must be over the same rows: conjugate gradient combines the sums of
// all rounds, and the quasi-Newton method compares the losses of one with those of the next.
func SameRows(f *spec.File) bool { return modeOf(f).sameRows(f) }

// ColumnRounds reports whether a training needs at most one gradient round at 0 and one for each column, even if its
// file allows more: conjugate gradient does, if it does not run a fixed number of rounds.
func ColumnRounds(f *spec.File) bool {
	_, encrypted := modeOf(f).(encryptedMode)
	return encrypted && SameRows(f) && f.Training.Stop != spec.StopFixed
}

// RowCount returns the number of rows that the sums of a kind of round are over, or nil if they hold none or noise hides
// it.
func RowCount(f *spec.File, kind wire.RoundKind, values []*big.Int) *big.Int {
	if len(values) == 0 || f.Private() {
		return nil
	}
	if kind == wire.RoundStatistics {
		return values[0]
	}
	if all := squares.Values(f.Schema().Width()); f.Folds > 0 && len(values) > all {
		values = values[:all] // the sums of folds follow
	}
	if at := modeOf(f).rowCount(kind); at >= 0 {
		return values[at]
	}
	return values[len(values)-1]
}

// AddNoise adds an owner's share of a round's noise to the values that Rows.Upload returned, in place. Without privacy it
// does nothing; with it no values of Upload may leave the owner before. honest is the number of owners that are sure to add
// theirs to every sum that is opened, see attempt.Honest of the protocol. r is crypto/rand.Reader except in tests.
func AddNoise(f *spec.File, kind wire.RoundKind, values []*big.Int, honest int, r io.Reader) error {
	if !f.Private() {
		return nil
	}
	return f.Noise(kind).Add(values, honest, r)
}

// Entry returns the charge of a privacy ledger for an attempt at a round. The caller adds which attempt it is.
func Entry(f *spec.File, kind wire.RoundKind, honest int) dp.Entry {
	noise := f.Noise(kind)
	r := noise.Release(honest)
	return dp.Entry{
		Kind: string(kind), Unit: f.Privacy.Unit, Delta: f.Privacy.Delta,
		Multiplier: r.Multiplier, Local: r.Local, Parties: r.Parties, Values: r.Values,
	}
}
