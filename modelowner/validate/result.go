package validate

import (
	"errors"
	"math"
	"slices"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// Result are the tables of a finished validation, of which m is the model: the regression of the target on the linear predictor.
//
// validation has nobs, calibration_intercept and calibration_slope of that regression, calibration_in_the_large (the intercept if
// the slope is held at 1), and of levels auc, brier and log_loss of the validated model's probabilities; of numbers mse and
// r_squared. roc, calibration and decision follow, of levels. Those of probabilities come from counts in bins of the log odds, in which the middle stands for its rows.
//
// A validation by group has the same tables and, with a first column group, those of each level under names that end in _by_group. Groups of few
// rows are left out of those: see tables.LeastGroup.
func Result(m *model.Model) ([]*tables.Table, error) {
	if m.Judgement != nil {
		return tables.Judged(tables.Source{Model: m}), nil
	}
	intercept, slope, err := line(m)
	if err != nil {
		return nil, err
	}
	t := &tables.Table{Name: "validation", Columns: []string{"statistic", "value"}}
	add := func(name string, x float64) { t.Add(tables.Text(name), tables.Number(x)) }
	t.Add(tables.Text("nobs"), tables.Count(m.Rows))
	if m.Kind == kinds.Linear {
		mse, mean, r2 := ofNumbers(m, intercept, slope)
		add("calibration_intercept", intercept)
		add("calibration_slope", slope)
		add("calibration_in_the_large", mean)
		add("mse", mse)
		add("r_squared", r2)
		return []*tables.Table{t}, nil
	}
	q := m.Quality
	if q == nil || len(q.Counts) != 1 || len(q.AUC) != 1 {
		return nil, problem.As(problem.ErrInput, errors.New("the validation has rows of one level only, so that nothing can be told apart"))
	}
	counts := q.Counts[0]
	odds := originalOdds(len(counts.Of), intercept, slope)
	brier, loss := ofProbabilities(counts, odds)
	area := q.AUC[0].Area
	if slope < 0 { // rows that score higher have the level less often
		area = 1 - area
	}
	add("auc", area)
	add("brier", brier)
	add("calibration_intercept", intercept)
	add("calibration_slope", slope)
	add("log_loss", loss)
	add("calibration_in_the_large", tables.InTheLarge(counts, odds))
	// The tables are of the model that is validated, not of the one that is calibrated again.
	again := *m
	quality := *q
	quality.Counts = []kinds.ScoreCounts{moved(counts, odds)}
	again.Quality = &quality
	out := []*tables.Table{t}
	for _, name := range []string{"roc", "calibration"} {
		x, err := tables.Of(tables.Source{Model: &again}, name)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return append(out, tables.Decision(counts, intercept, slope)), nil
}

// line returns the intercept and the slope of the regression on the linear predictor.
func line(m *model.Model) (intercept, slope float64, err error) {
	if j := m.Judgement; j != nil {
		if j.All.Line == nil {
			return 0, 0, problem.As(problem.ErrInput, errors.New("the rows of the validation determine no intercept and slope"))
		}
		return j.All.Line.Intercept, j.All.Line.Slope, nil
	}
	e := m.Estimates()
	if len(e) != 2 || m.Kind != kinds.Linear && m.Kind != kinds.Logistic {
		return 0, 0, problem.As(problem.ErrInput, errors.New("the training is no validation: its model has other terms than a linear predictor"))
	}
	if len(m.Aside) > 0 {
		return 0, 0, problem.As(problem.ErrInput, errors.New("the model predicts the same for every row of the validation, so that nothing can be told apart"))
	}
	return e[0].Value, e[1].Value, nil
}

// originalOdds returns the log odds of the validated model at the middle of each bin of those that are calibrated again.
func originalOdds(bins int, intercept, slope float64) []float64 {
	out := make([]float64, bins)
	for b := range out {
		middle := (kinds.Edge(b, bins) + kinds.Edge(b+1, bins)) / 2
		out[b] = math.Max(-reach, math.Min(reach, (middle-intercept)/slope))
	}
	return out
}

func probability(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

// ofProbabilities returns Brier's score and the mean log loss.
func ofProbabilities(c kinds.ScoreCounts, odds []float64) (brier, loss float64) {
	rows := 0.0
	for b, x := range odds {
		p, of, others := probability(x), float64(c.Of[b]), float64(c.Others[b])
		brier += of*(1-p)*(1-p) + others*p*p
		loss += of*math.Log1p(math.Exp(-x)) + others*math.Log1p(math.Exp(x))
		rows += of + others
	}
	return brier / rows, loss / rows
}

// moved counts the rows by the log odds of the validated model.
func moved(c kinds.ScoreCounts, odds []float64) kinds.ScoreCounts {
	n := len(c.Of)
	out := kinds.ScoreCounts{Level: c.Level, Of: make([]int64, n), Others: make([]int64, n)}
	for b, x := range odds {
		at := int(math.Max(0, math.Min(float64(n-1), math.Floor((x-kinds.Edge(0, n))/(kinds.Edge(1, n)-kinds.Edge(0, n))))))
		out.Of[at] += c.Of[b]
		out.Others[at] += c.Others[b]
	}
	return out
}

// ofNumbers returns the mean squared error of the validated predictions, the mean by which they are too low, and R².
func ofNumbers(m *model.Model, intercept, slope float64) (mse, mean, r2 float64) {
	i := m.Inference
	if i == nil || i.Covariance == nil {
		return math.NaN(), math.NaN(), math.NaN()
	}
	// The covariance of the estimates is σ²·(XᵀX)⁻¹: it has the mean and the variance of the linear predictor.
	n := float64(m.Rows)
	sigma2 := m.Cost * n / i.Freedom
	square := sigma2 / i.Covariance.At(1, 1) // of the predictor about its mean
	center := -i.Covariance.At(0, 1) / i.Covariance.At(1, 1)
	mean = intercept + (slope-1)*center
	mse = m.Cost + mean*mean + (slope-1)*(slope-1)*square/n
	total := m.Cost*n + slope*slope*square
	return mse, mean, 1 - mse*n/total
}

// Recalibrated returns the validated model with the intercept and the slope that its validation found.
func Recalibrated(validated, validation *model.Model) (*model.Model, error) {
	intercept, slope, err := line(validation)
	if err != nil {
		return nil, err
	}
	if validated.Kind == kinds.Linear != (validation.Kind == kinds.Linear) {
		return nil, problem.As(problem.ErrInput, errors.New("the validation is of a model of another kind"))
	}
	weights := slices.Clone(validated.Weights)
	shift := intercept
	if validated.Kind == kinds.Linear { // weights are on the target about the middle of its range
		center, width := validated.Schema.Target.Scale()
		shift = (intercept + (slope-1)*center) / width
	}
	for j := range weights {
		weights[j] *= slope
	}
	link := validated.Architecture().Family().Link()
	if validated.Kind != kinds.Linear {
		shift = (intercept + (slope-1)*link.Shift) / link.Scale
	}
	weights[0] += 2 * shift // the column of constants is 1/2
	summary := validated.Summary
	summary.Extras = model.Extras{Aside: validated.Aside}
	summary.Rows, summary.Cost = validation.Rows, validation.Cost
	summary.Name += " (calibrated again)"
	if validated.Kind == kinds.Discriminant {
		summary.Cost = validated.Cost
	}
	return model.New(summary, nil, weights)
}
