package optim

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const fraction = 40

// problem holds the exact sums of a set of rows, made one product at a time.
type problem struct {
	a  [][]*big.Int
	b  []*big.Int
	yy *big.Int
	n  int64
}

const half = 1 << 23

// problemOf sums rows of scaled values in [-1/2, 1/2]; an intercept is put before them.
func problemOf(rows [][]float64, y []float64) problem {
	d := len(rows[0]) + 1
	p := problem{b: make([]*big.Int, d), yy: new(big.Int), n: int64(len(rows))}
	for i := range d {
		p.a, p.b[i] = append(p.a, make([]*big.Int, d)), new(big.Int)
		for j := range d {
			p.a[i][j] = new(big.Int)
		}
	}
	for r, row := range rows {
		x := []*big.Int{big.NewInt(half)}
		for _, v := range row {
			x = append(x, big.NewInt(int64(math.RoundToEven(v*2*half))))
		}
		target := big.NewInt(int64(math.RoundToEven(y[r] * 2 * half)))
		for i := range d {
			for j := range d {
				p.a[i][j].Add(p.a[i][j], new(big.Int).Mul(x[i], x[j]))
			}
			p.b[i].Add(p.b[i], new(big.Int).Mul(x[i], target))
		}
		p.yy.Add(p.yy, new(big.Int).Mul(target, target))
	}
	return p
}

func (p problem) sums(w []*big.Int) Sums {
	s := Sums{N: p.n, L: new(big.Int).Lsh(p.yy, fraction)}
	s.L.Sub(s.L, dot(p.b, w))
	for i := range p.b {
		g := dot(p.a[i], w)
		s.G = append(s.G, g.Sub(g, new(big.Int).Lsh(p.b[i], fraction)))
	}
	return s
}

// run drives a method to its end and measures the cost of its quantised weights.
func run(t *testing.T, m Method, p problem) (cost float64, rounds int) {
	t.Helper()
	for {
		point, done := m.Next()
		if done {
			break
		}
		w, err := Quantise(point, fraction)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Observe(w, p.sums(w)); err != nil {
			t.Fatalf("round %d: %v", rounds+1, err)
		}
		rounds++
	}
	w, err := Quantise(m.Weights(), fraction)
	if err != nil {
		t.Fatal(err)
	}
	cost, err = p.sums(w).Cost(w, fraction)
	if err != nil {
		t.Fatal(err)
	}
	return cost, rounds
}

// noisy gives rows with a linear target and noise of the given size.
func noisy(r *rand.Rand, rows, d int, noise float64) ([][]float64, []float64) {
	x, y := make([][]float64, rows), make([]float64, rows)
	for i := range x {
		x[i] = make([]float64, d)
		for j := range x[i] {
			x[i][j] = r.Float64() - 0.5
			y[i] += x[i][j] * float64(j%3-1) / float64(d)
		}
		y[i] += noise * (r.Float64() - 0.5)
	}
	return x, y
}

func options() Options {
	return Options{Rounds: 200, FractionBits: fraction, WeightBound: 256}
}

// Near a dependent column the optimum lies far outside any useful bound. What is
// given then is within it, and said to be so.
func TestConjugateGradientStopsAtTheWeightBound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	x, y := noisy(r, 60, 3, 0.3)
	for i := range x {
		x[i][2] = x[i][0]
	}
	x[5][2] += 1.0 / (2 * half) // one unit in one row: weights of some 2^24 fit that row's noise
	p := problemOf(x, y)
	m := NewConjugateGradient(4, options())
	cost, _ := run(t, m, p)
	for _, w := range m.Weights() {
		if math.Abs(w) > 256 {
			t.Errorf("weight %v", w)
		}
	}
	if len(m.Warnings()) != 1 {
		t.Errorf("warnings %q", m.Warnings())
	}
	without := make([][]float64, len(x))
	for i := range x {
		without[i] = x[i][:2]
	}
	want, _ := run(t, NewConjugateGradient(3, options()), problemOf(without, y))
	if cost > want*(1+1e-9) || cost < want*(1-1e-6) {
		t.Errorf("cost %v, without the dependent column %v", cost, want)
	}
	free := options()
	free.WeightBound = 1 << 40
	best := NewConjugateGradient(4, free)
	if optimum, _ := run(t, best, p); optimum > want*(1-1e-6) {
		t.Errorf("the free optimum %v should be clearly below %v", optimum, want)
	}
}

func TestConjugateGradientSaysWhenRoundsWereTooFew(t *testing.T) {
	x, y := noisy(rand.New(rand.NewPCG(2, 2)), 50, 8, 0.2)
	opt := options()
	opt.Rounds = 3
	m := NewConjugateGradient(9, opt)
	if _, rounds := run(t, m, problemOf(x, y)); rounds != 3 || len(m.Warnings()) != 1 {
		t.Errorf("%d rounds, warnings %q", rounds, m.Warnings())
	}
	m = NewConjugateGradient(9, options())
	if _, rounds := run(t, m, problemOf(x, y)); rounds != 10 || m.Warnings() != nil {
		t.Errorf("%d rounds, warnings %q", rounds, m.Warnings())
	}
}

