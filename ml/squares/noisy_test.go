package squares_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/tables"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/squares"
)

// targetOf is a number, or one of so many classes.
func targetOf(classes int) schema.Feature {
	if classes == 0 {
		return schema.Feature{Type: schema.Continuous}
	}
	return schema.Feature{Type: schema.Nominal, Levels: make([]string, classes)}
}

// fitOf returns the fit of a number, or of two classes.
func fitOf(classes int) *kinds.LeastSquares {
	if classes > 0 {
		return kinds.Lookup(kinds.Discriminant).LeastSquares(schema.Feature{})
	}
	return kinds.Lookup(kinds.Linear).LeastSquares(schema.Feature{})
}

// TestSquaresMoveWithinBound adds rows to sums of squares, whole ones and ones that are cut.
func TestSquaresMoveWithinBound(t *testing.T) {
	for _, norm := range []float64{2.25, 1, 0.01} { // 2.25 = 1 + 5/4: nothing is cut
		c := dp.Clipping{Unit: dp.RecordUnit, Norm: norm, Bits: 48}
		for _, classes := range []int{0, 2} {
			table := tables.Extremes(30, 5, targetOf(classes), 9)
			var before []*big.Int
			most := new(big.Int)
			for rows := range table.Rows + 1 {
				values, cut, err := squares.Clipped(fitOf(classes), tables.First(table, rows), c)
				if err != nil || len(values) != squares.ClippedValues(5) || norm == 2.25 && cut > 0 || norm < 1 && cut != rows {
					t.Fatalf("%d values, %d of %d rows cut: %v", len(values), cut, rows, err)
				}
				if rows > 0 {
					moved := tables.Moved(values, before)
					tables.Within(t, "squares", moved, c.TriangleBound())
					if moved.Cmp(most) > 0 {
						most = moved
					}
				}
				before = values
			}
			// The bound is reached by rows at the ends of all ranges, and is below that of the whole matrix.
			bound := new(big.Int).Mul(c.TriangleBound(), c.TriangleBound())
			if norm == 2.25 && new(big.Int).Sub(bound, most).Cmp(new(big.Int).Rsh(bound, 20)) > 0 {
				t.Errorf("rows move the sums by the root of %v, the bound is that of %v", most, bound)
			}
			if norm >= 1 && c.TriangleBound().Cmp(c.Steps()) > 0 {
				t.Errorf("the bound of norm %g is above that of the whole matrix", norm)
			}
			owner := c
			owner.Unit = dp.OwnerUnit
			values, _, err := squares.Clipped(fitOf(classes), table, owner)
			if err != nil {
				t.Fatal(err)
			}
			tables.Within(t, "squares of an owner", dp.Norm2(values), c.TriangleBound())
		}
	}
}

// TestSolveNoisyIsSolve: without noise the repaired fit is the pooled one, and with far too much of it the result is still a
// model.
func TestSolveNoisyIsSolve(t *testing.T) {
	table := tables.Extremes(200, 4, targetOf(0), 11)
	s, err := squares.Accumulate(table)
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []dp.Unit{dp.RecordUnit, dp.OwnerUnit} {
		values, _, err := squares.Clipped(fitOf(0), table, dp.Clipping{Unit: unit, Norm: 2, Bits: 48})
		if err != nil {
			t.Fatal(err)
		}
		units := 0
		if unit == dp.OwnerUnit {
			units = 1
		}
		for _, l2 := range []float64{0, 0.3} {
			got, err := squares.SolveNoisy(4, values, squares.NoisyOptions{Units: units, L2: l2})
			if err != nil {
				t.Fatal(err)
			}
			want, err := s.Solve(l2)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(got.MSE/want.Cost-1) > 1e-8 {
				t.Errorf("%s: mse %v, want %v", unit, got.MSE, want.Cost)
			}
			for i, w := range want.Weights {
				if v, _ := w.Float64(); math.Abs(got.Weights[i]-v) > 1e-8 {
					t.Errorf("%s: weight %d is %v, want %v", unit, i, got.Weights[i], v)
				}
			}
		}
		for seed := range uint64(50) {
			r := rand.New(rand.NewPCG(seed, 1))
			deviation := math.Ldexp(1, 48+int(seed)%12)
			noisy := make([]*big.Int, len(values))
			for i, v := range values {
				noise, _ := big.NewFloat(r.NormFloat64() * deviation).Int(nil)
				noisy[i] = new(big.Int).Add(v, noise)
			}
			got, err := squares.SolveNoisy(4, noisy, squares.NoisyOptions{Deviation: deviation, Units: units})
			if err != nil {
				continue // drowned
			}
			for _, x := range append(got.Weights, got.MSE) {
				if math.IsNaN(x) || math.IsInf(x, 0) || got.MSE < 0 {
					t.Fatalf("noise of 2^%d steps: %+v", 48+int(seed)%12, got)
				}
			}
		}
	}
}

// TestCoverageUnderNoise: intervals hold true weights as often as they say, where noise adds most to their width; without noise they are
// those of the rows, and where noise is too large there are none.
func TestCoverageUnderNoise(t *testing.T) {
	const d, rows, trials = 4, 3000, 300
	truth := []float64{0.05, 0.2, -0.1, 0.15}
	r := rand.New(rand.NewPCG(5, 6))
	held, wider := 0, 0.0
	fit := func(deviation float64) *squares.Noisy {
		var sums [d + 1][d + 1]float64
		for range rows {
			x := [d + 1]float64{1}
			y := truth[0]
			for j := 1; j < d; j++ {
				x[j] = r.Float64() - 0.5
				y += truth[j] * x[j]
			}
			x[d] = y + 0.1*r.NormFloat64()
			for i := range x {
				for j := i; j < len(x); j++ {
					sums[i][j] += x[i] * x[j]
				}
			}
		}
		var values []*big.Int
		for i := range sums {
			for j := i; j < len(sums); j++ {
				v, _ := big.NewFloat(math.Ldexp(sums[i][j]+deviation*r.NormFloat64(), 48)).Int(nil)
				values = append(values, v)
			}
		}
		// A third of the owners may add none, so that all together add more than is sure.
		n, err := squares.SolveNoisy(d, values, squares.NoisyOptions{Deviation: math.Ldexp(deviation/math.Sqrt(1.5), 48), Inflation: 1.5})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range trials {
		n := fit(2)
		if n.Covariance == nil {
			t.Fatal("there are no standard errors")
		}
		for j := 1; j < d; j++ {
			e := math.Sqrt(n.Covariance.At(j, j))
			wider += e / (0.1 / math.Sqrt(rows/12)) / (trials * (d - 1))
			if math.Abs(n.Weights[j]-truth[j]) <= 1.96*e {
				held++
			}
		}
	}
	share := float64(held) / (trials * (d - 1))
	t.Logf("%.3f of the intervals hold the weight, %.1f times as wide as without noise", share, wider)
	if share < 0.93 || share > 0.975 || wider < 1.5 {
		t.Errorf("%.3f of the intervals hold the weight, %.1f times as wide as without noise", share, wider)
	}
	if e := math.Sqrt(fit(1e-6).Covariance.At(1, 1)); math.Abs(e/(0.1/math.Sqrt(rows/12))-1) > 0.1 {
		t.Errorf("without noise a standard error is %g", e)
	}
	if fit(10).Covariance != nil {
		t.Error("there are standard errors where noise is as large as the sums")
	}
}
