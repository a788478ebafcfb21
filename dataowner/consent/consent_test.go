package consent_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/ml/spec"
)

func file(t *testing.T, fields string) *spec.File {
	t.Helper()
	f, err := spec.Parse([]byte(`{"name":"T","features":[{"name":"a","type":"continuous","min":0,"max":1}],
		"target":{"name":"y","type":"continuous","min":0,"max":1}` + fields + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const (
	circle  = `,"circle":true,"model":{"weights":"shared"}`
	private = `,"model":{"weights":"shared"},"privacy":{"epsilon":1,"unit":"owner"}`
)

func TestQuestions(t *testing.T) {
	exact, total := &disclosure.Refusal{Rule: "limit", Has: "exact", Needs: 1.0}, &disclosure.Refusal{Rule: "limit", Has: 3.5, Needs: 1.0}
	for fields, want := range map[string]int{"": 0, circle: 1, private: 0} {
		if got := consent.OfTraining(file(t, fields)); len(got) != want || want > 0 && (got[0].Rule != consent.Shared || !got[0].Needed) {
			t.Errorf("%q asks %+v", fields, got)
		}
	}
	when := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	people := []ledger.Question{{Line: 3, Name: "First", Rows: 20, When: when}, {Line: 7, Gap: ledger.GapOlder, When: when}, {Line: 9, Name: "Third", Rows: 8, Missing: true, When: when}}
	findings := []ledger.Finding{
		{Finding: disclosure.Finding{Rule: disclosure.Rows, Has: 4, Needs: 10}}, {Finding: disclosure.Finding{Rule: disclosure.Alone, Has: 1}},
		{Finding: disclosure.Finding{Rule: disclosure.Alone, Has: 2}}, {Finding: disclosure.Finding{Rule: disclosure.Constant, Has: 1, Columns: []string{"beds"}}},
	}
	all := slices.Concat(consent.OfFindings(findings), consent.OfLimit(exact), consent.OfLimit(total), consent.OfLimit(nil), consent.OfPeople(people))
	var got []string
	words := map[string]bool{}
	for _, q := range all {
		got = append(got, q.Rule)
		if q.Text == "" || !consent.Known(q.Rule) || !consent.Known(q.Word) || q.Needed == (q.Rule == consent.Others) || q.Rule != consent.Limit && words[q.Word] {
			t.Errorf("%+v", q)
		}
		words[q.Word] = true
	}
	if !slices.Equal(got, []string{"rows", "alone", "constant", "limit", "limit", "others", "others", "others"}) {
		t.Errorf("asks %v", got)
	}
	for i, text := range []string{"over 4 rows", "1 row stands alone", "beds", "no noise", "3.5", `the 20 of "First", a sum that you gave on 2026-05-04`, "lost lines by 2026-05-04", "lacks a column"} {
		if !strings.Contains(all[i].Text, text) {
			t.Errorf("%q does not say %q", all[i].Text, text)
		}
	}
	for _, word := range []string{"", "other", "others-", "others-x", "rows-1", "Rows"} {
		if consent.Known(word) {
			t.Errorf("%q stands for something", word)
		}
	}
	for _, c := range []struct {
		words []string
		want  ledger.Answers
	}{
		{nil, ledger.Answers{3: false, 7: false, 9: false}}, {[]string{"others"}, ledger.Answers{3: true, 7: true, 9: true}},
		{[]string{"rows", "others-7"}, ledger.Answers{3: false, 7: true, 9: false}},
	} {
		if a := consent.Answers(people, c.words); !maps.Equal(a, c.want) {
			t.Errorf("%v answers %v", c.words, a)
		}
	}
}

// A refusal lists every question without a yes, in the form that programs print; unneeded words change nothing.
func TestRefusals(t *testing.T) {
	limit := consent.OfLimit(&disclosure.Refusal{Rule: "limit", Has: "exact", Needs: 2.0})
	both := slices.Concat(limit, consent.OfTraining(file(t, circle)), consent.OfPeople([]ledger.Question{{Line: 1}}))
	for _, c := range []struct {
		agreed []string
		want   string
	}{
		{nil, `[{"rule":"limit","has":"exact","needs":2},{"rule":"shared","has":"no privacy","needs":"privacy"}]`},
		{[]string{"limit", "again"}, `[{"rule":"shared","has":"no privacy","needs":"privacy"}]`},
		{[]string{"alone"}, `[{"rule":"limit","has":"exact","needs":2},{"rule":"shared","has":"no privacy","needs":"privacy"}]`},
		{[]string{"shared", "limit"}, ""},
	} {
		err := consent.Check(both, c.agreed)
		if c.want == "" {
			if err != nil {
				t.Errorf("agreed to %v: %v", c.agreed, err)
			}
			continue
		}
		p := problem.Of(err)
		b, _ := json.Marshal(p.Refused)
		if p.Code != problem.Agree || string(b) != c.want || !strings.Contains(p.Hint, "--agree shared") {
			t.Errorf("agreed to %v: %s, %q", c.agreed, b, p.Hint)
		}
	}
}
