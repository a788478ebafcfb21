package model

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/blindfit/blindfit/ml/schema"
)

// EvaluationBins is the number of bins that scores are counted in.
const EvaluationBins = 256

// Evaluation is how well a model does on rows of one owner, or of several
// together: counts and sums only.
type Evaluation struct {
	Rows int64
	// Loss is the sum of losses, in steps of 2^-bits: of half squared errors of the
	// scaled target, or of minus the log of the probability of the right level.
	Loss *big.Int
	bits uint
	// Of a numeric target, in steps of 2^-24 and 2^-48.
	Sum, Squares *big.Int
	// Of levels: rows predicted right, and per level the rows of it and of others
	// whose score falls in each bin of [0, 1]. For two levels only the second.
	Correct    int64
	Histograms []Histogram
}

// Histogram counts scores in bins of equal width.
type Histogram struct{ Positive, Negative [EvaluationBins]int64 }

// EvaluationValues gives the number of values of an evaluation of this shape.
func (s Shape) EvaluationValues() int {
	if s.Classes == 0 {
		return 4
	}
	return 3 + 2*EvaluationBins*s.histograms()
}

func (s Shape) histograms() int {
	if s.Classes == 2 {
		return 1
	}
	return s.Classes
}

// Evaluate scores the rows with weights w. Losses count without class weights,
// at most maxLoss each and rounded to 2^-bits, so that their sums are exact.
func (o *Objective) Evaluate(w []float64, maxLoss float64, bits uint) *Evaluation {
	e := &Evaluation{
		Rows: int64(o.Rows()), Sum: new(big.Int), Squares: new(big.Int),
		Histograms: make([]Histogram, o.shape.histograms()), bits: bits,
	}
	e.Loss = new(big.Int)
	o.Scores(w, func(row int, p []float64) {
		y := o.table.Y[row]
		if o.shape.Classes == 0 {
			r := p[0] - float64(y)/(1<<schema.QuantBits)
			addLoss(e, r*r/2, maxLoss)
			e.Sum.Add(e.Sum, big.NewInt(int64(y)))
			e.Squares.Add(e.Squares, big.NewInt(int64(y)*int64(y)))
			return
		}
		addLoss(e, -log(p[y]), maxLoss)
		if argmax(p) == int(y) {
			e.Correct++
		}
		for h := range e.Histograms {
			level := h
			if o.shape.Classes == 2 {
				level = 1
			}
			bin := max(0, min(EvaluationBins-1, int(p[level]*EvaluationBins)))
			if int(y) == level {
				e.Histograms[h].Positive[bin]++
			} else {
				e.Histograms[h].Negative[bin]++
			}
		}
	})
	if o.shape.Classes == 0 {
		e.Histograms = nil
	}
	return e
}

// addLoss counts one row's loss; one that is no number counts as the largest.
func addLoss(e *Evaluation, loss, most float64) {
	if !(loss < most) {
		loss = most
	}
	e.Loss.Add(e.Loss, fixedPoint(loss, e.bits))
}

// argmax gives the index of the largest number, the first of several.
func argmax(p []float64) int {
	best := 0
	for i, x := range p {
		if x > p[best] {
			best = i
		}
	}
	return best
}

// Encode gives the evaluation as integers: rows and loss, then of a numeric
// target sum and squares, of levels the rows predicted right and the histograms.
func (e *Evaluation) Encode() []*big.Int {
	out := []*big.Int{big.NewInt(e.Rows), e.Loss}
	if e.Histograms == nil {
		return append(out, e.Sum, e.Squares)
	}
	out = append(out, big.NewInt(e.Correct))
	for _, h := range e.Histograms {
		for b := range EvaluationBins {
			out = append(out, big.NewInt(h.Positive[b]), big.NewInt(h.Negative[b]))
		}
	}
	return out
}

