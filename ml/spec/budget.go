package spec

import (
	"errors"
	"math"
	"math/big"
	"math/bits"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/protocol/wire"
)

// WeightBits is the fixed point of weights and directions that travel encrypted: they are whole multiples of
// 2^-WeightBits. Rounding the final weights to it adds at most D²/4·2^-90 to the scaled cost, which is negligible even
// if a model fits perfectly: rounding the targets adds 2^-50/12.
const WeightBits = 44

// Budget is the bit budget of a round: how large each quantity can get. Every
// party derives it from the training file alone.
type Budget struct {
	Columns      int      // D, the columns of the encoded matrix, the intercept included
	Values       int      // values of one upload: D gradient entries, the loss term and the row count
	FractionBits uint     // weights are multiples of 2^-FractionBits
	ScalarBits   uint     // every entry of XᵀX and Xᵀy is below 2^ScalarBits in magnitude
	Rows         int64    // the most rows of one owner
	WeightBound  int64    // the largest magnitude of a weight
	Owners       int      // the most owners in a cohort
	Bound        *big.Int // V: the largest magnitude of one owner's value in a slot
}

// Budget derives the bit budget. Entries of the matrix are at most 2^23 steps,
// so those of XᵀX, Xᵀy and yᵀy are at most rows·2^46; a gradient entry
// Σ A_ij·w_j − 2^f·b_i, and the loss term 2^f·yᵀy − Σ b_j·w_j alike, is then at
// most rows·2^46·2^f·(D·W + 1).
func (f *File) Budget() Budget {
	d := f.Schema().Width()
	rows := f.Bounds.Rows
	entry := new(big.Int).Lsh(big.NewInt(rows), 2*(schema.QuantBits-1))
	bound := new(big.Int).Lsh(entry, WeightBits)
	bound.Mul(bound, big.NewInt(int64(d)*f.Bounds.Weight+1))
	return Budget{
		Columns:      d,
		Values:       d + 2,
		FractionBits: WeightBits,
		ScalarBits:   uint(bits.Len64(uint64(rows))) + 2*(schema.QuantBits-1),
		Rows:         rows,
		WeightBound:  f.Bounds.Weight,
		Owners:       f.Cohort.Max,
		Bound:        bound,
	}
}

// RoundShape describes one upload of a kind of round.
type RoundShape struct {
	Kind   wire.RoundKind
	Most   int // rounds of this kind that a training may have
	Values int
	Bound  *big.Int // V: the largest magnitude of one owner's value
}

// MaxRowLoss is the largest loss of one row that an evaluation counts.
const MaxRowLoss = 1 << 6

// RoundShapes returns the rounds of this training, in the order they are first run.
func (f *File) RoundShapes() []RoundShape {
	if f.Private() {
		return f.privateShapes()
	}
	rows := big.NewInt(f.Bounds.Rows)
	entry := new(big.Int).Lsh(rows, 2*(schema.QuantBits-1))
	if f.Describes() {
		d, err := f.Design()
		if err != nil { // check refuses such a file
			return nil
		}
		return []RoundShape{{wire.RoundOneRound, 1, d.Values(), entry}}
	}
	if f.Model.Method == OneRound {
		return []RoundShape{{wire.RoundOneRound, 1, max(1, f.Folds) * squares.Values(f.Schema().Width()), entry}}
	}
	var out []RoundShape
	if f.NeedsStatistics() {
		out = append(out, RoundShape{wire.RoundStatistics, 1, f.Schema().MomentValues(), entry})
	}
	if f.Model.Weights == Encrypted {
		evaluations := 1
		if f.Holdout > 0 {
			evaluations = 2 // at weight 0 too, for the variance of the rows held back
		}
		b := f.Budget()
		return append(out,
			RoundShape{wire.RoundGradient, f.Training.Rounds, b.Values, b.Bound},
			RoundShape{wire.RoundEvaluation, evaluations, b.Values, b.Bound})
	}
	if f.Model.Method == Meta {
		return f.metaShapes()
	}
	if f.Hazards() {
		return f.hazardShapes(rows)
	}
	if f.Model.Method == Newton {
		return append(out, f.newtonShapes(rows)...)
	}
	a := f.Architecture()
	updateBits, evaluationBits := a.Family().Grid()
	update := new(big.Int).Lsh(rows, updateBits)
	update.Mul(update, big.NewInt(int64(math.Ceil(max(1, f.Bounds.Update)))))
	most := new(big.Int).Lsh(new(big.Int).Mul(rows, big.NewInt(MaxRowLoss)), evaluationBits)
	return append(out,
		RoundShape{wire.RoundGradient, f.Training.Rounds, a.Parameters() + 2, update},
		RoundShape{wire.RoundEvaluation, 1, a.EvaluationValues(), most})
}

