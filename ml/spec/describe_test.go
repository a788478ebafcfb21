package spec_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

const described = `{"model": {"kind": "describe"MODEL},
 "features": [{"name": "sex", "type": "nominal", "levels": ["f", "m"]}, {"name": "age", "type": "discrete", "min": 0, "max": 120},
  {"name": "bmi", "type": "continuous", "min": 10, "max": 60BINS}]MORE}`

func description(model, bins, more string) []byte {
	return []byte(strings.NewReplacer("MODEL", model, "BINS", bins, "MORE", more).Replace(described))
}

// A description has no target, one round and marks for missing values, whatever the file leaves out.
func TestDescriptions(t *testing.T) {
	f, err := spec.Parse(description(`, "group": "sex"`, `, "bins": 20`, `, "survival": {"time": "days", "time_max": 365, "event": "dead", "event_level": 1, "grid": 7}`))
	if err != nil {
		t.Fatal(err)
	}
	if !f.Describes() || f.Model.Method != spec.OneRound || f.Missing != schema.MissingIndicator || f.Schema().HasTarget() {
		t.Errorf("parsed %+v", f)
	}
	rows := f.Schema()
	if names := rows.Features; len(names) != 5 || names[3].Name != "days" || names[4].Levels[1] != "1" || !rows.Timed {
		t.Errorf("rows have %+v", rows)
	}
	// By cell 1 + 2 levels + 121 ages + 2 sums and 20 bins + twice 53 bins of times; three cells, a pair of numbers, all rows.
	if got, want := f.RoundShapes()[0].Values, 3*(1+2+121+22+2*53)+6+1; got != want {
		t.Errorf("%d values, want %d", got, want)
	}
	again, err := spec.Parse(f.Canonical())
	if err != nil || string(again.Canonical()) != string(f.Canonical()) {
		t.Errorf("parsed again: %v", err)
	}
}

// Every rule names its field.
func TestDescriptionRules(t *testing.T) {
	const times = `, "survival": {"time": "days", "time_max": 365, "event": "dead", "event_level": "yes", "grid": 7}`
	change := func(old, replacement string) string { return strings.Replace(times, old, replacement, 1) }
	for name, c := range map[string]struct{ model, bins, more, field string }{
		"target":              {"", "", `, "target": {"name": "y", "type": "discrete", "min": 0, "max": 1}`, "target"},
		"weights":             {`, "weights": "shared"`, "", "", "model.weights"},
		"penalty":             {`, "l2": 1`, "", "", "model.l2"},
		"rule for missing":    {"", "", `, "missing": "drop_row"`, "missing"},
		"clip":                {"", "", `, "privacy": {"epsilon": 1, "clip": 2}`, "privacy.clip"},
		"trustees, no noise":  {"", "", `, "masking": "trustees", "trustees": [{"name": "Board", "key": "trustee1aa"}]`, "privacy.epsilon"},
		"times with noise":    {"", "", times + `, "privacy": {"epsilon": 1}`, "survival"},
		"unknown group":       {`, "group": "town"`, "", "", "model.group"},
		"group of numbers":    {`, "group": "age"`, "", "", "model.group"},
		"one bin":             {"", `, "bins": 1`, "", "features[2].bins"},
		"too many bins":       {"", `, "bins": 257`, "", "features[2].bins"},
		"no time":             {"", "", change(`"time": "days", `, ""), "survival.time"},
		"no event":            {"", "", change(`"event": "dead", `, ""), "survival.event"},
		"no level":            {"", "", change(`"event_level": "yes", `, ""), "survival.event_level"},
		"negative time_max":   {"", "", change("365", "-1"), "survival.time_max"},
		"no grid":             {"", "", change(`, "grid": 7`, ""), "survival.grid"},
		"too fine a grid":     {"", "", change(`"grid": 7`, `"grid": 1`), "survival.grid"},
		"grid past time_max":  {"", "", change(`"grid": 7`, `"grid": 366`), "survival.grid"},
		"time is a feature":   {"", "", change("days", "age"), "survival.time"},
		"event is a feature":  {"", "", change("dead", "sex"), "survival.event"},
		"one column for both": {"", "", change("dead", "days"), "survival.event"},
		"reserved level":      {"", "", change(`"yes"`, `"(no event)"`), "survival.event_level"},
		"spaces in a level":   {"", "", change(`"yes"`, `" yes"`), "survival.event_level"},
		"unknown field":       {"", "", change(`"grid"`, `"knots": 3, "grid"`), "survival.knots"},
	} {
		_, err := spec.Parse(description(c.model, c.bins, c.more))
		var field *schema.FieldError
		if !errors.As(err, &field) || field.Path != c.field {
			t.Errorf("%s: %v, want a rule of %s", name, err, c.field)
		}
	}
	if _, err := spec.Parse([]byte(`{"features": [{"name": "a", "type": "discrete", "min": 0, "max": 1}],
		"target": {"name": "y", "type": "discrete", "min": 0, "max": 9}` + times + `}`)); err == nil || !strings.Contains(err.Error(), "survival") {
		t.Errorf("times in a regression: %v", err)
	}
}

