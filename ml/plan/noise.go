package plan

import (
	"io"
	"math/big"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

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
