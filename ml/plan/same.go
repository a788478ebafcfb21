package plan

import (
	"math/big"

	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// SameRows says whether every round of a training must be over the same rows:
// conjugate gradient puts the sums of all rounds together, and the quasi-Newton
// method compares the losses of one with those of the next.
func SameRows(f *spec.File) bool {
	if f.Model.Method == spec.OneRound {
		return false
	}
	if f.Model.Weights == spec.Encrypted {
		return f.Training.Optimizer != optim.GradientDescent
	}
	opt := sharedOptions(f, nil)
	return opt.Name == optim.LBFGS || opt.Name == optim.Auto && !opt.Local
}

// ColumnRounds says whether a training needs at most one gradient round at 0 and
// one for each column, whatever its file allows: conjugate gradient does, unless
// it hides that.
func ColumnRounds(f *spec.File) bool {
	return f.Model.Weights == spec.Encrypted && SameRows(f) && f.Training.Stop != spec.StopFixed
}

// RowCount gives the number of rows that the sums of a round of that kind are
// over, out of its values; nil where there are none, or where noise hides it.
func RowCount(f *spec.File, kind wire.RoundKind, values []*big.Int) *big.Int {
	switch {
	case len(values) == 0, f.Private():
		return nil
	case kind == wire.RoundStatistics, kind == wire.RoundEvaluation && f.Model.Weights == spec.Shared:
		return values[0]
	}
	return values[len(values)-1]
}
