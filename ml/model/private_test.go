package model

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/schema"
)

// extremes gives a table of rows anywhere in their ranges, at their ends more often than not.
func extremes(rows, columns, classes int, seed uint64) *schema.Table {
	r := rand.New(rand.NewPCG(seed, 7))
	value := func() int32 {
		if r.IntN(3) > 0 {
			return int32(2*r.IntN(2)-1) * schema.Half
		}
		return int32(r.IntN(2*schema.Half+1) - schema.Half)
	}
	t := &schema.Table{Rows: rows, Columns: make([]schema.Column, columns)}
	for range rows {
		t.X = append(t.X, schema.Half)
		for range columns - 1 {
			t.X = append(t.X, value())
		}
		y := value()
		if classes > 0 {
			y = int32(r.IntN(classes))
		}
		t.Y = append(t.Y, y)
	}
	return t
}

// firstRows gives a table of the first rows alone.
func firstRows(t *schema.Table, rows int) *schema.Table {
	short := *t
	short.Rows, short.X, short.Y = rows, t.X[:rows*len(t.Columns)], t.Y[:rows]
	return &short
}

// moved gives Σ (a − b)².
func moved(a, b []*big.Int) *big.Int {
	d := make([]*big.Int, len(a))
	for i := range a {
		d[i] = new(big.Int).Sub(a[i], b[i])
	}
	return dp.Norm2(d)
}

func within(t *testing.T, what string, norm2, bound *big.Int) {
	t.Helper()
	if norm2.Cmp(new(big.Int).Mul(bound, bound)) > 0 {
		t.Errorf("%s: the sum moves further than its bound", what)
	}
}

var privateShapes = []Shape{
	{Kind: KindLinear, Inputs: 4}, {Kind: KindLogistic, Inputs: 4, Classes: 2}, {Kind: KindSoftmax, Inputs: 4, Classes: 3},
	{Kind: KindMLP, Inputs: 4, Hidden: []int{3}, Classes: 2},
}

// TestOneRecordMovesSumsWithinBound adds rows one by one and holds what each changes, in whole steps, against the L2 norm
// that noise is scaled to, at weights where gradients are long, and where they are no numbers.
func TestOneRecordMovesSumsWithinBound(t *testing.T) {
	for _, shape := range privateShapes {
		c := dp.Clipping{Unit: dp.RecordUnit, Norm: 0.37, Loss: 2, Bits: 24}
		r := rand.New(rand.NewPCG(3, 4))
		w := make([]float64, shape.Parameters())
		cuts := 0
		for round := range 4 {
			for i := range w {
				w[i] = 5 * r.NormFloat64()
				if round == 3 {
					w[i] *= 1e308
				}
			}
			table := extremes(30, shape.Inputs, shape.Classes, uint64(round))
			var update, evaluation []*big.Int
			for rows := range table.Rows + 1 {
				o, err := NewObjective(shape, firstRows(table, rows), nil)
				if err != nil {
					t.Fatal(err)
				}
				u, cut, err := o.PrivateUpdate(w, c, nil)
				if err != nil {
					t.Fatal(err)
				}
				e := o.PrivateEvaluation(w, dp.Clipping{Unit: dp.RecordUnit, Loss: 2, Bits: schema.QuantBits})
				if rows > 0 {
					within(t, shape.Kind+" gradient", moved(u, update), c.UpdateBound())
					within(t, shape.Kind+" evaluation", moved(e, evaluation), dp.Clipping{Bits: schema.QuantBits}.EvaluationBound(shape.Classes == 0))
				}
				if rows == table.Rows {
					cuts += cut
				}
				update, evaluation = u, e
			}
		}
		if cuts == 0 {
			t.Errorf("%s: nothing was clipped, so nothing was tried", shape.Kind)
		}
	}
}

