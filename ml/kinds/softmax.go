package kinds

import (
	"math"

	"github.com/blindfit/blindfit/ml/internal/portable"
	"github.com/blindfit/blindfit/ml/schema"
)

// Multinomial is softmax regression: a weighted sum for each level of the target.
const Multinomial = "softmax_regression"

type softmax struct{}

func (softmax) Name() string  { return Multinomial }
func (softmax) Title() string { return "softmax regression" }
func (softmax) Hidden() bool  { return false }
func (softmax) Shares() bool  { return false }

func (softmax) Check(target schema.Feature) (field, rule string) {
	return withLevels(Multinomial, target)
}

func (softmax) Links() []string { return []string{SoftmaxLink} }

func (softmax) Family(target schema.Feature, _ string) Family {
	return multinomial{levels: target.Levels}
}
func (softmax) LeastSquares(schema.Feature) *LeastSquares { return nil }

// multinomial is a target of levels with an output for each.
type multinomial struct {
	exact
	levels []string
}

// Link is that of levels: the softmax of the outputs are the probabilities.
func (multinomial) Link() Link {
	return Link{Name: SoftmaxLink, Meaning: "the log odds of the level against the first", Scale: 1}
}

func (f multinomial) Outputs() int     { return len(f.levels) }
func (f multinomial) Levels() []string { return f.levels }
func (multinomial) Metric() string     { return LogLoss }

// Bend is the bound of D. Böhning, Ann. Inst. Statist. Math. 44, 1992, p. 197.
func (multinomial) Bend() float64 { return 0.5 }

func (multinomial) Cost(loss float64) float64       { return loss }
func (multinomial) Penalty(l2 float64) float64      { return l2 }
func (multinomial) Grid() (update, evaluation uint) { return levelGrid() }
func (multinomial) Clip() (norm, loss float64)      { return levelClip() }

func (multinomial) Loss(z, g []float64, y float64) float64 {
	norm := softmaxInto(g, z)
	g[int(y)]--
	return norm - z[int(y)]
}

func (f multinomial) Information(z []float64, _ float64, _ Information, h []float64) {
	k := len(f.levels)
	p := make([]float64, k)
	softmaxInto(p, z)
	for i := range k {
		for j := range k {
			h[i*k+j] = -p[i] * p[j]
		}
		h[i*k+i] += p[i]
	}
}

// Blocks leave the first output at 0: only differences of outputs matter.
func (f multinomial) Blocks(columns int) []Block {
	blocks := make([]Block, len(f.levels)-1)
	for i := range blocks {
		on := make([]float64, len(f.levels))
		on[i+1] = 1
		blocks[i] = Block{0, columns, on}
	}
	return blocks
}

func (f multinomial) Terms(columns []string) []Term {
	var out []Term
	for k, level := range f.levels[1:] {
		out = append(out, termsOf(level, columns, k+1, 1)...)
	}
	return out
}

func (multinomial) Predict(z, p []float64) { softmaxInto(p, z) }

func (f multinomial) Measures() Measures { return countLevels(f.levels) }

// softmaxInto writes the probabilities that the outputs z stand for to p and returns log Σ e^z.
func softmaxInto(p, z []float64) float64 {
	top := z[0]
	for _, x := range z {
		top = math.Max(top, x)
	}
	sum := 0.0
	for k, x := range z {
		p[k] = portable.Exp(x - top)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return top + portable.Log(sum)
}
