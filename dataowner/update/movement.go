package update

import (
	"math"
	"slices"
)

// Movement is the distance by which the weights moved from one round to the next, to show a person the progress of a
// training on shared weights. The zero value has seen none.
type Movement struct {
	last   []float64
	round  int
	change float64
}

// Note takes the weights of a round; it keeps a copy.
func (m *Movement) Note(round int, w []float64) {
	if len(m.last) == len(w) {
		var step, size float64
		for i, x := range w {
			step += (x - m.last[i]) * (x - m.last[i])
			size += x * x
		}
		if change := math.Sqrt(step / max(size, math.SmallestNonzeroFloat64)); !math.IsInf(change, 0) && !math.IsNaN(change) {
			m.change, m.round = change, round
		}
	}
	m.last = slices.Clone(w)
}

// In returns how far the weights of a round are from those before, relative to their size; 0 if that is not known.
func (m *Movement) In(round int) float64 {
	if m.round != round {
		return 0
	}
	return m.change
}
