package tables

import (
	"math"
	"slices"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
)

// LeastGroup is the number of rows below which the tables of a validation leave a group out, and leastLevel that of rows of one of two
// levels: a curve over fewer tells of single rows.
const (
	LeastGroup = 10
	leastLevel = 5
)

// most bounds the log odds of thresholds: probabilities beyond are as good as 0 and 1.
const most = 15

// judgedTables are the tables of a validation by group, of all rows; those of each group have the same names with byGroup.
var judgedTables = []kind{{"validation", judgedAll}, {"decision", decisionAll}, {"validation" + byGroup, validationBy}, {"roc" + byGroup, by(roc)}, {"calibration" + byGroup, by(calibration)}, {"decision" + byGroup, by(decisionAll)}}

const byGroup = "_by_group"

// Judged returns the tables of a validation by group: of all rows, and of each group that has enough of them.
func Judged(s Source) []*Table {
	var out []*Table
	for _, name := range []string{"validation", "roc", "calibration", "decision", "validation" + byGroup, "roc" + byGroup, "calibration" + byGroup, "decision" + byGroup} {
		for _, k := range all {
			if k.name != name {
				continue
			}
			if t := k.of(s); t != nil {
				t.Name = name
				out = append(out, t)
			}
		}
	}
	return out
}

// judgedAll lists the agreement of a prediction with all rows.
func judgedAll(s Source) *Table {
	if s.Model.Judgement == nil {
		return nil
	}
	t := &Table{Columns: []string{"statistic", "value"}}
	for _, x := range agreement(s.Model.Judgement.All) {
		t.Add(Text(x.name), Number(x.value))
	}
	return t
}

// validationBy lists the agreement of a prediction with the rows of each group. Groups that are left out have an empty number of rows.
func validationBy(s Source) *Table {
	j := s.Model.Judgement
	if j == nil {
		return nil
	}
	t, hidden := &Table{Columns: []string{"group", "statistic", "value"}}, HiddenGroups(s)
	for k, x := range j.By {
		if hidden[k] {
			t.Add(Text(x.Level), Text("nobs"), Empty)
			continue
		}
		for _, a := range agreement(x) {
			t.Add(Text(x.Level), Text(a.name), Number(a.value))
		}
	}
	return t
}

// HiddenGroups reports which groups of a validation are left out: those of few rows, and if that is one alone the next smallest too, because
// numbers of all rows would tell those of the one.
func HiddenGroups(s Source) []bool {
	groups := s.Model.Judgement.By
	out, hidden, next := make([]bool, len(groups)), 0, -1
	for k, x := range groups {
		n := rowsOf(x)
		if out[k] = few(x, max(LeastGroup, s.Rule.Below)); out[k] {
			hidden++
		} else if n > 0 && (next < 0 || n < rowsOf(groups[next])) {
			next = k
		}
	}
	if hidden == 1 && next >= 0 {
		out[next] = true
	}
	return out
}

func rowsOf(x kinds.Judged) int64 {
	if x.Quality == nil {
		return 0
	}
	return x.Quality.Rows
}

// few reports whether a group has some rows, and fewer than least or too few of one level.
func few(x kinds.Judged, least int64) bool {
	if n := rowsOf(x); n == 0 || n < least {
		return n > 0
	}
	for _, c := range x.Quality.Counts {
		if min(total(c.Of), total(c.Others)) < leastLevel {
			return true
		}
	}
	return false
}

type statistic struct {
	name  string
	value float64
}

// agreement lists the statistics of a prediction on some rows that there are.
func agreement(x kinds.Judged) []statistic {
	out := []statistic{{"nobs", float64(rowsOf(x))}}
	add := func(name string, value *float64) {
		if value != nil {
			out = append(out, statistic{name, *value})
		}
	}
	q := x.Quality
	if q == nil {
		return out
	}
	for _, a := range q.AUC {
		out = append(out, statistic{"auc", a.Area}, statistic{"auc_bound", a.Bound})
	}
	add("brier", x.Brier)
	if l := x.Line; l != nil {
		out = append(out, statistic{"calibration_intercept", l.Intercept}, statistic{"calibration_intercept_std_error", l.InterceptError},
			statistic{"calibration_slope", l.Slope}, statistic{"calibration_slope_std_error", l.SlopeError})
	}
	add("mse", q.MSE)
	add("r_squared", q.R2)
	add("calibration_in_the_large", x.Large)
	if q.MSE == nil {
		out = append(out, statistic{"log_loss", q.Loss})
	}
	for _, c := range q.Counts {
		out = append(out, statistic{"calibration_in_the_large", InTheLarge(c, middles(len(c.Of)))})
	}
	return out
}

