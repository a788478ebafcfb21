package portable_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/blindfit/blindfit/ml/internal/portable"
)

func TestPortableFunctions(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	for i := range 200000 {
		x := 40 * (2*r.Float64() - 1)
		if i%10 == 0 {
			x *= 17
		}
		if got, want := portable.Exp(x), math.Exp(x); math.Abs(got-want) > 1e-15*want {
			t.Fatalf("Exp(%v) is %v, want %v", x, got, want)
		}
		if got, want := portable.Tanh(x/10), math.Tanh(x/10); math.Abs(got-want) > 1e-15 {
			t.Fatalf("Tanh(%v) is %v, want %v", x/10, got, want)
		}
		if y := 1 + math.Abs(x)*1000; math.Abs(portable.Log(y)-math.Log(y)) > 1e-15*math.Max(1, math.Log(y)) {
			t.Fatalf("Log(%v) is %v, want %v", y, portable.Log(y), math.Log(y))
		}
	}
	for _, x := range []float64{math.Inf(1), math.Inf(-1), 0, 1000, -1000} {
		if portable.Exp(x) != math.Exp(x) {
			t.Errorf("Exp(%v) is %v", x, portable.Exp(x))
		}
	}
	if !math.IsNaN(portable.Exp(math.NaN())) || !math.IsNaN(portable.Tanh(math.NaN())) {
		t.Error("NaN is lost")
	}
}

// These bits are the same on every platform: a change here changes what owners
// on other processors add up to.
func TestPortableBits(t *testing.T) {
	for x, want := range map[float64]uint64{
		0.5: 0x3ffa61298e1e069c, -3.75: 0x3f981509354f0d29, 12.25: 0x410982aa4f9aec90,
	} {
		if got := math.Float64bits(portable.Exp(x)); got != want {
			t.Errorf("Exp(%v) has bits %#x, want %#x", x, got, want)
		}
	}
}
