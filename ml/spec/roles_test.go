package spec

import (
	"strings"
	"testing"
)

// roleFile is a training file of counts with a further column.
func roleFile(model, column string) []byte {
	return []byte(`{"features":[{"name":"x","type":"continuous","min":0,"max":1},` + column + `],
		"target":{"name":"y","type":"discrete","min":0,"max":9},"circle":true,"model":{` + model + `}}`)
}

const (
	counted  = `"kind":"poisson_regression"`
	exposure = `{"name":"e","type":"continuous","min":-2,"max":3,"role":"offset"}`
)

// A column with a role is none of the model's, and the canonical file is read as the same file.
func TestRoles(t *testing.T) {
	f, err := Parse(roleFile(counted, exposure+`,{"name":"w","type":"discrete","min":0,"max":7,"role":"weight"}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Features) != 1 || len(f.Roles) != 2 || f.Schema().Width() != 2 || f.Schema().MostWeight() != 7 || f.Model.Method != Newton {
		t.Errorf("read %s", f.Canonical())
	}
	again, err := Parse(f.Canonical())
	if err != nil || string(again.Canonical()) != string(f.Canonical()) {
		t.Errorf("%v: %s", err, again.Canonical())
	}
}

// Columns with a role that break a rule are refused by name.
func TestRolesAreChecked(t *testing.T) {
	for _, c := range []struct{ model, column, want string }{
		{counted, `{"name":"e","type":"continuous","min":0,"max":1,"role":"exposure"}`, "features.role: must be offset or weight"},
		{counted, exposure + `,{"name":"f","type":"continuous","min":0,"max":1,"role":"offset"}`, "one column at most has this role"},
		{counted, `{"name":"w","type":"continuous","min":-1,"max":1,"role":"weight"}`, "must not be negative: weights below zero"},
		{counted, `{"name":"w","type":"nominal","levels":["a","b"],"role":"weight"}`, "must be continuous or discrete"},
		{counted, `{"name":"x","type":"continuous","min":0,"max":1,"role":"weight"}`, "the same name as features[0]"},
		{counted + `,"method":"rounds"`, exposure, "a column with the role offset belongs to the method newton"},
		{`"kind":"linear_regression"`, exposure, "a column with the role offset belongs to the method newton"},
		{counted, `{"name":"e","type":"continuous","min":-40,"max":25,"role":"offset"}`, "bounds.weight: the offset ranges over more than it (64)"},
		{counted + `},"bounds":{"weight":4},"inference":{`, exposure, "bounds.weight: the offset ranges over more than it (4)"},
		{counted + `},"formula":"y ~ x + offset(60*x) + offset(5*log(x + 1)*2)","inference":{`, `{"name":"z","type":"continuous","min":0,"max":1}`, "bounds.weight: the offset ranges over more than it (64)"},
		{counted + `},"formula":"y ~ x + offset(log(x + 1))","inference":{`, exposure, "formula: has an offset, and a column has the role offset too"},
	} {
		if _, err := Parse(roleFile(c.model, c.column)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.column, err, c.want)
		}
	}
}