// Rows that hold no time to an event are named by row and column, without their values.
func TestTimesOfRows(t *testing.T) {
	f, err := spec.Parse(description("", "", `, "survival": {"time": "days", "time_max": 365, "event": "dead", "event_level": "yes", "grid": 7}`))
	if err != nil {
		t.Fatal(err)
	}
	const good = "sex,age,bmi,days,dead\nf,40,20,10,no\nm,,,365,yes\nf,40,20,,no\nf,40,20,0,\n"
	table, _, err := f.Schema().ReadCSV(strings.NewReader(good), schema.ReadOptions{NeedTarget: true})
	if err != nil || table.Rows != 4 {
		t.Fatalf("good rows: %v", err)
	}
	for row, want := range map[string]string{
		"f,40,20,,yes":    "row 6, column days: a row with an event needs its time",
		"f,40,20,-1,no":   "row 6, column days: below the declared minimum 0",
		"f,40,20,366,yes": "row 6, column days: above the declared maximum 365",
	} {
		_, _, err := f.Schema().ReadCSV(strings.NewReader(good+row+"\n"), schema.ReadOptions{NeedTarget: true})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", row, err, want)
		}
	}
}

// Cox's regression is trained by Newton's rounds on shared weights in a circle, and refuses what it has no use for.
func TestHazardRules(t *testing.T) {
	const text = `{"model": {"kind": "cox_regression"MODEL}, "circle": CIRCLE,
	 "features": [{"name": "age", "type": "discrete", "min": 0, "max": 120}, {"name": "sex", "type": "nominal", "levels": ["f", "m"]}],
	 "survival": {"time": "days", "time_max": 365, "event": "dead", "event_level": "yes"TIMES}MORE}`
	parse := func(model, circle, times, more string) (*spec.File, error) {
		return spec.Parse([]byte(strings.NewReplacer("MODEL", model, "CIRCLE", circle, "TIMES", times, "MORE", more).Replace(text)))
	}
	f, err := parse("", "true", "", "")
	if err != nil {
		t.Fatal(err)
	}
	if !f.Hazards() || f.Describes() || f.Model.Weights != spec.Shared || f.Model.Method != spec.Newton || f.Survival.Ties != "efron" || f.Covariates() != 2 || f.Architecture().Inputs != 3 {
		t.Errorf("parsed %+v", f)
	}
	// A score of two columns, three informations, the likelihood, events, rows; at the end two, twice three and five of pairs more.
	if r := f.RoundShapes(); len(r) != 2 || r[0].Values != 8 || r[1].Values != 21 || r[0].Most != spec.MaxNewtonRounds {
		t.Errorf("rounds are %+v", r)
	}
	again, err := spec.Parse(f.Canonical())
	if err != nil || string(again.Canonical()) != string(f.Canonical()) {
		t.Errorf("parsed again: %v", err)
	}
	for name, c := range map[string]struct{ model, circle, times, more, field string }{
		"no circle":         {"", "false", "", "", "circle"},
		"privacy":           {"", "false", "", `, "privacy": {"epsilon": 1}`, "privacy"},
		"encrypted weights": {`, "weights": "encrypted"`, "true", "", "", "model.weights"},
		"rounds":            {`, "method": "rounds"`, "true", "", "", "model.method"},
		"penalty":           {`, "l2": 1`, "true", "", "", "model.l2"},
		"group":             {`, "group": "sex"`, "true", "", "", "model.group"},
		"marks of missing":  {"", "true", "", `, "missing": "indicator"`, "missing"},
		"holdout":           {"", "true", "", `, "holdout": 0.2`, "holdout"},
		"folds":             {"", "true", "", `, "folds": 5`, "folds"},
		"site":              {"", "true", "", `, "site": "fixed"`, "site"},
		"scaling":           {"", "true", "", `, "scaling": "federated"`, "scaling"},
		"another response":  {"", "true", "", `, "formula": "y ~ age"`, "formula"},
		"no intercept":      {"", "true", "", `, "formula": "~ age - 1"`, "formula"},
		"an offset":         {"", "true", "", `, "formula": "~ sex + offset(age)"`, "features"},
		"robust errors":     {"", "true", "", `, "inference": {"errors": "robust"}`, "inference.errors"},
		"target":            {"", "true", "", `, "target": {"name": "y", "type": "discrete", "min": 0, "max": 1}`, "target"},
		"unknown ties":      {"", "true", `, "ties": "exact"`, "", "survival.ties"},
		"unknown strata":    {"", "true", `, "strata": "site"`, "", "survival.strata"},
		"pooled, no grid":   {"", "true", `, "strata": "none"`, "", "survival.grid"},
		"grid of strata":    {"", "true", `, "grid": 7`, "", "survival.grid"},
		"too many bins":     {"", "true", `, "strata": "none", "grid": 1`, "", "survival.grid"},
	} {
		_, err := parse(c.model, c.circle, c.times, c.more)
		var field *schema.FieldError
		if !errors.As(err, &field) || field.Path != c.field {
			t.Errorf("%s: %v, want a rule of %s", name, err, c.field)
		}
	}
}

