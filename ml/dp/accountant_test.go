package dp

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// phase is a part of a mechanism: steps releases with multiplier σ over samples of rate q.
type phase struct {
	sigma, q float64
	steps    int
}

func account(o Orders, phases ...phase) *Accountant {
	a := NewAccountant(o)
	for _, p := range phases {
		if p.q == 1 {
			a.Add(Release{Multiplier: p.sigma}, p.steps)
		} else {
			a.AddSampled(p.sigma, p.q, p.steps)
		}
	}
	return a
}

// TestReferenceValues holds ε against published ones on the grid of orders each was computed with.
func TestReferenceValues(t *testing.T) {
	opacus, google := OpacusOrders(), AccountingOrders()
	for _, c := range []struct {
		source string
		orders Orders
		phases []phase
		delta  float64
		want   float64
		order  float64 // 0 where the source does not say
		digits float64 // tolerance
	}{
		{"opacus accountants_test.py", opacus, []phase{{1.5, 0.04, 2250}}, 1e-5, 7.32911117143, 3.9, 1e-11},
		{"the same, as an upper bound", google, []phase{{1.5, 0.04, 2250}}, 1e-5, 7.3293347, 3.9, 1e-7},
		{"tensorflow/privacy compute_dp_sgd_privacy_test.py", google, []phase{{1.3, 150. / 60000, 6000}}, 1e-5, 0.7242234026109595, 19, 1e-12},
		{"same", google, []phase{{1, 100. / 100000, 30000}}, 1e-7, 1.4154988495444842, 13, 1e-12},
		{"same, _example_privacy, whole batches", google, []phase{{0.7, 1, 2}}, 1e-5, 10.8602036, 0, 1e-7},
		{"same, sampled", google, []phase{{0.7, 0.01, 120}}, 1e-5, 3.2392676, 0, 1e-7},
		{"same, micro-batches", google, []phase{{0.35, 1, 2}}, 1e-5, 26.2880374, 0, 1e-7},
		{"same, statement", google, []phase{{1, 1, 5}}, 1e-6, 13.376, 0, 5e-4},
		{"same, statement, sampled", google, []phase{{1, 0.0064, 782}}, 1e-6, 1.616, 0, 5e-4},
		{"opacus analysis/rdp.py", WholeOrders(32), []phase{{1, 1e-5, 10}, {3, 1e-4, 4}}, 1e-5, 0.336, 23, 5e-4},
		{"own, one round", opacus, []phase{{1, 1, 1}}, 1e-5, 4.728507, 0, 5e-7},
		{"own, ten rounds", opacus, []phase{{4, 1, 10}}, 1e-5, 3.617100, 0, 5e-7},
		{"own, a hundred rounds", opacus, []phase{{10, 1, 100}}, 1e-5, 4.728507, 0, 5e-7},
		{"own, a hundred rounds of less noise", opacus, []phase{{4, 1, 100}}, 1e-5, 14.132226, 0, 5e-7},
		{"google/differential-privacy rdp_privacy_accountant_test.py", FineOrders(), []phase{{4.530877117, 1, 1}}, 1e-6, 1, 0, 1e-3},
	} {
		got, order := account(c.orders, c.phases...).Epsilon(c.delta)
		if math.Abs(got-c.want) > c.digits {
			t.Errorf("%s: ε = %.13f, want %v", c.source, got, c.want)
		}
		if c.order != 0 && order != c.order {
			t.Errorf("%s: order %v, want %v", c.source, order, c.order)
		}
		// The grid that trainings are accounted with improves on all of them, or loses next to nothing.
		if fine, _ := account(FineOrders(), c.phases...).Epsilon(c.delta); fine > c.want+1e-3 {
			t.Errorf("%s: ε = %v on the fine grid, want at most %v", c.source, fine, c.want)
		}
	}
	constant := NewAccountant(WholeOrders(32))
	for i := range constant.rdp {
		constant.rdp[i] = 1.1
	}
	if got, _ := constant.Epsilon(1e-5); math.Abs(got-1.32783806176) > 5e-12 {
		t.Errorf("constant divergence: ε = %.12f, want 1.32783806176", got)
	}
}

