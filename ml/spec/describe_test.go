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
		"privacy":             {"", "", `, "privacy": {"epsilon": 1}`, "privacy"},
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
