//go:build !js

package plan_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// A model owner chooses what owners compute at: extreme weights, θ, steps and rates that their checks let through. Whatever the rows
// are, an owner answers with values that fit their slots: its silence would speak of its rows.
func TestAttackSilenceAtAnyWeights(t *testing.T) {
	const (
		features = `{"bounds":{"rows":64},"features":[{"name":"x","type":"continuous","min":0,"max":1},{"name":"k","type":"discrete","min":0,"max":6},{"name":"c","type":"nominal","levels":["a","b","d"]}`
		offset   = `,{"name":"o","type":"continuous","min":-30,"max":30,"role":"offset"},{"name":"w","type":"continuous","min":0,"max":1000,"role":"weight"}`
		number   = `],"target":{"name":"y","type":"continuous","min":-1,"max":1}`
		two      = `],"target":{"name":"y","type":"nominal","levels":["no","yes"]}`
		ranks    = `],"target":{"name":"y","type":"ordinal","levels":["no","so","yes"]}`
		counts   = `],"target":{"name":"y","type":"discrete","min":0,"max":9}`
		amounts  = `],"target":{"name":"y","type":"continuous","min":0.5,"max":9}`
		noise    = `,"privacy":{"epsilon":3,"unit":"record"},"cohort":{"min":40,"start":40,"max":64}`
	)
	for name, text := range map[string]string{
		"linear":                   features + offset + number + `,"circle":true,"model":{"weights":"shared"}}`,
		"logistic":                 features + offset + two + `,"circle":true,"missing":"mean","model":{"kind":"logistic_regression","class_weights":[0.1,10]},"inference":{"errors":"robust"}}`,
		"Firth":                    features + two + `,"circle":true,"model":{"kind":"logistic_regression"},"inference":{"firth":true}}`,
		"probit":                   features + two + `,"circle":true,"model":{"kind":"logistic_regression","link":"probit"}}`,
		"cloglog":                  features + two + `,"circle":true,"model":{"kind":"logistic_regression","link":"cloglog"}}`,
		"square roots":             features + counts + `,"circle":true,"model":{"kind":"poisson_regression","link":"sqrt"}}`,
		"differences of rates":     features + counts + `,"circle":true,"model":{"kind":"poisson_regression","link":"identity"}}`,
		"inverses":                 features + amounts + `,"circle":true,"model":{"kind":"gamma_regression","link":"inverse"}}`,
		"ranks":                    features + ranks + `,"circle":true,"model":{"kind":"proportional_odds"},"inference":{"errors":"cluster"}}`,
		"levels":                   features + ranks + `,"circle":true,"model":{"kind":"softmax_regression"},"inference":{"errors":"robust"}}`,
		"counts":                   features + offset + counts + `,"circle":true,"model":{"kind":"poisson_regression"},"inference":{"errors":"cluster"}}`,
		"negative binomial":        features + offset + counts + `,"circle":true,"model":{"kind":"negative_binomial_regression"},"inference":{"errors":"robust"}}`,
		"gamma":                    features + offset + amounts + `,"circle":true,"model":{"kind":"gamma_regression"},"inference":{"errors":"robust"}}`,
		"hazards":                  features + `],"circle":true,"model":{"kind":"cox_regression"},"survival":{"time":"t","time_max":9,"event":"e","event_level":"yes"}}`,
		"hazards, Breslow":         features + `],"circle":true,"model":{"kind":"cox_regression"},"survival":{"time":"t","time_max":9,"event":"e","event_level":"yes","ties":"breslow"}}`,
		"steps":                    features + counts + `,"circle":true,"model":{"kind":"poisson_regression","method":"rounds"},"training":{"rounds":9,"local_steps":5}}`,
		"network":                  features + ranks + `,"circle":true,"model":{"kind":"mlp","hidden":[3]},"training":{"rounds":9}}`,
		"noise on rows":            features + two + noise + `,"model":{"kind":"logistic_regression","weights":"shared"},"training":{"rounds":5}}`,
		"noise on steps of owners": features + counts + strings.Replace(noise, "record", "owner", 1) + `,"model":{"kind":"poisson_regression","weights":"shared"},"training":{"rounds":5,"local_steps":3}}`,
	} {
		t.Run(name, func(t *testing.T) {
			f, err := spec.Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			list, err := rounds.For(f, f.KeyBits)
			if err != nil {
				t.Fatal(err)
			}
			for seed := range uint64(30) {
				r := rand.New(rand.NewPCG(seed, 5))
				if rule := answers(f, list, r); rule != "" {
					t.Errorf("seed %d: %s", seed, rule)
				}
			}
		})
	}
}

// answers has an owner compute at chosen weights, and returns why it would stay silent.
func answers(f *spec.File, list rounds.List, r *rand.Rand) string {
	table, _, err := f.Schema().ReadCSV(strings.NewReader(extreme(r, f)), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		return "rows: " + err.Error()
	}
	rows, err := plan.NewSplitRows(f, table, nil)
	if err != nil {
		return "rows: " + err.Error()
	}
	most := float64(f.Bounds.Weight)
	if !f.Circle {
		most = math.MaxFloat64
	}
	for _, kind := range []wire.RoundKind{wire.RoundGradient, wire.RoundEvaluation} {
		p := &plan.Parameters{Weights: make([]float64, len(plan.Initial(f))), Rate: []float64{0, 1e-300, 1, 1e300}[r.IntN(4)], Stage: optim.Stage(r.IntN(3))}
		if list.Of(kind) == nil {
			continue
		}
		for i := range p.Weights {
			p.Weights[i] = []float64{0, most, -most, most * (2*r.Float64() - 1), 5e-324, r.NormFloat64()}[r.IntN(6)]
		}
		if f.Missing == schema.MissingMean {
			p.Fill = make([]int32, len(f.Features))
		}
		sent, err := plan.ParseParameters(f, p.Marshal())
		if err != nil || sent.CheckBound(f) != nil {
			continue // owners refuse it whatever their rows are
		}
		values, err := rows.Upload(&plan.Point{Kind: kind, Shared: sent})
		if err != nil {
			if strings.Contains(err.Error(), "models of this kind start from their weights") {
				continue
			}
			return fmt.Sprintf("%s, stage %d: %v", kind, sent.Stage, err)
		}
		if _, err := list.Of(kind).Packing.Pack(values); err != nil {
			return fmt.Sprintf("%s, stage %d: %v", kind, sent.Stage, err)
		}
	}
	return ""
}

// extreme returns rows at the ends of all ranges, or anywhere.
func extreme(r *rand.Rand, f *spec.File) string {
	var b strings.Builder
	b.WriteString("x,k,c,o,w,t,e,y\n")
	end := r.IntN(4)
	at := func(low, high float64) float64 {
		return []float64{low, high, []float64{low, high}[r.IntN(2)], low + (high-low)*r.Float64()}[end]
	}
	for range 1 + r.IntN(64) {
		y := ""
		switch target := f.Target; {
		case len(target.Levels) > 0:
			y = target.Levels[int(at(0, float64(len(target.Levels)-1)))]
		case target.Type == schema.Discrete:
			y = fmt.Sprint(int(at(*target.Min, *target.Max)))
		case target.Min != nil:
			y = fmt.Sprint(at(*target.Min, *target.Max))
		}
		fmt.Fprintf(&b, "%v,%d,%c,%v,%v,%v,%s,%s\n", at(0, 1), int(at(0, 6)), "abd"[int(at(0, 2))], at(-30, 30), at(0, 1000), at(0, 9), []string{"no", "yes"}[int(at(0, 1))], y)
	}
	return b.String()
}
