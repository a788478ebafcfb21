package optim

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// bowl is a convex loss ½·Σ c_i·(w_i − a_i)², its curvatures from 1 to 1/spread.
type bowl struct{ c, a []float64 }

func newBowl(dim int, spread float64) bowl {
	r := rand.New(rand.NewPCG(6, 6))
	b := bowl{make([]float64, dim), make([]float64, dim)}
	for i := range dim {
		b.c[i] = math.Pow(spread, -float64(i)/float64(dim-1))
		b.a[i] = r.NormFloat64()
	}
	return b
}

func (b bowl) mean(w []float64) Mean {
	m := Mean{Update: make([]float64, len(w))}
	for i := range w {
		m.Update[i] = b.c[i] * (w[i] - b.a[i])
		m.Loss += m.Update[i] * (w[i] - b.a[i]) / 2
	}
	return m
}

// drive takes a training to its end and gives the number of rounds.
func drive(t *testing.T, s *Shared, loss func(w []float64) Mean) int {
	t.Helper()
	for rounds := 0; ; rounds++ {
		w, done := s.Next()
		if done {
			return rounds
		}
		again, _ := s.Next()
		if diff := cmp.Diff(w, again); diff != "" {
			t.Fatal(diff)
		}
		if err := s.Observe(loss(w)); err != nil {
			t.Fatalf("round %d: %v", rounds, err)
		}
	}
}

func TestSharedFindsTheMinimum(t *testing.T) {
	for _, test := range []struct {
		name             string
		spread           float64
		rounds, most     int
		curvature, error float64
	}{
		{Auto, 1e4, 400, 100, 1, 1e-3},
		{LBFGS, 1e4, 400, 100, 40, 1e-3}, // a bound far above the curvature
		{GradientDescent, 10, 400, 400, 1, 1e-3},
		{Momentum, 100, 400, 400, 1, 1e-3},
		{Adam, 10, 400, 400, 0, 1e-2},
		{Auto, 10, 400, 400, 0, 1e-2},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBowl(20, test.spread)
			s, err := NewShared(make([]float64, 20), SharedOptions{Name: test.name, Rounds: test.rounds, Curvature: test.curvature, Tolerance: 1e-8})
			if err != nil {
				t.Fatal(err)
			}
			rounds := drive(t, s, b.mean)
			if diff := cmp.Diff(b.a, s.Weights(), cmpopts.EquateApprox(0, test.error)); diff != "" || rounds > test.most {
				t.Errorf("%d rounds, loss %v: %s", rounds, s.Loss(), diff)
			}
			t.Logf("%d rounds, loss %v", rounds, s.Loss())
		})
	}
}

// A penalty pulls the solution to c·a/(c + λ).
func TestSharedPenalty(t *testing.T) {
	b := newBowl(5, 10)
	penalty := func(w, g []float64) (sum float64) {
		for i := range w {
			g[i] += 0.5 * w[i]
			sum += 0.25 * w[i] * w[i]
		}
		return sum
	}
	s, err := NewShared(make([]float64, 5), SharedOptions{Name: Auto, Rounds: 100, Curvature: 2, Penalty: penalty})
	if err != nil {
		t.Fatal(err)
	}
	drive(t, s, b.mean)
	want := make([]float64, 5)
	for i := range want {
		want[i] = b.c[i] * b.a[i] / (b.c[i] + 0.5)
	}
	if diff := cmp.Diff(want, s.Weights(), cmpopts.EquateApprox(0, 1e-5)); diff != "" {
		t.Error(diff)
	}
}

func TestSharedStops(t *testing.T) {
	b := newBowl(5, 10)
	count := func(opt SharedOptions) int {
		opt.Curvature = 1
		s, err := NewShared(make([]float64, 5), opt)
		if err != nil {
			t.Fatal(err)
		}
		return drive(t, s, b.mean)
	}
	tight := count(SharedOptions{Name: Momentum, Rounds: 1000})
	loose := count(SharedOptions{Name: Momentum, Rounds: 1000, Tolerance: 0.1})
	if !(0 < loose && loose < tight && tight < 1000) {
		t.Errorf("%d rounds to 0.1, %d to the default", loose, tight)
	}
	if n := count(SharedOptions{Name: LBFGS, Rounds: 300, Fixed: true}); n != 300 {
		t.Errorf("%d of 300 fixed rounds", n)
	}
	// A loss that no longer falls ends the patience.
	s, err := NewShared(make([]float64, 2), SharedOptions{Name: Adam, Rounds: 1000, Patience: 7})
	if err != nil {
		t.Fatal(err)
	}
	if n := drive(t, s, func([]float64) Mean { return Mean{Update: []float64{1, 1}, Loss: 3} }); n != 8 {
		t.Errorf("stopped after %d rounds", n)
	}
	// One that is flat to the fixed point ends a search.
	s, err = NewShared(make([]float64, 2), SharedOptions{Name: LBFGS, Rounds: 1000, Curvature: 1})
	if err != nil {
		t.Fatal(err)
	}
	if n := drive(t, s, func(w []float64) Mean { return Mean{Update: []float64{1, 1}, Loss: 3 + math.Abs(w[0])} }); n > 20 {
		t.Errorf("stopped after %d rounds", n)
	}
}

