package model

import (
	"bytes"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/blindfit/blindfit/ml/schema"
)

var firstValue = regexp.MustCompile(`("value":) -?([0-9])`)

// A model of every kind survives its file, and says the same before and after.
func TestModelFiles(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 5))
	accuracy := 0.75
	for _, kind := range Kinds {
		for name, shape := range shapesOf(kind) {
			s := classSchema(levelsOf(shape.Classes)...)
			shape.Inputs, shape.ClassWeights = s.Width(), nil
			s.Missing = schema.MissingMean
			extras := Extras{
				Fill: []int32{5, -3, 0, 2}, Quality: &Quality{Rows: 3, Loss: 0.5, Accuracy: &accuracy, AUC: []AUC{{"q", 0.5, 0.01}}},
				Inference: &Inference{R2: 0.5, Condition: 2, Freedom: 7, Terms: []Term{{"x", 1, -2, false}}},
			}
			w := make([]float64, shape.Parameters())
			for i := range w {
				w[i] = r.NormFloat64()
			}
			var m Model
			if kind == KindLinear {
				linear, err := NewLinear("test", s, w, 0.5, 3, 99)
				if err != nil {
					t.Fatal(err)
				}
				linear.Extras = extras
				m = linear
			} else {
				network, err := NewNetwork("test", s, shape, w, shape.MetricOf(), 0.5, 3, 99)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := network.Marshal(); err == nil {
					t.Error("a model that fills in nothing for missing values gets a file")
				}
				network.Extras = extras
				m = network
			}
			b, err := m.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			again, err := Parse(b)
			if err != nil {
				t.Fatalf("%s %s: %v", kind, name, err)
			}
			if diff := cmp.Diff(m.Summary(), again.Summary()); diff != "" {
				t.Error(diff)
			}
			b2, err := again.Marshal()
			if err != nil || !bytes.Equal(b, b2) {
				t.Errorf("%s %s: another file after parsing", kind, name)
			}
			table := legalTable(r, s, 50)
			p1, err := m.Predict(table)
			if err != nil {
				t.Fatal(err)
			}
			p2, err := again.Predict(table)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(p1, p2); diff != "" {
				t.Error(diff)
			}
			if bad := firstValue.ReplaceAll(b, []byte(`$1 1$2`)); !bytes.Equal(bad, b) {
				if _, err := Parse(bad); err == nil || !strings.Contains(err.Error(), "does not follow from scaled_weights") {
					t.Errorf("%s %s: %v", kind, name, err)
				}
			}
		}
	}
}

// Weights in original units give the log odds of rows in original units.
func TestOriginalWeights(t *testing.T) {
	s := classSchema("no", "yes")
	s.Target.Unit = ""
	w := []float64{0.5, 1, -2, 0.25, 3, -1}
	m, err := NewNetwork("test", s, Shape{Kind: KindLogistic, Inputs: 6, Classes: 2}, w, LogLoss, 0.5, 1, 10)
	if err != nil {
		t.Fatal(err)
	}
	table, _, err := s.ReadRecords(schema.Records{
		Header: []string{"x", "k", "r", "p"}, Rows: [][]string{{"3.5", "7", "high", "c"}, {"0", "0", "low", "a"}},
	}, schema.ReadOptions{Real: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Predict(table)
	if err != nil {
		t.Fatal(err)
	}
	o := m.OriginalWeights()[0]
	odds := []float64{o[0].Value + 3.5*o[1].Value + 7*o[2].Value + 2*o[3].Value + o[5].Value, o[0].Value}
	var want [][]float64
	for _, z := range odds {
		want = append(want, []float64{1 / (1 + math.Exp(z)), 1 / (1 + math.Exp(-z))})
	}
	if diff := cmp.Diff(want, p.Probabilities, cmpopts.EquateApprox(1e-12, 0)); diff != "" {
		t.Error(diff)
	}
}

// Missing values are filled in when a model predicts.
func TestPredictFillsIn(t *testing.T) {
	s := classSchema("no", "yes")
	s.Missing = schema.MissingMean
	w := []float64{0.5, 1, -2, 0.25, 3, -1}
	m, _ := NewNetwork("test", s, Shape{Kind: KindLogistic, Inputs: 6, Classes: 2}, w, LogLoss, 0.5, 1, 10)
	m.Fill = []int32{schema.Half, -schema.Half, 0, 2}
	table, _, err := s.ReadRecords(schema.Records{
		Header: []string{"x", "k", "r", "p"}, Rows: [][]string{{"", "", "", ""}, {"6", "0", "mid", "c"}},
	}, schema.ReadOptions{Real: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Predict(table)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p.Probabilities[1], p.Probabilities[0]); diff != "" {
		t.Error(diff)
	}
}

func FuzzParseNetwork(f *testing.F) {
	s := classSchema("no", "yes")
	m, err := NewNetwork("test", s, Shape{Kind: KindLogistic, Inputs: 6, Classes: 2}, make([]float64, 6), LogLoss, 0.5, 1, 10)
	if err != nil {
		f.Fatal(err)
	}
	b, err := m.Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Parse(b)
		if err != nil {
			return
		}
		if b, err = m.Marshal(); err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(b); err != nil {
			t.Fatal(err)
		}
	})
}
