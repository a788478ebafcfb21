package spec

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/ml/guess"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/survival"
)

// response are the columns that Surv(time, event == level) names before a tilde.
type response struct{ time, event, level string }

// surv reads the part of a formula before the tilde. ok is false if it is no call of Surv.
func surv(text string) (r response, ok bool, err error) {
	left, _, _ := strings.Cut(text, "~")
	inner, ok := strings.CutPrefix(strings.TrimSpace(left), "Surv(")
	if !ok {
		return r, false, nil
	}
	inner, closed := strings.CutSuffix(inner, ")")
	time, event, two := strings.Cut(inner, ",")
	event, r.level, _ = strings.Cut(event, "==")
	plain := func(s string) string { return strings.Trim(strings.TrimSpace(s), "`\"'") }
	r.time, r.event, r.level = plain(time), plain(event), plain(r.level)
	if !closed || !two || r.time == "" || r.event == "" || strings.ContainsAny(r.event, ",=") {
		return r, true, fmt.Errorf("invalid formula: times to an event are Surv(time, event) or Surv(time, event == \"level\") ~ terms")
	}
	return r, true, nil
}

// hazards drafts Cox's regression of a table, for a formula that begins with Surv.
func (d *Draft) hazards(g *guess.Table, opt InitOptions, r response) error {
	column := func(role, name string) (schema.Feature, error) {
		at := slices.IndexFunc(g.Features, func(f schema.Feature) bool { return f.Name == name })
		if at < 0 {
			return schema.Feature{}, fmt.Errorf("invalid formula: the table has no usable column %s for the %s of Surv; usable are %s", name, role, names(g.Features))
		}
		return g.Features[at], nil
	}
	time, err := column("time", r.time)
	if err != nil {
		return err
	}
	event, err := column("event", r.event)
	if err != nil {
		return err
	}
	if !time.Type.Numeric() || *time.Max <= 0 {
		return fmt.Errorf("invalid formula: the times in %s must be numbers, and some greater than 0", r.time)
	}
	if g.Missing[r.event]+g.Missing[r.time] > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("the time or the event is missing in some of %d rows, which are left out", g.Rows))
	}
	level, err := eventLevel(event, r.time, r.level)
	if err != nil {
		return err
	}
	times := survival.Columns{Time: r.time, TimeMax: *time.Max, Event: r.event, EventLevel: level}
	columns := times.Features()
	var features []schema.Feature
	for _, f := range g.Features {
		if f.Name != r.time && f.Name != r.event {
			features = append(features, f)
		}
	}
	features, _, more := fitFormula(features, g, func(features []schema.Feature) (*schema.Schema, error) {
		return schema.DeriveTimed(opt.Formula, features, [2]schema.Feature(columns), schema.MissingDropRow)
	})
	notes := append(append([]string{
		"guessed from one table: declare ranges, levels and survival.time_max that fit the rows of every owner",
		fmt.Sprintf("the event is %s = %s: rows with another value are censored", r.event, level),
		"every data owner compares its own rows, as with strata(owner) in R: \"strata\": \"none\" with \"grid\": a width of time steps compares the rows of all",
	}, aboutColumns(d.Notes, append(slices.Clone(features), time))...), more...)
	missing := schema.MissingReject
	for _, f := range append(features, time, event) {
		if g.Missing[f.Name] > 0 {
			missing = schema.MissingDropRow
		}
	}
	if missing == schema.MissingDropRow {
		notes = append(notes, "rows with a missing value are left out, as by R's na.omit")
	}
	notes = append(notes, kinds.Cox+" sums on weights that data owners read. \"circle\": true makes that safe: every data owner vouches for all others by their words before it takes part")
	text := func(v any) string {
		b, _ := json.Marshal(v) // of a string
		return string(b)
	}
	fields := fmt.Sprintf(`"model": {"kind": %q},`+"\n  \"circle\": true,\n  \"formula\": %s,\n  \"survival\": {\"time\": %s, \"time_max\": %s, \"event\": %s, \"event_level\": %s},\n  \"missing\": %q",
		kinds.Cox, text(opt.Formula), text(r.time), strconv.FormatFloat(*time.Max, 'g', -1, 64), text(r.event), text(level), missing)
	if opt.Name == "" {
		opt.Name = r.event + " by " + r.time
	}
	d.Notes, d.Text = notes, layout(opt.Name, fields, features, schema.Feature{}, "", notes)
	return nil
}

// eventLevel returns the level that marks an event: the one that is named, or that R takes, which is the higher of 0 and 1 or of 1
// and 2, or TRUE.
func eventLevel(event schema.Feature, time, named string) (string, error) {
	levels := slices.Clone(event.Levels)
	if event.Type.Numeric() {
		for x := *event.Min; x <= *event.Max && len(levels) < 100 && event.Type == schema.Discrete; x++ {
			levels = append(levels, strconv.FormatFloat(x, 'f', -1, 64))
		}
	}
	if named != "" {
		if !slices.Contains(levels, named) {
			return "", fmt.Errorf("invalid formula: no row has %s = %s; there are %s", event.Name, named, strings.Join(levels, ", "))
		}
		return named, nil
	}
	sorted := slices.Sorted(slices.Values(levels))
	for _, of := range [][]string{{"0", "1"}, {"1", "2"}, {"FALSE", "TRUE"}, {"false", "true"}, {"False", "True"}, {"F", "T"}} {
		if slices.Equal(sorted, of) {
			return of[1], nil
		}
	}
	return "", fmt.Errorf("invalid formula: name the value of %s that is the event, such as Surv(%s, %s == \"%s\"); there are %s", event.Name, time, event.Name, levels[len(levels)-1], strings.Join(levels, ", "))
}

// idioms are parts of formulas in R that have no counterpart by that name, with another way to write them.
var idioms = []struct{ text, advice string }{
	{"strata(", "leave strata() out: every data owner is a stratum of its own; levels of a column as strata are not known"},
	{"cbind(", "a target is one column: write one row for each trial, or for each outcome with its count in a column with the role weight"},
	{"|", "an intercept for each data owner is \"site\": \"fixed\" or \"random\" in the training file; other random effects are not known"},
	{"as.factor(", "write factor() for numbers; columns with levels are factors as they are"},
	{"relevel(", "the first of a feature's levels is the reference: put its levels into another order"},
	{"scale(", "means and deviations depend on the rows: write I((x - 50)/10) with numbers that fit every owner"},
	{"log10(", "write I(log(x)/2.302585092994046)"},
	{"log2(", "write I(log(x)/0.6931471805599453)"},
	{"log1p(", "write log(x + 1)"},
	{"%in%", "write x:z for what is nested"},
	{"ifelse(", "write I(x == \"level\"), cut(), pmin() or pmax()"},
	{"/", "of terms a/b is a + a:b; of numbers write I(a/b)"},
	{">", "write cut(x, c(least, 30, most))"},
	{"<", "write cut(x, c(least, 30, most))"},
}

// advise adds to the error of a formula another way to write an idiom in it.
func advise(err error, formula string) error {
	left, right, _ := strings.Cut(formula, "~")
	if at := strings.Index(left, "("); at > 0 && !strings.HasPrefix(strings.TrimSpace(left), "cbind(") && !strings.HasPrefix(strings.TrimSpace(left), "Surv(") {
		return fmt.Errorf("%w; the target is a column as it stands in the tables: make the transformed one in every table, or take a kind of model with another link", err)
	}
	for _, x := range idioms {
		if strings.Contains(right, x.text) || x.text == "cbind(" && strings.Contains(left, x.text) {
			return fmt.Errorf("%w; %s", err, x.advice)
		}
	}
	return err
}
