package disclosure

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// ordinary draws a table as analysts have them: an intercept, numbers, rare and frequent levels, skewed numbers.
func ordinary(r *rand.Rand, n, columns int) [][]float64 {
	x := make([][]float64, n)
	for i := range x {
		x[i] = []float64{1}
	}
	for j := range columns {
		p := []float64{.05, .1, .3, .5}[r.IntN(4)]
		for i := range x {
			v := r.NormFloat64()
			switch j % 3 {
			case 1:
				v = 0
				if r.Float64() < p {
					v = 1
				}
			case 2:
				v = math.Exp(v)
			}
			x[i] = append(x[i], v)
		}
	}
	return x
}

func asJoint(x [][]float64) (*joint, []int) {
	j := &joint{}
	rows := make([]int, len(x))
	for i := range rows {
		rows[i] = i
	}
	p := part{buffer: make([]float64, len(x[0])), at: -1, read: func(i int, dst []float64) { copy(dst, x[i]) }}
	for k := range x[0] {
		j.columns = append(j.columns, Column{Name: string(rune('a' + k))})
		p.columns = append(p.columns, [2]int{k, k})
	}
	j.parts = []part{p}
	return j, rows
}

// lonely returns the sets of one or two rows that stand alone, from a singular value decomposition of the whole matrix
// and all pairs.
func lonely(t *testing.T, x [][]float64) (sets [][]int, hat *mat.Dense) {
	n, p := len(x), len(x[0])
	m := mat.NewDense(n, p+1, nil)
	for j := range p {
		mean := 0.0
		for i := range x {
			mean += x[i][j] / float64(n)
		}
		norm := 0.0
		for i := range x {
			m.Set(i, j, x[i][j]-mean)
			norm += m.At(i, j) * m.At(i, j)
		}
		for i := range x {
			if norm > 1e-20 {
				m.Set(i, j, m.At(i, j)/math.Sqrt(norm))
			} else {
				m.Set(i, j, 0)
			}
		}
	}
	for i := range x {
		m.Set(i, p, 1/math.Sqrt(float64(n)))
	}
	var svd mat.SVD
	if !svd.Factorize(m, mat.SVDThinU) {
		t.Fatal("the reference does not converge")
	}
	var u mat.Dense
	svd.UTo(&u)
	values := svd.Values(nil)
	r := 0
	for r < len(values) && values[r] > 1e-9*values[0] {
		r++
	}
	hat = mat.NewDense(n, n, nil)
	hat.Mul(u.Slice(0, n, 0, r), u.Slice(0, n, 0, r).T())
	for i := range n {
		if hat.At(i, i) >= threshold {
			sets = append(sets, []int{i})
		}
	}
	for i := range n {
		for k := range i {
			if hat.At(i, i) < threshold && hat.At(k, k) < threshold &&
				eigenvalue(hat.At(i, i), hat.At(k, k), hat.At(i, k)) >= threshold {
				sets = append(sets, []int{k, i})
			}
		}
	}
	return sets, hat
}

// TestAloneAsDefined holds the fast form against the definition, on tables like those on which the rule was chosen.
func TestAloneAsDefined(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, size := range [][2]int{{20, 5}, {50, 8}, {50, 10}, {100, 8}, {100, 20}, {200, 20}, {6, 9}, {1, 3}} {
		asked, most := 0, 0.0
		for range 60 {
			x := ordinary(r, size[0], size[1])
			j, rows := asJoint(x)
			got, _ := j.alone(rows, func() {})
			want, hat := lonely(t, x)
			s, err := newSpace(rows, len(j.columns), j.read, func() {})
			if err != nil {
				t.Fatal(err)
			}
			for i, h := range s.leverages(rows, j.read, func() {}) {
				most = max(most, math.Abs(h-hat.At(i, i)))
			}
			if len(want) > 0 {
				asked++
			}
			if len(want) > maxLone {
				want = want[:maxLone]
			}
			if len(got) != len(want) {
				t.Fatalf("%v: %d sets stand alone, want %d", size, len(got), len(want))
			}
			slices.SortFunc(want, slices.Compare)
			slices.SortFunc(got, func(a, b Lone) int { return slices.Compare(a.Rows, b.Rows) })
			for k := range got {
				if !slices.Equal(got[k].Rows, want[k]) {
					t.Fatalf("%v: rows %v stand alone, want %v", size, got[k].Rows, want[k])
				}
			}
		}
		if most > 1e-9 {
			t.Errorf("%v: a leverage is off by %g", size, most)
		}
		t.Logf("%d rows × %d columns: %d of 60 tables are questioned", size[0], size[1], asked)
	}
}