// middles returns the log odds at the middle of each bin.
func middles(bins int) []float64 {
	out := make([]float64, bins)
	for b := range out {
		out[b] = (kinds.Edge(b, bins) + kinds.Edge(b+1, bins)) / 2
	}
	return out
}

// InTheLarge returns the number to add to all log odds, of which each bin has some, so that as many rows of the level are predicted as
// there are.
func InTheLarge(c kinds.ScoreCounts, odds []float64) float64 {
	low, high := -2.0*most, 2.0*most
	for range 200 {
		middle, more := (low+high)/2, 0.0
		for b, x := range odds {
			more += float64(c.Of[b]+c.Others[b])*logistic(x+middle) - float64(c.Of[b])
		}
		if more > 0 {
			high = middle
		} else {
			low = middle
		}
	}
	return (low + high) / 2
}

// by returns the table of each group that is shown, one below the other, with the group in a first column in place of the level.
func by(of func(Source) *Table) func(Source) *Table {
	return func(s Source) *Table {
		j := s.Model.Judgement
		if j == nil {
			return nil
		}
		var out *Table
		hidden := HiddenGroups(s)
		for k, x := range j.By {
			if hidden[k] || x.Quality == nil {
				continue
			}
			one := s
			one.Model = &model.Model{Summary: model.Summary{Schema: s.Model.Schema, Extras: model.Extras{Quality: x.Quality, Level: s.Model.Level, Judgement: &kinds.Judgement{All: x}}}}
			t := of(one)
			if t == nil {
				continue
			}
			if t.Columns[0] == "level" {
				t.Columns[0] = "group"
			} else {
				t.Columns = append([]string{"group"}, t.Columns...)
			}
			if out == nil {
				out = &Table{Columns: t.Columns}
			}
			for _, row := range t.Rows {
				if len(row) == len(out.Columns) {
					row = row[1:]
				}
				out.Add(append([]Cell{Text(x.Level)}, row...)...)
			}
		}
		return out
	}
}

// decisionAll is the decision curve of a prediction on all rows.
func decisionAll(s Source) *Table {
	if s.Model.Judgement == nil || s.Model.Judgement.All.Quality == nil || len(s.Model.Judgement.All.Quality.Counts) != 1 {
		return nil
	}
	return Decision(s.Model.Judgement.All.Quality.Counts[0], 0, 1)
}

// Decision is the table of the decision curve (A. J. Vickers and E. B. Elkin, Med. Decis. Making 26, 2006): the net benefit, per row, of treating
// rows with a probability of at least a threshold, and that of treating all of them. Thresholds are where bins begin, so that
// counts are exact at each. Bins are of intercept + slope times the log odds of the prediction.
func Decision(c kinds.ScoreCounts, intercept, slope float64) *Table {
	t := &Table{Name: "decision", Columns: []string{"threshold", "treated", "net_benefit", "treat_all"}}
	n := len(c.Of)
	rows, cases := float64(total(c.Of)+total(c.Others)), float64(total(c.Of))
	right, wrong := 0.0, 0.0
	for k := range n - 1 {
		b, edge := n-1-k, n-1-k // from the highest odds of the prediction down, and where the bin begins there
		if slope < 0 {
			b, edge = k, k+1
		}
		right, wrong = right+float64(c.Of[b]), wrong+float64(c.Others[b])
		if c.Of[b]+c.Others[b] == 0 {
			continue
		}
		odds := (kinds.Edge(edge, n) - intercept) / slope
		harm := math.Exp(odds) // of a row that is treated without need, against the good of one that needs it
		if math.Abs(odds) <= most {
			t.Add(Number(logistic(odds)), Number((right+wrong)/rows), Number((right-wrong*harm)/rows), Number((cases-(rows-cases)*harm)/rows))
		}
	}
	slices.Reverse(t.Rows)
	return t
}