// Pooled hazards sum hazards by bins, with a constant before the weights, and in the same circle; rates have no ties.
func TestPooledHazardRules(t *testing.T) {
	const text = `{"model": {"kind": "KIND"}, "circle": true, MORE
	 "features": [{"name": "age", "type": "discrete", "min": 0, "max": 120}, {"name": "sex", "type": "nominal", "levels": ["f", "m"]}],
	 "survival": {"time": "days", "time_max": 360, "event": "dead", "event_level": "yes", "grid": 60TIMES}}`
	parse := func(kind, times, more string) (*spec.File, error) {
		return spec.Parse([]byte(strings.NewReplacer("KIND", kind, "TIMES", times, "MORE", more).Replace(text)))
	}
	// In each of six bins a hazard, two of columns and three of products, twice but with breslow; the columns of events, events by bin,
	// cut rows, rows; at the end columns by time, exposures and 128 counts of scores in each bin.
	for _, c := range []struct {
		kind, times string
		values      [2]int
	}{
		{"cox_regression", `, "strata": "none"`, [2]int{82, 82 + 3 + 768}}, {"cox_regression", `, "strata": "none", "ties": "breslow"`, [2]int{46, 46 + 3 + 768}},
		{"piecewise_exponential", "", [2]int{82, 82 + 3 + 768}},
	} {
		f, err := parse(c.kind, c.times, "")
		if err != nil {
			t.Fatal(err)
		}
		if r := f.RoundShapes(); !f.Pooled() || f.HazardWeights() != 3 || len(r) != 2 || r[0].Values != c.values[0] || r[1].Values != c.values[1] {
			t.Errorf("%s%s: rounds are %+v", c.kind, c.times, r)
		}
		again, err := spec.Parse(f.Canonical())
		if err != nil || string(again.Canonical()) != string(f.Canonical()) {
			t.Errorf("parsed again: %v", err)
		}
	}
	for name, c := range map[string]struct{ times, more, field string }{
		"ties": {`, "ties": "efron"`, "", "survival.ties"}, "strata": {`, "strata": "none"`, "", "survival.strata"},
		"holdout": {"", `"holdout": 0.2,`, "holdout"},
	} {
		_, err := parse("piecewise_exponential", c.times, c.more)
		var field *schema.FieldError
		if !errors.As(err, &field) || field.Path != c.field {
			t.Errorf("%s: %v, want a rule of %s", name, err, c.field)
		}
	}
}

// A draft of a description has every column as a feature and no target, and fits its own table.
func TestInitDescription(t *testing.T) {
	const table = "sex,age,town\nf,40,Ulm\nm,,Bonn\nf,61,Ulm\nm,55,Ulm\nf,38,Bonn\nf,44,Ulm\nm,50,Bonn\nf,47,Ulm\nm,29,Ulm\nf,33,Bonn\nm,35,Ulm\nf,52,Bonn\n"
	d, err := spec.Init(strings.NewReader(table), spec.InitOptions{Describe: true, Group: "sex"})
	if err != nil || len(d.Refused) > 0 {
		t.Fatalf("%v, refused %q", err, d.Refused)
	}
	f, err := spec.Parse(d.Text)
	if err != nil || !f.Describes() || f.Model.Group != "sex" || len(f.Features) != 3 {
		t.Errorf("drafted %s, %v", d.Text, err)
	}
	if _, err := spec.Init(strings.NewReader(table), spec.InitOptions{Describe: true, Group: "age"}); err == nil || !strings.Contains(err.Error(), "group") {
		t.Errorf("a group of numbers: %v", err)
	}
}
