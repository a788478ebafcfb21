package figure_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/figure"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// One data owner of three sends numbers that no rows give, within the bounds of its slots: the model owner's program ends with an
// error or with a model that it can write and show. It does not fail otherwise, and it ends.
func TestAttackSumsThatNoRowsGive(t *testing.T) {
	const (
		features = `{"features":[{"name":"x","type":"continuous","min":0,"max":1},{"name":"k","type":"discrete","min":0,"max":6},{"name":"c","type":"nominal","levels":["a","b","d"]}`
		number   = `],"target":{"name":"y","type":"continuous","min":-1,"max":1}`
		two      = `],"target":{"name":"y","type":"nominal","levels":["no","yes"]}`
		ranks    = `],"target":{"name":"y","type":"ordinal","levels":["no","so","yes"]}`
		counts   = `],"target":{"name":"y","type":"discrete","min":0,"max":9}`
		amounts  = `],"target":{"name":"y","type":"continuous","min":0.5,"max":9}`
	)
	for name, text := range map[string]string{
		"one round":         features + number + `,"model":{"method":"one_round"}}`,
		"encrypted":         features + number + `,"scaling":"federated","missing":"indicator","holdout":0.2}`,
		"own intercepts":    features + number + `,"site":"fixed"}`,
		"discriminant":      features + two + `,"model":{"kind":"discriminant"}}`,
		"logistic":          features + two + `,"circle":true,"missing":"mean","model":{"kind":"logistic_regression"}}`,
		"Firth":             features + two + `,"circle":true,"model":{"kind":"logistic_regression"},"inference":{"firth":true}}`,
		"L-BFGS":            features + two + `,"circle":true,"scaling":"federated","model":{"kind":"logistic_regression","method":"rounds"},"training":{"rounds":20}}`,
		"ranks":             features + ranks + `,"circle":true,"model":{"kind":"proportional_odds"}}`,
		"levels":            features + ranks + `,"circle":true,"model":{"kind":"softmax_regression"},"inference":{"errors":"robust"}}`,
		"counts":            features + counts + `,"circle":true,"model":{"kind":"poisson_regression"},"inference":{"errors":"cluster"}}`,
		"negative binomial": features + counts + `,"circle":true,"model":{"kind":"negative_binomial_regression"}}`,
		"by group":          features + two + `,"circle":true,"formula":"y ~ I(2*x - 1) * c","model":{"kind":"logistic_regression","group":"c"}}`,
		"numbers by group":  features + number + `,"circle":true,"formula":"y ~ I(2*x - 1) * c","model":{"kind":"linear_regression","weights":"shared","method":"newton","group":"c"}}`,
		"residuals":         features + counts + `,"circle":true,"model":{"kind":"poisson_regression"},"inference":{"residuals":true}}`,
		"gamma":             features + amounts + `,"circle":true,"model":{"kind":"gamma_regression"}}`,
		"hazards":           features + `],"circle":true,"model":{"kind":"cox_regression"},"survival":{"time":"t","time_max":9,"event":"e","event_level":"yes"}}`,
		"description":       features + `],"model":{"kind":"describe","group":"c"},"survival":{"time":"t","time_max":9,"event":"e","event_level":"yes","grid":1}}`,
	} {
		t.Run(name, func(t *testing.T) {
			f, err := spec.Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			models := 0
			for seed := range uint64(30) {
				if bent(t, f, rand.New(rand.NewPCG(seed, 7))) {
					models++
				}
			}
			if models == 0 {
				t.Error("no training gave a model")
			}
		})
	}
}

