package model

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzSums reads decrypted sums of any content: what is accepted must encode to
// the same values again, and be safe to use.
func FuzzSums(f *testing.F) {
	numbers := func(values []*big.Int) (out []byte) {
		for _, v := range values {
			out = append(out, byte(v.Sign()+1))
			out = append(out, new(big.Int).Abs(v).FillBytes(make([]byte, 12))...)
		}
		return out
	}
	r := rand.New(rand.NewPCG(1, 1))
	s := classSchema("no", "yes")
	table := legalTable(r, s, 20)
	shape := Shape{Kind: KindLogistic, Inputs: s.Width(), Classes: 2}
	o, err := NewObjective(shape, table, nil)
	if err != nil {
		f.Fatal(err)
	}
	w := make([]float64, shape.Parameters())
	u, err := o.GradientUpdate(w, 24)
	if err != nil {
		f.Fatal(err)
	}
	update, _ := u.Encode(64)
	stats, err := AccumulateLabels(table)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(numbers(update))
	f.Add(numbers(o.Evaluate(w, 64, 24).Encode()))
	f.Add(numbers(stats.Vector()))
	f.Fuzz(func(t *testing.T, b []byte) {
		var values []*big.Int
		for ; len(b) >= 13; b = b[13:] {
			v := new(big.Int).SetBytes(b[1:13])
			if b[0] == 0 {
				v.Neg(v)
			}
			values = append(values, v)
		}
		if e, err := shape.DecodeEvaluation(values, 24); err == nil {
			if diff := cmp.Diff(values, e.Encode(), cmp.Comparer(equal)); diff != "" {
				t.Error(diff)
			}
			_, _ = e.Quality(s.Target)
		}
		if m, err := DecodeMeans(values, 24); err == nil && m.Rows <= 0 {
			t.Error("means over no rows")
		}
		if stats, err := ParseVector(s.Width(), values); err == nil {
			if diff := cmp.Diff(values, stats.Vector(), cmp.Comparer(equal)); diff != "" {
				t.Error(diff)
			}
			if fit, err := stats.Solve(0.1); err == nil {
				m, err := NewNetwork("", s, shape, floats(fit.Weights), TaylorMetric, 1, 1, stats.N)
				if err != nil {
					t.Fatal(err)
				}
				stats.Infer(s, fit, 0.1, nil, m.OriginalWeights()[0])
			}
		}
	})
}

func equal(x, y *big.Int) bool { return x.Cmp(y) == 0 }
