package schema

import (
	"math"
	"strconv"
	"testing"
)

// Every multiple of a step in range is encoded without rounding, within [-1/2, 1/2], and in order.
func TestStepsAreExact(t *testing.T) {
	for _, c := range []struct{ low, high, step float64 }{
		{0, 1, 1}, {0, 3, 1}, {-7, 9, 1}, {0, 100, 0.1}, {-3.7, 12.9, 0.1}, {0.05, 0.95, 0.05}, {1.7, 2.9, 0.01}, {1947, 1962, 1},
		{0, 1 << 24, 1}, {0, 9e12, 2.25e10}, {-1e-6, 1e-6, 1e-9}, {1e12, 1e12 + 100, 1},
	} {
		f := Feature{Name: "x", Type: Continuous, Min: &c.low, Max: &c.high, Step: &c.step}
		if !f.Exact() {
			t.Fatalf("%+v is not exact", c)
		}
		center, width := f.Scale()
		first, last := math.RoundToEven(c.low/c.step), math.RoundToEven(c.high/c.step)
		before := math.Inf(-1)
		for j := first; j <= last; j += math.Ceil((last - first) / 1000) {
			// As a file has it: the decimal nearest to the multiple.
			v, err := strconv.ParseFloat(strconv.FormatFloat(j*c.step, 'g', 15, 64), 64)
			if err != nil {
				t.Fatal(err)
			}
			x := f.scaleNumber(v)
			q := Quantise(x)
			if math.Abs(x) > 0.5 || math.Ldexp(x, QuantBits) != float64(q) || !(x > before) {
				t.Fatalf("%+v: %v is encoded as %v", c, v, x)
			}
			if back := center + width*x; math.Abs(back-v) > 1e-9*(c.high-c.low) {
				t.Fatalf("%+v: %v is decoded as %v", c, v, back)
			}
			before = x
		}
	}
	if low, high, step := 0.0, 1.0, math.Ldexp(1, -25); (Feature{Type: Continuous, Min: &low, Max: &high, Step: &step}).Exact() {
		t.Error("a step too fine for the grid counts as exact")
	}
	ranks := Feature{Type: Ordinal, Levels: []string{"a", "b", "c", "d"}}.WithStep()
	for i := range ranks.Levels {
		if x := ranks.ScaleRank(i); math.Ldexp(x, 2) != float64(i-1) || ranks.rank(Quantise(x), 4) != i {
			t.Errorf("rank %d is encoded as %v", i, x)
		}
	}
}

// A value between multiples is rounded to a cell, which is a power of two of the step.
func TestBetweenSteps(t *testing.T) {
	low, high, step := 0.0, 100.0, 0.1
	f := Feature{Type: Continuous, Min: &low, Max: &high, Step: &step}
	center, width := f.Scale()
	if got := center + width*f.scaleNumber(12.345); math.Abs(got-12.345) > f.Cell()/2 {
		t.Errorf("12.345 is decoded as %v", got)
	}
	if k := math.Log2(step / f.Cell()); math.Abs(k-math.Round(k)) > 1e-9 {
		t.Errorf("a step has %v cells", step/f.Cell())
	}
}

func TestStepRules(t *testing.T) {
	for want, spoil := range map[string]func(*Schema){
		"features[0].step: must be a number greater than 0":               func(s *Schema) { s.Features[0].Step = number(0) },
		"features[0].step: must be at most the width of the range":        func(s *Schema) { s.Features[0].Step = number(5000) },
		"features[1].step: must be a whole number for a discrete feature": func(s *Schema) { s.Features[1].Step = number(0.5) },
		"features[2].step: must be 1: ranks have no other":                func(s *Schema) { s.Features[2].Step = number(2) },
		"features[3].step: levels without a rank have no step":            func(s *Schema) { s.Features[3].Step = number(1) },
		"target.step: must be a number greater than 0":                    func(s *Schema) { s.Target.Step = number(math.NaN()) },
	} {
		s := cars(MissingReject)
		spoil(s)
		if err := s.Validate(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
