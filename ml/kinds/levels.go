package kinds

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/ml/internal/portable"
	"github.com/blindfit/blindfit/ml/schema"
)

// LogLoss is the mean of minus the log of the probability of a row's level.
const LogLoss = "log_loss"

// EvaluationBins is the number of bins in which probabilities are counted: of equal width in log odds, from −binReach to
// binReach, so that the probabilities of rare levels do not share a few.
const EvaluationBins = 256

const binReach = 8 // a probability of 1/3000; probabilities beyond it count in the first or the last bin

// binOf returns the bin of a probability.
func binOf(p float64) int {
	odds := portable.Log(p / (1 - p)) // infinite at both ends
	return int(max(0, min(EvaluationBins-1, math.Floor((odds+binReach)*(EvaluationBins/(2*binReach))))))
}

// withLevels returns the rule of kinds that predict a level.
func withLevels(kind string, target schema.Feature) (field, rule string) {
	if target.Type == schema.Ordinal || target.Type == schema.Nominal {
		return "", ""
	}
	return "target.type", kind + " predicts an ordinal or nominal target"
}

// levelGrid is coarse because the gradient of a row, made of probabilities, needs no more.
func levelGrid() (update, evaluation uint) { return 24, 24 }

// levelClip keeps gradients of the length that rows have in a good model, and losses up to that of a probability of 2 %.
func levelClip() (norm, loss float64) { return 0.5, 4 }

// levelCounts counts the rows for which the most probable level is right, and for each histogram and bin the rows of
// its level and of the others.
type levelCounts struct {
	levels     []string
	histograms []int // the levels that have one: all, or of two the second
}

func countLevels(levels []string) levelCounts {
	if len(levels) == 2 {
		return levelCounts{levels, []int{1}}
	}
	c := levelCounts{levels: levels}
	for i := range levels {
		c.histograms = append(c.histograms, i)
	}
	return c
}

func (c levelCounts) Values() int { return 1 + 2*EvaluationBins*len(c.histograms) }

var one = big.NewInt(1)

func (c levelCounts) Add(sums []*big.Int, p []float64, y int32) {
	if MostProbable(p) == int(y) {
		sums[0].Add(sums[0], one)
	}
	for h, level := range c.histograms {
		at := 1 + 2*(EvaluationBins*h+binOf(p[level]))
		if int(y) != level {
			at++
		}
		sums[at].Add(sums[at], one)
	}
}

func (c levelCounts) Check(rows int64, sums []*big.Int) string {
	n := big.NewInt(rows)
	if sums[0].Sign() < 0 || sums[0].Cmp(n) > 0 {
		return "more rows predicted right than there are"
	}
	for h := range c.histograms {
		total := int64(0)
		for _, v := range sums[1+2*EvaluationBins*h : 1+2*EvaluationBins*(h+1)] {
			if v.Sign() < 0 || v.Cmp(n) > 0 {
				return "a bin counts more rows than there are"
			}
			total += v.Int64()
		}
		if total != rows {
			return "the bins do not add up"
		}
	}
	return ""
}

func (c levelCounts) Quality(rows int64, loss float64, sums []*big.Int) *Quality {
	accuracy := float64(sums[0].Int64()) / float64(rows)
	q := &Quality{Rows: rows, Loss: loss / float64(rows), Scores: Scores{Accuracy: &accuracy}}
	for h, level := range c.histograms {
		if area, bound, ok := binnedArea(sums[1+2*EvaluationBins*h:]); ok {
			q.AUC = append(q.AUC, AUC{c.levels[level], area, bound})
			counts := ScoreCounts{Level: c.levels[level]}
			for b := range EvaluationBins {
				at := 1 + 2*(EvaluationBins*h+b)
				counts.Of, counts.Others = append(counts.Of, sums[at].Int64()), append(counts.Others, sums[at+1].Int64())
			}
			q.Counts = append(q.Counts, counts)
		}
	}
	return q
}

// binnedArea returns the probability that a row of the level scores above another, ties counting half, and how far bins
// can be off: half of the pairs that share one. ok is false without rows of both.
func binnedArea(histogram []*big.Int) (area, bound float64, ok bool) {
	var below, shared, positive, negative float64
	for b := range EvaluationBins {
		p, n := float64(histogram[2*b].Int64()), float64(histogram[2*b+1].Int64())
		below += p * negative
		shared += p * n
		positive += p
		negative += n
	}
	pairs := positive * negative
	return (below + shared/2) / pairs, shared / 2 / pairs, pairs > 0
}

func (levelCounts) NoisyValues() int { return 1 }

func (levelCounts) NoisySixteenths() int64 { return 16 }

func (levelCounts) AddNoisy(sums []int64, p []float64, y int32) {
	if MostProbable(p) == int(y) {
		sums[0] += 1 << schema.QuantBits
	}
}

// NoisyQuality limits the accuracy to [0, 1], since noise can move it past both ends.
func (levelCounts) NoisyQuality(q *Quality, means []float64) {
	accuracy := min(1, max(0, means[0]))
	q.Accuracy = &accuracy
}

// MostProbable returns the index of the largest probability, the first of several.
func MostProbable(p []float64) int {
	best := 0
	for i, x := range p {
		if x > p[best] {
			best = i
		}
	}
	return best
}

// Judge returns the accuracy and the exact areas under ROC curves.
func (c levelCounts) Judge(predictions [][]float64, targets []float64) Scores {
	right := 0
	for i, p := range predictions {
		if MostProbable(p) == int(targets[i]) {
			right++
		}
	}
	accuracy := float64(right) / float64(len(predictions))
	out := Scores{Accuracy: &accuracy}
	for _, level := range c.histograms {
		if area, ok := rankedArea(level, predictions, targets); ok {
			out.AUC = append(out.AUC, AUC{Level: c.levels[level], Area: area})
		}
	}
	return out
}

// rankedArea returns the area under the ROC curve of a level from ranks, ties counting half (H. Mann and D. Whitney).
func rankedArea(level int, p [][]float64, y []float64) (area float64, ok bool) {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p[a][level], p[b][level]) })
	var below, positive, negative float64
	for i := 0; i < len(order); {
		var pos, neg float64
		j := i
		for ; j < len(order) && p[order[j]][level] == p[order[i]][level]; j++ {
			if int(y[order[j]]) == level {
				pos++
			} else {
				neg++
			}
		}
		below += pos*negative + pos*neg/2
		positive, negative, i = positive+pos, negative+neg, j
	}
	return below / (positive * negative), positive > 0 && negative > 0
}
