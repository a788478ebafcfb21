package portable_test

import (
	"math"
	"testing"

	"github.com/blindfit/blindfit/ml/internal/portable"
)

func near(t *testing.T, what string, x, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 2e-13*math.Max(1, math.Abs(want)) {
		t.Errorf("%s(%v) is %.17g, want %.17g", what, x, got, want)
	}
}

// The reference is erfc of the standard library, as far as its own error allows, and the asymptotic series far out.
func TestNormal(t *testing.T) {
	for x := -6.0; x <= 6; x += 0.125 {
		log, ratio := portable.Normal(x)
		below := math.Erfc(-x/math.Sqrt2) / 2
		near(t, "log Φ", x, log, math.Log(below))
		near(t, "φ/Φ", x, ratio, math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)/below)
	}
	if log, ratio := portable.Normal(-1e3); math.Abs(log+500007.826695) > 1e-4 || math.Abs(ratio-1000.000999998) > 1e-6 {
		t.Errorf("far out: %v and %v", log, ratio)
	}
}

func TestLogGamma(t *testing.T) {
	for x := 0.001; x < 1e6; x *= 1.37 {
		value, first, second := portable.LogGamma(x)
		want, _ := math.Lgamma(x)
		near(t, "log Γ", x, value, want)
		above, firstAbove, secondAbove := portable.LogGamma(x + 1)
		near(t, "log Γ +1", x, above, want+math.Log(x))
		near(t, "ψ +1", x, firstAbove-1/x, first)
		near(t, "ψ' +1", x, secondAbove+1/(x*x), second)
	}
	_, first, second := portable.LogGamma(1)
	near(t, "ψ", 1, first, -0.57721566490153286)
	near(t, "ψ'", 1, second, math.Pi*math.Pi/6)
}
