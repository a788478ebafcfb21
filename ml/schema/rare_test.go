package schema

import (
	"slices"
	"strings"
	"testing"
)

// TestRare: a level that stays has enough rows, and so has "other", if it has any.
func TestRare(t *testing.T) {
	for _, c := range []struct {
		counts []int
		other  int
		want   string
	}{
		{[]int{50, 40, 0, 30}, 2, "...."},
		{[]int{50, 4, 0, 7}, 2, ".x.x"},
		{[]int{50, 4, 0, 30}, 2, ".x.x"}, // four alone would stay few
		{[]int{50, 40, 3, 30}, 2, "...x"},
		{[]int{50, 4, 6, 30}, 2, ".x.."},
		{[]int{5, 0, 0}, 1, "x.."},
		{[]int{0, 0}, 1, ".."},
	} {
		got := ""
		for _, m := range rare(c.counts, c.other, 10) {
			got += map[bool]string{false: ".", true: "x"}[m]
		}
		if got != c.want {
			t.Errorf("%v: merged %s, want %s", c.counts, got, c.want)
		}
	}
}

// TestMergeRare: merged rows are encoded as if the file had the level "other" in their place. Rows without a value, and
// features without "other", stay as they are.
func TestMergeRare(t *testing.T) {
	low, high := 0.0, 1.0
	rows := slices.Concat(slices.Repeat([]string{"A,x,0"}, 2), slices.Repeat([]string{"B,x,0.5"}, 12), slices.Repeat([]string{"C,y,1"}, 3),
		slices.Repeat([]string{"rest,x,1"}, 6), slices.Repeat([]string{",x,1"}, 2))
	for _, missing := range []string{MissingDropRow, MissingIndicator, MissingMean} {
		s := &Schema{
			Features: []Feature{
				{Name: "ward", Type: Nominal, Levels: []string{"A", "B", "C", "rest"}, Other: "rest"},
				{Name: "side", Type: Nominal, Levels: []string{"x", "y"}},
			},
			Target: Feature{Name: "y", Type: Continuous, Min: &low, Max: &high}, Missing: missing,
		}
		read := func(rows []string) *Table {
			t.Helper()
			table, _, err := s.ReadCSV(strings.NewReader("ward,side,y\n"+strings.Join(rows, "\n")+"\n"), ReadOptions{NeedTarget: true, Real: true})
			if err != nil {
				t.Fatal(err)
			}
			return table
		}
		got := read(rows)
		if names := s.MergeRare(got, 10); !slices.Equal(names, []string{"ward=A", "ward=C"}) {
			t.Errorf("%s: merged %q", missing, names)
		}
		written := slices.Clone(rows)
		for i, r := range written {
			if r[0] == 'A' || r[0] == 'C' {
				written[i] = "rest" + r[1:]
			}
		}
		want := read(written)
		if !slices.Equal(got.X, want.X) || !slices.Equal(got.Real, want.Real) || !slices.Equal(got.Y, want.Y) {
			t.Errorf("%s: the rows are not those of a file with the level rest", missing)
		}
		if names := s.MergeRare(got, 10); len(names) != 0 {
			t.Errorf("%s: a second time %q are merged", missing, names)
		}
	}
}
