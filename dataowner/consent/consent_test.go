package consent_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/consent"
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
	for fields, c := range map[string]struct {
		limit float64
		want  []string
	}{
		"": {0, nil}, " ": {1, []string{consent.Limit}}, circle: {0, []string{consent.Shared}}, circle + " ": {1, []string{consent.Limit, consent.Shared}},
		private: {0, nil}, private + " ": {1, nil},
	} {
		var got []string
		for _, q := range consent.Questions(file(t, fields), c.limit) {
			got = append(got, q.Rule)
			if q.Text == "" || !slices.Contains(consent.Words, q.Rule) {
				t.Errorf("%+v", q)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q with a limit of %v asks %v, want %v", fields, c.limit, got, c.want)
		}
	}
}

// A refusal lists every question without a yes, in the form that programs print; unneeded words change nothing.
func TestRefusals(t *testing.T) {
	both := consent.Questions(file(t, circle), 2)
	for _, c := range []struct {
		agreed []string
		want   string
	}{
		{nil, `[{"rule":"limit","has":"no privacy","needs":2},{"rule":"shared","has":"no privacy","needs":"privacy"}]`},
		{[]string{"limit", "again"}, `[{"rule":"shared","has":"no privacy","needs":"privacy"}]`},
		{[]string{"alone"}, `[{"rule":"limit","has":"no privacy","needs":2},{"rule":"shared","has":"no privacy","needs":"privacy"}]`},
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
