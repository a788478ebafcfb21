package kinds

import "github.com/blindfit/blindfit/internal/strictjson"

// Quality is how well a model does on rows.
type Quality struct {
	Rows int64 `json:"rows"`
	// Apparent means that the rows are those that the model was fitted to: it does worse on others.
	Apparent bool     `json:"apparent,omitempty"`
	Loss     float64  `json:"loss"`          // mean
	MSE      *float64 `json:"mse,omitempty"` // in the target's unit, squared
	Scores
}

// Scores are measures of a model that people compare. Those that were not measured, or that the family does not have, are
// absent.
type Scores struct {
	R2       *float64 `json:"r2,omitempty"`       // 1 − SSE/SST
	Accuracy *float64 `json:"accuracy,omitempty"` // share of rows for which the most probable level is right
	AUC      []AUC    `json:"auc,omitempty"`
	// Counts are the rows by probability, one for each of AUC. They are absent of predictions of a file's rows.
	Counts []ScoreCounts `json:"score_counts,omitempty"`
	// Deviance of all rows together, and that of a model without features.
	Deviance     *float64 `json:"deviance,omitempty"`
	NullDeviance *float64 `json:"null_deviance,omitempty"`
}

// Judgement is how far a prediction agrees with the rows that a validation judges it on, over all of them and by group.
type Judgement struct {
	Group string   `json:"group"` // the column that divides the rows by its levels
	All   Judged   `json:"all"`
	By    []Judged `json:"by"` // one for each level
}

// Judged is the agreement of a prediction with some rows.
type Judged struct {
	Level string `json:"level,omitempty"`
	// Quality of the prediction as it stands; nil without rows.
	Quality *Quality `json:"quality,omitempty"`
	// Brier is the mean squared error of probabilities; nil of numbers and without rows.
	Brier *float64 `json:"brier,omitempty"`
	// Large is the mean by which predictions of numbers are too low; nil of levels and without rows.
	Large *float64 `json:"in_the_large,omitempty"`
	// Line is the regression of the target on the prediction; nil if the rows do not determine it.
	Line *Line `json:"line,omitempty"`
}

// Line is a regression on one column, with standard errors.
type Line struct {
	Intercept      float64 `json:"intercept"`
	Slope          float64 `json:"slope"`
	InterceptError float64 `json:"intercept_error"`
	SlopeError     float64 `json:"slope_error"`
}

// Residuals are the numbers of rows by their fitted value and by their residual, in bins.
type Residuals struct {
	// Pearson means that residuals are divided by the standard deviation that the family gives the fitted value, up to the dispersion; else
	// they are in the target's unit.
	Pearson  bool      `json:"pearson,omitempty"`
	Fitted   []float64 `json:"fitted"`   // edges of bins, in the target's unit; the first and the last bin hold all beyond
	Residual []float64 `json:"residual"` // likewise
	Counts   []int64   `json:"counts"`   // for each bin of fitted values one for each bin of residuals
}

// AUC is the area under the ROC curve of one level against all others.
type AUC struct {
	Level string  `json:"level"`
	Area  float64 `json:"area"`
	Bound float64 `json:"bound"` // the exact area is within Area ± Bound, as scores are counted in bins
}

// ScoreCounts are the numbers of rows of a level, and of the others, in bins of the probability of the level. Bin i of n holds log
// odds from −8 + 16·i/n to −8 + 16·(i+1)/n; the first and the last also hold all beyond.
type ScoreCounts struct {
	Level  string  `json:"level"`
	Of     []int64 `json:"of"`
	Others []int64 `json:"others"`
}

// Edge returns the log odds at the left of bin i of n, from 0 to n.
func Edge(i, n int) float64 { return -binReach + 2*binReach*float64(i)/float64(n) }

// Score is one of Scores under its name.
type Score struct {
	Name  string
	Value float64
	Bound float64 // the exact value is within Value ± Bound; 0 if Value is exact
}