// bent runs a training in which one owner bends what it sends, and reports whether it gave a model.
func bent(t *testing.T, f *spec.File, r *rand.Rand) bool {
	t.Helper()
	var owners []*plan.Rows
	for range 3 {
		table, _, err := f.Schema().ReadCSV(strings.NewReader(legal(r, f)), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := plan.NewSplitRows(f, table, nil)
		if err != nil {
			t.Fatal(err)
		}
		owners = append(owners, rows)
	}
	bound := map[string]*big.Int{}
	for _, s := range f.RoundShapes() {
		bound[string(s.Kind)] = s.Bound
	}
	p, err := plan.New(f)
	if err != nil {
		t.Fatal(err)
	}
	from, rarely := r.IntN(9), []int{2, 10, 40, 200}[r.IntN(4)]
	for round := 0; ; round++ {
		if round > 400 {
			t.Fatal("it does not end")
		}
		at, done, err := p.Next()
		if err != nil {
			return false
		}
		if done {
			break
		}
		var sum []*big.Int
		for k, o := range owners {
			values, err := o.Upload(at)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				if k == 0 && round >= from && r.IntN(rarely) == 0 {
					values[i] = bend(r, v, bound[string(at.Kind)])
				}
			}
			if sum == nil {
				sum = values
				continue
			}
			for i, v := range values {
				sum[i] = new(big.Int).Add(sum[i], v)
			}
		}
		if err := p.Observe(at, plan.Sums{Values: sum, Owners: 3}); err != nil {
			return false
		}
		if part, err := p.Partial(); err == nil && part != nil {
			if _, err := part.Marshal(); err != nil {
				t.Errorf("what there is of the model after round %d cannot be written: %v", round, err)
			}
		}
	}
	m := p.Model()
	_ = p.Warnings()
	if _, err := m.Marshal(); err != nil {
		t.Errorf("the model cannot be written: %v", err)
		return false
	}
	for _, table := range tables.All(tables.Source{Model: m, Rule: publish.Rule{Below: 5}}) {
		var b strings.Builder
		if err := table.WriteCSV(&b); err != nil {
			t.Error(err)
		}
		var picture *figure.Figure
		switch table.Name {
		case "coefficients":
			picture = figure.Forest(table, "odds ratio")
		case "roc", "roc_by_group":
			picture, err = figure.ROC(table, nil)
		case "calibration", "calibration_by_group":
			picture, err = figure.Calibration(table)
		case "decision", "decision_by_group":
			picture, err = figure.Decision(table)
		case "residuals":
			counts, _ := tables.Of(tables.Source{Model: m, Rule: publish.Rule{Below: 5}}, "residual_counts")
			picture, err = figure.Residuals(counts, table, true)
		case "survival":
			picture, err = figure.Survival(table)
		}
		if err == nil && picture != nil {
			_, err = picture.SVG()
		}
		if err != nil {
			t.Errorf("%s: %v", table.Name, err)
		}
	}
	return true
}

// legal returns rows that fit a training file.
func legal(r *rand.Rand, f *spec.File) string {
	var b strings.Builder
	b.WriteString("x,k,c,t,e,y\n")
	for range 40 {
		y := ""
		switch target := f.Target; {
		case len(target.Levels) > 0:
			y = target.Levels[r.IntN(len(target.Levels))]
		case target.Type == schema.Discrete:
			y = fmt.Sprint(r.IntN(10))
		case target.Min != nil:
			y = fmt.Sprint(*target.Min + r.Float64()*(*target.Max-*target.Min))
		}
		fmt.Fprintf(&b, "%.4f,%d,%c,%d,%s,%s\n", r.Float64(), r.IntN(7), "abd"[r.IntN(3)], 1+r.IntN(8), []string{"no", "yes"}[r.IntN(2)], y)
	}
	return b.String()
}

// bend returns another value for a slot.
func bend(r *rand.Rand, v, bound *big.Int) *big.Int {
	switch r.IntN(8) {
	case 0:
		return new(big.Int).Neg(v)
	case 1:
		return new(big.Int).Set(bound)
	case 2:
		return new(big.Int).Neg(bound)
	case 3:
		return new(big.Int).Mul(v, big.NewInt(int64(r.IntN(1000))))
	case 4:
		return new(big.Int)
	case 5:
		return new(big.Int).Rsh(v, 1)
	}
	return new(big.Int).Add(v, big.NewInt(int64(r.IntN(5)-2)))
}
