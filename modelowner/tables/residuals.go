package tables

import "math"

// residualCounts lists the bins of fitted values and residuals that have rows.
func residualCounts(s Source) *Table {
	r := s.Model.Residuals
	if r == nil {
		return nil
	}
	t := &Table{Columns: []string{"fitted_low", "fitted_high", "residual_low", "residual_high", "nobs"}}
	across := len(r.Residual) - 1
	for k, n := range r.Counts {
		if n == 0 || n < s.Rule.Below {
			continue
		}
		f, e := k/across, k%across
		t.Add(Number(r.Fitted[f]), Number(r.Fitted[f+1]), Number(r.Residual[e]), Number(r.Residual[e+1]), Count(n))
	}
	return t
}

// residualMeans lists the mean residual of the rows in each bin of fitted values with its interval, and their standard deviation, to the
// width of a bin: the middle of a bin stands for its rows.
func residualMeans(s Source) *Table {
	r := s.Model.Residuals
	if r == nil {
		return nil
	}
	t := &Table{Columns: []string{"fitted_low", "fitted_high", "nobs", "mean", "conf_low", "conf_high", "sd"}}
	across := len(r.Residual) - 1
	reach := Distribution{math.Inf(1)}.Reach(s.Model.Confidence())
	for f := range len(r.Fitted) - 1 {
		rows, sum, squares := 0.0, 0.0, 0.0
		for e, n := range r.Counts[f*across : (f+1)*across] {
			middle := (r.Residual[e] + r.Residual[e+1]) / 2
			rows, sum, squares = rows+float64(n), sum+float64(n)*middle, squares+float64(n)*middle*middle
		}
		if rows == 0 || rows < float64(s.Rule.Below) {
			continue
		}
		mean, sd := sum/rows, math.NaN()
		if rows > 1 {
			sd = math.Sqrt(math.Max(squares-sum*mean, 0) / (rows - 1))
		}
		half := reach * sd / math.Sqrt(rows)
		t.Add(Number(r.Fitted[f]), Number(r.Fitted[f+1]), Count(int64(rows)), Number(mean), Number(mean-half), Number(mean+half), Number(sd))
	}
	return t
}
