package model_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/tables"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
)

// newtons returns the variants that Newton's rounds fit, each with a point.
func newtons(t *testing.T, r *rand.Rand, try func(t *testing.T, v variant, shape model.NewtonShape, point []float64)) {
	for _, v := range variants(t) {
		if v.arch.Kind.Hidden() {
			continue
		}
		t.Run(v.name, func(t *testing.T) {
			shape := model.NewNewtonShape(v.arch, 64, model.RowMeat)
			point := shape.Initial()
			for i := range point {
				point[i] += 0.2 * r.NormFloat64()
			}
			try(t, v, shape, point)
		})
	}
}

func sumsOf(t *testing.T, shape model.NewtonShape, table *schema.Table, opt model.ObjectiveOptions) *model.Newton {
	t.Helper()
	n, err := model.NewNewton(shape, 64, table, opt)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Rows give the same sums in any order and however they are divided among owners, in every round.
func TestNewtonKnowsNoOwners(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 9))
	newtons(t, r, func(t *testing.T, v variant, shape model.NewtonShape, point []float64) {
		table := tables.Legal(r, v.schema, 700)
		one, two := table.Split(0.37, [32]byte{9})
		for name, of := range map[string]func(n *model.Newton) ([]*big.Int, error){
			"expected": func(n *model.Newton) ([]*big.Int, error) { return n.Sums(point, optim.WithExpected) },
			"observed": func(n *model.Newton) ([]*big.Int, error) { return n.Sums(point, optim.WithObserved) },
			"closing":  func(n *model.Newton) ([]*big.Int, error) { return n.Close(point) },
		} {
			want, err := of(sumsOf(t, shape, table, model.ObjectiveOptions{}))
			if err != nil {
				t.Fatal(err)
			}
			got := zeros(len(want))
			for _, part := range []*schema.Table{one, two} {
				values, err := of(sumsOf(t, shape, part, model.ObjectiveOptions{}))
				if err != nil {
					t.Fatal(err)
				}
				addTo(got, values)
			}
			if !slices.EqualFunc(got, want, func(a, b *big.Int) bool { return a.Cmp(b) == 0 }) {
				t.Errorf("%s: sums of two owners are not those of all rows", name)
			}
		}
	})
}

// The score is minus the gradient of the loss by the parameters, and observed second derivatives are those of the score.
func TestNewtonDerivatives(t *testing.T) {
	const h = 1e-5
	r := rand.New(rand.NewPCG(8, 9))
	newtons(t, r, func(t *testing.T, v variant, shape model.NewtonShape, point []float64) {
		opt := model.ObjectiveOptions{}
		if levels := v.schema.Target.Levels; levels != nil {
			opt.ClassWeights = []float64{0.5, 3, 1, 2}[:len(levels)]
		}
		n := sumsOf(t, shape, tables.Legal(r, v.schema, 60), opt)
		at := func(point []float64) *model.NewtonRound {
			values, err := n.Sums(point, optim.WithObserved)
			if err != nil {
				t.Fatal(err)
			}
			s, err := shape.Decode(values)
			if err != nil || s.Cut > 0 || s.Rows != 60 {
				t.Fatalf("%v: %d cut of %d", err, s.Cut, s.Rows)
			}
			return s
		}
		middle := at(point)
		for i := range shape.Parameters {
			up, down := slices.Clone(point), slices.Clone(point)
			up[i] += h
			down[i] -= h
			above, below := at(up), at(down)
			if slope := (below.Loss - above.Loss) / (2 * h); math.Abs(slope-middle.Score[i]) > 1e-4*(1+math.Abs(slope)) {
				t.Errorf("score %d is %v, differences give %v", i, middle.Score[i], slope)
			}
			for j := range i + 1 {
				if bend := (below.Score[j] - above.Score[j]) / (2 * h); math.Abs(bend-middle.Information[i][j]) > 1e-4*(1+math.Abs(bend)) {
					t.Errorf("information %d,%d is %v, differences give %v", i, j, middle.Information[i][j], bend)
				}
			}
		}
	})
}

// Points of another length, and starting values of a kind that has none, are refused. So are sums that no rows can have.
func TestNewtonRefuses(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	newtons(t, r, func(t *testing.T, v variant, shape model.NewtonShape, point []float64) {
		n := sumsOf(t, shape, tables.Legal(r, v.schema, 20), model.ObjectiveOptions{})
		if _, err := n.Sums(point[1:], optim.WithExpected); err == nil {
			t.Error("a short point is accepted")
		}
		if _, err := n.Close(append(point, 0)); err == nil {
			t.Error("a long point is accepted")
		}
		values, err := n.Sums(point, optim.WithExpected)
		if err != nil {
			t.Fatal(err)
		}
		closing, err := n.Close(point)
		if err != nil {
			t.Fatal(err)
		}
		for name, spoil := range map[string]func(v []*big.Int) []*big.Int{
			"too few":       func(v []*big.Int) []*big.Int { return v[1:] },
			"no rows":       func(v []*big.Int) []*big.Int { v[len(v)-1] = new(big.Int); return v },
			"more cut":      func(v []*big.Int) []*big.Int { v[len(v)-2] = big.NewInt(21); return v },
			"a small count": func(v []*big.Int) []*big.Int { v[len(v)-2] = big.NewInt(-1); return v },
		} {
			if _, err := shape.Decode(spoil(slices.Clone(values))); err == nil {
				t.Errorf("%s: a round is accepted", name)
			}
			if _, err := shape.DecodeClosing(spoil(slices.Clone(closing))); err == nil {
				t.Errorf("%s: a closing round is accepted", name)
			}
		}
	})
	n := sumsOf(t, model.NewNewtonShape(of("logistic_regression", "two levels").arch, 64, model.NoMeat), tables.Legal(r, withTarget(targets["two levels"]), 20), model.ObjectiveOptions{})
	if _, err := n.Sums(make([]float64, 7), optim.AtStart); err == nil {
		t.Error("starting values of levels are summed")
	}
}

// Parts of rows past the bound are cut and counted, so that no weights make an upload longer than its slots or silence an
// owner.
func TestNewtonCutsRows(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 9))
	newtons(t, r, func(t *testing.T, v variant, shape model.NewtonShape, point []float64) {
		for i := range point {
			point[i] = 1e6 * (r.Float64() - 0.5)
		}
		n := sumsOf(t, shape, tables.Legal(r, v.schema, 200), model.ObjectiveOptions{})
		values, err := n.Sums(point, optim.WithObserved)
		if err != nil {
			t.Fatal(err)
		}
		bound := new(big.Int).Lsh(big.NewInt(200*64), shape.Bits)
		for i, x := range values {
			if x.CmpAbs(bound) > 0 {
				t.Errorf("value %d is past the bound", i)
			}
		}
		if cut := values[len(values)-2].Int64(); cut == 0 || cut > 200 {
			t.Errorf("%d rows are cut", cut)
		}
	})
}
