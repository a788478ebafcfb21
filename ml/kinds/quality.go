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
