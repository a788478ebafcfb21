package disclosure_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/disclosure"
)

// sum makes a sum over all rows of x, whose columns are called by names "source" or "source=level".
func sum(names string, x [][]float64) disclosure.Sum {
	s := disclosure.Sum{Now: true, Read: func(i int, dst []float64) { copy(dst, x[i]) }}
	for name := range strings.FieldsSeq(names) {
		source, _, _ := strings.Cut(name, "=")
		s.Columns = append(s.Columns, disclosure.Column{Name: name, Source: source})
	}
	return s
}

func check(t *testing.T, table disclosure.Table, o disclosure.Options) disclosure.Report {
	t.Helper()
	r, err := disclosure.Check(table, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func rules(r disclosure.Report) string {
	var out []string
	for _, x := range disclosure.Refusals(r.Findings) {
		out = append(out, fmt.Sprintf("%s %v/%v", x.Rule, x.Has, x.Needs))
	}
	return strings.Join(out, ", ")
}

// patients draws n rows: age, sex, three levels of a code with the given rows each, an outcome.
func patients(r *rand.Rand, n int, levels ...[]int) [][]float64 {
	x := make([][]float64, n)
	for i := range x {
		x[i] = []float64{float64(18 + r.IntN(77)), float64(r.IntN(2))}
		for _, rows := range levels {
			in := 0.0
			if slices.Contains(rows, i) {
				in = 1
			}
			x[i] = append(x[i], in)
		}
		x[i] = append(x[i], float64(r.IntN(1000)))
	}
	return x
}

func TestRules(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	one, two, three := []int{7}, []int{7, 9}, []int{7, 9, 30}
	beds := func(x [][]float64) [][]float64 {
		for i := range x {
			x[i][1] = 480
		}
		return x
	}
	for name, c := range map[string]struct {
		x    [][]float64
		o    disclosure.Options
		want string
	}{
		"an ordinary table":                 {patients(r, 60, three), disclosure.Options{}, ""},
		"nine rows":                         {patients(r, 9, three), disclosure.Options{}, "rows 9/10, alone 1/0"},
		"the owner asks for more rows":      {patients(r, 60, three), disclosure.Options{MinRows: 61}, "rows 60/61"},
		"a minimum below the default":       {patients(r, 9, three), disclosure.Options{MinRows: 3}, "rows 9/10, alone 1/0"},
		"a level with one row":              {patients(r, 60, one), disclosure.Options{}, "alone 1/0"},
		"a level with two rows":             {patients(r, 60, two), disclosure.Options{}, "alone 2/0"},
		"a column that names the owner":     {beds(patients(r, 60, three)), disclosure.Options{}, "constant 1/0"},
		"noise for rows":                    {beds(patients(r, 9, one)), disclosure.Options{Noise: disclosure.RowNoise}, "constant 1/0"},
		"noise for owners":                  {beds(patients(r, 9, one)), disclosure.Options{Noise: disclosure.SiteNoise}, ""},
		"levels that add up to one row":     {patients(r, 60, []int{0, 1, 2}, []int{2, 3, 4}, []int{0, 1, 3, 4}), disclosure.Options{}, "alone 5/0"}, // and the pairs that are left,
		"levels of three without overlap":   {patients(r, 60, []int{0, 1, 2}, []int{3, 4, 5}, []int{6, 7, 8, 9}), disclosure.Options{}, ""},
		"all rows but one have the level":   {patients(r, 60, all(60, 7)), disclosure.Options{}, "alone 1/0"},
		"two levels that differ in one row": {patients(r, 60, []int{0, 1, 2, 3, 4}, []int{0, 1, 2, 3, 4, 5}), disclosure.Options{}, "alone 1/0"},
	} {
		t.Run(name, func(t *testing.T) {
			names := "age sex"
			for k := range len(c.x[0]) - 3 {
				names += fmt.Sprintf(" code=%d", k)
			}
			s := sum(names+" outcome", c.x)
			if strings.Contains(name, "names") || c.o.Noise != "" {
				s.Columns[1] = disclosure.Column{Name: "beds", Source: "beds"}
			}
			report := check(t, disclosure.Table{Rows: len(c.x), Sums: []disclosure.Sum{s}}, c.o)
			if got := rules(report); got != c.want && !(strings.HasPrefix(c.want, "rows 9") && strings.HasPrefix(got, "rows 9")) {
				t.Errorf("asked for %q, want %q", got, c.want)
			}
		})
	}
}

// all returns 0 to n-1 without one number.
func all(n, but int) []int {
	var out []int
	for i := range n {
		if i != but {
			out = append(out, i)
		}
	}
	return out
}

// TestNames: a finding says which row stands alone because of which column, and the sentence and the refusal hold no
// value of a row.
func TestNames(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	x := patients(r, 80, []int{41}, []int{3, 4, 5, 6, 7, 8})
	for i := range x {
		x[i][0] += 1e6 // would be seen in a text
	}
	table := disclosure.Table{Rows: 80, Sums: []disclosure.Sum{sum("age sex ward=burns ward=eyes outcome", x)},
		Line: func(i int) int { return i + 2 }}
	report := check(t, table, disclosure.Options{})
	if len(report.Findings) != 1 {
		t.Fatalf("%d findings, want 1", len(report.Findings))
	}
	f := report.Findings[0]
	if f.Rule != disclosure.Alone || f.Has != 1 || len(f.Lone) != 1 || !slices.Equal(f.Lone[0].Rows, []int{43}) ||
		!slices.Equal(f.Lone[0].Columns, []string{"ward=burns"}) || f.Lone[0].Share < 0.95 {
		t.Errorf("unexpected finding %+v", f)
	}
	if s := f.String(); !strings.Contains(s, "line 43") || !strings.Contains(s, "ward=burns") || strings.Contains(s, "1000") {
		t.Errorf("unexpected sentence %q", s)
	}
	b, err := json.Marshal(map[string]any{"refused": disclosure.Refusals(report.Findings)})
	if want := `{"refused":[{"rule":"alone","has":1,"needs":0}]}`; err != nil || string(b) != want {
		t.Errorf("got %s, want %s", b, want)
	}
}

// TestUnits: units, origins and the sign of columns do not matter.
func TestUnits(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 30 {
		x := patients(r, 60, []int{r.IntN(60)}, []int{1, 2, 3, 4}, []int{2, 3, 4, 5})
		other := make([][]float64, len(x))
		for i := range x {
			other[i] = slices.Clone(x[i])
			for k := range other[i] {
				other[i][k] = -1e-7*other[i][k] + 3e4*float64(k)
			}
		}
		names := "age sex a b c outcome"
		a := check(t, disclosure.Table{Rows: 60, Sums: []disclosure.Sum{sum(names, x)}}, disclosure.Options{})
		b := check(t, disclosure.Table{Rows: 60, Sums: []disclosure.Sum{sum(names, other)}}, disclosure.Options{})
		if rules(a) != rules(b) || rules(a) == "" {
			t.Fatalf("asked for %q in one unit and %q in another", rules(a), rules(b))
		}
	}
}

// TestPlantedRows: a row that a random combination of columns singles out is found, in whatever columns it hides.
func TestPlantedRows(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for range 60 {
		const n, p = 120, 7
		x := make([][]float64, n)
		for i := range x {
			x[i] = make([]float64, p)
			for k := range x[i] {
				x[i][k] = float64(r.IntN(200))
			}
		}
		planted := r.IntN(n)
		for i := range x { // the last column is a combination of the others, but in one row
			x[i][p-1] = 3*x[i][0] - 2*x[i][1] + x[i][2] - x[i][3]
		}
		x[planted][p-1]++
		report := check(t, disclosure.Table{Rows: n, Sums: []disclosure.Sum{sum("a b c d e f g", x)}}, disclosure.Options{})
		if len(report.Findings) != 1 || !slices.Equal(report.Findings[0].Lone[0].Rows, []int{planted + 1}) {
			t.Fatalf("row %d was planted, found %+v", planted+1, report.Findings)
		}
	}
}

// TestCutPoints: two cut points one year apart, in two trainings over the same rows, tell of the patients of that age.
func TestCutPoints(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 30 {
		x := patients(r, 60, []int{1, 2, 3, 4, 5, 6})
		age := x[r.IntN(60)][0]
		of := 0
		cut := func(at float64) disclosure.Sum {
			y := make([][]float64, len(x))
			for i := range x {
				y[i] = slices.Clone(x[i])
				y[i][0] = 0
				if x[i][0] > at {
					y[i][0] = 1
				}
			}
			return sum(fmt.Sprintf("cut(age,%v) sex code=1 outcome", at), y)
		}
		for i := range x {
			if x[i][0] == age {
				of++
			}
		}
		first, second := cut(age-1), cut(age)
		first.Now = false
		asked := strings.Contains(rules(check(t, disclosure.Table{Rows: 60, Sums: []disclosure.Sum{second, first}}, disclosure.Options{})), "alone")
		if asked != (of < 3) {
			t.Fatalf("%d patients have the age between the cut points; asked: %v", of, asked)
		}
		// Each alone passes, unless so few are above or below.
	}
}

// TestProductsOverTrainings: a and b in one training, the square of a+b in another: the one row that has both is told.
func TestProductsOverTrainings(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	x := patients(r, 60, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}, []int{14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27})
	y := make([][]float64, len(x))
	for i := range x {
		y[i] = []float64{(x[i][2] + x[i][3]) * (x[i][2] + x[i][3]), x[i][4]}
	}
	first := sum("age sex a=1 b=1 outcome", x)
	alone := check(t, disclosure.Table{Rows: 60, Sums: []disclosure.Sum{first}}, disclosure.Options{})
	if rules(alone) != "" {
		t.Fatalf("the first training alone asks for %q", rules(alone))
	}
	first.Now = false
	both := check(t, disclosure.Table{Rows: 60, Sums: []disclosure.Sum{sum("(a+b)^2 outcome", y), first}}, disclosure.Options{})
	if rules(both) != "alone 1/0" {
		t.Errorf("both trainings ask for %q, want the row alone", rules(both))
	}
}

// TestNewRows: ten new patients pass by their number, and are looked at by themselves: what the whole file hides, the
// difference of two sums does not.
func TestNewRows(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	x := patients(r, 210, []int{3, 50, 120, 205}, []int{4, 60, 90, 201, 206, 208})
	table := func(new int) disclosure.Table {
		now, before := sum("age sex race=a race=b outcome", x), sum("age sex race=a race=b outcome", x)
		before.Now, before.In = false, func(i int) bool { return i < 210-new }
		return disclosure.Table{Rows: 210, Sums: []disclosure.Sum{now, before}}
	}
	whole := check(t, disclosure.Table{Rows: 210, Sums: table(10).Sums[:1]}, disclosure.Options{})
	if rules(whole) != "" {
		t.Fatalf("the whole file asks for %q", rules(whole))
	}
	report := check(t, table(10), disclosure.Options{})
	if !strings.Contains(rules(report), "alone") {
		t.Error("the one new patient of race a is not found")
	}
	for _, f := range report.Findings {
		if f.Class.Rows != 10 || !slices.Equal(f.Class.Sums, []int{0}) {
			t.Errorf("found in class %+v, want the ten new rows", f.Class)
		}
	}
	if got := rules(check(t, table(4), disclosure.Options{})); !strings.HasPrefix(got, "rows 4/10") {
		t.Errorf("four new rows ask for %q", got)
	}
	if got := rules(check(t, table(0), disclosure.Options{})); got != "" {
		t.Errorf("no new row, but asked for %q", got)
	}
}

// TestLeftOutRows: rows of an earlier sum that the new one leaves out are a class as well, unless they were one already.
func TestLeftOutRows(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	x := patients(r, 100, []int{1, 2, 3, 4, 50, 51, 52, 53})
	now, before := sum("age sex a=1 outcome", x), sum("age sex a=1 outcome", x)
	before.Now = false
	now.In = func(i int) bool { return i >= 5 }
	table := disclosure.Table{Rows: 100, Sums: []disclosure.Sum{now, before}}
	if got := rules(check(t, table, disclosure.Options{})); !strings.HasPrefix(got, "rows 5/10") {
		t.Errorf("five rows left out, but asked for %q", got)
	}
	without := before
	without.In = now.In
	table.Sums = append(table.Sums, without)
	if got := rules(check(t, table, disclosure.Options{})); got != "" {
		t.Errorf("the five rows were told apart before, but asked for %q", got)
	}
}

// TestSides: both sides of a holdout are sums of their own.
func TestSides(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 13))
	x := patients(r, 60, []int{1, 2, 3, 40, 41, 42})
	keep, hold := sum("age sex a=1 outcome", x), sum("age sex a=1 outcome", x)
	for _, c := range []struct {
		at   int
		want string
	}{{30, ""}, {54, "rows 6/10"}, {42, "alone 1/0"}, {41, "alone 2/0"}, {60, "rows 0/10"}} {
		keep.In, hold.In = func(i int) bool { return i < c.at }, func(i int) bool { return i >= c.at }
		got := rules(check(t, disclosure.Table{Rows: 60, Sums: []disclosure.Sum{keep, hold}}, disclosure.Options{}))
		if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("rows from %d on are kept back, asked for %q, want %q", c.at, got, c.want)
		}
	}
}

