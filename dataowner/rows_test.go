//go:build testkeys

package dataowner

import (
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/client"
)

// loaded opens a training and loads one file into it.
func loaded(t *testing.T, file, rows string) (*Owner, *Check) {
	t.Helper()
	w := newWorldOf(t, file)
	signed, link := w.sign()
	o, err := Open(t.Context(), link, Config{Vault: NewMemoryVault(), Dial: []client.Option{serving(signed)}})
	ok(t, err)
	c, err := o.Load(t.Context(), "rows.csv", strings.NewReader(rows))
	ok(t, err)
	return o, c
}

// However a file writes the same rows, the owner takes part with the same matrix; what it leaves aside it says.
func TestTheSameRowsInManyForms(t *testing.T) {
	const plain = "a,k,rank,place,y\n1.5,2,low,n,0.25\n-4,9,high,e,-12\n0,0,mid,s,40\n"
	file := kindFile(number, `"model":{}`)
	want, _ := loaded(t, file, plain)
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
		o, check := loaded(t, file, c.rows)
		if !check.OK {
			t.Errorf("%s: refused: %v", name, check.Problems)
			continue
		}
		if o.data[1] != want.data[1] {
			t.Errorf("%s: another matrix", name)
		}
		if len(check.Ignored) != c.ignored || len(check.Mapped) != c.mapped {
			t.Errorf("%s: ignored %q, mapped %v", name, check.Ignored, check.Mapped)
		}
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
		o, check := loaded(t, kindFile(number, c.fields), gappy)
		if check.OK != c.ok || check.Used != c.used || check.ProblemCount != c.problems {
			t.Errorf("%s: ok %v, %d rows used, %d problems %v", rule, check.OK, check.Used, check.ProblemCount, check.Problems)
		}
		if c.ok && (o.rows == nil || len(check.Missing) != 4) {
			t.Errorf("%s: missing %v", rule, check.Missing)
		}
		if !c.ok && (check.Problems[0].Row != 3 || check.Problems[0].Column != "a") {
			t.Errorf("%s: the first problem is at %v", rule, check.Problems[0])
		}
		if filled := slices.Contains([]string{schema.MissingMean, schema.MissingMode}, rule); filled && o.terms.rounds[0].Kind != "statistics" {
			t.Errorf("%s: values are filled in before they are known over all owners", rule)
		}
	}
	for rule, column := range map[string]string{
		"below the declared minimum":                              "-7,2,low,n,0",
		"above the declared maximum":                              "1,10,low,n,0",
		"must be a whole number":                                  "1,2.5,low,n,0",
		"not one of the declared levels (one differs only in up":  "1,2,Low,n,0",
		"not a number: write a decimal point and no thousands se": `1,2,low,n,"1,5"`,
		"a value is missing, and this training accepts no missin": "1,2,low,n,",
	} {
		_, check := loaded(t, kindFile(number, `"model":{}`), "a,k,rank,place,y\n"+column+"\n")
		if check.OK || check.ProblemCount != 1 || !strings.HasPrefix(check.Problems[0].Rule, rule) || check.Problems[0].Row != 2 {
			t.Errorf("%s: %v", rule, check.Problems)
		}
	}
	_, check := loaded(t, kindFile(number, `"model":{}`), "a,k,rank,place\n1,2,low,n\n")
	if check.OK || check.Problems[0].Column != "y" {
		t.Errorf("a file without the target: %v", check.Problems)
	}
}

// Which rows are kept back is drawn once: a reload keeps back the same, so that no row is both learned from and measured
// on. Another owner, or the same in another training, keeps back others.
func TestTheSameRowsAreKeptBackAfterAReload(t *testing.T) {
	w := newWorldOf(t, kindFile(number, `"holdout":0.5`))
	signed, link := w.sign()
	vault := NewMemoryVault()
	open := func(v Vault) *Owner {
		o, err := Open(t.Context(), link, Config{Vault: v, Dial: []client.Option{serving(signed)}})
		ok(t, err)
		c, err := o.Load(t.Context(), "rows.csv", strings.NewReader(kindRows(4, false)))
		ok(t, err)
		if !c.OK {
			t.Fatal(c.Problems)
		}
		return o
	}
	sums := func(o *Owner) string {
		scalars, constants, err := o.rows.Forms("evaluation")
		ok(t, err)
		var b strings.Builder
		for _, row := range append(scalars, constants) {
			for _, x := range row {
				b.WriteString(x.Text(36) + " ")
			}
		}
		return b.String()
	}
	first := open(vault)
	ok(t, first.save(t.Context(), func(*record) {})) // as an enrolment does
	if sums(open(vault)) != sums(first) {
		t.Error("a reload keeps back other rows")
	}
	if sums(open(NewMemoryVault())) == sums(first) {
		t.Error("another owner of the same rows keeps back the same")
	}
}

// Where weights are shared the rows stay in memory, and are cleared when the owner leaves or the training ends; elsewhere
// they are gone once the file is read.
func TestRowsAreClearedWhereTheyAreNotNeeded(t *testing.T) {
	for _, fields := range []string{`"model":{}`, `"model":{"weights":"shared"}`} {
		o, _ := loaded(t, kindFile(number, fields), kindRows(0, false))
		rows := o.rows
		o.forget()
		if _, err := rows.Upload(o.terms.firstPoint()); err == nil || o.rows != nil {
			t.Errorf("%s: rows stay after the end", fields)
		}
	}
}
