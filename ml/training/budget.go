package training

import (
	"math/big"
	"math/bits"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/ml/schema"
)

// WeightBits is the fixed point of weights and directions that travel
// encrypted: they are whole multiples of 2^-WeightBits. Rounding the final
// weights so adds at most D²/4·2^-90 to the scaled cost, which even where a model
// fits perfectly is next to nothing beside the 2^-50/12 of rounding the targets.
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
	d := len(f.Schema().Columns())
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

// Packing gives the slots of one upload for a modulus of the given length. The
// error says which term of the budget to lower.
func (f *File) Packing(modulusBits int) (pack.Parameters, error) {
	b := f.Budget()
	return pack.NewParameters(pack.ParametersLiteral{
		ModulusBits: modulusBits,
		Values:      b.Values,
		Bound:       b.Bound,
		Owners:      b.Owners,
		Terms: []pack.Term{
			{Name: "bounds.rows", Bits: bits.Len64(uint64(b.Rows))},
			{Name: "bounds.weight", Bits: bits.Len64(uint64(b.WeightBound))},
			{Name: "the number of features", Bits: bits.Len(uint(b.Columns))},
			{Name: "cohort.max", Bits: bits.Len(uint(b.Owners))},
		},
	})
}