// TestOneOwnerStaysWithinBound does the same for all that an owner sends, whatever and however many its rows.
func TestOneOwnerStaysWithinBound(t *testing.T) {
	for _, shape := range privateShapes {
		c := dp.Clipping{Unit: dp.OwnerUnit, Norm: 0.11, Loss: 2, Bits: 24}
		for seed, size := range []float64{0.01, 3, 1e308} {
			for _, rows := range []int{0, 1, 50} {
				r := rand.New(rand.NewPCG(uint64(seed), 4))
				w := make([]float64, shape.Parameters())
				for i := range w {
					w[i] = size * r.NormFloat64()
				}
				o, err := NewObjective(shape, extremes(rows, shape.Inputs, shape.Classes, uint64(seed)), nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, local := range []*Local{nil, {Steps: 3, Rate: 0.5}} {
					u, _, err := o.PrivateUpdate(w, c, local)
					if err != nil {
						t.Fatal(err)
					}
					within(t, shape.Kind+" gradient", dp.Norm2(u), c.UpdateBound())
				}
				evaluation := dp.Clipping{Unit: dp.OwnerUnit, Loss: 2, Bits: schema.QuantBits}
				within(t, shape.Kind+" evaluation", dp.Norm2(o.PrivateEvaluation(w, evaluation)), evaluation.EvaluationBound(shape.Classes == 0))
			}
		}
	}
	o, err := NewObjective(privateShapes[0], extremes(5, 4, 0, 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.PrivateUpdate(make([]float64, 4), dp.Clipping{Unit: dp.RecordUnit, Norm: 1, Loss: 1, Bits: 24}, &Local{Steps: 2}); err == nil {
		t.Error("local steps were taken for records")
	}
}

// TestPrivateMeansAreMeans says that without noise, and with nothing to clip, what is decoded is the mean gradient and
// loss, and the count of rows or owners.
func TestPrivateMeansAreMeans(t *testing.T) {
	for _, shape := range privateShapes {
		table := extremes(40, shape.Inputs, shape.Classes, 5)
		o, err := NewObjective(shape, table, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := shape.Initial([32]byte{1})
		for i := range w {
			w[i] += 0.1
		}
		g := make([]float64, len(w))
		loss := o.Gradient(w, g) / 40
		for _, unit := range []dp.Unit{dp.RecordUnit, dp.OwnerUnit} {
			c := dp.Clipping{Unit: unit, Norm: 20, Loss: 50, Bits: 30}
			values, cut, err := o.PrivateUpdate(w, c, nil)
			if err != nil || cut > 0 {
				t.Fatal(cut, err)
			}
			units, want := 0, int64(40)
			if unit == dp.OwnerUnit {
				units, want = 1, 1
			}
			m, err := DecodePrivateMeans(values, c, units)
			if err != nil || m.Rows != want || math.Abs(m.Loss-loss) > 1e-6 {
				t.Errorf("%s, %s: %d units, loss %v of %v: %v", shape.Kind, unit, m.Rows, m.Loss, loss, err)
			}
			for i := range g {
				if math.Abs(m.Update[i]-g[i]/40) > 1e-7 {
					t.Errorf("%s, %s: gradient %d is %v, want %v", shape.Kind, unit, i, m.Update[i], g[i]/40)
				}
			}
			e := dp.Clipping{Unit: unit, Loss: 50, Bits: schema.QuantBits}
			target := schema.Feature{Min: ptr(-0.5), Max: ptr(0.5)}
			q, noise, err := shape.PrivateQuality(o.PrivateEvaluation(w, e), e, units, target, 0)
			if err != nil || shape.Classes == 0 && math.Abs(q.Loss-loss) > 1e-5 || noise != 0 {
				t.Errorf("%s, %s: evaluation %+v of a loss %v: %v", shape.Kind, unit, q, loss, err)
			}
			deviation := float64(want) * 0.9 * (1 << schema.QuantBits)
			if q, noise, err := shape.PrivateQuality(o.PrivateEvaluation(w, e), e, units, target, deviation); err != nil || math.Abs(noise-45) > 1e-9 || q.Loss != noise {
				t.Errorf("%s, %s: a loss %v below its noise %v: %v", shape.Kind, unit, q.Loss, noise, err)
			}
		}
	}
}

func ptr(x float64) *float64 { return &x }

// TestSquaresMoveWithinBound adds rows to sums of squares, whole ones and ones that are cut.
func TestSquaresMoveWithinBound(t *testing.T) {
	for _, norm := range []float64{2.25, 1, 0.01} { // 2.25 = 1 + 5/4: nothing is cut
		c := dp.Clipping{Unit: dp.RecordUnit, Norm: norm, Bits: squareBits}
		for _, classes := range []int{0, 2} {
			table := extremes(30, 5, classes, 9)
			var before []*big.Int
			for rows := range table.Rows + 1 {
				values, cut, err := PrivateSquares(firstRows(table, rows), c, classes > 0)
				if err != nil || len(values) != SquaresValues(5) || norm == 2.25 && cut > 0 || norm < 1 && cut != rows {
					t.Fatalf("%d values, %d of %d rows cut: %v", len(values), cut, rows, err)
				}
				if rows > 0 {
					within(t, "squares", moved(values, before), c.Steps())
				}
				before = values
			}
			owner := c
			owner.Unit = dp.OwnerUnit
			values, _, err := PrivateSquares(table, owner, classes > 0)
			if err != nil {
				t.Fatal(err)
			}
			within(t, "squares of an owner", dp.Norm2(values), c.Steps())
		}
	}
}

// TestSolveNoisyIsSolve says that without noise the repaired fit is the pooled one, and that with far too much of it what
// comes out is still a model.
func TestSolveNoisyIsSolve(t *testing.T) {
	table := extremes(200, 4, 0, 11)
	s, err := Accumulate(table)
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []dp.Unit{dp.RecordUnit, dp.OwnerUnit} {
		values, _, err := PrivateSquares(table, dp.Clipping{Unit: unit, Norm: 2, Bits: squareBits}, false)
		if err != nil {
			t.Fatal(err)
		}
		units := 0
		if unit == dp.OwnerUnit {
			units = 1
		}
		for _, l2 := range []float64{0, 0.3} {
			got, err := SolveNoisy(4, values, NoisyOptions{Units: units, L2: l2})
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
			deviation := math.Ldexp(1, squareBits+int(seed)%12)
			noisy := make([]*big.Int, len(values))
			for i, v := range values {
				noise, _ := big.NewFloat(r.NormFloat64() * deviation).Int(nil)
				noisy[i] = new(big.Int).Add(v, noise)
			}
			got, err := SolveNoisy(4, noisy, NoisyOptions{Deviation: deviation, Units: units})
			if err != nil {
				continue // drowned
			}
			for _, x := range append(got.Weights, got.MSE) {
				if math.IsNaN(x) || math.IsInf(x, 0) || got.MSE < 0 {
					t.Fatalf("noise of 2^%d steps: %+v", squareBits+int(seed)%12, got)
				}
			}
		}
	}
}
