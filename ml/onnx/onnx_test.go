package onnx

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

// example is a model with rows to predict, as text.
type example struct {
	name  string
	model *model.Model
	rows  schema.Records
}

// examples are models of every kind and every rule for missing values, with
// features of every type, and rows with gaps where the rule takes them.
func examples(t *testing.T) []example {
	t.Helper()
	r := rand.New(rand.NewPCG(4, 2))
	var out []example
	for _, missing := range []string{schema.MissingReject, schema.MissingDropRow, schema.MissingIndicator, schema.MissingMean, schema.MissingMode} {
		for _, kind := range kinds.All() {
			for name, target := range targets {
				if field, _ := kind.Check(target); field != "" {
					continue
				}
				var hidden []int
				if kind.Hidden() {
					hidden = []int{5, 3}
				}
				for _, link := range kind.Links() {
					e := build(t, r, kind, link, hidden, target, missing)
					e.name = fmt.Sprintf("%s of %s with %s, %s", kind.Name(), name, link, missing)
					out = append(out, e)
				}
			}
		}
	}
	offset := schema.Feature{Name: "exposure", Type: schema.Continuous, Min: number(-1), Max: number(1), Role: schema.OffsetRole}
	for _, c := range []struct{ kind, link, target, formula string }{
		{kinds.Linear, "", "number", formulas[0]}, {kinds.Linear, "", "number", formulas[1]}, {kinds.Logistic, "", "two levels", formulas[0]},
		{kinds.Multinomial, "", "three levels", formulas[2]}, {kinds.Poisson, "", "count", formulas[2] + " + offset(log(prediction + 1)) + offset(rank/2)"},
		{kinds.Poisson, "", "count", ""}, {kinds.Poisson, kinds.SqrtLink, "count", ""}, {kinds.Linear, "", "number", ""}, {kinds.NegativeBinomial, "", "count", ""},
	} {
		s := &schema.Schema{Features: features(), Target: targets[c.target], Missing: schema.MissingReject}
		if c.formula != "" {
			var err error
			if s, err = schema.Derive(c.formula, features(), targets[c.target], schema.MissingReject); err != nil {
				t.Fatal(err)
			}
		} else {
			s.Roles = []schema.Feature{offset}
		}
		e := buildOn(t, r, kinds.Lookup(c.kind), cmp.Or(c.link, kinds.Lookup(c.kind).Links()[0]), nil, s)
		e.name = fmt.Sprintf("%s with %q%s", c.kind, c.formula, c.link)
		out = append(out, e)
	}
	return out
}

// formulas have every function and operation of formulas.
var formulas = []string{
	"y ~ `weight of a car`*plain + I(`weight of a car`^2 - 1) + log(prediction + 1) + sqrt(prediction) + exp(-rank/4) + ns(`weight of a car`, knots=c(0, 5)) + " +
		"bs(prediction, knots=4) + cut(prediction, c(-1, 3, 5, 9)) + factor(prediction) + poly(rank, 3, raw=TRUE) + " +
		"I((t1 == \"e\")*pmin(prediction, 4) + pmax(rank, 1)/(prediction + 1)) + rest:t1 + factor(t1)",
	"y ~ 0 + plain + rank + prediction + `weight of a car` + I(prediction*rank)",
	"y ~ log(`weight of a car` + 4) + t1:prediction + rank",
}

func number(x float64) *float64 { return &x }

var targets = map[string]schema.Feature{
	"number":       {Name: "y", Type: schema.Continuous, Min: number(-3.7), Max: number(12.9)},
	"count":        {Name: "y", Type: schema.Discrete, Min: number(0), Max: number(20)},
	"amount":       {Name: "y", Type: schema.Continuous, Min: number(0.5), Max: number(12.9)},
	"two levels":   {Name: "y", Type: schema.Ordinal, Levels: []string{"red", "green"}},
	"three levels": {Name: "y", Type: schema.Ordinal, Levels: []string{"red", "green", "blue"}},
}

func build(t *testing.T, r *rand.Rand, kind kinds.Kind, link string, hidden []int, target schema.Feature, missing string) example {
	t.Helper()
	return buildOn(t, r, kind, link, hidden, &schema.Schema{Features: features(), Target: target, Missing: missing})
}

