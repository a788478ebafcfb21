package publish_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner/publish"
)

// described returns a description of a group g with two levels and a column with three, by the counts of each level of the
// column in each level of the group, then in the rows without a group, and of missing values at the end.
func described(t testing.TB, counts [3][4]int64) *describe.Description {
	t.Helper()
	features := []schema.Feature{
		{Name: "g", Type: schema.Nominal, Levels: []string{"a", "b"}},
		{Name: "x", Type: schema.Nominal, Levels: []string{"p", "q", "r"}},
	}
	d, err := describe.NewDesign(features, "g", nil)
	if err != nil {
		t.Fatal(err)
	}
	var values []*big.Int
	all := int64(0)
	for cell, c := range counts {
		rows := c[0] + c[1] + c[2] + c[3]
		all += rows
		own := [2]int64{}
		if cell < 2 {
			own[cell] = rows
		}
		for _, n := range []int64{rows, own[0], own[1], c[0], c[1], c[2]} {
			values = append(values, big.NewInt(n))
		}
	}
	read, err := d.Read(append(values, big.NewInt(all)))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// unknowns solves the published table for hidden counts: it returns how many of them have one possible value. Equations are the
// sums over lines and cells.
func unknowns(v *publish.View) (hidden, told int) {
	type place [2]int
	var places []place
	at := map[place]int{}
	see := func(line, column int, h bool) {
		if h {
			at[place{line, column}] = len(places)
			places = append(places, place{line, column})
		}
	}
	for c := range v.Columns() {
		for l := range 3 {
			see(l, c, v.Level(1, l, c).Hidden)
		}
		see(3, c, v.Missing(1, c).Hidden)
		see(4, c, v.Rows(c).Hidden)
	}
	var rows [][]float64
	equation := func(cells ...place) {
		row := make([]float64, len(places))
		for i, p := range cells {
			if k, ok := at[p]; ok {
				row[k] = 1
				if i == len(cells)-1 {
					row[k] = -1
				}
			}
		}
		rows = append(rows, row)
	}
	for l := range 5 {
		equation(place{l, 1}, place{l, 2}, place{l, 0})
	}
	for c := range 3 {
		equation(place{0, c}, place{1, c}, place{2, c}, place{3, c}, place{4, c})
	}
	for k := range places {
		unit := make([]float64, len(places))
		unit[k] = 1
		if rank(append(rows[:len(rows):len(rows)], unit)) == rank(rows) {
			told++
		}
	}
	return len(places), told
}

func rank(in [][]float64) int {
	m := make([][]float64, len(in))
	for i := range in {
		m[i] = append([]float64(nil), in[i]...)
	}
	r := 0
	for c := 0; len(m) > 0 && c < len(m[0]); c++ {
		pivot := -1
		for i := r; i < len(m); i++ {
			if m[i][c] > 1e-9 || m[i][c] < -1e-9 {
				pivot = i
			}
		}
		if pivot < 0 {
			continue
		}
		m[r], m[pivot] = m[pivot], m[r]
		for i := r + 1; i < len(m); i++ {
			f := m[i][c] / m[r][c]
			for k := range m[i] {
				m[i][k] -= f * m[r][k]
			}
		}
		r++
	}
	return r
}

// Whatever the counts are, small ones are hidden and no hidden count follows from those that are shown.
func TestHiddenCountsDoNotFollow(t *testing.T) {
	const below = 5
	r := rand.New(rand.NewPCG(3, 9))
	some := 0
	for range 500 {
		var counts [3][4]int64
		for c := range 2 {
			for l := range counts[c] {
				switch r.IntN(3) {
				case 0:
					counts[c][l] = int64(r.IntN(below))
				case 1:
					counts[c][l] = int64(5 + r.IntN(20))
				}
			}
		}
		counts[0][0]++
		v := publish.New(described(t, counts), publish.Rule{Below: below})
		for c := range 2 {
			for l, n := range counts[c] {
				shown := v.Missing(1, c+1)
				if l < 3 {
					shown = v.Level(1, l, c+1)
				}
				if n > 0 && n < below && !shown.Hidden {
					t.Fatalf("%v: a count of %d is shown", counts, n)
				}
			}
		}
		hidden, told := unknowns(v)
		if told > 0 {
			t.Fatalf("%v: %d of %d hidden counts follow from the others", counts, told, hidden)
		}
		some += hidden
		for c := range v.Columns() { // what is hidden of a column is no small number together
			sum, any := int64(0), false
			for l := range 4 {
				shown := v.Missing(1, c)
				if l < 3 {
					shown = v.Level(1, l, c)
				}
				if !shown.Hidden {
					continue
				}
				any = true
				for cell := range 2 {
					if c == 0 || c == cell+1 {
						sum += counts[cell][l]
					}
				}
			}
			if any && sum < below && !v.Rows(c).Hidden {
				t.Fatalf("%v: %d rows of column %d follow from its total", counts, sum, c)
			}
		}
	}
	if some == 0 {
		t.Error("no count was hidden")
	}
}

func TestRules(t *testing.T) {
	counts := [3][4]int64{{20, 17, 3, 0}, {12, 9, 11, 0}}
	d := described(t, counts)
	open := publish.New(d, publish.Rule{})
	if n := open.Level(1, 2, 1); n.Hidden || n.N != 3 || !open.Tested(1) {
		t.Errorf("without a rule a count is %+v", n)
	}
	if share, ok := open.Share(1, 0, 1); !ok || share != 0.5 {
		t.Errorf("share %v", share)
	}
	v := publish.New(d, publish.Rule{Below: 5, Round: 5})
	for _, c := range []struct {
		line, column int
		want         publish.Count
	}{
		{2, 1, publish.Count{Hidden: true}}, {1, 1, publish.Count{Hidden: true}}, // the second so that the first is not told
		{1, 2, publish.Count{Hidden: true}}, {0, 1, publish.Count{N: 20}}, {0, 0, publish.Count{N: 30}},
	} {
		if got := v.Level(1, c.line, c.column); got != c.want {
			t.Errorf("level %d, column %d: %+v, want %+v", c.line, c.column, got, c.want)
		}
	}
	if v.Tested(1) {
		t.Error("a test of hidden counts is shown")
	}
	if n := v.Rows(1); n.N != 40 || v.Label(1) != "g=a" || v.Label(0) != "" {
		t.Errorf("rows %+v of %q", n, v.Label(1))
	}
}
