package disclosure

import (
	"math"
	"slices"
	"sort"
)

// threshold is the largest eigenvalue of a block of the hat matrix from which on its rows stand alone: some combination
// of columns then has 95 % of its length in these rows.
const threshold = 0.95

// maxLone bounds how many sets a finding names.
const maxLone = 100

// alone returns the sets of one or two rows that stand alone, at most maxLone, and the number of rows in all such sets.
// A set that holds a smaller one is not named.
//
// The largest eigenvalue of a pair's block is at most its trace, so a pair is examined only if its leverages add up to
// the threshold. Leverages add up to the rank, so few rows have half the threshold, which one row of a pair needs.
func (j *joint) alone(rows []int, pause func()) (lone []Lone, inSets int) {
	s, err := newSpace(rows, len(j.columns), j.read, pause)
	if j.err == nil { // a value that is no number is why nothing converges
		j.err = err
	}
	if j.err != nil {
		return nil, 0
	}
	h := s.leverages(rows, j.read, pause)
	marked := make([]bool, len(rows))
	add := func(share float64, at ...int) {
		for _, k := range at {
			if !marked[k] {
				marked[k] = true
				inSets++
			}
		}
		if len(lone) < maxLone {
			l := Lone{Share: min(share, 1)}
			var of []int
			for _, k := range at {
				l.Rows, of = append(l.Rows, rows[k]), append(of, rows[k])
			}
			l.Columns = j.reasons(s, of, len(rows))
			lone = append(lone, l)
		}
	}
	var heavy []int
	most := 0.0
	for k, x := range h {
		if x >= threshold {
			add(x, k)
			continue
		}
		if x >= threshold/2 {
			heavy = append(heavy, k)
			most = max(most, x)
		}
	}
	for _, p := range j.pairs(s, rows, h, heavy, threshold-most, pause) {
		add(p.share, p.rows[0], p.rows[1])
	}
	return lone, inSets
}

type pair struct {
	rows  [2]int // positions, ascending
	share float64
}

// pairs returns the pairs of rows that stand alone together. One row of each is among heavy, with a leverage below the
// threshold; the other has at least the leverage least.
func (j *joint) pairs(s *space, rows []int, h []float64, heavy []int, least float64, pause func()) []pair {
	if len(heavy) == 0 || s.rank == 0 {
		return nil
	}
	p := len(s.from)
	z := make([]float64, p)
	toward := make([][]float64, len(heavy)) // maps a row to its entry of the hat matrix with a heavy row
	for a, k := range heavy {
		s.read(j.read, rows[k], z)
		toward[a] = s.combine(s.coordinates(z, make([]float64, s.rank)))
	}
	var out []pair
	for k, x := range h {
		if x < least || x >= threshold {
			continue
		}
		pause()
		s.read(j.read, rows[k], z)
		for a, b := range heavy {
			// Of two heavy rows the later one finds the pair.
			if h[b]+x < threshold || b == k || x >= threshold/2 && b > k {
				continue
			}
			cross := 1/float64(len(rows)) + dot(toward[a], z)
			if share := eigenvalue(x, h[b], cross); share >= threshold {
				out = append(out, pair{[2]int{min(k, b), max(k, b)}, share})
			}
		}
	}
	sort.Slice(out, func(a, b int) bool {
		x, y := out[a].rows, out[b].rows
		return x[0] < y[0] || x[0] == y[0] && x[1] < y[1]
	})
	return out
}

// eigenvalue returns the larger eigenvalue of the symmetric matrix (a, c; c, b).
func eigenvalue(a, b, c float64) float64 { return (a+b)/2 + math.Hypot((a-b)/2, c) }

// reasons names the columns of the combination that singles out one or two rows, those that matter most first, as far as
// they make up nine tenths of it.
func (j *joint) reasons(s *space, rows []int, n int) []string {
	if s.rank == 0 {
		return []string{}
	}
	p := len(s.from)
	var z, y [2][]float64
	for k, i := range rows {
		z[k] = make([]float64, p)
		s.read(j.read, i, z[k])
		y[k] = s.coordinates(z[k], make([]float64, s.rank))
	}
	target, at := z[0], y[0]
	if len(rows) == 2 {
		// The eigenvector of the larger eigenvalue.
		a, b := 1/float64(n)+dot(y[0], y[0]), 1/float64(n)+dot(y[1], y[1])
		c := 1/float64(n) + dot(y[0], y[1])
		angle := math.Atan2(2*c, a-b) / 2
		target, at = turn(z[0], z[1], angle), turn(y[0], y[1], angle)
	}
	combination := s.combine(at)
	part := make([]float64, p)
	order := make([]int, p)
	total := 0.0
	for k := range p {
		part[k], order[k] = combination[k]*target[k], k
		total += part[k]
	}
	sort.SliceStable(order, func(a, b int) bool { return part[order[a]] > part[order[b]] })
	names, sum := []string{}, 0.0
	for _, k := range order {
		if name := j.columns[s.from[k]].Name; !slices.Contains(names, name) {
			names = append(names, name)
		}
		if sum += part[k]; sum >= 0.9*total || len(names) == 4 {
			break
		}
	}
	return names
}

// turn returns cos(angle)·a + sin(angle)·b.
func turn(a, b []float64, angle float64) []float64 {
	out := make([]float64, len(a))
	for i := range out {
		out[i] = math.Cos(angle)*a[i] + math.Sin(angle)*b[i]
	}
	return out
}
