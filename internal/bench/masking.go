package main

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/crypto/pack"
)

// The cohorts and updates that masking is measured for.
var (
	maskOwners = []int{10, 32, 64}
	maskValues = []int{1000, 100_000}
)

// browserMask compares the time that an owner spends on masking in a round, in the browser, with the encryption of its
// update: the owner's whole time except its own computing and the network. Keys, encapsulations, the signatures of the
// others and masks count as masking; the tables of the encryption are built.
func browserMask(s settings, r *report, w *worker, bits int) error {
	if target(bits, 1) == 0 {
		return nil // for the default length alone
	}
	for _, values := range maskValues {
		slots, err := pack.NewParameters(pack.ParametersLiteral{ModulusBits: bits, Values: values, Bound: big.NewInt(1 << 31), Owners: slices.Max(maskOwners)})
		if err != nil {
			return err
		}
		count := slots.Ciphertexts()
		if _, err := w.call("tables", count); err != nil {
			return err
		}
		for _, owners := range maskOwners {
			if _, err := w.call("gather", owners); err != nil {
				return err
			}
			masking := func() (float64, error) {
				a, err := w.call("mask", count)
				return a.MS, err
			}
			got, err := inTurns(w.ctx, max(1, s.samples/3), masking, w.side(8, "encrypt"))
			if err != nil {
				return err
			}
			name := fmt.Sprintf("browser %d: masking, %d owners, %d values", bits, owners, values)
			encryption := got[1] * float64(count)
			r.against(name, got[0], encryption, "encryption of the same update", "ms", 0)
			r.alone(name+", as a share of an owner's time", 100*got[0]/(got[0]+encryption), "%", 0)
		}
	}
	return nil
}