// DecodeEvaluation reads a sum of evaluations and checks that it can be one. An
// evaluation over no rows is valid: owners may keep nothing back.
func (s Shape) DecodeEvaluation(values []*big.Int, bits uint) (*Evaluation, error) {
	invalid := func(rule string) (*Evaluation, error) {
		return nil, fmt.Errorf("invalid evaluation: %s", rule)
	}
	if len(values) != s.EvaluationValues() {
		return invalid(fmt.Sprintf("%d values, want %d", len(values), s.EvaluationValues()))
	}
	if !values[0].IsInt64() || values[0].Sign() < 0 || values[1].Sign() < 0 {
		return invalid("negative rows or loss")
	}
	e := &Evaluation{Rows: values[0].Int64(), Loss: values[1], bits: bits}
	if s.Classes == 0 {
		e.Sum, e.Squares = values[2], values[3]
		if new(big.Int).Mul(e.Sum, e.Sum).Cmp(new(big.Int).Mul(values[0], e.Squares)) > 0 {
			return invalid("sum and squares fit no rows")
		}
		return e, nil
	}
	e.Correct, e.Histograms = values[2].Int64(), make([]Histogram, s.histograms())
	if values[2].Sign() < 0 || values[2].Cmp(values[0]) > 0 {
		return invalid("more rows predicted right than there are")
	}
	for h := range e.Histograms {
		total, at := int64(0), 3+2*EvaluationBins*h
		for b := range EvaluationBins {
			p, n := values[at+2*b], values[at+2*b+1]
			if p.Sign() < 0 || n.Sign() < 0 || p.Cmp(values[0]) > 0 || n.Cmp(values[0]) > 0 {
				return invalid("a bin counts more rows than there are")
			}
			e.Histograms[h].Positive[b], e.Histograms[h].Negative[b] = p.Int64(), n.Int64()
			total += p.Int64() + n.Int64()
		}
		if total != e.Rows {
			return invalid("the bins do not add up")
		}
	}
	return e, nil
}

// Quality is what an evaluation says to people.
type Quality struct {
	Rows     int64    `json:"rows"`
	Loss     float64  `json:"loss"`               // mean
	MSE      *float64 `json:"mse,omitempty"`      // in the target's unit, squared
	R2       *float64 `json:"r2,omitempty"`       // 1 − SSE/SST
	Accuracy *float64 `json:"accuracy,omitempty"` // share of rows predicted right
	AUC      []AUC    `json:"auc,omitempty"`
}

// AUC is the area under the ROC curve of one level against all others, as far as
// scores in bins can tell.
type AUC struct {
	Level string  `json:"level"`
	Area  float64 `json:"area"`
	Bound float64 `json:"bound"` // the exact area is within Area ± Bound
}

// ErrNoEvaluation says that no owner kept rows back.
var ErrNoEvaluation = errors.New("invalid evaluation: over no rows")

// Quality gives the evaluation in words for people.
func (e *Evaluation) Quality(target schema.Feature) (*Quality, error) {
	if e.Rows == 0 {
		return nil, ErrNoEvaluation
	}
	n := float64(e.Rows)
	loss := real(e.Loss, e.bits)
	q := &Quality{Rows: e.Rows, Loss: loss / n}
	if e.Histograms == nil {
		mse := CostInUnits(2*q.Loss, target)
		q.MSE = &mse
		sum := new(big.Rat).SetInt(new(big.Int).Mul(e.Sum, e.Sum))
		sum.Quo(sum, new(big.Rat).SetInt64(e.Rows))
		total := new(big.Rat).Sub(new(big.Rat).SetInt(e.Squares), sum)
		if sst, _ := total.Float64(); sst > 0 {
			r2 := 1 - 2*loss/math.Ldexp(sst, -2*schema.QuantBits)
			q.R2 = &r2
		}
		return q, nil
	}
	accuracy := float64(e.Correct) / n
	q.Accuracy = &accuracy
	for h, histogram := range e.Histograms {
		level := h
		if len(target.Levels) == 2 {
			level = 1
		}
		if area, bound, ok := histogram.area(); ok && level < len(target.Levels) {
			q.AUC = append(q.AUC, AUC{target.Levels[level], area, bound})
		}
	}
	return q, nil
}

// area gives the probability that a positive row scores above a negative one,
// ties counting half, and how far bins can be off: half of the pairs that share
// one. Not ok without rows of both.
func (h *Histogram) area() (area, bound float64, ok bool) {
	var below, shared, positive, negative float64
	for b := range EvaluationBins {
		p, n := float64(h.Positive[b]), float64(h.Negative[b])
		below += p * negative
		shared += p * n
		positive += p
		negative += n
	}
	pairs := positive * negative
	return (below + shared/2) / pairs, shared / 2 / pairs, pairs > 0
}
