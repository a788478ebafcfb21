package schema

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/blindfit/blindfit/ml/cells"
)

// Numbers at the edges of what text and floats can hold are either a plain value
// or a named problem, never silently something else.
func TestNumbersAtTheEdges(t *testing.T) {
	f := Feature{Name: "x", Type: Continuous, Min: number(-1), Max: number(1)}
	tests := []struct {
		text string
		want float64 // the value, where rule is empty
		rule string
	}{
		{"0", 0, ""}, {"-0", 0, ""}, {"+.5", 0.5, ""}, {"1.", 1, ""}, {"1e0", 1, ""}, {"-1E-0", -1, ""},
		{"5e-324", 0, ""}, {"1e-400", 0, ""}, {"0.10000000000000000000000000000001", 0.1, ""},
		{"1.0000000000000002", 0, "above the declared maximum 1"}, {"1e308", 0, "above the declared maximum 1"},
		{"-1e308", 0, "below the declared minimum -1"}, {"1e309", 0, "not a number: too large"},
		{"Inf", 0, "not a number: infinite"}, {"-inf", 0, "not a number: infinite"}, {"infinity", 0, "not a number: infinite"},
		{"1_000", 0, "not a number"}, {"0x1p-2", 0, "not a number: it has letters, such as those of a unit"}, {"1 0", 0, "not a number"}, {"--1", 0, "not a number"},
		{"1e", 0, "not a number: it has letters, such as those of a unit"}, {"e", 0, "not a number: a word"}, {"½", 0, "not a number: a fraction"}, {"１", 1, ""},
		{"0.5%", 0, "not a number: it has a per cent sign"}, {"$1", 0, "not a number: it has a currency sign"},
	}
	for _, test := range tests {
		got, rule, _ := f.number(test.text, reading{style: &cells.Style{}})
		if rule != test.rule || rule == "" && math.Abs(got-test.want) > 1e-300 {
			t.Errorf("%q: %v, %q", test.text, got, rule)
		}
	}
}

// What tables write for a missing number is missing: never 0, and never NaN in the matrix.
func TestWordsForMissing(t *testing.T) {
	s := &Schema{
		Features: []Feature{{Name: "x", Type: Continuous, Min: number(-1), Max: number(1)}},
		Target:   Feature{Name: "y", Type: Continuous, Min: number(0), Max: number(1)},
		Missing:  MissingReject,
	}
	for _, word := range []string{"", " ", "NA", "n/a", "#N/A", "NaN", "nan", "NULL", "None", "?", "-", ".", "<NA>", "#NA", "-nan", "1.#QNAN", `\N`} {
		_, report, err := s.ReadCSV(strings.NewReader("x,y\n"+word+",0.5\n"), ReadOptions{NeedTarget: true})
		if err == nil || !strings.HasPrefix(report.Problems[0].Rule, "a value is missing") {
			t.Errorf("%q: %v", word, err)
		}
	}
}

// One field may be as long as it likes.
func TestVeryLongLine(t *testing.T) {
	s := cars(MissingReject)
	text := header + good + "3500,5,mid,europe,27.5,\"" + strings.Repeat("x", 1<<20) + "\"\n"
	if _, _, err := s.ReadCSV(strings.NewReader(text), ReadOptions{NeedTarget: true}); err == nil ||
		!strings.Contains(err.Error(), "row 3: row has 6 cells, the header has 5 names") {
		t.Errorf("got %v", err)
	}
}

// Scaling keeps the order of values, stays in [-1/2, 1/2] and loses at most half a step.
func TestScalingKeepsOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		low := rapid.Float64Range(-1e12, 1e12).Draw(rt, "min")
		width := rapid.Float64Range(math.Max(1e-6, math.Abs(low)/(1<<25)), 1e12).Draw(rt, "width")
		f := Feature{Name: "x", Type: Continuous, Min: number(low), Max: number(low + width)}
		if err := f.validate("x"); err != nil {
			rt.Fatal(err)
		}
		a := rapid.Float64Range(*f.Min, *f.Max).Draw(rt, "a")
		b := rapid.Float64Range(*f.Min, *f.Max).Draw(rt, "b")
		xa, xb := f.scaleNumber(a), f.scaleNumber(b)
		if a <= b && Quantise(xa) > Quantise(xb) || math.Abs(xa) > 0.5 {
			rt.Fatalf("%v and %v become %v and %v", a, b, xa, xb)
		}
		center, w := f.Scale()
		back := center + w*math.Ldexp(float64(Quantise(xa)), -QuantBits)
		if math.Abs(back-a) > w*math.Ldexp(1, -QuantBits-1)*(1+1e-6)+1e-15*math.Abs(center) {
			rt.Fatalf("%v comes back as %v", a, back)
		}
	})
}
