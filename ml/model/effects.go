package model

import (
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// Effect is an average marginal effect: the mean over all rows of the derivative of the expected target, or of the probability of a
// level, by a number or rank, or of its difference between a level and the first (T. S. Bartus, Stata Journal 5, 2005).
type Effect struct {
	Outcome string  `json:"outcome,omitempty"` // the level, if the target has more than two
	Name    string  `json:"name"`
	Value   float64 `json:"value"`
	Error   float64 `json:"error"` // by the delta method for the rows as they are; 0 if it is not known
}

// ChangeSums are the sums of one effect over rows: of the effect itself, and of its derivatives by the parameters.
type ChangeSums struct {
	schema.Change
	Outcome  string
	Value    float64
	Gradient []float64
}

// outcomes returns the predictions of which effects are summed.
func (s NewtonShape) outcomes() []int {
	switch n := len(s.family.Levels()); {
	case n == 0:
		return []int{0}
	case n == 2:
		return []int{1}
	default:
		out := make([]int, n)
		for i := range out {
			out[i] = i
		}
		return out
	}
}

// effectValues returns how many sums the closing round has for effects.
func (s NewtonShape) effectValues() int {
	if s.Changes == nil {
		return 0
	}
	return len(s.Changes.List) * len(s.outcomes()) * (1 + s.Parameters)
}

// effectUnit divides effects before they are summed, so that they are about as large as 1.
func (s NewtonShape) effectUnit() float64 {
	if t := s.arch.Target; t.Type.Numeric() {
		return max(-*t.Min, *t.Max)
	}
	return 1
}

// effects computes the effects of rows.
type effects struct {
	*Newton
	w        []float64
	x, z     []float64 // encoded columns of a changed row, and its outputs
	along    []float64 // derivatives of the columns by the variable
	high     []float64 // predictions
	slopes   []float64 // of predictions by the outputs
	value    []float64 // of each prediction the effect
	gradient []float64 // and its derivatives by the parameters
}

func (n *Newton) newEffects(w []float64) *effects {
	k, l := n.family.Outputs(), kinds.Width(n.family)
	return &effects{n, w, make([]float64, n.arch.Inputs), make([]float64, k), make([]float64, n.arch.Inputs), make([]float64, l), make([]float64, l*k), make([]float64, l), make([]float64, l*n.shape.Parameters)}
}

// Differences of fourth order: (8·(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h.
var stencil = [4][2]float64{{1, 8}, {-1, -8}, {2, -1}, {-2, 1}}

const (
	alongOutputs = 1.0 / 512  // step of outputs, times their size if that is below 1 and above 1/16
	alongColumns = 1.0 / 1024 // the most that outputs move by a step of a column
	mostSteep    = 1024       // how fast outputs move along the range of a variable, at most, as steps take it
)

// add adds the effects of row i, on which forward ran, to dst, rounded.
func (e *effects) add(r *row, i int, dst []float64, round float64) {
	weight := 1 / e.shape.effectUnit()
	if e.table.Weight != nil {
		weight *= e.table.Weight[i] / e.shape.MostWeight
	}
	p, at := e.shape.Parameters, 0
	e.shape.Changes.Read(e.Objective.value[0])
	for c := range e.shape.Changes.List {
		e.effect(i, &e.shape.Changes.List[c])
		for _, l := range e.shape.outcomes() {
			dst[at] += e.clamp(r, weight*e.value[l]) + round - round
			for j, g := range e.gradient[l*p : (l+1)*p] {
				dst[at+1+j] += e.clamp(r, weight*g) + round - round
			}
			at += 1 + p
		}
	}
}

// effect computes one effect of a row: of a level the difference of two changed rows, of a number that of four along the derivatives
// of the columns, so that no column is computed beyond the range of its variable.
func (e *effects) effect(i int, c *schema.Change) {
	clear(e.value)
	clear(e.gradient)
	x := e.Objective.value[0]
	if c.Level > 0 {
		e.shape.Changes.Level(x, c, c.Level, e.x)
		e.at(i, 1)
		e.shape.Changes.Level(x, c, 0, e.x)
		e.at(i, -1)
		return
	}
	e.shape.Changes.Along(c, e.along)
	steep := 1.0
	affine(e.z, e.w, e.along)
	for _, z := range e.z {
		steep = max(steep, z, -z)
	}
	if !(steep < mostSteep) {
		steep = mostSteep
	}
	h := alongColumns / steep
	for _, s := range stencil {
		for j, d := range e.along {
			e.x[j] = x[j] + float64(s[0]*h*d)
		}
		e.at(i, s[1]/(12*h))
	}
}

// at adds the changed row to the effect, times factor: its predictions, and by each parameter the slopes of these by the outputs
// times the columns.
func (e *effects) at(i int, factor float64) {
	affine(e.z, e.w, e.x)
	e.z[0] += e.offset(i)
	outputs := len(e.z)
	clear(e.slopes)
	for k, z := range e.z {
		h := alongOutputs * min(1, max(z, -z, 1.0/16))
		for _, s := range stencil {
			e.z[k] = z + float64(s[0]*h)
			e.family.Predict(e.z, e.high)
			for l, p := range e.high {
				e.slopes[l*outputs+k] += float64(s[1]*p) / (12 * h)
			}
		}
		e.z[k] = z
	}
	e.family.Predict(e.z, e.high)
	for l, p := range e.high {
		e.value[l] += float64(factor * p)
		at := l * e.shape.Parameters
		for _, block := range e.shape.blocks {
			slope := 0.0
			for k, on := range block.On {
				slope += float64(on * e.slopes[l*outputs+k])
			}
			slope *= factor
			for _, v := range e.x[block.From:block.To] {
				e.gradient[at] += float64(slope * v)
				at++
			}
		}
	}
}

// readEffects reads the sums of effects over rows.
func (s NewtonShape) readEffects(r *newtonReader) (out []ChangeSums) {
	if s.Changes == nil {
		return nil
	}
	unit := s.effectUnit()
	number := func() float64 { return r.weights() * unit }
	for _, c := range s.Changes.List {
		for _, l := range s.outcomes() {
			sums := ChangeSums{Change: c, Value: number()}
			if len(s.family.Levels()) > 2 {
				sums.Outcome = s.family.Levels()[l]
			}
			for range s.Parameters {
				sums.Gradient = append(sums.Gradient, number())
			}
			out = append(out, sums)
		}
	}
	return out
}
