package outlook_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/outlook"
	"github.com/blindfit/blindfit/ml/spec"
)

func parse(t *testing.T, path string, change ...string) *spec.File {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := spec.Parse([]byte(strings.NewReplacer(change...).Replace(string(text))))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const (
	people    = "../../examples/paygap/people.json"
	companies = "../../examples/paygap/model.json"
)

// TestOutlookOfPeople: with 500 people noise leaves little of a pay gap at epsilon 4, which is said as useless; with many it leaves
// nearly all; more contributions, a larger epsilon, and fewer cells are better.
func TestOutlookOfPeople(t *testing.T) {
	r, err := outlook.New(parse(t, people))
	if err != nil {
		t.Fatal(err)
	}
	few, many := r.At(500, 0), r.At(100_000, 0)
	if few.Cells != 3 || few.Units != 500 || !few.Useless() || few.Explained > 0.8 || few.Effect > 0.4 || few.Error < 0.02 {
		t.Errorf("500 people: %+v", few)
	}
	if !many.Useful() || many.Explained < 0.99 || many.Effect < 0.95 || many.Error > 0.01 {
		t.Errorf("100,000 people: %+v", many)
	}
	last := -1.0
	for _, n := range []int{200, 1000, 5000, 20_000} {
		if o := r.At(n, 0); o.Explained < last-0.02 {
			t.Errorf("%d people: %+v", n, o)
		} else {
			last = o.Explained
		}
	}
	if one, three := r.At(2000, 1), r.At(2000, 3); one.Noise >= three.Noise || one.Explained < three.Explained-0.02 {
		t.Errorf("one cell %+v, three %+v", one, three)
	}
	enough := r.Enough()
	if !r.At(enough*11/10, 0).Useful() || r.At(enough/2, 0).Useful() {
		t.Errorf("%d people are called enough: %+v, half of them %+v", enough, r.At(enough, 0), r.At(enough/2, 0))
	}
	weak, err := outlook.New(parse(t, people, `"epsilon": 4`, `"epsilon": 40`))
	if err != nil {
		t.Fatal(err)
	}
	if less := weak.Enough(); less >= enough {
		t.Errorf("%d people are enough at epsilon 40, %d at 4", less, enough)
	}
	lines, useless, err := outlook.Before(parse(t, people), 500, 0)
	if err != nil || !useless || len(lines) != 2 || !strings.Contains(lines[0], "500 contributions in 3 cells") || !strings.Contains(lines[0], "EUR") ||
		!strings.Contains(lines[1], "are enough for 90 %") {
		t.Errorf("%q, useless %v: %v", lines, useless, err)
	}
}

// TestOutlookOfTables counts rows: forty companies.
func TestOutlookOfTables(t *testing.T) {
	f := parse(t, companies)
	r, err := outlook.New(f)
	if err != nil {
		t.Fatal(err)
	}
	o := r.At(40, 0)
	if o.Units != 40*50 || o.Cells != 3 || !(o.Explained > 0) || math.IsNaN(o.Error) {
		t.Errorf("%+v", o)
	}
	if text, _ := r.Sentence(o); !strings.Contains(text, "40 contributions of 50 rows in 3 cells") {
		t.Error(text)
	}
	if again := r.At(40, 0); again != o {
		t.Errorf("another outlook for the same: %+v, %+v", o, again)
	}
}

// TestEnoughIsTheLeast: where a handful of contributions is enough, the fewest of a cell are named.
func TestEnoughIsTheLeast(t *testing.T) {
	r, err := outlook.New(parse(t, companies, `"epsilon": 2`, `"epsilon": 60`, `"batch": 10, "start": 12`, `"batch": 3`))
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Enough(); n < 3 || n > 12 || n > 3 && r.At(n-2, 0).Useful() || !r.At(n, 0).Useful() {
		t.Errorf("%d contributions are called enough: %+v", n, r.At(n, 0))
	}
}

// TestTableOfPrivacy holds the table of docs/privacy.md against what the command prints.
func TestTableOfPrivacy(t *testing.T) {
	text, err := os.ReadFile("../../docs/privacy.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "| ε | 100 contributors | 1,000 | 10,000 | 100,000 | enough from about |\n|---|---|---|---|---|---|\n")
	if !ok {
		t.Fatal("the table is not there")
	}
	lines := 0
	for line := range strings.Lines(rest) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 6 {
			break
		}
		lines++
		r, err := outlook.New(parse(t, people, `"epsilon": 4`, `"epsilon": `+strings.TrimSpace(cells[0])))
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range []int{100, 1000, 10_000, 100_000} {
			var explained, effect float64
			if _, err := fmt.Sscanf(strings.TrimSpace(cells[i+1]), "%f %%, %f %%", &explained, &effect); err != nil {
				t.Fatal(err)
			}
			o := r.At(n, 0)
			if math.Abs(100*max(0, o.Explained)-explained) > 1.1 || math.Abs(100*max(0, o.Effect)-effect) > 1.1 {
				t.Errorf("ε = %s, %d people: %s, want %.0f %%, %.0f %%", cells[0], n, cells[i+1], 100*o.Explained, 100*o.Effect)
			}
		}
		enough, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(cells[5]), ",", ""))
		if err != nil || math.Abs(float64(enough)/float64(r.Enough())-1) > 0.1 {
			t.Errorf("ε = %s: %s are enough, want %d", cells[0], cells[5], r.Enough())
		}
	}
	if lines != 4 {
		t.Errorf("the table has %d lines", lines)
	}
}

