package statement_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
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
	return c.Rows()
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
