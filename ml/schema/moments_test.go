package schema

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func momentSchema(missing string) *Schema {
	low, high, zero, nine := -5.0, 5.0, 0.0, 9.0
	return &Schema{
		Features: []Feature{
			{Name: "a", Type: Continuous, Min: &low, Max: &high},
			{Name: "k", Type: Discrete, Min: &zero, Max: &nine},
			{Name: "rank", Type: Ordinal, Levels: []string{"low", "mid", "high"}},
			{Name: "place", Type: Nominal, Levels: []string{"n", "e", "s"}},
		},
		Target:  Feature{Name: "y", Type: Nominal, Levels: []string{"no", "yes"}},
		Missing: missing,
	}
}

const momentRows = `a,k,rank,place,y
1.5,3,low,e,no
,7,high,,yes
-2,,high,e,yes
4,7,,s,no
0.25,7,mid,n,yes
`

func momentTable(t *testing.T, s *Schema, text string) *Table {
	t.Helper()
	table, _, err := s.ReadCSV(strings.NewReader(text), ReadOptions{NeedTarget: true, Real: true})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// Sums of two owners standardise the columns, after filling in, to mean 0 and
// deviation 1 over the rows of both.
func TestStandardAndFill(t *testing.T) {
	for _, missing := range []string{MissingIndicator, MissingMean, MissingMode, MissingDropRow} {
		s := momentSchema(missing)
		if err := s.Validate(); err != nil {
			t.Fatal(err)
		}
		head, tail := momentRows[:strings.Index(momentRows, "-2")], "a,k,rank,place,y\n"+momentRows[strings.Index(momentRows, "-2"):]
		whole, one, two := momentTable(t, s, momentRows), momentTable(t, s, head), momentTable(t, s, tail)
		total := make([]*big.Int, s.MomentValues())
		for i := range total {
			total[i] = new(big.Int)
		}
		for _, table := range []*Table{one, two} {
			values, err := s.Moments(table)
			if err != nil || len(values) != len(total) {
				t.Fatal(len(values), err)
			}
			for i, v := range values {
				total[i].Add(total[i], v)
			}
		}
		m, err := s.ReadMoments(total)
		if err != nil {
			t.Fatal(err)
		}
		if missing == MissingMean {
			want := []int32{Quantise((1.5 - 2 + 4 + 0.25) / 4 / 10), Quantise((6.0 - 4.5) / 9), Quantise(1.25/2 - 0.5), 1}
			if diff := cmp.Diff(want, m.Fill(), cmp.Comparer(near)); diff != "" {
				t.Error(diff)
			}
		}
		if missing == MissingMode {
			want := []int32{Quantise(0.9375 / 10), Quantise(7.0/9 - 0.5), Half, 1}
			if diff := cmp.Diff(want, m.Fill(), cmp.Comparer(near)); diff != "" {
				t.Error(diff)
			}
		}
		if err := whole.Fill(s, m.Fill()); err != nil {
			t.Fatal(err)
		}
		scale, warnings := m.Standard()
		for j, column := range whole.Columns[1:] {
			sum, squares := 0.0, 0.0
			for r := range whole.Rows {
				x := (float64(whole.Row(r)[j+1])/(1<<QuantBits) - scale.Mean[j+1]) / scale.Deviation[j+1]
				sum, squares = sum+x, squares+x*x
			}
			constant := slices.ContainsFunc(warnings, func(w string) bool { return strings.Contains(w, "column "+column.Name+":") })
			if n := float64(whole.Rows); math.Abs(sum) > 1e-9*n || math.Abs(squares-n) > 1e-9*n && !constant || constant && squares > 1e-9 {
				t.Errorf("%s: column %s has mean %v and squares %v over %v rows", missing, column.Name, sum/n, squares, n)
			}
		}
		if scale.Mean[0] != 0 || scale.Deviation[0] != 1 {
			t.Error("the intercept is standardised")
		}
	}
}

func near(x, y int32) bool { return math.Abs(float64(x)-float64(y)) <= 1 }

func TestReadMomentsRefusesImpossibleSums(t *testing.T) {
	s := momentSchema(MissingMode)
	good, err := s.Moments(momentTable(t, s, momentRows))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ReadMoments(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(v []*big.Int){
		"no rows":       func(v []*big.Int) { v[0] = new(big.Int) },
		"present":       func(v []*big.Int) { v[1] = big.NewInt(6) },
		"sum":           func(v []*big.Int) { v[2] = new(big.Int).Lsh(big.NewInt(1), 40) },
		"squares":       func(v []*big.Int) { v[3] = new(big.Int).Lsh(big.NewInt(1), 60) },
		"minus squares": func(v []*big.Int) { v[3] = big.NewInt(-1) },
		"level":         func(v []*big.Int) { v[len(v)-1] = big.NewInt(9) },
		"levels":        func(v []*big.Int) { v[len(v)-1] = big.NewInt(2) },
	} {
		bad := slices.Clone(good)
		change(bad)
		if _, err := s.ReadMoments(bad); !errors.Is(err, ErrInvalidMoments) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.ReadMoments(good[1:]); !errors.Is(err, ErrInvalidMoments) {
		t.Error(err)
	}
}

// Which rows stay back depends on the seed alone, and every row is somewhere.
func TestSplit(t *testing.T) {
	s := momentSchema(MissingMean)
	table := momentTable(t, s, momentRows)
	seed := [32]byte{3}
	train, held := table.Split(0.4, seed)
	if train.Rows != 3 || held.Rows != 2 {
		t.Fatal(train, held)
	}
	lines := append(slices.Clone(train.Lines), held.Lines...)
	slices.Sort(lines)
	if diff := cmp.Diff([]int{2, 3, 4, 5, 6}, lines); diff != "" {
		t.Error(diff)
	}
	absent := 0
	for _, part := range []*Table{train, held} {
		for f, rows := range part.Absent {
			absent += len(rows)
			for _, r := range rows {
				if text := strings.Split(strings.Split(momentRows, "\n")[part.Lines[r]-1], ",")[f]; text != "" {
					t.Errorf("line %d: feature %d is not missing", part.Lines[r], f)
				}
			}
		}
	}
	if absent != 4 {
		t.Errorf("%d missing values", absent)
	}
	other := *table
	other.X, other.Y = slices.Clone(table.X), slices.Clone(table.Y)
	for i := range other.X {
		other.X[i] = 0
	}
	again, _ := other.Split(0.4, seed)
	if diff := cmp.Diff(train.Lines, again.Lines); diff != "" {
		t.Error(diff)
	}
	if all, none := table.Split(0, seed); all.Rows != 5 || none.Rows != 0 {
		t.Error(all, none)
	}
	if all, none := table.Split(0.05, seed); all.Rows != 5 || none.Rows != 0 {
		t.Error(all, none)
	}
}

func TestFillChecks(t *testing.T) {
	s := momentSchema(MissingMean)
	table := momentTable(t, s, momentRows)
	for _, fill := range [][]int32{nil, {0, 0, 0}, {0, 0, 0, 3}, {0, 0, 0, -1}, {Half + 1, 0, 0, 0}} {
		if err := table.Fill(s, fill); err == nil {
			t.Errorf("%v is accepted", fill)
		}
	}
	if err := table.Fill(s, []int32{Half, 0, 0, 2}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float64{0.5, 0.5, 2.5/9 - 0, 0.5, -0.5, 0.5}, table.Real[6:12], cmpopts.EquateApprox(0, 1e-6)); diff != "" {
		t.Error(diff)
	}
}
