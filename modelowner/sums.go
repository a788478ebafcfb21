package modelowner

import (
	"math/big"

	"github.com/blindfit/blindfit/protocol/wire"
)

// RoundSums are the decrypted sums of one finished round over encrypted weights, for whoever wants to compare them with
// rows that are known, as a test or a simulation does.
type RoundSums struct {
	wire.Ref
	Kind   wire.RoundKind
	Point  []*big.Int      // the round's weights, in steps of 2^-WeightBits of package training
	Values []*big.Int      // in the order of an upload, see model.Statistics.Forms
	Owners []wire.Identity // whose sums they are, in identity order
}

// Sums reads the sums of every finished gradient and evaluation round from the training's folder.
func (t *Training) Sums() ([]RoundSums, error) {
	h, err := openHistory(t, false)
	if err != nil {
		return nil, err
	}
	var all []RoundSums
	for _, r := range h.rounds {
		if r.result == nil || r.result.Sums == nil || len(r.Point) == 0 {
			continue
		}
		values := r.result.Sums
		all = append(all, RoundSums{Ref: r.result.Ref, Kind: r.Kind, Point: r.Point, Values: values, Owners: r.result.Owners})
	}
	return all, nil
}
