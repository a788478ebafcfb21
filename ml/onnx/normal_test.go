package onnx

import (
	"math"
	"testing"

	"github.com/blindfit/blindfit/ml/kinds"
)

// The series has the tails of the normal distribution to the last digits, however far out.
func TestTailSeries(t *testing.T) {
	series := tailSeries(kinds.Lookup(kinds.Logistic).Family(targets["two levels"], kinds.ProbitLink))
	for z := 0.0; z < 26; z += 0.03125 {
		at, sum := 2/(2+z), 0.0
		for k, c := range series {
			sum += c * math.Cos(float64(k)*math.Acos(2*at-1))
		}
		got, want := at*math.Exp(sum-z*z), math.Erfc(z)
		if math.Abs(got-want) > 2e-13*want {
			t.Errorf("erfc(%v): %v, want %v", z, got, want)
		}
	}
}
