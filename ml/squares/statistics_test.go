package squares

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/blindfit/blindfit/ml/schema"
)

// randomTable gives rows of d columns, the first constant, at the given share of
// the full range.
func randomTable(r *rand.Rand, rows, d int) *schema.Table {
	t := &schema.Table{Rows: rows, Columns: make([]schema.Column, d)}
	for range rows {
		for j := range d {
			x := int32(schema.Half)
			if j > 0 {
				x = r.Int32N(2*schema.Half+1) - schema.Half
			}
			t.X = append(t.X, x)
		}
		t.Y = append(t.Y, r.Int32N(2*schema.Half+1)-schema.Half)
		t.Lines = append(t.Lines, 0)
	}
	return t
}

// plainSums is XᵀX, Xᵀy and yᵀy one product at a time.
func plainSums(t *schema.Table) *Statistics {
	d := len(t.Columns)
	s := NewStatistics(d)
	term := func(dst *big.Int, x, y int32) {
		dst.Add(dst, new(big.Int).Mul(big.NewInt(int64(x)), big.NewInt(int64(y))))
	}
	for r := range t.Rows {
		row := t.Row(r)
		for i := range d {
			for j := range d {
				term(s.A[i][j], row[i], row[j])
			}
			term(s.B[i], row[i], t.Y[r])
		}
		term(s.YY, t.Y[r], t.Y[r])
	}
	s.N = int64(t.Rows)
	return s
}

func same(t *testing.T, got, want *Statistics) {
	t.Helper()
	if got.N != want.N || got.YY.Cmp(want.YY) != 0 {
		t.Fatalf("row count or sum of squares differ")
	}
	for i := range want.B {
		if got.B[i].Cmp(want.B[i]) != 0 {
			t.Fatalf("entry %d of Xᵀy differs", i)
		}
		for j := range want.B {
			if got.A[i][j].Cmp(want.A[i][j]) != 0 {
				t.Fatalf("entry %d,%d of XᵀX differs", i, j)
			}
		}
	}
}

func TestAccumulateIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, shape := range [][2]int{{1, 1}, {1, 5}, {127, 3}, {128, 3}, {129, 3}, {1000, 7}} {
		table := randomTable(r, shape[0], shape[1])
		got, err := Accumulate(table)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, plainSums(table))
	}
}

// Rows at the very ends of the range are where a float would first lose a unit
// and where 63 bits would first run over.
func TestAccumulateAtTheEndsOfTheRange(t *testing.T) {
	const rows = 3*flushRows + 5
	table := &schema.Table{Rows: rows, Columns: make([]schema.Column, 2)}
	for range rows {
		table.X = append(table.X, schema.Half, -schema.Half)
		table.Y = append(table.Y, -schema.Half)
	}
	s, err := Accumulate(table)
	if err != nil {
		t.Fatal(err)
	}
	want := new(big.Int).Lsh(big.NewInt(rows), 46)
	if s.A[0][0].Cmp(want) != 0 || s.YY.Cmp(want) != 0 || s.B[1].Cmp(want) != 0 {
		t.Error("a sum of squares is not rows·2^46")
	}
	if s.A[0][1].Cmp(want.Neg(want)) != 0 || s.B[0].Cmp(want) != 0 {
		t.Error("a mixed sum is not −rows·2^46")
	}
}

func TestAccumulateRefuses(t *testing.T) {
	good := func() *schema.Table { return randomTable(rand.New(rand.NewPCG(1, 1)), 3, 2) }
	tests := map[string]func(*schema.Table){
		"no rows":       func(t *schema.Table) { t.Rows, t.X, t.Y = 0, nil, nil },
		"no target":     func(t *schema.Table) { t.Y = nil },
		"short":         func(t *schema.Table) { t.X = t.X[1:] },
		"out of range":  func(t *schema.Table) { t.X[3] = schema.Half + 1 },
		"target too":    func(t *schema.Table) { t.Y[1] = -schema.Half - 1 },
		"least integer": func(t *schema.Table) { t.X[2] = math.MinInt32 },
	}
	for name, spoil := range tests {
		table := good()
		spoil(table)
		if _, err := Accumulate(table); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestSumsOfOwnersAreTheSumOfAllRows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		d := rapid.IntRange(1, 5).Draw(rt, "columns")
		all := &schema.Table{Columns: make([]schema.Column, d)}
		sum := NewStatistics(d)
		for range rapid.IntRange(1, 4).Draw(rt, "owners") {
			part := randomTable(r, 1+r.IntN(40), d)
			all.X, all.Y, all.Rows = append(all.X, part.X...), append(all.Y, part.Y...), all.Rows+part.Rows
			s, err := Accumulate(part)
			if err != nil {
				rt.Fatal(err)
			}
			sum.Add(s)
		}
		want, err := Accumulate(all)
		if err != nil {
			rt.Fatal(err)
		}
		same(t, sum, want)
	})
}

