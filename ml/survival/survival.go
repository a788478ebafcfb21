// Package survival owns times to an event: the columns of a training file that hold them, the time grid, curves and the
// test of their equality. Times of rows without the event are censored: the event had not happened by then.
package survival

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/schema"
)

// Columns are the part of a training file about times to an event. They name two columns of the rows, which are no
// features.
type Columns struct {
	Time    string  `json:"time"`
	TimeMax float64 `json:"time_max"` // the longest time, greater than 0; the shortest is 0
	Event   string  `json:"event"`
	// EventLevel is the text of the event column in rows with the event; with any other text a row is censored.
	EventLevel string `json:"event_level"`
	// Grid is the width of the bins of times, in the unit of times; 0 if times are not counted in bins.
	Grid float64 `json:"grid,omitempty"`
	// Strata are the rows among which Cox's regression compares risks, and Ties is how it counts events at the same time:
	// see package cox.
	Strata string `json:"strata,omitempty"`
	Ties   string `json:"ties,omitempty"`
}

// StrataOwner makes every data owner a stratum; StrataNone compares the risks of all rows together, with times on the grid.
const (
	StrataOwner = "owner"
	StrataNone  = "none"
)

// Form is what a kind needs to know of times.
type Form struct {
	// Ties are the rules for events at the same time that it has, the usual one first; none if it does not compare risks.
	Ties []string
	// Grid means that times are counted in bins in any case.
	Grid bool
}

// censored is the level of all rows without the event.
const censored = "(no event)"

// Parse reads the field "survival", which is present, of a kind. Failures are recorded in the document.
func Parse(v strictjson.Value, form Form) *Columns {
	needed := []string{"time", "time_max", "event", "event_level"}
	known := append(needed[:4:4], "grid")
	if len(form.Ties) > 0 {
		known = append(known, "strata", "ties")
	}
	v.Known(known...)
	c := &Columns{
		Time: v.Field("time").String(""), TimeMax: v.Field("time_max").Float(0),
		Event: v.Field("event").String(""), EventLevel: v.Field("event_level").Text(),
		Grid: v.Field("grid").Float(0),
	}
	if len(form.Ties) > 0 {
		c.readStrata(v, form.Ties)
	}
	if form.Grid || c.Strata == StrataNone {
		needed = append(needed, "grid")
	}
	for _, name := range needed {
		if field := v.Field(name); !field.Present() {
			field.Fail("is needed")
		}
	}
	level := v.Field("event_level")
	switch {
	case level.Present() && !level.IsString() && !level.IsNumber():
		level.Fail("must be the text or the number that marks an event")
	case c.EventLevel == censored:
		level.Fail("must not be %q, which stands for all other values", censored)
	case !(c.TimeMax > 0):
		v.Field("time_max").Fail("must be greater than 0")
	case c.Strata == StrataOwner:
		if c.Grid != 0 {
			v.Field("grid").Fail("belongs to strata none: an owner compares its own rows at the times as they are")
		}
	case !(c.Grid > 0) || c.Grid > c.TimeMax:
		v.Field("grid").Fail("must be greater than 0 and at most time_max (%s)", strconv.FormatFloat(c.TimeMax, 'g', -1, 64))
	case c.Bins() > schema.MaxBins:
		v.Field("grid").Fail("gives more than %d bins up to time_max: it must be at least %s", schema.MaxBins, strconv.FormatFloat(c.TimeMax/schema.MaxBins, 'g', 4, 64))
	}
	return c
}

func (c *Columns) readStrata(v strictjson.Value, ties []string) {
	strata, rule := v.Field("strata"), v.Field("ties")
	if c.Strata = strata.String(StrataOwner); c.Strata != StrataOwner && c.Strata != StrataNone {
		strata.Fail("must be one of %s, %s", StrataOwner, StrataNone)
	}
	if c.Ties = rule.String(ties[0]); !slices.Contains(ties, c.Ties) {
		rule.Fail("must be one of %s", strings.Join(ties, ", "))
	}
}

// Features returns the columns of time and event, as rows are read.
func (c *Columns) Features() []schema.Feature {
	zero, most := 0.0, c.TimeMax
	return []schema.Feature{
		{Name: c.Time, Type: schema.Continuous, Min: &zero, Max: &most},
		{Name: c.Event, Type: schema.Nominal, Levels: []string{censored, c.EventLevel}, Other: censored},
	}
}

// Path returns the field of a training file to which the path of one of Features belongs.
func Path(feature int, rest string) string {
	switch {
	case rest == ".levels[1]":
		return "survival.event_level"
	case feature == 0 && rest == ".max":
		return "survival.time_max"
	case feature == 0:
		return "survival.time"
	}
	return "survival.event"
}

// Bins returns the number of bins of times.
func (c *Columns) Bins() int {
	n := math.Ceil(c.TimeMax / c.Grid * (1 - 1e-12)) // 0.3/0.1 rounds to more than 3
	return int(min(n, math.MaxInt32))
}

// Edge returns the right edge of a bin. Bins are closed on the right, and the first also holds time 0.
func (c *Columns) Edge(bin int) float64 { return min(float64(bin+1)*c.Grid, c.TimeMax) }

// Edges returns the right edges of all bins as rows have them, see schema.Quantise.
func (c *Columns) Edges() []int32 {
	time := c.Features()[0]
	out := make([]int32, c.Bins())
	for bin := range out {
		out[bin] = time.Quantised(c.Edge(bin))
	}
	return out
}
