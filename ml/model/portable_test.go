package model

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
)

func TestPortableFunctions(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	for i := range 200000 {
		x := 40 * (2*r.Float64() - 1)
		if i%10 == 0 {
			x *= 17
		}
		if got, want := exp(x), math.Exp(x); math.Abs(got-want) > 1e-15*want {
			t.Fatalf("exp(%v) is %v, want %v", x, got, want)
		}
		if got, want := tanh(x/10), math.Tanh(x/10); math.Abs(got-want) > 1e-15 {
			t.Fatalf("tanh(%v) is %v, want %v", x/10, got, want)
		}
		if y := 1 + math.Abs(x)*1000; math.Abs(log(y)-math.Log(y)) > 1e-15*math.Max(1, math.Log(y)) {
			t.Fatalf("log(%v) is %v, want %v", y, log(y), math.Log(y))
		}
	}
	for _, x := range []float64{math.Inf(1), math.Inf(-1), 0, 1000, -1000} {
		if exp(x) != math.Exp(x) {
			t.Errorf("exp(%v) is %v", x, exp(x))
		}
	}
	if !math.IsNaN(exp(math.NaN())) || !math.IsNaN(tanh(math.NaN())) {
		t.Error("NaN is lost")
	}
}

// These bits are the same on every platform: a change here changes what owners
// on other processors add up to.
func TestPortableBits(t *testing.T) {
	for x, want := range map[float64]uint64{
		0.5: 0x3ffa61298e1e069c, -3.75: 0x3f981509354f0d29, 12.25: 0x410982aa4f9aec90,
	} {
		if got := math.Float64bits(exp(x)); got != want {
			t.Errorf("exp(%v) has bits %#x, want %#x", x, got, want)
		}
	}
}

// Rows give the same sums in any order and however they are shared out.
func TestExactGradientKnowsNoOwners(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 9))
	s := classSchema(levelsOf(3)...)
	shape := Shape{Kind: KindMLP, Inputs: s.Width(), Classes: 3, Hidden: []int{7, 4}}
	table := legalTable(r, s, 1000)
	w := make([]float64, shape.Parameters())
	for i := range w {
		w[i] = r.NormFloat64()
	}
	pooled, err := NewObjective(shape, table, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := pooled.ExactGradient(w, 40)
	if err != nil {
		t.Fatal(err)
	}
	var parts [2][]*big.Int
	one, two := table.Split(0.37, [32]byte{9})
	for i, part := range []*schema.Table{one, two} {
		o, err := NewObjective(shape, part, nil)
		if err != nil {
			t.Fatal(err)
		}
		if parts[i], err = o.ExactGradient(w, 40); err != nil {
			t.Fatal(err)
		}
	}
	near := make([]float64, len(w)+1)
	near[len(w)] = pooled.Gradient(w, near[:len(w)])
	for i := range want {
		if new(big.Int).Add(parts[0][i], parts[1][i]).Cmp(want[i]) != 0 {
			t.Errorf("entry %d is not the sum of the owners'", i)
		}
		if x := real(want[i], 40); math.Abs(near[i]-x) > 1000*math.Ldexp(1, -41) {
			t.Errorf("entry %d: %v, without rounding %v", i, x, near[i])
		}
	}
	// What leaves the range of numbers is said so, never sent.
	w[0] = math.NaN()
	if _, err := pooled.ExactGradient(w, 40); err == nil {
		t.Error("a gradient that is not finite is summed")
	}
}