// TestNeverBelowTight holds ε against values that nothing sound can be below: those of numerical accountants (PRV and
// PLD) where samples are drawn, and the exact ones of a Gaussian.
func TestNeverBelowTight(t *testing.T) {
	for _, c := range []struct {
		phases []phase
		delta  float64
		tight  float64
		rdp    float64 // as computed by others by the same method, 0 where nobody did
	}{
		{[]phase{{1.5, 0.04, 2249}}, 1e-5, 6.777395712150674, 0},
		{[]phase{{1.5, 0.05, 1000}}, 1e-6, 6.20996925, 6.6678},
		{[]phase{{2, 0.05, 1000}}, 1e-6, 4.17279987, 4.4755},
		{[]phase{{3, 0.2, 100}}, 1e-6, 3.38122051, 3.6397},
		{[]phase{{0.8, 0.001, 1000}}, 1e-6, 0.47777127, 1.4619},
		{[]phase{{1.5, 0.001, 20000}}, 1e-6, 0.43700511, 0},
		{[]phase{{0.7, 1, 2}}, 1e-5, 10.1224946, 10.8602036},
		{[]phase{{0.7, 0.01, 120}}, 1e-5, 2.4612381, 3.2392676},
		{[]phase{{math.Sqrt(3), 1, 3}}, 0.126936, 1, 0},
		{[]phase{{0.5, 0.2, 3}}, 0.15594, 1, 0},
		{[]phase{{1, 1, 1}}, 1e-5, 4.377178, 4.728507},
		{[]phase{{4, 1, 10}}, 1e-5, 3.341409, 3.617100},
		{[]phase{{4, 1, 100}}, 1e-5, 13.206712, 14.132226},
	} {
		for _, o := range []Orders{FineOrders(), OpacusOrders(), AccountingOrders()} {
			got, _ := account(o, c.phases...).Epsilon(c.delta)
			if !(got >= c.tight) {
				t.Errorf("%v on the grid %s: ε = %v is below the tight %v", c.phases, o.Name, got, c.tight)
			}
			if c.rdp != 0 && got > c.rdp+1e-3 {
				t.Errorf("%v on the grid %s: ε = %v, want at most %v", c.phases, o.Name, got, c.rdp)
			}
		}
		if p := c.phases[0]; p.q == 1 && math.Abs(exactDelta(p.sigma/math.Sqrt(float64(p.steps)), c.tight)/c.delta-1) > 1e-4 {
			t.Errorf("%v: the tight value is none", c.phases)
		}
	}
}

// exactDelta is δ(ε) of a Gaussian (B. Balle, Y.-X. Wang, Improving the Gaussian Mechanism, ICML 2018, theorem 8).
func exactDelta(multiplier, epsilon float64) float64 {
	a, b := 1/(2*multiplier), epsilon*multiplier
	return distuv.UnitNormal.CDF(a-b) - math.Exp(epsilon)*distuv.UnitNormal.CDF(-a-b)
}

// TestDeltaTurnsEpsilonAround goes there and back, and holds δ above the exact one.
func TestDeltaTurnsEpsilonAround(t *testing.T) {
	for _, sigma := range []float64{0.5, 1, 4, 30} {
		a := account(FineOrders(), phase{sigma, 1, 1})
		for _, delta := range []float64{1e-3, 1e-5, 1e-9} {
			epsilon, _ := a.Epsilon(delta)
			if got := a.Delta(epsilon); math.Abs(got/delta-1) > 1e-9 {
				t.Errorf("σ = %v: δ(ε(%v)) = %v", sigma, delta, got)
			}
			if exact := exactDelta(sigma, epsilon); exact > delta {
				t.Errorf("σ = %v: ε(%v) is too small: δ is %v", sigma, delta, exact)
			}
		}
	}
}

// TestComposition says that rounds of different kinds add up, in any order, and that nothing costs nothing.
func TestComposition(t *testing.T) {
	both := account(FineOrders(), phase{3, 1, 10}, phase{5, 1, 7})
	single := 1 / math.Sqrt(10/9.+7/25.)
	same := account(FineOrders(), phase{single, 1, 1})
	a, _ := both.Epsilon(1e-6)
	b, _ := same.Epsilon(1e-6)
	if math.Abs(a-b) > 1e-9 {
		t.Errorf("ε = %v for rounds of two kinds, %v for one that discloses as much", a, b)
	}
	if e, _ := NewAccountant(FineOrders()).Epsilon(1e-5); e != 0 {
		t.Errorf("nothing costs ε = %v", e)
	}
	if e, _ := account(FineOrders(), phase{0, 1, 1}).Epsilon(1e-5); !math.IsInf(e, 1) {
		t.Errorf("no noise costs ε = %v", e)
	}
}