func features() []schema.Feature {
	return []schema.Feature{
		{Name: "weight of a car", Type: schema.Continuous, Min: number(-3.7), Max: number(12.9)},
		{Name: "prediction", Type: schema.Discrete, Min: number(0), Max: number(9), Step: number(1)},
		{Name: "rank", Type: schema.Ordinal, Levels: []string{"low", "mid", "top"}, Step: number(1)},
		{Name: "t1", Type: schema.Nominal, Levels: []string{"ä", "e", "s"}, Other: "e"},
		{Name: "plain", Type: schema.Nominal, Levels: []string{"yes", "no"}},
		{Name: "rest", Type: schema.Nominal, Levels: []string{"other", "x"}, Other: "other"},
	}
}

// buildOn makes a model with random weights, and rows to predict.
func buildOn(t *testing.T, r *rand.Rand, kind kinds.Kind, link string, hidden []int, s *schema.Schema) example {
	t.Helper()
	target, missing := s.Target, s.Missing
	a := model.Architecture{Kind: kind, Link: link, Inputs: s.Width(), Hidden: hidden, Target: target}
	w := make([]float64, a.Parameters())
	for i := range w {
		w[i] = 2 * r.NormFloat64()
	}
	if link == kinds.SqrtLink || link == kinds.InverseLink || link == kinds.IdentityLink && kind.Name() != kinds.Linear {
		for i := range w { // outputs above 0, which have a mean
			w[i] /= 100
		}
		w[0] = 1
	}
	summary := model.Summary{Kind: kind.Name(), Link: link, Name: "test", Schema: s, Metric: a.Family().Metric(), Cost: 1, Rounds: 1, Rows: 10}
	if missing == schema.MissingMean || missing == schema.MissingMode {
		summary.Fill = []int32{12345, -77, 99, 2, 1, 1}
	}
	m, err := model.New(summary, hidden, w)
	if err != nil {
		t.Fatal(err)
	}
	return example{model: m, rows: records(r, s)}
}

func records(r *rand.Rand, s *schema.Schema) schema.Records {
	var out schema.Records
	gaps := s.Missing != schema.MissingReject && s.Missing != schema.MissingDropRow
	for _, f := range append(slices.Clone(schema.Inputs(s)), s.Roles...) {
		out.Header = append(out.Header, f.Name)
	}
	for range 40 {
		row := []string{
			fmt.Sprint(16.6*r.Float64() - 3.7), fmt.Sprint(r.IntN(10)), []string{"low", "mid", "top"}[r.IntN(3)],
			[]string{"ä", "e", "s", "unheard of"}[r.IntN(4)], []string{"yes", "no"}[r.IntN(2)], []string{"other", "x", "z"}[r.IntN(3)],
		}
		if gaps && r.IntN(2) == 0 {
			row[r.IntN(len(row))] = ""
		}
		for range s.Roles {
			row = append(row, fmt.Sprint(2*r.Float64()-1))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// Every file is one well-formed message with the versions it promises, and the
// same bytes every time.
func TestFilesAreWellFormed(t *testing.T) {
	for _, e := range examples(t) {
		b, err := Marshal(e.model)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Marshal(e.model)
		if err != nil || !bytes.Equal(b, again) {
			t.Errorf("%s: other bytes the second time", e.name)
		}
		fields := map[protowire.Number]int{}
		for rest := b; len(rest) > 0; {
			number, kind, n := protowire.ConsumeTag(rest)
			if n < 0 {
				t.Fatal(protowire.ParseError(n))
			}
			rest = rest[n:]
			if number == 1 {
				if version, _ := protowire.ConsumeVarint(rest); version != irVersion {
					t.Errorf("version %d", version)
				}
			}
			n = protowire.ConsumeFieldValue(number, kind, rest)
			if n < 0 {
				t.Fatal(protowire.ParseError(n))
			}
			rest = rest[n:]
			fields[number]++
		}
		if fields[7] != 1 || fields[8] != 2 {
			t.Errorf("%s: fields %v", e.name, fields)
		}
	}
}