// TestNoOutlook: a training without trustees has none.
func TestNoOutlook(t *testing.T) {
	f, err := spec.Parse([]byte(`{"features": [{"name": "x", "type": "continuous", "min": 0, "max": 1}], "target": {"name": "y", "type": "continuous", "min": 0, "max": 1}}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := outlook.New(f); !errors.Is(err, outlook.ErrNone) {
		t.Error(err)
	}
}

// TestLossSentence: as many bad contributions as there are cells lose everything, and one alone its cell.
func TestLossSentence(t *testing.T) {
	for _, c := range []struct {
		contributions, cells int
		want                 string
	}{
		{31, 3, "one bad contribution loses its whole cell, 10 or 11 of the 31; 3 of them, one in each cell, lose all, and there is no second close"},
		{30, 3, "one bad contribution loses its whole cell, 10 of the 30; 3 of them, one in each cell, lose all, and there is no second close"},
		{10, 1, "one bad contribution loses all 10: no model can be made of them, and there is no second close"},
	} {
		if got := outlook.LossSentence(c.contributions, c.cells); got != c.want {
			t.Errorf("%d in %d: %q, want %q", c.contributions, c.cells, got, c.want)
		}
	}
}

// counted is a description of so many numbers.
func counted(t *testing.T, numbers int, more string) *spec.File {
	t.Helper()
	var features []string
	for i := range numbers {
		features = append(features, fmt.Sprintf(`{"name": "x%d", "type": "continuous", "min": 0, "max": 1}`, i))
	}
	f, err := spec.Parse(fmt.Appendf(nil, `{"model": {"kind": "describe"}, "features": [%s], "masking": "trustees",
		"trustees": [{"name": "A", "key": "trustee1aa"}, {"name": "B", "key": "trustee1bb"}], "privacy": {"epsilon": 1}%s}`, strings.Join(features, ", "), more))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestTableOfDescriptions holds the table of docs/privacy.md against what the command prints.
func TestTableOfDescriptions(t *testing.T) {
	text, err := os.ReadFile("../../docs/privacy.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "| numbers | of a count | of a mean, 40 companies of 50 rows | 500 persons | 10,000 persons |\n|---|---|---|---|---|\n")
	if !ok {
		t.Fatal("the table is not there")
	}
	lines := 0
	for line := range strings.Lines(rest) {
		var numbers int
		var count, companies, persons, many float64
		if n, err := fmt.Sscanf(line, "| %d | %f | %f %% | %f %% | %f %% |", &numbers, &count, &companies, &persons, &many); n < 5 || err != nil {
			break
		}
		lines++
		for _, c := range []struct {
			more          string
			contributions int
			mean          float64
		}{{"", 40, companies}, {`, "contribution": "person"`, 500, persons}, {`, "contribution": "person"`, 10_000, many}} {
			o, err := outlook.Describe(counted(t, numbers, c.more), c.contributions, 0)
			if err != nil {
				t.Fatal(err)
			}
			if o.Cells != 3 || math.Abs(100*o.Mean/c.mean-1) > 0.06 || math.Abs(o.Count/count-1) > 0.06 {
				t.Errorf("%s %+v", line, o)
			}
		}
	}
	if lines != 3 {
		t.Errorf("the table has %d lines", lines)
	}
}

// TestOutlookOfDescriptions: how many contributions are enough follows from the noise; fewer are not, and with very few the result is useless,
// which is said. A description without trustees has no outlook.
func TestOutlookOfDescriptions(t *testing.T) {
	f := counted(t, 5, "")
	enough, err := outlook.EnoughToDescribe(f)
	if err != nil || enough < 35 || enough > 45 {
		t.Fatalf("%d are enough: %v", enough, err)
	}
	for n, want := range map[int]bool{enough: true, 3 * enough / 4: false} {
		o, err := outlook.Describe(f, n, 3)
		if err != nil || o.Useful() != want {
			t.Errorf("%d: %+v, %v", n, o, err)
		}
	}
	lines, useless, err := outlook.Before(f, 20, 0)
	if err != nil || useless || len(lines) != 2 || !strings.Contains(lines[0], "20 contributions of 50 rows in 2 cells") || !strings.Contains(lines[1], fmt.Sprintf("about %d contributions", enough)) {
		t.Errorf("%q, %v, %v", lines, useless, err)
	}
	if _, useless, err := outlook.Before(counted(t, 20, `, "bounds": {"rows": 1}`), 10, 0); err != nil || !useless {
		t.Errorf("ten rows of twenty numbers: %v, %v", useless, err)
	}
	plain, err := spec.Parse([]byte(`{"model": {"kind": "describe"}, "features": [{"name": "x", "type": "continuous", "min": 0, "max": 1}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := outlook.Describe(plain, 10, 0); !errors.Is(err, outlook.ErrNone) {
		t.Error(err)
	}
}
