package dataowner

import (
	"math"
	"slices"
)

// moved notes how far the model moved since the weights this owner read before, relative to their size: what a person
// can be shown of a training on shared weights. It keeps a copy.
func (o *Owner) moved(round int, w []float64) {
	if len(o.lastWeights) == len(w) {
		var step, size float64
		for i, x := range w {
			step += (x - o.lastWeights[i]) * (x - o.lastWeights[i])
			size += x * x
		}
		if change := math.Sqrt(step / max(size, math.SmallestNonzeroFloat64)); !math.IsInf(change, 0) && !math.IsNaN(change) {
			o.change, o.changeRound = change, round
		}
	}
	o.lastWeights = slices.Clone(w)
}
