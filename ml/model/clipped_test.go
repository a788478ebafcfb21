package model_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/tables"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

// TestOneRecordMovesSumsWithinBound adds rows one by one and compares what each changes, in whole steps, with the L2 norm
// that noise is scaled to, at weights at which gradients are long or no numbers.
func TestOneRecordMovesSumsWithinBound(t *testing.T) {
	for _, v := range variants(t) {
		c := dp.Clipping{Unit: dp.RecordUnit, Norm: 0.37, Loss: 2, Bits: 24}
		evaluation := dp.Clipping{Unit: dp.RecordUnit, Loss: 2, Bits: schema.QuantBits}
		r := rand.New(rand.NewPCG(3, 4))
		cuts := 0
		for round := range 4 {
			w := v.weights(r)
			for i := range w {
				w[i] *= 5
				if round == 3 {
					w[i] *= 1e308
				}
			}
			table := tables.Extremes(30, v.arch.Inputs, v.arch.Target, uint64(round))
			var update, before []*big.Int
			for rows := range table.Rows + 1 {
				o := v.objective(t, tables.First(table, rows), model.ObjectiveOptions{})
				u, cut, err := o.ClippedUpdate(w, c, nil)
				if err != nil {
					t.Fatal(err)
				}
				e := o.ClippedEvaluation(w, evaluation)
				if rows > 0 {
					tables.Within(t, v.name+" gradient", tables.Moved(u, update), c.UpdateBound())
					tables.Within(t, v.name+" evaluation", tables.Moved(e, before), v.arch.ClippedEvaluationBound(evaluation))
				}
				if rows == table.Rows {
					cuts += cut
				}
				update, before = u, e
			}
		}
		if cuts == 0 {
			t.Errorf("%s: nothing was clipped, so nothing was tried", v.name)
		}
	}
}

// TestOneOwnerStaysWithinBound does the same for all that an owner sends, whatever its rows are.
func TestOneOwnerStaysWithinBound(t *testing.T) {
	for _, v := range variants(t) {
		c := dp.Clipping{Unit: dp.OwnerUnit, Norm: 0.11, Loss: 2, Bits: 24}
		evaluation := dp.Clipping{Unit: dp.OwnerUnit, Loss: 2, Bits: schema.QuantBits}
		for seed, size := range []float64{0.01, 3, 1e308} {
			for _, rows := range []int{0, 1, 50} {
				w := v.weights(rand.New(rand.NewPCG(uint64(seed), 4)))
				for i := range w {
					w[i] *= size
				}
				o := v.objective(t, tables.Extremes(rows, v.arch.Inputs, v.arch.Target, uint64(seed)), model.ObjectiveOptions{})
				for _, local := range []*model.Local{nil, {Steps: 3, Rate: 0.5}} {
					u, _, err := o.ClippedUpdate(w, c, local)
					if err != nil {
						t.Fatal(err)
					}
					tables.Within(t, v.name+" gradient", dp.Norm2(u), c.UpdateBound())
				}
				tables.Within(t, v.name+" evaluation", dp.Norm2(o.ClippedEvaluation(w, evaluation)), v.arch.ClippedEvaluationBound(evaluation))
			}
		}
		o := v.objective(t, tables.Extremes(5, v.arch.Inputs, v.arch.Target, 1), model.ObjectiveOptions{})
		records := dp.Clipping{Unit: dp.RecordUnit, Norm: 1, Loss: 1, Bits: 24}
		if _, _, err := o.ClippedUpdate(make([]float64, v.arch.Parameters()), records, &model.Local{Steps: 2}); err == nil {
			t.Errorf("%s: local steps were taken for records", v.name)
		}
	}
}

// TestClippedMeansAreMeans: without noise, and with nothing to clip, the decoded values are the mean gradient and loss, and
// the count of rows or owners.
func TestClippedMeansAreMeans(t *testing.T) {
	for _, v := range variants(t) {
		if v.arch.Kind.Shares() { // no training of it has noise
			continue
		}
		o := v.objective(t, tables.Extremes(40, v.arch.Inputs, v.arch.Target, 5), model.ObjectiveOptions{})
		w := v.arch.Initial([32]byte{1})
		for i := range w {
			w[i] += 0.1
		}
		g := make([]float64, len(w))
		loss := o.Gradient(w, g) / 40
		for _, unit := range []dp.Unit{dp.RecordUnit, dp.OwnerUnit} {
			c := dp.Clipping{Unit: unit, Norm: 20, Loss: 50, Bits: 30}
			values, cut, err := o.ClippedUpdate(w, c, nil)
			if err != nil || cut > 0 {
				t.Fatal(cut, err)
			}
			units, want := 0, int64(40)
			if unit == dp.OwnerUnit {
				units, want = 1, 1
			}
			m, err := model.DecodeClippedMeans(values, c, units)
			if err != nil || m.Rows != want || math.Abs(m.Loss-loss) > 1e-6 {
				t.Errorf("%s, %s: %d units, loss %v of %v: %v", v.name, unit, m.Rows, m.Loss, loss, err)
			}
			for i := range g {
				if math.Abs(m.Update[i]-g[i]/40) > 1e-7 {
					t.Errorf("%s, %s: gradient %d is %v, want %v", v.name, unit, i, m.Update[i], g[i]/40)
				}
			}
			e := dp.Clipping{Unit: unit, Loss: 50, Bits: schema.QuantBits}
			q, noise, err := v.arch.ClippedQuality(o.ClippedEvaluation(w, e), e, units, 0)
			if err != nil || math.Abs(q.Loss-loss) > 1e-5 || noise != 0 {
				t.Errorf("%s, %s: evaluation %+v of a loss %v: %v", v.name, unit, q, loss, err)
			}
			deviation := float64(want) * 0.9 * (1 << schema.QuantBits)
			if q, noise, err := v.arch.ClippedQuality(o.ClippedEvaluation(w, e), e, units, deviation); err != nil || math.Abs(noise-45) > 1e-9 || q.Loss != noise {
				t.Errorf("%s, %s: a loss %v below its noise %v: %v", v.name, unit, q.Loss, noise, err)
			}
		}
	}
}