// List returns the scores there are.
func (s Scores) List() []Score {
	var out []Score
	add := func(name string, value *float64) {
		if value != nil {
			out = append(out, Score{Name: name, Value: *value})
		}
	}
	add("R²", s.R2)
	add("accuracy", s.Accuracy)
	for _, a := range s.AUC {
		out = append(out, Score{"area under the ROC curve of " + a.Level, a.Area, a.Bound})
	}
	add("deviance", s.Deviance)
	add("null deviance", s.NullDeviance)
	return out
}

// ReadQuality reads a quality from JSON.
func ReadQuality(v strictjson.Value) *Quality {
	v.Known("rows", "apparent", "loss", "mse", "r2", "accuracy", "auc", "score_counts", "deviance", "null_deviance")
	optional := func(name string) *float64 {
		if field := v.Field(name); field.Present() {
			x := field.Float(0)
			return &x
		}
		return nil
	}
	q := &Quality{
		Rows: v.Field("rows").Int(0, 0, 1<<53), Apparent: v.Field("apparent").Bool(false), Loss: v.Field("loss").Float(0), MSE: optional("mse"),
		Scores: Scores{
			R2: optional("r2"), Accuracy: optional("accuracy"),
			Deviance: optional("deviance"), NullDeviance: optional("null_deviance"),
		},
	}
	for _, item := range v.Field("auc").List() {
		item.Known("level", "area", "bound")
		q.AUC = append(q.AUC, AUC{
			Level: item.Field("level").String(""), Area: item.Field("area").Float(0), Bound: item.Field("bound").Float(0),
		})
	}
	for _, item := range v.Field("score_counts").List() {
		item.Known("level", "of", "others")
		c := ScoreCounts{Level: item.Field("level").String("")}
		for name, to := range map[string]*[]int64{"of": &c.Of, "others": &c.Others} {
			for _, n := range item.Field(name).List() {
				*to = append(*to, n.Int(0, 0, 1<<53))
			}
		}
		if len(c.Of) != len(c.Others) || len(c.Of) == 0 {
			item.Fail("of and others must have one number for each bin")
		}
		q.Counts = append(q.Counts, c)
	}
	return q
}

// ReadJudgement reads a judgement from JSON.
func ReadJudgement(v strictjson.Value) *Judgement {
	v.Known("group", "all", "by")
	j := &Judgement{Group: v.Field("group").String(""), All: readJudged(v.Field("all"))}
	for _, item := range v.Field("by").List() {
		j.By = append(j.By, readJudged(item))
	}
	return j
}

func readJudged(v strictjson.Value) Judged {
	v.Known("level", "quality", "brier", "in_the_large", "line")
	j := Judged{Level: v.Field("level").String("")}
	if q := v.Field("quality"); q.Present() {
		j.Quality = ReadQuality(q)
	}
	for name, to := range map[string]**float64{"brier": &j.Brier, "in_the_large": &j.Large} {
		if field := v.Field(name); field.Present() {
			x := field.Float(0)
			*to = &x
		}
	}
	if l := v.Field("line"); l.Present() {
		l.Known("intercept", "slope", "intercept_error", "slope_error")
		j.Line = &Line{l.Field("intercept").Float(0), l.Field("slope").Float(0), l.Field("intercept_error").Float(0), l.Field("slope_error").Float(0)}
	}
	return j
}

// ReadResiduals reads counts of residuals from JSON.
func ReadResiduals(v strictjson.Value) *Residuals {
	v.Known("pearson", "fitted", "residual", "counts")
	r := &Residuals{Pearson: v.Field("pearson").Bool(false)}
	for name, to := range map[string]*[]float64{"fitted": &r.Fitted, "residual": &r.Residual} {
		for _, x := range v.Field(name).List() {
			*to = append(*to, x.Float(0))
		}
	}
	for _, n := range v.Field("counts").List() {
		r.Counts = append(r.Counts, n.Int(0, 0, 1<<53))
	}
	if len(r.Fitted) < 2 || len(r.Residual) < 2 || len(r.Counts) != (len(r.Fitted)-1)*(len(r.Residual)-1) {
		v.Fail("must have one count for each bin")
	}
	return r
}
