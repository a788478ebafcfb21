package schema

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// mixed is a schema with a column of each type; %s is the rule for missing values.
func mixed(t *testing.T, missing string) (*Schema, *Table) {
	t.Helper()
	low, high, least, most := -5.0, 5.0, 0.0, 9.0
	s := &Schema{
		Features: []Feature{
			{Name: "a", Type: Continuous, Min: &low, Max: &high}, {Name: "k", Type: Discrete, Min: &least, Max: &most},
			{Name: "rank", Type: Ordinal, Levels: []string{"low", "mid", "high"}}, {Name: "place", Type: Nominal, Levels: []string{"n", "e", "s"}},
		},
		Target:  Feature{Name: "y", Type: Continuous, Min: &low, Max: &high},
		Missing: missing,
	}
	r := rand.New(rand.NewPCG(8, 8))
	var b strings.Builder
	b.WriteString("a,k,rank,place,y\n")
	for i := range 60 {
		a := fmt.Sprint([]float64{-5, 5, 4*r.Float64() - 2}[r.IntN(3)])
		if missing != MissingReject && i%5 == 0 {
			a = ""
		}
		fmt.Fprintf(&b, "%s,%d,%s,%s,%v\n", a, r.IntN(10), s.Features[2].Levels[r.IntN(3)], s.Features[3].Levels[r.IntN(3)], 10*r.Float64()-5)
	}
	table, report, err := s.ReadCSV(strings.NewReader(b.String()), ReadOptions{NeedTarget: true})
	if err != nil {
		t.Fatal(err, report)
	}
	return s, table
}

// first gives a table of the first rows alone.
func first(t *Table, rows int) *Table {
	short := *t
	short.Rows, short.X, short.Y, short.Lines, short.Absent = rows, t.X[:rows*len(t.Columns)], t.Y[:rows], t.Lines[:rows], nil
	for _, absent := range t.Absent {
		var kept []int
		for _, r := range absent {
			if r < rows {
				kept = append(kept, r)
			}
		}
		short.Absent = append(short.Absent, kept)
	}
	return &short
}

func norm2(a, b []*big.Int) *big.Int {
	sum := new(big.Int)
	for i := range a {
		d := new(big.Int).Set(a[i])
		if b != nil {
			d.Sub(d, b[i])
		}
		sum.Add(sum, d.Mul(d, d))
	}
	return sum
}

// TestOneRowMovesMomentsWithinBound adds rows one by one and holds what each changes against the bound that noise is
// scaled to; and all that an owner sends as means.
func TestOneRowMovesMomentsWithinBound(t *testing.T) {
	for _, missing := range []string{MissingReject, MissingMean, MissingMode, MissingIndicator} {
		s, table := mixed(t, missing)
		bound := new(big.Int).Lsh(big.NewInt(s.MomentSixteenths()), 2*QuantBits-4)
		var before []*big.Int
		largest := new(big.Int)
		for rows := range table.Rows + 1 {
			values, err := s.PrivateMoments(first(table, rows), false)
			if err != nil || len(values) != s.MomentValues() {
				t.Fatalf("%d values, want %d: %v", len(values), s.MomentValues(), err)
			}
			if rows > 0 {
				if moved := norm2(values, before); moved.Cmp(bound) > 0 {
					t.Fatalf("%s: row %d moves the sums past the bound", missing, rows)
				} else if moved.Cmp(largest) > 0 {
					largest = moved
				}
			}
			before = values
			means, err := s.PrivateMoments(first(table, rows), true)
			if err != nil || norm2(means, nil).Cmp(bound) > 0 {
				t.Fatalf("%s: means of %d rows are past the bound: %v", missing, rows, err)
			}
		}
		if new(big.Int).Mul(largest, big.NewInt(2)).Cmp(bound) < 0 {
			t.Errorf("%s: the bound is more than twice what any row does", missing)
		}
	}
}

// TestReadPrivateMoments says that without noise the moments are those of the rows, and that with any noise they are those
// of possible ones, whose scales can be divided by.
func TestReadPrivateMoments(t *testing.T) {
	for _, missing := range []string{MissingReject, MissingMean, MissingMode} {
		s, table := mixed(t, missing)
		exact, err := s.Moments(table)
		if err != nil {
			t.Fatal(err)
		}
		m, err := s.ReadMoments(exact)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := m.Standard()
		for _, units := range []int{0, 1} {
			values, err := s.PrivateMoments(table, units > 0)
			if err != nil {
				t.Fatal(err)
			}
			m, err := s.ReadPrivateMoments(values, units)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := m.Standard()
			for j := range want.Mean {
				if math.Abs(got.Mean[j]-want.Mean[j]) > 1e-4 || math.Abs(got.Deviation[j]-want.Deviation[j]) > 1e-4 {
					t.Errorf("%s: column %d is %v ± %v, want %v ± %v", missing, j, got.Mean[j], got.Deviation[j], want.Mean[j], want.Deviation[j])
				}
			}
			for seed := range uint64(300) {
				r := rand.New(rand.NewPCG(seed, 2))
				noisy := make([]*big.Int, len(values))
				for i, v := range values {
					z, _ := big.NewFloat(r.NormFloat64() * math.Ldexp(1, 20+int(seed%20))).Int(nil)
					noisy[i] = z.Add(z, v)
				}
				m, err := s.ReadPrivateMoments(noisy, units)
				if err != nil {
					t.Fatalf("%s: seed %d: %v", missing, seed, err)
				}
				scale, _ := m.Standard()
				for j, d := range scale.Deviation {
					if !(d > 0) || math.Abs(scale.Mean[j]) > 0.5 {
						t.Fatalf("%s: seed %d: column %d is %v ± %v", missing, seed, j, scale.Mean[j], d)
					}
				}
			}
		}
	}
	s, _ := mixed(t, MissingReject)
	if _, err := s.ReadPrivateMoments(make([]*big.Int, 3), 0); err == nil {
		t.Error("moments of another schema were read")
	}
}

// TestSplitEach keeps rows back one by one: with a row taken off the end all others stay where they are, all rows are on
// one side, and about the share is kept back.
func TestSplitEach(t *testing.T) {
	_, table := mixed(t, MissingReject)
	back, total := 0, 0
	for i := range 200 {
		seed := [32]byte{byte(i), byte(i >> 8)}
		train, holdout := table.SplitEach(0.3, seed)
		if train.Rows+holdout.Rows != table.Rows {
			t.Fatalf("%d and %d rows of %d", train.Rows, holdout.Rows, table.Rows)
		}
		back, total = back+holdout.Rows, total+table.Rows
		shorter, held := first(table, table.Rows-1).SplitEach(0.3, seed)
		lines := func(t *Table) string { return fmt.Sprint(t.Lines) }
		if !strings.HasPrefix(lines(train), strings.TrimSuffix(lines(shorter), "]")) || !strings.HasPrefix(lines(holdout), strings.TrimSuffix(lines(held), "]")) {
			t.Fatalf("a row less moves others: %v and %v became %v and %v", train.Lines, holdout.Lines, shorter.Lines, held.Lines)
		}
	}
	// 12,000 draws: outside of this once in 1e9 seeds.
	if share := float64(back) / float64(total); math.Abs(share-0.3) > 6.1*math.Sqrt(0.21/float64(total)) {
		t.Errorf("a share of %v is kept back, want 0.3", share)
	}
	if train, holdout := table.SplitEach(0, [32]byte{}); train != table || holdout.Rows != 0 {
		t.Error("rows are kept back that nobody asked for")
	}
}
