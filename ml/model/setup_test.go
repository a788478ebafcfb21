package model_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

func number(x float64) *float64 { return &x }

// targets are the targets that every kind is tried on, if it accepts them.
var targets = map[string]schema.Feature{
	"number":       {Name: "y", Type: schema.Continuous, Min: number(-2), Max: number(6)},
	"count":        {Name: "y", Type: schema.Discrete, Min: number(0), Max: number(9)},
	"amount":       {Name: "y", Type: schema.Continuous, Min: number(1), Max: number(9)},
	"two levels":   {Name: "y", Type: schema.Nominal, Levels: []string{"p", "q"}},
	"three levels": {Name: "y", Type: schema.Ordinal, Levels: []string{"p", "q", "r"}},
	"four levels":  {Name: "y", Type: schema.Nominal, Levels: []string{"p", "q", "r", "s"}},
}

// withTarget returns a schema with a feature of each type.
func withTarget(target schema.Feature) *schema.Schema {
	return &schema.Schema{
		Features: []schema.Feature{
			{Name: "x", Type: schema.Continuous, Min: number(-2), Max: number(6), Unit: "kg"},
			{Name: "k", Type: schema.Discrete, Min: number(0), Max: number(9)},
			{Name: "r", Type: schema.Ordinal, Levels: []string{"low", "mid", "high"}},
			{Name: "p", Type: schema.Nominal, Levels: []string{"a", "b", "c"}},
		},
		Target:  target,
		Missing: schema.MissingReject,
	}
}

// variant is a form of a model of one kind.
type variant struct {
	name   string
	schema *schema.Schema
	arch   model.Architecture
}

// variants returns every kind with every target that it accepts. A kind without any fails the test: none goes untried.
func variants(t testing.TB) []variant {
	t.Helper()
	var out []variant
	for _, kind := range kinds.All() {
		tried := !kinds.Targeted(kind) // what has no target is tried elsewhere
		for _, name := range slices.Sorted(maps.Keys(targets)) {
			target := targets[name]
			if field, _ := kind.Check(target); field != "" {
				continue
			}
			tried = true
			s := withTarget(target)
			hidden := [][]int{nil}
			if kind.Hidden() {
				hidden = [][]int{{5}, {4, 3}}
			}
			for _, h := range hidden {
				out = append(out, variant{
					fmt.Sprintf("%s of %s %v", kind.Name(), name, h), s,
					model.Architecture{Kind: kind, Inputs: s.Width(), Hidden: h, Target: target},
				})
			}
		}
		if !tried {
			t.Errorf("%s is tried on no target", kind.Name())
		}
	}
	return out
}

// of returns the variant of a kind on a target.
func of(kind, target string) variant {
	s := withTarget(targets[target])
	v := variant{kind, s, model.Architecture{Kind: kinds.Lookup(kind), Inputs: s.Width(), Target: s.Target}}
	if v.arch.Kind.Hidden() {
		v.arch.Hidden = []int{3}
	}
	return v
}

// summary returns what a model of the variant is described by.
func (v variant) summary(rows int64) model.Summary {
	return model.Summary{
		Kind: v.arch.Kind.Name(), Name: "test", Schema: v.schema, Metric: v.arch.Family().Metric(), Cost: 0.5, Rounds: 3, Rows: rows,
	}
}

func (v variant) model(t testing.TB, w []float64) *model.Model {
	t.Helper()
	m, err := model.New(v.summary(99), v.arch.Hidden, w)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// objective returns the loss on rows, on the declared ranges.
func (v variant) objective(t testing.TB, table *schema.Table, opt model.ObjectiveOptions) *model.Objective {
	t.Helper()
	o, err := model.NewObjective(v.arch, table, opt)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// weights returns normal draws, or what they make of outputs that share weights.
func (v variant) weights(r *rand.Rand) []float64 {
	if v.arch.Kind.Shares() {
		shape := model.NewNewtonShape(v.arch, 64, model.NoMeat)
		w := make([]float64, shape.Parameters)
		for i := range w {
			w[i] = r.NormFloat64()
		}
		slices.Sort(w[:v.arch.Family().Outputs()]) // thresholds
		return shape.Expand(w)
	}
	w := make([]float64, v.arch.Parameters())
	for i := range w {
		w[i] = r.NormFloat64()
	}
	return w
}
