package modelowner

import (
	"math/big"

	"github.com/blindfit/blindfit/protocol/wire"
)

// RoundSums are the decrypted sums of one finished round on encrypted weights, for tests and load generators that compare
// them with known rows.
type RoundSums struct {
	wire.Ref
	Kind   wire.RoundKind
	Point  []*big.Int      // the round's weights, in steps of 2^-spec.WeightBits
	Values []*big.Int      // in the order of an upload, see model.Statistics.Forms
	Owners []wire.Identity // the list, in identity order
}

// Sums reads the sums of every finished gradient and evaluation round on encrypted weights from the training's folder.
func (t *Training) Sums() ([]RoundSums, error) {
	h, err := t.OpenRounds(false)
	if err != nil {
		return nil, err
	}
	var all []RoundSums
	for _, r := range h.All() {
		if r.Result == nil || len(r.Point) == 0 {
			continue
		}
		all = append(all, RoundSums{Ref: r.Result.Ref, Kind: r.Kind, Point: r.Point, Values: r.Result.Sums, Owners: r.Result.Owners})
	}
	return all, nil
}
