package rows_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

func file(t *testing.T, fields string) *spec.File {
	t.Helper()
	f, err := spec.Parse([]byte(`{"name":"Kinds","features":[
 {"name":"a","type":"continuous","min":-5,"max":5},
 {"name":"k","type":"discrete","min":0,"max":9},
 {"name":"rank","type":"ordinal","levels":["low","mid","high"]},
 {"name":"place","type":"nominal","levels":["n","e","s"],"other":"s"}],
 "target":{"name":"y","type":"continuous","min":-40,"max":40},"bounds":{"rows":256},"cohort":{"min":5,"max":8,"start":5},` + fields + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// read reads a file; the result is nil if it breaks the schema.
func read(t *testing.T, f *spec.File, text string, how rows.Reading) (*rows.Check, *rows.File) {
	t.Helper()
	check, file, err := rows.Read(f, "rows.csv", strings.NewReader(text), how, func(string, int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	if check.OK != (file != nil) {
		t.Fatalf("ok %v, file %v", check.OK, file != nil)
	}
	return check, file
}

// load also sums the rows, of which none are held back.
func load(t *testing.T, f *spec.File, text string, how rows.Reading) (*rows.Check, *rows.Loaded) {
	t.Helper()
	check, file := read(t, f, text, how)
	if file == nil {
		return check, nil
	}
	defer file.Close()
	loaded, err := file.Sum(slices.Repeat([]bool{true}, file.Rows()), make([]int, file.Rows()))
	if err != nil {
		t.Fatal(err)
	}
	return check, loaded
}

// sums are the linear forms of an owner's rows in a kind of round.
func sums(t *testing.T, l *rows.Loaded, kind wire.RoundKind, holdout bool) string {
	t.Helper()
	scalars, constants, err := l.Rows(holdout).Forms(kind)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, row := range append(scalars, constants) {
		for _, x := range row {
			b.WriteString(x.Text(36) + " ")
		}
	}
	return b.String()
}

const plain = "a,k,rank,place,y\n1.5,2,low,n,0.25\n-4,9,high,e,-12\n0,0,mid,s,40\n"

// However a file writes the same rows, the owner takes part with the same matrix; columns that it leaves aside are named.
func TestTheSameRowsInManyForms(t *testing.T) {
	f := file(t, `"model":{}`)
	_, want := load(t, f, plain, rows.Reading{})
	for name, c := range map[string]struct {
		rows            string
		ignored, mapped int
	}{
		"spreadsheet":   {"\ufeffsep=;\r\na;k;rank;place;y\r\n1,5;2;low;n;0,25\r\n-4;9;high;e;-12\r\n0;0;mid;s;40\r\n;;;;\r\n", 0, 0},
		"tabs":          {"a\tk\trank\tplace\ty\n1.5\t2\tlow\tn\t0.25\n-4\t9\thigh\te\t-12\n0\t0\tmid\ts\t40\n", 0, 0},
		"quotes":        {"\"a\",\"k\",\"rank\",\"place\",\"y\"\n\"1.5\",\"2\",\"low\",\"n\",\"0.25\"\n-4,9,high,e,-12\n0,0,mid,s,40\n", 0, 0},
		"other order":   {"id,y,place,rank,k,a,note\n1,0.25,n,low,2,1.5,\"x, \"\"y\"\"\"\n2,-12,e,high,9,-4,\n3,40,s,mid,0,0,\n", 2, 0},
		"unknown level": {"a,k,rank,place,y\n1.5,2,low,n,0.25\n-4,9,high,e,-12\n0,0,mid,nowhere,40\n", 0, 1},
		"no line end":   {strings.TrimSuffix(plain, "\n"), 0, 0},
		"spaces":        {"a, k , rank,place,y\n 1.5, 2,low ,n,0.25\n-4,9,high,e,-12\n0,0,mid,s,40\n", 0, 0},
		"exponents":     {"a,k,rank,place,y\n15e-1,2,low,n,2.5E-1\n-4.0,9,high,e,-1.2e1\n+0,0,mid,s,4e1\n", 0, 0},
	} {
		check, got := load(t, f, c.rows, rows.Reading{})
		if !check.OK {
			t.Errorf("%s: refused: %v", name, check.Problems)
			continue
		}
		if sums(t, got, wire.RoundGradient, false) != sums(t, want, wire.RoundGradient, false) {
			t.Errorf("%s: another matrix", name)
		}
		if len(check.Ignored) != c.ignored || len(check.Mapped) != c.mapped {
			t.Errorf("%s: ignored %q, mapped %v", name, check.Ignored, check.Mapped)
		}
	}
	_, other := load(t, f, strings.Replace(plain, "0.25", "0.5", 1), rows.Reading{})
	if sums(t, other, wire.RoundGradient, false) == sums(t, want, wire.RoundGradient, false) {
		t.Error("other rows are recognised as the same")
	}
}

// Every rule for missing values, as an owner meets it.
func TestGapsUnderEveryRule(t *testing.T) {
	const gappy = "a,k,rank,place,y\n1.5,2,low,n,0.25\n,9,high,NA,-12\n0,?,mid,s,40\n2,3,null,e,1\n4,4,low,n,2\n"
	for rule, c := range map[string]struct {
		fields   string
		ok       bool
		used     int
		problems int
	}{
		schema.MissingReject:    {`"missing":"reject"`, false, 2, 4},
		schema.MissingDropRow:   {`"missing":"drop_row"`, true, 2, 0},
		schema.MissingIndicator: {`"missing":"indicator"`, true, 5, 0},
		schema.MissingMean:      {`"model":{"weights":"shared"},"missing":"mean"`, true, 5, 0},
		schema.MissingMode:      {`"model":{"weights":"shared"},"missing":"mode"`, true, 5, 0},
	} {
		check, _ := load(t, file(t, c.fields), gappy, rows.Reading{})
		if check.OK != c.ok || check.Used != c.used || check.ProblemCount != c.problems {
			t.Errorf("%s: ok %v, %d rows used, %d problems %v", rule, check.OK, check.Used, check.ProblemCount, check.Problems)
		}
		if c.ok && len(check.Missing) != 4 {
			t.Errorf("%s: missing %v", rule, check.Missing)
		}
		if !c.ok && (check.Problems[0].Row != 3 || check.Problems[0].Column != "a") {
			t.Errorf("%s: the first problem is at %v", rule, check.Problems[0])
		}
	}
}

func TestRowsAreCheckedAndNeverRepeated(t *testing.T) {
	f := file(t, `"model":{}`)
	for rule, line := range map[string]string{
		"below the declared minimum":                              "-7,2,low,n,0",
		"above the declared maximum":                              "1,10,low,n,0",
		"must be a whole number":                                  "1,2.5,low,n,0",
		"not one of the declared levels (one differs only in up":  "1,2,Low,n,0",
		"not a number: it has a per cent sign":                    `1,2,low,n,1.5%`,
		"a value is missing, and this training accepts no missin": "1,2,low,n,",
	} {
		check, _ := load(t, f, "a,k,rank,place,y\n"+line+"\n", rows.Reading{})
		if check.OK || check.ProblemCount != 1 || !strings.HasPrefix(check.Problems[0].Rule, rule) || check.Problems[0].Row != 2 {
			t.Errorf("%s: %v", rule, check.Problems)
		}
	}
	check, _ := load(t, f, "a,k,rank,place\n1,2,low,n\n", rows.Reading{})
	if check.OK || check.Problems[0].Column != "y" {
		t.Errorf("a file without the target: %v", check.Problems)
	}
	check, _ = load(t, f, "a,k,rank,place,y\n77.125,2,low,n,0\n", rows.Reading{})
	for _, p := range check.Problems {
		if strings.Contains(p.String(), "77.125") {
			t.Errorf("a problem repeats a value: %v", p)
		}
	}
	if check, _ := load(t, f, "", rows.Reading{}); check.OK {
		t.Error("an empty file is accepted")
	}
}

// A file with other names and decimal commas is described with proposals, and accepted once a person takes them.
func TestFixedFileIsReadAsChosen(t *testing.T) {
	f := file(t, `"model":{}`)
	const text = "A,k,rank,place,Y.\n\"1,5\",2,low,n,\"0,25\"\n2,9,high,e,-12\n"
	check, _ := load(t, f, text, rows.Reading{})
	if check.Merged == nil {
		t.Error("the page wants a list of merged levels, empty or not")
	}
	if check.OK || len(check.Summary.Fixes.Headers) != 2 || check.Summary.Fixes.Headers[1].Header != "Y." {
		t.Fatalf("as it is: ok %v, fixes %+v", check.OK, check.Summary.Fixes)
	}
	rename := map[string]string{"A": "a", "Y.": "y"}
	check, _ = load(t, f, text, rows.Reading{Reading: schema.Reading{Rename: rename, Decimal: '.'}})
	if check.OK || check.ProblemCount != 2 {
		t.Fatalf("with decimal points: ok %v, problems %v", check.OK, check.Problems)
	}
	check, _ = load(t, f, text, rows.Reading{Reading: schema.Reading{Rename: rename}})
	if !check.OK || !check.DecimalComma || check.Used != 2 || *check.Summary.Columns[0].Low != 1.5 || check.Summary.Columns[0].Header != "A" {
		t.Errorf("with both fixes: ok %v, problems %v", check.OK, check.Problems)
	}
	if p := check.Preview; len(p.Columns) != 5 || len(p.Rows) != 2 || p.Rows[0][0] != "1,5" {
		t.Errorf("preview %+v", p)
	}
}

// Sums of folds are over the rows of each that are chosen; without folds after all the same rows are in one sum.
func TestSumsOfFolds(t *testing.T) {
	f := file(t, `"model":{"method":"one_round"},"folds":2`)
	_, two := read(t, f, plain+"1,1,mid,n,1\n2,2,mid,n,1\n", rows.Reading{})
	defer two.Close()
	divided, err := two.Sum([]bool{true, true, true, false, true}, []int{0, 1, 1, 0, 0})
	if err != nil {
		t.Fatal(err)
	}
	of := func(text string) []string {
		_, l := load(t, file(t, `"model":{"method":"one_round"}`), "a,k,rank,place,y\n"+text, rows.Reading{})
		return uploads(t, l, false)
	}
	all := of("1.5,2,low,n,0.25\n-4,9,high,e,-12\n0,0,mid,s,40\n2,2,mid,n,1\n")
	if got := uploads(t, divided, true); !slices.Equal(got, append(slices.Clone(all), of("1.5,2,low,n,0.25\n2,2,mid,n,1\n")...)) {
		t.Error("the sums are not those of the chosen rows, and of the first fold of them")
	}
	if got := uploads(t, divided, false); !slices.Equal(got, append(slices.Clone(all), slices.Repeat([]string{"0"}, len(all))...)) {
		t.Error("rows that are not divided have sums of folds")
	}
}

// uploads are the values of an owner's one round.
func uploads(t *testing.T, l *rows.Loaded, divided bool) []string {
	t.Helper()
	sums, err := l.Rows(divided).Upload(&plan.Point{Kind: wire.RoundOneRound})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(sums))
	for i, v := range sums {
		out[i] = v.String()
	}
	return out
}

// Sums are over the rows that are chosen, and an evaluation over those that are held back, if any are.
func TestSumsOfChosenRows(t *testing.T) {
	f := file(t, `"holdout":0.5`)
	_, file := read(t, f, plain+"1,1,mid,n,1\n", rows.Reading{})
	chosen, err := file.Sum([]bool{true, true, true, false}, []int{0, 1, 0, 1})
	if err != nil {
		t.Fatal(err)
	}
	file.Close()
	_, three := load(t, f, plain, rows.Reading{})
	_, train := load(t, f, "a,k,rank,place,y\n1.5,2,low,n,0.25\n0,0,mid,s,40\n", rows.Reading{})
	_, back := load(t, f, "a,k,rank,place,y\n-4,9,high,e,-12\n", rows.Reading{})
	for _, kind := range []wire.RoundKind{wire.RoundGradient, wire.RoundEvaluation} {
		if sums(t, chosen, kind, false) != sums(t, three, kind, false) {
			t.Errorf("%s: not over the three rows that were chosen", kind)
		}
	}
	if sums(t, chosen, wire.RoundGradient, true) != sums(t, train, wire.RoundGradient, false) {
		t.Error("rows that are held back are learnt from")
	}
	if sums(t, chosen, wire.RoundEvaluation, true) != sums(t, back, wire.RoundEvaluation, false) {
		t.Error("an evaluation is not over the rows that are held back")
	}
}
