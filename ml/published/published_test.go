package published_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blindfit/blindfit/ml/published"
)

func page() *published.Page {
	return &published.Page{Title: "Pay", Made: "2027-03-01", Owners: 500, Below: 5, Noise: true,
		Tables: []published.Table{{Name: "summary", Columns: []string{"variable", "mean"}, Rows: [][]string{{"pay", "31.2"}, {"hours", "<5"}}}}}
}

// TestRoundTrip: a page survives its text.
func TestRoundTrip(t *testing.T) {
	b, err := page().Marshal()
	if err != nil {
		t.Fatal(err)
	}
	got, err := published.Parse(b)
	if diff := cmp.Diff(page(), got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}

// TestRefused: pages that break a rule are neither made nor read, and the error does not repeat them.
func TestRefused(t *testing.T) {
	for name, change := range map[string]func(*published.Page){
		"rows[0] must have 2 cells":   func(p *published.Page) { p.Tables[0].Rows[0] = []string{"secret"} },
		"columns must not be empty":   func(p *published.Page) { p.Tables[0] = published.Table{} },
		"without control characters":  func(p *published.Page) { p.Title = "secret\x00" },
		"at most 16 tables":           func(p *published.Page) { p.Tables = make([]published.Table, 17) },
		"cells":                       func(p *published.Page) { p.Tables[0].Rows = manyRows(10_001) },
		"bytes, at most 262144":       func(p *published.Page) { p.Tables[0].Rows[0][0] = strings.Repeat("x", 1<<18) },
		"must be UTF-8 without contr": func(p *published.Page) { p.Tables[0].Rows[0][0] = "\xff" },
	} {
		p := page()
		change(p)
		if _, err := p.Marshal(); err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, bad := range []string{"", "[]", `{"secret":1}`, `{}{}`, strings.Repeat(" ", published.MaxBytes+1)} {
		if _, err := published.Parse([]byte(bad)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%.20q was read: %v", bad, err)
		}
	}
}

func manyRows(n int) [][]string {
	rows := make([][]string, n)
	for i := range rows {
		rows[i] = []string{"a", "b"}
	}
	return rows
}