// TestWeights: rows that a weight singles out stand alone, although no column of the table does that.
func TestWeights(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 14))
	x := patients(r, 60, []int{1, 2, 3, 40, 41, 42})
	s := sum("age sex a=1 outcome", x)
	table := disclosure.Table{Rows: 60, Sums: []disclosure.Sum{s}}
	for _, c := range []struct {
		weight func(i int) float64
		want   string
	}{
		{func(int) float64 { return 2 }, ""},
		{func(i int) float64 { return float64(1 + i%5) }, ""},
		{func(i int) float64 { return float64(1 / (1 + i)) }, "alone 1/0"},
		{func(i int) float64 { return float64(1 + i/59*1000) }, "alone 1/0"},
	} {
		table.Sums[0].Weight = c.weight
		if got := rules(check(t, table, disclosure.Options{})); got != c.want {
			t.Errorf("asked for %q, want %q", got, c.want)
		}
	}
	table.Sums[0].Weight = func(int) float64 { return -1 }
	if _, err := disclosure.Check(table, disclosure.Options{}); err == nil {
		t.Error("a negative weight passes")
	}
}

func TestConstant(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 15))
	x := make([][]float64, 50)
	for i := range x {
		// beds, ward with levels a (the first) b c, of which only a and b occur; blood with its first level only; a product
		x[i] = []float64{480, float64(r.IntN(2)), 0, 0, 0, 0, float64(r.IntN(9))}
	}
	s := sum("beds ward=b ward=c blood=B blood=0 ward=c:age age", x)
	s.Columns[5].Source = ""
	table := disclosure.Table{Rows: 50, Sums: []disclosure.Sum{s}}
	report := check(t, table, disclosure.Options{})
	if len(report.Findings) != 1 || !slices.Equal(report.Findings[0].Columns, []string{"beds", "blood"}) {
		t.Errorf("constant: %+v, want beds and blood", report.Findings)
	}
	if !slices.Equal(report.Lacks, []string{"ward=c", "ward=c:age"}) {
		t.Errorf("lacks %q", report.Lacks)
	}
	none := sum("age age=missing", [][]float64{{1, 0}, {2, 0}, {3, 0}})
	none.Columns[1].Gaps = true
	if lacks := check(t, disclosure.Table{Rows: 3, Sums: []disclosure.Sum{none}}, disclosure.Options{}).Lacks; len(lacks) > 0 {
		t.Errorf("a column without gaps lacks %q", lacks)
	}
	for k := range s.Columns {
		s.Columns[k].Fixed = s.Columns[k].Source == "beds" || s.Columns[k].Source == "blood"
	}
	if got := rules(check(t, table, disclosure.Options{})); got != "" {
		t.Errorf("declared columns are asked about: %q", got)
	}
}

