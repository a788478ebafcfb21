package tables

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/blindfit/blindfit/ml/meta"
	"github.com/blindfit/blindfit/modelowner/compare"
)

// metaAnalysis lists the combined effects of a meta-analysis by method, and how much the estimates of data owners differ. Prediction
// intervals are of the effect at one further data owner, as those of R's metafor: normal, or Student's t with hartung_knapp.
func metaAnalysis(s Source) *Table {
	if s.Model.Meta == nil {
		return nil
	}
	t := &Table{Columns: []string{"term", "method", "estimate", "std_error", "q", "df", "p_value", "i2", "tau2", "pi_low", "pi_high"}}
	for _, x := range s.Model.Meta {
		df, p := float64(x.DF()), compare.UpperChiSquared(x.Q, float64(x.DF()))
		add := func(method string, estimate, err float64, more ...Cell) {
			row := []Cell{Text(x.Name), Text(method), Number(estimate), Number(err), Number(x.Q), Number(df), Number(p), Number(x.I2())}
			t.Add(append(row, more...)...)
		}
		add("fixed", x.Fixed.Estimate, x.Fixed.Error, Empty, Empty, Empty)
		low, high := PredictionInterval(x, s.Model.Confidence())
		add("dersimonian_laird", x.Random.Estimate, x.Random.Error, Number(x.Tau2), Number(low), Number(high))
		half := Distribution{df}.Reach(s.Model.Confidence()) * math.Sqrt(x.Adjusted*x.Adjusted+x.Tau2)
		add("hartung_knapp", x.Random.Estimate, x.Adjusted, Number(x.Tau2), Number(x.Random.Estimate-half), Number(x.Random.Estimate+half))
	}
	return t
}

// pooled lists the rows of a forest plot of a meta-analysis: for each term one effect at all data owners, the mean effect, and the interval of
// the effect at one further data owner. No data owner's estimate is known.
func pooled(s Source) *Table {
	if s.Model.Meta == nil {
		return nil
	}
	t := &Table{Columns: []string{"term", "row", "estimate", "conf_low", "conf_high"}}
	level := s.Model.Confidence()
	z := Distribution{math.Inf(1)}.Reach(level)
	for _, x := range s.Model.Meta {
		student := Distribution{float64(x.DF())}.Reach(level)
		add := func(row string, estimate, low, high float64) {
			t.Add(Text(x.Name), Text(row), Number(estimate), Number(low), Number(high))
		}
		add("fixed", x.Fixed.Estimate, x.Fixed.Estimate-z*x.Fixed.Error, x.Fixed.Estimate+z*x.Fixed.Error)
		add("random", x.Random.Estimate, x.Random.Estimate-z*x.Random.Error, x.Random.Estimate+z*x.Random.Error)
		add("hartung_knapp", x.Random.Estimate, x.Random.Estimate-student*x.Adjusted, x.Random.Estimate+student*x.Adjusted)
		low, high := PredictionInterval(x, level)
		add("prediction", x.Random.Estimate, low, high)
	}
	return t
}

// egger lists Egger's test of each term, if the training file asks for it.
func egger(s Source) *Table {
	var t *Table
	for _, x := range s.Model.Meta {
		if x.Egger == nil {
			continue
		}
		if t == nil {
			t = &Table{Columns: []string{"term", "estimate", "std_error", "statistic", "df", "p_value"}}
		}
		df := float64(x.Owners - 2)
		statistic := x.Egger.Estimate / x.Egger.Error
		t.Add(Text(x.Name), Number(x.Egger.Estimate), Number(x.Egger.Error), Number(statistic), Number(df), Number(Distribution{df}.P(statistic)))
	}
	return t
}

// PredictionInterval returns the ends of the interval of a level for the effect at one further data owner.
func PredictionInterval(t meta.Term, level float64) (low, high float64) {
	half := distuv.UnitNormal.Quantile((1+level)/2) * math.Sqrt(t.Random.Error*t.Random.Error+t.Tau2)
	return t.Random.Estimate - half, t.Random.Estimate + half
}
