package tables

import (
	"math"

	"github.com/blindfit/blindfit/ml/kinds"
)

// scoresOf returns the rows by probability that an evaluation counted.
func scoresOf(s Source) []kinds.ScoreCounts {
	if s.Model.Quality == nil {
		return nil
	}
	return s.Model.Quality.Counts
}

// logistic returns the probability of log odds.
func logistic(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

// roc lists the points of the ROC curve of each level: rows at a probability of the threshold or above count as the level. The
// first point has no threshold and counts none.
func roc(s Source) *Table {
	all := scoresOf(s)
	if all == nil {
		return nil
	}
	t := &Table{Columns: []string{"level", "threshold", "specificity", "sensitivity"}}
	for _, c := range all {
		of, others := total(c.Of), total(c.Others)
		t.Add(Text(c.Level), Empty, Number(1), Number(0))
		right, wrong := int64(0), int64(0)
		for b := len(c.Of) - 1; b >= 0; b-- {
			if c.Of[b] == 0 && c.Others[b] == 0 {
				continue
			}
			right, wrong = right+c.Of[b], wrong+c.Others[b]
			threshold := 0.0 // the first bin holds all that is below
			if b > 0 {
				threshold = logistic(kinds.Edge(b, len(c.Of)))
			}
			t.Add(Text(c.Level), Number(threshold), Number(1-float64(wrong)/float64(others)), Number(float64(right)/float64(of)))
		}
	}
	return t
}

func total(counts []int64) (n int64) {
	for _, c := range counts {
		n += c
	}
	return n
}

// calibrationGroups is into how many groups of rows calibration is divided.
const calibrationGroups = 10

// groupRows is how many rows a group of calibration has at least, if rows are divided beforehand.
const groupRows = 20

// calibration lists groups of about as many rows with their mean predicted probability, to the width of a bin, and the observed
// share with its interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927).
func calibration(s Source) *Table {
	all := scoresOf(s)
	if all == nil {
		return nil
	}
	t := &Table{Columns: []string{"level", "nobs", "predicted", "observed", "conf_low", "conf_high"}}
	for _, c := range all {
		rows, groups := total(c.Of)+total(c.Others), int64(calibrationGroups)
		if s.divided {
			groups = max(1, min(groups, rows/groupRows))
		}
		n, right, sum, before := int64(0), int64(0), 0.0, int64(0)
		for b := range c.Of {
			here := c.Of[b] + c.Others[b]
			n, right = n+here, right+c.Of[b]
			sum += float64(here) * logistic((kinds.Edge(b, len(c.Of))+kinds.Edge(b+1, len(c.Of)))/2)
			full := (before+n)*groups/rows > before*groups/rows
			if n == 0 || !full && before+n < rows {
				continue
			}
			low, high := wilson(right, n, s.Model.Confidence())
			t.Add(Text(c.Level), Count(n), Number(sum/float64(n)), Number(float64(right)/float64(n)), Number(low), Number(high))
			before, n, right, sum = before+n, 0, 0, 0
		}
	}
	return t
}

// wilson returns the interval of a share at a confidence level.
func wilson(right, rows int64, level float64) (low, high float64) {
	z := Distribution{math.Inf(1)}.Reach(level)
	n := float64(rows)
	p := float64(right) / n
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	reach := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return math.Max(0, middle-reach), math.Min(1, middle+reach)
}