// TestLinearRecoding: the verdict depends on what the columns span, never on how they are coded.
func TestLinearRecoding(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 40 {
		n, p := 40+r.IntN(60), 3+r.IntN(6)
		x := ordinary(r, n, p)
		recoded := make([][]float64, n)
		mix := make([][]float64, p+1)
		for k := range mix {
			mix[k] = make([]float64, p+1)
			for l := range mix[k] {
				mix[k][l] = r.NormFloat64()
			}
			mix[k][k] += 4
		}
		for i := range x {
			recoded[i] = make([]float64, p+1)
			for k := range mix {
				for l, v := range x[i] {
					recoded[i][k] += mix[k][l] * v
				}
			}
			for k := range recoded[i] { // other units and origins
				recoded[i][k] = recoded[i][k]*math.Exp(20*float64(k%3-1)) + float64(k%2)*1e3*math.Exp(20*float64(k%3-1))
			}
		}
		j, rows := asJoint(x)
		want, _ := j.alone(rows, func() {})
		k, _ := asJoint(recoded)
		got, _ := k.alone(rows, func() {})
		if len(got) != len(want) {
			t.Fatalf("%d × %d: %d sets stand alone after recoding, %d before", n, p, len(got), len(want))
		}
		for i := range got {
			if !slices.Equal(got[i].Rows, want[i].Rows) || math.Abs(got[i].Share-want[i].Share) > 1e-6 {
				t.Fatalf("%d × %d: set %d differs after recoding", n, p, i)
			}
		}
	}
}

// TestRank: a column that is a combination of others adds nothing, one that differs from such a combination in one row,
// however little, singles that row out.
func TestRank(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for _, c := range []struct {
		off  float64
		want int
	}{{0, 0}, {1e-13, 0}, {1e-5, 1}, {1, 1}} {
		x := make([][]float64, 200)
		for i := range x {
			a, b := r.NormFloat64(), r.NormFloat64()
			x[i] = []float64{a, b, a + b}
		}
		x[17][2] += c.off
		j, rows := asJoint(x)
		got, n := j.alone(rows, func() {})
		if n != c.want || n == 1 && got[0].Rows[0] != 17 {
			t.Errorf("off by %g: %d rows stand alone, want %d", c.off, n, c.want)
		}
	}
}

// TestDuplicatesAreNotAlone: a row with a copy has half the leverage at most; with two copies it is in no pair either.
func TestDuplicatesAreNotAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 40 {
		x := ordinary(r, 30, 6)
		x[3][2] = 50 // would stand alone
		for copies, sets := range map[int]int{0: 1, 1: 2, 2: 0} {
			y := slices.Clone(x)
			for range copies {
				y = append(y, x[3])
			}
			j, rows := asJoint(y)
			got, _ := j.alone(rows, func() {})
			found := 0
			for _, l := range got {
				if slices.Contains(l.Rows, 3) {
					found = max(found, len(l.Rows))
				}
			}
			if copies < 2 && found != sets || copies == 2 && found == 1 {
				t.Fatalf("with %d copies the row is in a set of %d", copies, found)
			}
			if copies == 2 {
				for _, l := range got {
					if slices.Contains(l.Rows, 3) && (slices.Contains(l.Rows, 30) || slices.Contains(l.Rows, 31)) {
						t.Fatal("two of three equal rows stand alone")
					}
				}
			}
		}
	}
}
