// Package kinds measures trainings of every kind of model by Newton's rounds and the others that one sum decides: how many
// rounds they take, how many bytes an owner sends, and how long its own sums take.
package kinds

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
)

// Owners of most measured trainings, and the rows of each.
const (
	Owners = 5
	Rows   = 400
)

// modulusBits is the length of the keys in use, and ciphertextSize that of their ciphertexts in bytes.
const (
	modulusBits    = 3072
	ciphertextSize = 2 * modulusBits / 8
)

// Columns are those of the measured trainings, the constant counted.
var Columns = []int{10, 30, 100}

// Kind is a training to measure: fields of its file, and the declaration of its target, y.
type Kind struct {
	Name, Fields, Target string
	Most                 int // columns that it takes; 0 for no limit
	Owners               int
}

const survival = `"survival": {"time": "time", "time_max": 64, "event": "event", "event_level": "yes"}, `

// Kinds are measured in this order.
var Kinds = []Kind{
	{"linear, one round", `"model": {"kind": "linear_regression", "method": "one_round"}`, number, 0, Owners},
	{"linear, newton", `"model": {"kind": "linear_regression", "weights": "shared"}, "circle": true`, number, 0, Owners},
	{"logistic", `"model": {"kind": "logistic_regression"}, "circle": true`, two, 0, Owners},
	{"logistic, Firth", `"model": {"kind": "logistic_regression"}, "circle": true, "inference": {"firth": true}`, two, 64, Owners},
	{"logistic, lasso", `"model": {"kind": "logistic_regression", "l1": 0.02}, "circle": true`, two, 0, Owners},
	{"softmax, three levels", `"model": {"kind": "softmax_regression"}, "circle": true`, three, 0, Owners},
	{"proportional odds, three levels", `"model": {"kind": "proportional_odds"}, "circle": true`, strings.Replace(three, "nominal", "ordinal", 1), 0, Owners},
	{"Poisson", `"model": {"kind": "poisson_regression"}, "circle": true`, count, 0, Owners},
	{"negative binomial", `"model": {"kind": "negative_binomial_regression"}, "circle": true`, count, 0, Owners},
	{"gamma", `"model": {"kind": "gamma_regression"}, "circle": true`, positive, 0, Owners},
	{"Poisson, meta-analysis of 8", `"model": {"kind": "poisson_regression", "method": "meta"}, "circle": true`, count, 0, 8},
	{"discriminant, one round", `"model": {"kind": "discriminant", "method": "one_round"}`, two, 0, Owners},
	{"Cox", survival + `"model": {"kind": "cox_regression"}, "circle": true`, "", 0, Owners},
	{"Cox, pooled on 8 bins", strings.Replace(survival, "}", `, "strata": "none", "grid": 8}`, 1) + `"model": {"kind": "cox_regression"}, "circle": true`, "", 30, Owners},
	{"piecewise exponential, 8 bins", strings.Replace(survival, "}", `, "grid": 8}`, 1) + `"model": {"kind": "piecewise_exponential"}, "circle": true`, "", 30, Owners},
	{"description", `"model": {"kind": "describe"}`, "", 0, Owners},
}

const (
	number   = `"type": "continuous", "min": -32, "max": 32`
	two      = `"type": "nominal", "levels": ["no", "yes"]`
	three    = `"type": "nominal", "levels": ["low", "mid", "high"]`
	count    = `"type": "discrete", "min": 0, "max": 64`
	positive = `"type": "continuous", "min": 0.01, "max": 1000`
)

// Result is the cost of a training.
type Result struct {
	Rounds  int     // of all kinds
	Bytes   int     // that an owner sends in the whole training, to a facilitator, under a key of 3072 bits
	Seconds float64 // of one owner's sums in the whole training on one core, without encryption
}

// File returns the training file of a kind with that many columns.
func (k Kind) File(columns int) (*spec.File, error) {
	features := make([]string, columns-1)
	for i := range features {
		features[i] = fmt.Sprintf(`{"name": "x%d", "type": "continuous", "min": -8, "max": 8, "step": 0.001}`, i)
	}
	target := ""
	if k.Target != "" {
		target = `, "target": {"name": "y", ` + k.Target + `}`
	}
	return spec.Parse(fmt.Appendf(nil, `{"name": "Kinds", "features": [%s]%s, "cohort": {"min": %d, "start": %d}, %s}`, strings.Join(features, ", "), target, k.Owners, k.Owners, k.Fields))
}

// Measure trains a kind in the clear on made-up rows. It fails if the training does.
func (k Kind) Measure(columns int) (*Result, error) {
	f, err := k.File(columns)
	if err != nil {
		return nil, err
	}
	tables := make([]*schema.Table, k.Owners)
	for i := range tables {
		if tables[i], _, err = f.Schema().ReadCSV(strings.NewReader(k.rows(columns, uint64(i))), schema.ReadOptions{NeedTarget: true}); err != nil {
			return nil, err
		}
	}
	list, err := rounds.For(f, modulusBits)
	if err != nil {
		return nil, err
	}
	out := &Result{}
	begun := time.Now()
	trained, err := simulate.Train(f, tables, func(s simulate.Step) {
		out.Bytes += list.Of(s.Kind).Up(ciphertextSize, k.Owners)
	})
	if err != nil {
		return nil, err
	}
	out.Rounds, out.Seconds = trained.Rounds, time.Since(begun).Seconds()/float64(k.Owners)
	return out, nil
}

// rows are those of one owner.
func (k Kind) rows(columns int, owner uint64) string {
	r := rand.New(rand.NewPCG(owner, 16)) //nolint:gosec // G404: the same rows in every run
	var b strings.Builder
	for i := range columns - 1 {
		fmt.Fprintf(&b, "x%d,", i)
	}
	b.WriteString("y,time,event\n")
	for range Rows {
		z := 0.0
		for i := range columns - 1 {
			x := math.Max(-8, math.Min(8, math.Round(1000*r.NormFloat64())/1000))
			z += x * math.Pow(-0.5, float64(i))
			fmt.Fprintf(&b, "%.3f,", x)
		}
		fmt.Fprintf(&b, "%s,%d,%s\n", k.target(r, z), 1+r.IntN(60), []string{"no", "yes"}[r.IntN(2)])
	}
	return b.String()
}

// target draws a target for a linear predictor.
func (k Kind) target(r *rand.Rand, z float64) string {
	switch k.Target {
	case two:
		return []string{"no", "yes"}[min(1, max(0, int(math.Floor(z+r.NormFloat64()+1))))]
	case count:
		return fmt.Sprint(min(64, int(r.ExpFloat64()*math.Exp(1+z/4))))
	case positive:
		return fmt.Sprintf("%.3f", math.Max(0.01, math.Min(1000, math.Exp(2+z/4+0.5*r.NormFloat64()))))
	case number, "":
		return fmt.Sprintf("%.3f", math.Max(-32, math.Min(32, 3*z+2*r.NormFloat64())))
	}
	return []string{"low", "mid", "high"}[min(2, max(0, int(math.Floor(z+r.NormFloat64()+1.5))))]
}
