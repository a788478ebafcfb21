package statement_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/statement"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// asked returns the questions about a file to an owner that gave nothing before.
func asked(t *testing.T, f *spec.File, path string) []consent.Question {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return prepared(t, f, path, text).Rows()
}

// prepared returns the rows of a file for an owner that gave nothing before.
func prepared(t *testing.T, f *spec.File, path string, text []byte) *statement.Case {
	t.Helper()
	check, file, err := rows.Read(f, filepath.Base(path), bytes.NewReader(text), rows.Reading{}, func(string, int, int) {})
	if err != nil || file == nil {
		t.Fatalf("%s does not fit: %v, %v", path, check, err)
	}
	defer file.Close()
	v, err := vault.Open(t.Context(), store.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	l, err := v.OpenLedger(t.Context(), nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	c, err := statement.Prepare(t.Context(), l, file, statement.Training{ID: wire.TrainingID{1}, File: f}, statement.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A validation by group asks about groups of few rows, and about rows that stand alone in theirs; a model of the same columns does not ask
// about numbers of rows of levels.
func TestSmallGroupsAreAsked(t *testing.T) {
	file := func(group string) *spec.File {
		f, err := spec.Parse([]byte(`{"circle": true, "model": {"kind": "logistic_regression", "weights": "shared", "method": "newton"` + group + `},
			"features": [{"name": "a", "type": "discrete", "min": 0, "max": 64}, {"name": "g", "type": "nominal", "levels": ["x", "y", "z"]}],
			"target": {"name": "y", "type": "nominal", "levels": ["no", "yes"]}, "formula": "y ~ I(0.05*a - 1.5) * g"}`))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	table := func(second, third int) []byte {
		text := "a,g,y\n"
		for i := range 60 {
			g := "x"
			if i < second {
				g = "y"
			} else if i < second+third {
				g = "z"
			}
			text += fmt.Sprintf("%d,%s,%s\n", (i*37+11)%61, g, []string{"no", "yes"}[i*7%5%2])
		}
		return []byte(text)
	}
	for _, c := range []struct {
		second, third int
		judged, model string // words of the questions; constant is that of any column of a formula that does not vary
	}{{20, 20, "", ""}, {20, 0, "constant", "constant"}, {20, 9, "rows", ""}, {20, 1, "rows alone", "alone"}} {
		for group, want := range map[string]string{`, "group": "g"`: c.judged, "": c.model} {
			var got []string
			for _, q := range prepared(t, file(group), "rows.csv", table(c.second, c.third)).Rows() {
				got = append(got, q.Word)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("groups of %d and %d%s: asked %v, want %q", c.second, c.third, group, got, want)
			}
		}
	}
}

// An owner with too few rows for folds is told before the start, and is asked nothing about them.
func TestTooFewRowsForFolds(t *testing.T) {
	f, err := spec.Parse([]byte(`{"folds": 5, "model": {"kind": "linear_regression", "method": "one_round"},
		"features": [{"name": "a", "type": "discrete", "min": 0, "max": 512}], "target": {"name": "y", "type": "discrete", "min": 0, "max": 512}}`))
	if err != nil {
		t.Fatal(err)
	}
	for rows, want := range map[int]int{30: 5, 400: 0} {
		text := "a,y\n"
		for i := range rows {
			text += fmt.Sprintf("%d,%d\n", i*31%509, i*17%503)
		}
		c := prepared(t, f, "rows.csv", []byte(text))
		if c.Undivided != want || len(c.Rows()) != 0 {
			t.Errorf("%d rows: undivided in %d parts, want %d; asked %v", rows, c.Undivided, want, c.Rows())
		}
		if small := rows < f.FoldRows(); small != (want > 0) {
			t.Errorf("%d rows are asked for, and %d were not enough: %v", f.FoldRows(), rows, small)
		}
	}
}

// Ordinary tables are not questioned: of the examples' owners two are asked, about rows that alone lack a value.
func TestOrdinaryTables(t *testing.T) {
	const alone = " stands alone: a sum, or the difference of two, would tell of one or two of them alone. See line "
	want := map[string]string{
		"orchard/owner-1.csv": "1 row" + alone + "102: variety missing.",
		"orchard/owner-4.csv": "7 rows stand alone: a sum, or the difference of two, would tell of one or two of them alone. See line 64: weight missing.",
	}
	tables := 0
	for _, example := range []string{"clinic", "fuel", "heating", "orchard"} {
		folder := filepath.Join("..", "..", "examples", example)
		text, err := os.ReadFile(filepath.Join(folder, "model.json"))
		if err != nil {
			t.Fatal(err)
		}
		f, err := spec.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(folder, "owner-*.csv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			tables++
			name := example + "/" + filepath.Base(path)
			var got []string
			for _, q := range asked(t, f, path) {
				got = append(got, q.Text)
			}
			var expected []string
			if text := want[name]; text != "" {
				expected = []string{text}
			}
			if !slices.Equal(got, expected) {
				t.Errorf("%s is asked %q, want %q", name, got, expected)
			}
		}
	}
	if tables < 16 {
		t.Errorf("%d tables", tables)
	}
}