// TestDiscreteTerms follows the distributed discrete Gaussian from where its noise is too fine for the grid to where it is
// a Gaussian.
func TestDiscreteTerms(t *testing.T) {
	if got, want := Tau(0.5, 2), 10*math.Exp(-math.Pi*math.Pi/4); math.Abs(got/want-1) > 1e-12 {
		t.Errorf("τ = %v, want %v", got, want)
	}
	if got := Tau(MinLocal, 255); got > 1e-66 {
		t.Errorf("τ = %v at the least noise allowed", got)
	}
	plain := Release{Multiplier: 2}
	for _, c := range []struct {
		local float64
		n, d  int
	}{{0.5, 3, 10}, {0.5, 40, 1}, {0.8, 5, 1000}, {4, 255, 1 << 22}} {
		r := Release{Multiplier: 2, Local: c.local, Parties: c.n, Values: c.d}
		for _, alpha := range []float64{1.5, 8, 64} {
			got, base := r.RDP(alpha), plain.RDP(alpha)
			tau, d := Tau(c.local, c.n), float64(c.d)
			bounds := []float64{base + tau*d, alpha / 2 * (0.25 + 2*tau*math.Sqrt(d)*0.5 + tau*tau*d), alpha / 2 * math.Pow(0.5+math.Sqrt(d)*tau, 2)}
			if want := min(bounds[0], bounds[1], bounds[2]); math.Abs(got-want) > 1e-12*want || got < base {
				t.Errorf("%+v at %v: %v, want %v", r, alpha, got, want)
			}
			if c.local >= MinLocal && got != base {
				t.Errorf("%+v at %v: %v differs from a Gaussian's %v", r, alpha, got, base)
			}
		}
	}
}

// TestMultiplier finds published multipliers, and never one that claims less than it needs.
func TestMultiplier(t *testing.T) {
	for _, c := range []struct {
		epsilon float64
		rounds  int
		want    float64
	}{
		{1, 1, 4.045}, {1, 10, 12.79}, {1, 100, 40.45}, {2, 1, 2.149}, {2, 10, 6.796}, {2, 100, 21.49},
		{4, 1, 1.158}, {4, 10, 3.661}, {4, 100, 11.58}, {8, 1, 0.638}, {8, 10, 2.016}, {8, 100, 6.377},
	} {
		by := func(z float64) *Accountant { return account(FineOrders(), phase{z, 1, c.rounds}) }
		z, err := Target{Epsilon: c.epsilon, Delta: 1e-5}.Multiplier(by)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(z-c.want) > 2e-3*c.want {
			t.Errorf("ε = %v over %d rounds: multiplier %v, want %v", c.epsilon, c.rounds, z, c.want)
		}
		at, _ := by(z).Epsilon(1e-5)
		below, _ := by(z - 1.0/multiplierSteps).Epsilon(1e-5)
		if at > c.epsilon || below <= c.epsilon {
			t.Errorf("ε = %v over %d rounds: multiplier %v gives %v, a step less %v", c.epsilon, c.rounds, z, at, below)
		}
	}
	for _, bad := range []Target{{0, 1e-5}, {-1, 1e-5}, {math.NaN(), 1e-5}, {math.Inf(1), 1e-5}, {1, 0}, {1, 1}, {1, math.NaN()}, {101, 1e-5}} {
		if _, err := bad.Multiplier(func(z float64) *Accountant { return account(FineOrders(), phase{z, 1, 1}) }); err == nil {
			t.Errorf("%+v was accepted", bad)
		}
	}
	if _, err := (Target{1, 1e-5}).Multiplier(func(float64) *Accountant { return account(FineOrders(), phase{0, 1, 1}) }); err == nil {
		t.Error("a target out of reach was reached")
	}
}
