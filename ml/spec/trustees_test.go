package spec_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/spec"
)

func gathered(change ...string) []byte {
	text := `{"name": "pay", "model": {"kind": "linear_regression", "method": "one_round"}, "masking": "trustees",
"trustees": [{"name": "Trust office", "key": "trustee1aa", "published": "https://example.org/key"}, {"name": "Board", "key": "trustee1bb"}],
"features": [{"name": "age", "type": "continuous", "min": 0, "max": 100}], "target": {"name": "pay", "type": "continuous", "min": 0, "max": 9},
"bounds": {"rows": 500}, "privacy": {"epsilon": 1}, "cohort": {"batch": 10, "close": "2027-03-01"}}`
	return []byte(strings.NewReplacer(change...).Replace(text))
}

func TestTrainingsWithTrustees(t *testing.T) {
	f, err := spec.Parse(gathered())
	if err != nil {
		t.Fatal(err)
	}
	again, err := spec.Parse(f.Canonical())
	if err != nil || !bytes.Equal(again.Canonical(), f.Canonical()) {
		t.Errorf("the canonical form is not read back: %v", err)
	}
	if f.Privacy.Unit != "record" || f.Cohort.Min != 10 || f.Cohort.Max != 1<<20 || f.Cohort.Start != 10 {
		t.Errorf("defaults are %q and %+v", f.Privacy.Unit, f.Cohort)
	}
	people, err := spec.Parse(gathered(`"masking"`, `"contribution": "person", "masking"`, `"batch": 10, `, "", `"bounds": {"rows": 500}, `, ""))
	if err != nil {
		t.Fatal(err)
	}
	if people.Privacy.Unit != "owner" || people.Cohort.Batch != 100 || people.Bounds.Rows != 1 {
		t.Errorf("defaults for persons are %q, %+v and %+v", people.Privacy.Unit, people.Cohort, people.Bounds)
	}
	one, err := spec.Parse(gathered(`, {"name": "Board", "key": "trustee1bb"}`, ""))
	if err != nil {
		t.Fatal(err)
	}
	if two := f.RoundShapes()[0].Bound; two.Cmp(one.RoundShapes()[0].Bound) <= 0 {
		t.Error("a second trustee's noise has no room in a slot")
	}
}

func TestTrainingsWithTrusteesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change []string
		rule   string
	}{
		"exact sums":        {[]string{`"privacy": {"epsilon": 1}, `, ""}, "privacy.epsilon"},
		"rounds":            {[]string{`"method": "one_round"`, `"method": "rounds"`}, "model.method"},
		"no trustee":        {[]string{`"trustees": [{"name": "Trust office", "key": "trustee1aa", "published": "https://example.org/key"}, {"name": "Board", "key": "trustee1bb"}],`, ""}, "trustees"},
		"a trustee twice":   {[]string{"trustee1bb", "trustee1aa"}, "trustees[1].key"},
		"no address":        {[]string{"https://example.org/key", "example"}, "trustees[0].published"},
		"a tiny cell":       {[]string{`"batch": 10`, `"batch": 2`}, "cohort.batch"},
		"no day":            {[]string{"2027-03-01", "March"}, "cohort.close"},
		"unknown masking":   {[]string{`"masking": "trustees"`, `"masking": "none"`}, "masking"},
		"pairwise trustees": {[]string{`"masking": "trustees"`, `"masking": "pairwise"`}, "trustees"},
		"a circle":          {[]string{`"masking"`, `"circle": true, "masking"`}, "circle"},
	} {
		if _, err := spec.Parse(gathered(c.change...)); err == nil || !strings.Contains(err.Error(), c.rule) {
			t.Errorf("%s: %v, want an error that names %s", name, err, c.rule)
		}
	}
}