// Newton returns the form of the sums of Newton's rounds.
func (f *File) Newton() model.NewtonShape {
	meat := model.NoMeat
	switch f.Inference.Errors {
	case ErrorsRobust:
		meat = model.RowMeat
	case ErrorsCluster:
		meat = model.ClusterMeat
	}
	s := model.NewNewtonShape(f.Architecture(), f.Bounds.Update, meat)
	s.MostWeight, s.Third = f.Schema().MostWeight(), f.Inference.Firth
	if f.Inference.Effects {
		s.Changes, _ = schema.NewChanges(f.Schema()) // effectsRule has refused those that fail
	}
	return s
}

// newtonShapes returns the rounds of Newton's method. The part of a row in every sum is at most bounds.update, and a
// product of two sums over an owner's rows at most rows² times that: in steps of 2^-f, rows·update·2^f and its square
// over 2^f. The closing round also has the sums of an evaluation.
func (f *File) newtonShapes(rows *big.Int) []RoundShape {
	s, family := f.Newton(), f.Architecture().Family()
	bound := new(big.Int).Lsh(rows, s.Bits)
	bound.Mul(bound, big.NewInt(int64(math.Ceil(max(1, f.Bounds.Update)))))
	closing := new(big.Int).Set(bound)
	if s.Meat == model.ClusterMeat {
		closing.Mul(bound, bound)
		closing.Rsh(closing, s.Bits)
	}
	_, bits := family.Grid()
	if most := new(big.Int).Lsh(new(big.Int).Mul(rows, big.NewInt(MaxRowLoss)), bits); most.Cmp(closing) > 0 {
		closing = most
	}
	evaluation := f.Architecture().EvaluationValues()
	if f.Judges() {
		evaluation = len(f.Groups()) * f.GroupValues()
	}
	if f.Inference.Residuals {
		evaluation += model.ResidualValues
	}
	return []RoundShape{
		{wire.RoundGradient, f.Training.Rounds, s.Values(), bound},
		{wire.RoundEvaluation, 1, evaluation + s.ClosingValues(), closing},
	}
}

// NeedsStatistics reports whether a statistics round comes before all others.
func (f *File) NeedsStatistics() bool {
	return f.Model.Method != OneRound &&
		(f.Scaling == ScalingFederated || f.Missing == schema.MissingMean || f.Missing == schema.MissingMode)
}

// Packing returns the slots of one upload of the main kind of round, for a modulus of the given length: not of
// statistics, nor of evaluations on shared weights. The error names the term of the budget to lower.
func (f *File) Packing(modulusBits int) (pack.Parameters, error) {
	for _, shape := range f.RoundShapes() {
		if shape.Kind == wire.RoundGradient || shape.Kind == wire.RoundOneRound {
			return f.PackRound(shape, modulusBits)
		}
	}
	return pack.Parameters{}, errors.New("invalid training file: no round")
}

// PackRound is Packing for one kind of round.
func (f *File) PackRound(shape RoundShape, modulusBits int) (pack.Parameters, error) {
	b := f.Budget()
	terms := []pack.Term{{Name: "bounds.rows", Bits: bits.Len64(uint64(b.Rows))}}
	switch {
	case f.Model.Weights == Shared && shape.Kind == wire.RoundGradient:
		terms = append(terms, pack.Term{Name: "bounds.update", Bits: bits.Len64(uint64(f.Bounds.Update))})
	case f.Model.Weights == Encrypted && shape.Kind != wire.RoundStatistics && shape.Kind != wire.RoundOneRound:
		terms = append(terms,
			pack.Term{Name: "bounds.weight", Bits: bits.Len64(uint64(b.WeightBound))},
			pack.Term{Name: "the number of features", Bits: bits.Len(uint(b.Columns))})
	}
	return pack.NewParameters(pack.ParametersLiteral{
		ModulusBits: modulusBits,
		Values:      shape.Values,
		Bound:       shape.Bound,
		Owners:      b.Owners,
		Terms:       append(terms, pack.Term{Name: "cohort.max", Bits: bits.Len(uint(b.Owners))}),
	})
}