func TestConjugateGradientKnowsTheCostItReports(t *testing.T) {
	x, y := noisy(rand.New(rand.NewPCG(4, 4)), 50, 5, 0.2)
	p := problemOf(x, y)
	for _, l2 := range []float64{0, 0.1} {
		opt := options()
		opt.L2 = l2
		for rounds := 1; rounds <= 6; rounds++ {
			opt.Rounds = rounds
			m := NewConjugateGradient(6, opt)
			if cost, _ := run(t, m, p); math.Abs(cost-m.Cost()) > 1e-10*cost {
				t.Errorf("l2 %v after %d rounds: measured %v, known %v", l2, rounds, cost, m.Cost())
			}
		}
	}
}

// Sums that cannot belong together are refused and change nothing.
func TestConjugateGradientRefusesForeignSums(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	x, y := noisy(r, 40, 3, 0.2)
	other, _ := noisy(r, 40, 3, 0.2)
	p, q := problemOf(x, y), problemOf(other, y)
	one := big.NewInt(1)
	tests := []struct {
		name  string
		round int
		spoil func(w []*big.Int, s *Sums)
		want  error
	}{
		{"short", 0, func(_ []*big.Int, s *Sums) { s.G = s.G[1:] }, ErrInvalidSums},
		{"nil entry", 0, func(_ []*big.Int, s *Sums) { s.G[2] = nil }, ErrInvalidSums},
		{"no loss", 0, func(_ []*big.Int, s *Sums) { s.L = nil }, ErrInvalidSums},
		{"no rows", 0, func(_ []*big.Int, s *Sums) { s.N = 0 }, ErrInvalidSums},
		{"not a multiple", 0, func(_ []*big.Int, s *Sums) { s.G[1].Add(s.G[1], one) }, ErrInvalidSums},
		{"negative squares", 0, func(_ []*big.Int, s *Sums) { s.L.Neg(s.L) }, ErrInvalidSums},
		{"other rows at round 2", 1, func(w []*big.Int, s *Sums) { *s = q.sums(w) }, ErrChanged},
		{"row count", 1, func(_ []*big.Int, s *Sums) { s.N++ }, ErrChanged},
		{"loss term", 2, func(_ []*big.Int, s *Sums) { s.L.Add(s.L, one) }, ErrChanged},
		{"gradient entry", 2, func(_ []*big.Int, s *Sums) { s.G[0].Add(s.G[0], one) }, ErrChanged},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := NewConjugateGradient(4, options())
			for range test.round {
				point, _ := m.Next()
				w, _ := Quantise(point, fraction)
				if err := m.Observe(w, p.sums(w)); err != nil {
					t.Fatal(err)
				}
			}
			point, _ := m.Next()
			w, _ := Quantise(point, fraction)
			s := p.sums(w)
			test.spoil(w, &s)
			if err := m.Observe(w, s); !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			again, _ := m.Next()
			if !cmp.Equal(point, again) {
				t.Error("refused sums moved the method")
			}
			if err := m.Observe(w, p.sums(w)); err != nil {
				t.Errorf("good sums after bad ones: %v", err)
			}
		})
	}
}

func TestMethodsAreDeterministic(t *testing.T) {
	x, y := noisy(rand.New(rand.NewPCG(5, 5)), 40, 6, 0.2)
	p := problemOf(x, y)
	for _, name := range []string{ConjugateGradient, GradientDescent} {
		first, _ := New(name, 7, options())
		run(t, first, p)
		second, _ := New(name, 7, options())
		run(t, second, p)
		if !cmp.Equal(first.Weights(), second.Weights()) {
			t.Errorf("%s: two runs, two results", name)
		}
	}
}

// With the automatic rate the cost falls at every step, whatever the rows: also
// where all columns are the same and at the ends of the range, where the
// curvature is the largest that rows can have.
func TestGradientDescentAutoRateNeverRises(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	worst, target := make([][]float64, 10), make([]float64, 10)
	for i := range worst {
		worst[i] = []float64{0.5, 0.5, 0.5, 0.5, 0.5}
		target[i] = 0.5
	}
	wide, wideTarget := noisy(r, 30, 12, 1)
	for _, test := range []struct {
		name string
		x    [][]float64
		y    []float64
		l2   float64
	}{
		{"same columns at the end of the range", worst, target, 0},
		{"noise", wide, wideTarget, 0},
		{"ridge", wide, wideTarget, 3},
	} {
		opt := options()
		opt.L2 = test.l2
		p := problemOf(test.x, test.y)
		m := NewGradientDescent(len(p.b), opt)
		last := math.Inf(1)
		for {
			point, done := m.Next()
			if done {
				break
			}
			w, _ := Quantise(point, fraction)
			if err := m.Observe(w, p.sums(w)); err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
			objective := m.Cost()
			for _, v := range point[1:] {
				objective += test.l2 * v * v
			}
			if objective > last*(1+1e-9)+1e-12 {
				t.Fatalf("%s: the objective rose from %v to %v", test.name, last, objective)
			}
			last = objective
		}
	}
}

