// Package estimate owns the cost of a training for an owner in bytes, memory and time, before it takes part. Bytes
// follow from the manifest; times are measured by doing a part of a round's arithmetic.
package estimate

import (
	"github.com/blindfit/blindfit/dataowner/invitation"
)

// Estimate is the cost of a training for this owner. The fields per round are those of its main kind of round, gradient
// or one_round; Rounds and the fields after it are for the whole training, if it takes as many rounds as may be
// expected, and as many owners take part as it starts with. Seconds are 0 until a round was timed.
type Estimate struct {
	BytesUpPerRound   int     `json:"bytesUpPerRound"`
	BytesDownPerRound int     `json:"bytesDownPerRound"`
	Ciphertexts       int     `json:"ciphertexts"`
	Values            int     `json:"values"`
	SecondsPerRound   float64 `json:"secondsPerRound"`
	Rounds            int     `json:"rounds"`
	BytesUp           int     `json:"bytesUp"`
	BytesDown         int     `json:"bytesDown"`
	Seconds           float64 `json:"seconds"`
	Memory            int     `json:"memory"` // bytes that the largest round takes, rows aside
}

// Memory of a round, in bytes: the program itself; a weight and its update as floats, integers and packed, for each
// value; a ciphertext, its obfuscator, mask and bytes. Measured with 100,000 weights in a browser.
const (
	memoryBase  = 128 << 20
	memoryValue = 1536
	memoryText  = 8 // times its own size
)

// For returns the estimate that follows from the manifest.
func For(t *invitation.Terms) Estimate {
	size, members := t.Key.CiphertextSize(), t.Manifest.Cohort.Start
	if t.Manifest.Trustees != nil {
		members = 1 // nothing of the others is sent to this owner
	}
	m := t.Main()
	e := Estimate{
		BytesUpPerRound: m.Up(size, members), BytesDownPerRound: m.Down(size, members), Ciphertexts: m.Ciphertexts, Values: m.Values,
		Memory: memory(t),
	}
	for i := range t.Rounds {
		r := &t.Rounds[i]
		n := r.Expected(t.File)
		e.Rounds, e.BytesUp, e.BytesDown = e.Rounds+n, e.BytesUp+n*r.Up(size, members), e.BytesDown+n*r.Down(size, members)
	}
	return e
}

// memory returns a bound for the memory of the largest round, so that a machine that lacks it is warned before it reads
// a file.
func memory(t *invitation.Terms) int {
	most := 0
	for i := range t.Rounds {
		r := &t.Rounds[i]
		texts := r.Ciphertexts + r.Weights
		most = max(most, r.Values*memoryValue+texts*t.Key.CiphertextSize()*memoryText+2*r.Sealed)
	}
	return memoryBase + most
}