// The gradient and the loss term are checked against the residuals themselves,
// and the gradient against differences of the cost: the cost is a quadratic, so
// its central difference is its derivative exactly.
func TestGradientAndCostFollowFromResiduals(t *testing.T) {
	const fw = 10
	r := rand.New(rand.NewPCG(5, 6))
	table := randomTable(r, 50, 4)
	s, err := Accumulate(table)
	if err != nil {
		t.Fatal(err)
	}
	w := []*big.Int{big.NewInt(700), big.NewInt(-1500), big.NewInt(3), big.NewInt(900)}
	squares := func(w []*big.Int) *big.Int { // Σ (Xw − 2^fw·y)²
		sum := new(big.Int)
		for i := range table.Rows {
			e := new(big.Int).Lsh(big.NewInt(int64(-table.Y[i])), fw)
			for j, x := range table.Row(i) {
				e.Add(e, new(big.Int).Mul(big.NewInt(int64(x)), w[j]))
			}
			sum.Add(sum, e.Mul(e, e))
		}
		return sum
	}
	g, l := s.Gradient(w, fw)
	total := new(big.Int).Lsh(l, fw)
	for j := range w {
		total.Add(total, new(big.Int).Mul(w[j], g[j]))
	}
	if total.Cmp(squares(w)) != 0 {
		t.Error("wᵀg + 2^f·l is not the sum of squared residuals")
	}
	for j := range w {
		up, down := append([]*big.Int{}, w...), append([]*big.Int{}, w...)
		up[j], down[j] = new(big.Int).Add(w[j], big.NewInt(1)), new(big.Int).Sub(w[j], big.NewInt(1))
		difference := new(big.Int).Sub(squares(up), squares(down))
		if difference.Cmp(new(big.Int).Mul(g[j], big.NewInt(4))) != 0 {
			t.Errorf("entry %d of the gradient is not the derivative", j)
		}
	}
	scalars, constants := s.Forms(fw)
	if len(scalars) != 6 || len(constants) != 6 || scalars[5] != nil || constants[5].Int64() != 50 {
		t.Error("the forms of an upload have the wrong shape")
	}
}

func TestSolveMatchesNormalEquations(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	table := randomTable(r, 80, 5)
	s, err := Accumulate(table)
	if err != nil {
		t.Fatal(err)
	}
	for _, l2 := range []float64{0, 0.01, 10} {
		solution, err := s.Solve(l2)
		if err != nil {
			t.Fatal(err)
		}
		// The derivative of the objective vanishes in every direction.
		for i := range s.B {
			sum := new(big.Float).SetPrec(1024).SetInt(s.B[i])
			sum.Neg(sum)
			for j, w := range solution.Weights {
				sum.Add(sum, new(big.Float).SetPrec(1024).Mul(new(big.Float).SetPrec(1024).SetInt(s.A[i][j]), w))
			}
			if i > 0 {
				sum.Add(sum, new(big.Float).SetPrec(1024).Mul(Ridge(l2, s.N), solution.Weights[i]))
			}
			if rest, _ := sum.Float64(); math.Abs(rest) > 1e-200 {
				t.Errorf("l2 %v: derivative %d is %g", l2, i, rest)
			}
		}
	}
	if _, err := NewStatistics(2).Solve(0); err == nil {
		t.Error("solved without rows")
	}
}

func TestStatisticsDoNotPrint(t *testing.T) {
	s := NewStatistics(2)
	s.YY.SetInt64(987654321)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		for _, value := range []any{s, *s, []*Statistics{s}, struct{ S *Statistics }{s}} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, "987654321") {
				t.Errorf("%s prints %s", verb, text)
			}
		}
	}
	if text, err := json.Marshal(s); err != nil || string(text) != `"statistics of 2 columns"` {
		t.Errorf("JSON holds %s", text)
	}
}
