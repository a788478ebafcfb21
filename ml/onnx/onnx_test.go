package onnx

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

// example is a model with rows to predict, as text.
type example struct {
	name  string
	model model.Model
	rows  schema.Records
}

// examples are models of every kind and every rule for missing values, with
// features of every type, and rows with gaps where the rule takes them.
func examples(t *testing.T) []example {
	t.Helper()
	r := rand.New(rand.NewPCG(4, 2))
	var out []example
	for _, missing := range []string{schema.MissingReject, schema.MissingDropRow, schema.MissingIndicator, schema.MissingMean, schema.MissingMode} {
		for _, kind := range model.Kinds {
			for classes := range 4 {
				shape := model.Shape{Kind: kind, Classes: classes}
				if kind == model.KindMLP {
					shape.Hidden = []int{5, 3}
				}
				if e, ok := build(t, r, shape, missing); ok {
					e.name = fmt.Sprintf("%s of %d levels, %s", kind, classes, missing)
					out = append(out, e)
				}
			}
		}
	}
	return out
}

func build(t *testing.T, r *rand.Rand, shape model.Shape, missing string) (example, bool) {
	t.Helper()
	low, high, zero, nine := -3.7, 12.9, 0.0, 9.0
	s := &schema.Schema{
		Features: []schema.Feature{
			{Name: "weight of a car", Type: schema.Continuous, Min: &low, Max: &high},
			{Name: "prediction", Type: schema.Discrete, Min: &zero, Max: &nine},
			{Name: "rank", Type: schema.Ordinal, Levels: []string{"low", "mid", "top"}},
			{Name: "t1", Type: schema.Nominal, Levels: []string{"ä", "e", "s"}, Other: "e"},
			{Name: "plain", Type: schema.Nominal, Levels: []string{"yes", "no"}},
			{Name: "rest", Type: schema.Nominal, Levels: []string{"other", "x"}, Other: "other"},
		},
		Target:  schema.Feature{Name: "y", Type: schema.Ordinal, Levels: []string{"red", "green", "blue"}[:shape.Classes]},
		Missing: missing,
	}
	if shape.Classes == 0 {
		s.Target = schema.Feature{Name: "y", Type: schema.Continuous, Min: &low, Max: &high}
	}
	shape.Inputs = s.Width()
	w := make([]float64, shape.Parameters())
	for i := range w {
		w[i] = 2 * r.NormFloat64()
	}
	var extras model.Extras
	if missing == schema.MissingMean || missing == schema.MissingMode {
		extras.Fill = []int32{12345, -77, 99, 2, 1, 1}
	}
	var m model.Model
	if shape.Kind == model.KindLinear && shape.Classes == 0 {
		linear, err := model.NewLinear("test", s, w, 1, 1, 10)
		if err != nil {
			t.Fatal(err)
		}
		linear.Extras, m = extras, linear
	} else {
		network, err := model.NewNetwork("test", s, shape, w, shape.MetricOf(), 1, 1, 10)
		if err != nil {
			return example{}, false // no such kind with so many levels
		}
		network.Extras, m = extras, network
	}
	return example{model: m, rows: records(r, s)}, true
}

func records(r *rand.Rand, s *schema.Schema) schema.Records {
	var out schema.Records
	gaps := s.Missing != schema.MissingReject && s.Missing != schema.MissingDropRow
	for _, f := range s.Features {
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