func TestGradientDescentReachesTheOptimum(t *testing.T) {
	x, y := noisy(rand.New(rand.NewPCG(7, 7)), 80, 3, 0.3)
	p := problemOf(x, y)
	for _, l2 := range []float64{0, 0.05} {
		opt := options()
		opt.L2 = l2
		want, _ := run(t, NewConjugateGradient(4, opt), p)
		opt.Rounds = 3000
		got, rounds := run(t, NewGradientDescent(4, opt), p)
		if math.Abs(got-want) > 1e-9*want {
			t.Errorf("l2 %v: %v after %d rounds, optimum %v", l2, got, rounds, want)
		}
	}
}

func TestGradientDescentSaysWhenItDiverges(t *testing.T) {
	x, y := noisy(rand.New(rand.NewPCG(8, 8)), 50, 3, 0.3)
	p := problemOf(x, y)
	for _, rate := range []float64{20, 1e4} {
		opt := options()
		opt.LearningRate = rate
		m := NewGradientDescent(4, opt)
		var err error
		for round := 0; round < 200 && err == nil; round++ {
			point, _ := m.Next()
			w, _ := Quantise(point, fraction)
			err = m.Observe(w, p.sums(w))
		}
		if !errors.Is(err, ErrDiverged) {
			t.Errorf("rate %v: %v", rate, err)
		}
	}
}

func TestQuantiseRoundsHalfToEven(t *testing.T) {
	for x, want := range map[float64]int64{0: 0, 0.25: 1, 0.125: 0, 0.375: 2, -0.125: 0, -0.375: -2, -0.3: -1, 0.3: 1, 1e-300: 0, 5: 20} {
		got, err := Quantise([]float64{x}, 2)
		if err != nil || got[0].Int64() != want {
			t.Errorf("%v in quarters: %v, %v, want %d", x, got, err, want)
		}
	}
	for _, x := range []float64{math.NaN(), math.Inf(1)} {
		if _, err := Quantise([]float64{x}, 2); err == nil {
			t.Errorf("%v accepted", x)
		}
	}
	if got := Real([]*big.Int{big.NewInt(-3)}, 2); got[0] != -0.75 {
		t.Errorf("got %v", got)
	}
}

func TestNewRefuses(t *testing.T) {
	good := options()
	if _, err := New("auto", 3, good); err != nil {
		t.Error(err)
	}
	if _, err := New("adam", 3, good); err == nil {
		t.Error("an unknown name was accepted")
	}
	for _, spoil := range []func(*Options){
		func(o *Options) { o.Rounds = 0 },
		func(o *Options) { o.WeightBound = 0 },
		func(o *Options) { o.L2 = -1 },
		func(o *Options) { o.LearningRate = math.NaN() },
	} {
		opt := good
		spoil(&opt)
		if _, err := New("auto", 3, opt); err == nil {
			t.Errorf("%+v accepted", opt)
		}
	}
}

// Rounds over other rows: gradient descent takes each alone, so a cost above that of the first rows is no divergence;
// conjugate gradient cannot put the sums together.
func TestSumsOverOtherRows(t *testing.T) {
	opt := Options{Rounds: 10, FractionBits: 16, WeightBound: 64}
	sums := func(level int64, other bool) Sums { // one row with the constant column alone: x = 1/2, y = level/8
		x, y := big.NewInt(1<<23), big.NewInt(level<<21)
		b := new(big.Int).Mul(x, y)
		yy := new(big.Int).Mul(y, y)
		return Sums{G: []*big.Int{b.Neg(b).Lsh(b, 16)}, L: yy.Lsh(yy, 16), N: 1, OtherRows: other}
	}
	zero := []*big.Int{new(big.Int)}
	for _, other := range []bool{true, false} {
		m := NewGradientDescent(1, opt)
		if err := m.Observe(zero, sums(1, false)); err != nil {
			t.Fatal(err)
		}
		if err := m.Observe(zero, sums(3, other)); (err == nil) != other || !other && !errors.Is(err, ErrDiverged) {
			t.Errorf("gradient descent, other rows %v: %v", other, err)
		}
	}
	m := NewConjugateGradient(1, opt)
	if err := m.Observe(zero, sums(1, false)); err != nil {
		t.Fatal(err)
	}
	if err := m.Observe([]*big.Int{big.NewInt(1 << 16)}, sums(1, true)); !errors.Is(err, ErrChanged) {
		t.Errorf("conjugate gradient: %v", err)
	}
}
