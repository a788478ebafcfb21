package cox

import (
	"cmp"
	"math"
	"slices"
)

// Concordance counts the pairs of rows of which one is known to have had the event before the other (F. E. Harrell and others,
// JAMA 247, 1982). With the event at a time goes before being censored at it.
type Concordance struct {
	Pairs  float64
	Scores float64 // 2 for each pair whose first row has the higher log hazard, 1 for each where they are equal
	// Sums over rows of squares and products of the numbers above of the pairs that a row is in: ScoreScore, ScorePair, PairPair.
	ScoreScore, ScorePair, PairPair float64
}

// Index returns the share of pairs that the log hazards order as the events, ties counted half, with its standard error by the
// infinitesimal jackknife over rows, as R's concordance has it. ok is false without pairs.
func (c Concordance) Index() (index, err float64, ok bool) {
	if !(c.Pairs > 0) {
		return 0, 0, false
	}
	index = c.Scores / (2 * c.Pairs)
	v := c.ScoreScore/4 - index*c.ScorePair + index*index*c.PairPair
	return index, math.Sqrt(math.Max(0, v)) / c.Pairs, true
}

func (c *Concordance) list() []*float64 {
	return []*float64{&c.Pairs, &c.Scores, &c.ScoreScore, &c.ScorePair, &c.PairPair}
}

// point is rows of one time and one score.
type point struct {
	time  int32
	score int // the rank of the log hazard, from 0
	event bool
	rows  int64
}

// countPairs returns the pairs among points, which it sorts.
func countPairs(points []point) (out Concordance) {
	slices.SortStableFunc(points, func(a, b point) int { return cmp.Compare(a.time, b.time) })
	scores := 0
	for _, p := range points {
		scores = max(scores, p.score+1)
	}
	pairs, score := make([]int64, len(points)), make([]int64, len(points))
	groups := groupsOf(points)
	add := func(t tree, from, to int, event bool) {
		for i := from; i < to; i++ {
			if points[i].event == event {
				t.add(points[i].score, points[i].rows)
			}
		}
	}
	count := func(t tree, i int, first bool) {
		below, upTo, all := t.below(points[i].score), t.below(points[i].score+1), t.below(scores)
		pairs[i] += all
		if first {
			score[i] += below + upTo // 2 below and 1 equal
		} else {
			score[i] += 2*all - below - upTo
		}
	}
	later := newTree(scores)
	for g := len(groups) - 2; g >= 0; g-- {
		from, to := groups[g], groups[g+1]
		add(later, from, to, false)
		for i := from; i < to; i++ {
			if points[i].event {
				count(later, i, true)
				out.Pairs += float64(points[i].rows * pairs[i])
				out.Scores += float64(points[i].rows * score[i])
			}
		}
		add(later, from, to, true)
	}
	earlier := newTree(scores)
	for g := range len(groups) - 1 {
		from, to := groups[g], groups[g+1]
		for i := from; i < to; i++ {
			if points[i].event {
				count(earlier, i, false)
			}
		}
		add(earlier, from, to, true)
		for i := from; i < to; i++ {
			if !points[i].event {
				count(earlier, i, false)
			}
		}
	}
	for i, p := range points {
		n, s, rows := float64(pairs[i]), float64(score[i]), float64(p.rows)
		out.ScoreScore += rows * s * s
		out.ScorePair += rows * s * n
		out.PairPair += rows * n * n
	}
	return out
}

// groupsOf returns where each time begins among points in the order of times, and their number.
func groupsOf(points []point) []int {
	out := []int{}
	for i := range points {
		if i == 0 || points[i].time != points[i-1].time {
			out = append(out, i)
		}
	}
	return append(out, len(points))
}

// tree counts rows by rank (P. M. Fenwick, Software: Practice and Experience 24, 1994).
type tree []int64

func newTree(ranks int) tree { return make(tree, ranks+1) }

func (t tree) add(rank int, rows int64) {
	for i := rank + 1; i < len(t); i += i & -i {
		t[i] += rows
	}
}

// below returns the number of rows with a lower rank.
func (t tree) below(rank int) (n int64) {
	for i := rank; i > 0; i -= i & -i {
		n += t[i]
	}
	return n
}

// concordance returns the pairs of one stratum with these log hazards.
func (s *Stratum) concordance(linear []float64) Concordance {
	sorted := slices.Clone(linear)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	points := make([]point, len(linear))
	for i, r := range s.rows {
		rank, _ := slices.BinarySearch(sorted, linear[i])
		points[i] = point{r.time, rank, r.event, 1}
	}
	return countPairs(points)
}

// concordance returns the pairs of all rows, of which times and log hazards are known up to their bins.
func (s *BinSums) concordance() Concordance {
	var points []point
	for kind := range s.scores {
		for b, bin := range s.scores[kind] {
			for k, rows := range bin {
				if rows > 0 {
					points = append(points, point{int32(b), k, kind == 1, rows})
				}
			}
		}
	}
	return countPairs(points)
}