func TestSharedDiverges(t *testing.T) {
	b := newBowl(5, 10)
	s, err := NewShared(make([]float64, 5), SharedOptions{Name: GradientDescent, Rounds: 1000, LearningRate: 3, Curvature: 1})
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		w, done := s.Next()
		if done {
			t.Fatal("done")
		}
		if err = s.Observe(b.mean(w)); err != nil {
			break
		}
	}
	if !errors.Is(err, ErrDiverged) {
		t.Error(err)
	}
	if err := s.Observe(Mean{Update: []float64{1}}); !errors.Is(err, ErrInvalidSums) {
		t.Error(err)
	}
	s, _ = NewShared([]float64{0}, SharedOptions{Name: Adam, Rounds: 1000})
	if err := s.Observe(Mean{Update: []float64{math.NaN()}}); !errors.Is(err, ErrDiverged) {
		t.Error(err)
	}
	for _, opt := range []SharedOptions{{Name: Adam}, {Name: "newton", Rounds: 1}, {Name: Adam, Rounds: 1, LearningRate: -1}} {
		if _, err := NewShared([]float64{0}, opt); err == nil {
			t.Errorf("%+v is accepted", opt)
		}
	}
}

// Changes of weights that owners stepped by themselves are averaged as they are.
func TestSharedLocal(t *testing.T) {
	s, err := NewShared([]float64{1, 2}, SharedOptions{Name: Auto, Rounds: 2, Local: true, Curvature: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Observe(Mean{Update: []float64{0.5, -1}, Loss: 1}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float64{1.5, 1}, s.Weights()); diff != "" {
		t.Error(diff)
	}
}

func TestSchedules(t *testing.T) {
	for schedule, want := range map[string][3]float64{
		"": {2, 2, 2}, "constant": {2, 2, 2}, "cosine": {2, 1, 0.19098}, "inverse": {2, 2 / 5.5, 2 / 8.2},
	} {
		o := SharedOptions{Name: GradientDescent, Rounds: 10, LearningRate: 2, Schedule: schedule}
		got := [3]float64{o.Rate(0), o.Rate(5), o.Rate(8)}
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-4)); diff != "" {
			t.Errorf("%s: %s", schedule, diff)
		}
	}
}

// A fixed method runs all its rounds and ends where the free one does.
func TestFixedMethod(t *testing.T) {
	observe := func(m Method) int {
		for rounds := 0; ; rounds++ {
			point, done := m.Next()
			if done {
				return rounds
			}
			w, err := Quantise(point, 44)
			if err != nil {
				t.Fatal(err)
			}
			// A = 3·2^48·I over 3 rows, b = 2^47.
			s := Sums{N: 3, L: new(big.Int).Lsh(big.NewInt(1), 48+44)}
			for i := range w {
				g := new(big.Int).Mul(w[i], big.NewInt(3<<48))
				s.G = append(s.G, g.Sub(g, new(big.Int).Lsh(big.NewInt(1), 47+44)))
				s.L.Sub(s.L, new(big.Int).Lsh(w[i], 47))
			}
			if err := m.Observe(w, s); err != nil {
				t.Fatal(err)
			}
		}
	}
	opt := Options{Rounds: 9, FractionBits: 44, WeightBound: 256}
	free, err := New(Auto, 3, opt)
	if err != nil {
		t.Fatal(err)
	}
	opt.Fixed = true
	fixed, err := New(Auto, 3, opt)
	if err != nil {
		t.Fatal(err)
	}
	if n := observe(free); n >= 9 {
		t.Errorf("%d rounds", n)
	}
	if n := observe(fixed); n != 9 {
		t.Errorf("%d rounds", n)
	}
	if diff := cmp.Diff(free.Weights(), fixed.Weights()); diff != "" {
		t.Error(diff)
	}
}