func BenchmarkCheck(b *testing.B) {
	const n, p = 100_000, 100
	r := rand.New(rand.NewPCG(16, 16))
	x := make([]int32, n*p)
	for i := range x {
		x[i] = int32(r.Uint32())
	}
	s := disclosure.Sum{Now: true, Read: func(i int, dst []float64) {
		for k := range dst {
			dst[k] = float64(x[i*p+k])
		}
	}}
	for k := range p {
		s.Columns = append(s.Columns, disclosure.Column{Name: fmt.Sprint(k), Source: fmt.Sprint(k)})
	}
	for b.Loop() {
		if _, err := disclosure.Check(disclosure.Table{Rows: n, Sums: []disclosure.Sum{s}}, disclosure.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestGroups: of parts that are groups the smallest needs enough rows, and rows are held against those of their own group; parts that are
// none, such as bins of times, ask for no number of rows.
func TestGroups(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 15))
	x := patients(r, 60)
	s := sum("age sex outcome", x)
	table := disclosure.Table{Rows: 60, Sums: []disclosure.Sum{s}}
	for _, c := range []struct {
		second, third int // rows of those groups
		want          string
	}{{30, 0, ""}, {20, 15, ""}, {9, 0, "rows 9/10"}, {20, 9, "rows 9/10"}, {1, 0, "rows 1/10, alone 1/0"}, {2, 0, "rows 2/10, alone 2/0"}} {
		table.Sums[0].Part = func(i int) int {
			switch {
			case i < c.second:
				return 1
			case i < c.second+c.third:
				return 2
			}
			return 0
		}
		table.Sums[0].Groups = true
		if got := rules(check(t, table, disclosure.Options{})); got != c.want {
			t.Errorf("groups of %d and %d: asked for %q, want %q", c.second, c.third, got, c.want)
		}
		table.Sums[0].Groups = false
		if got := rules(check(t, table, disclosure.Options{})); strings.Contains(got, "rows") {
			t.Errorf("parts of %d and %d: asked for %q", c.second, c.third, got)
		}
	}
}
