package schema

import (
	"fmt"
	"slices"
	"strings"
)

// record checks and encodes one record and appends it to the table.
func (r *tableReader) record(fields []string, line int) {
	s := r.schema
	r.row[0] = 0.5
	r.absent = r.absent[:0]
	before := r.report.ProblemCount
	var drop bool
	if s.Formula != nil {
		drop = r.recordDerived(fields, line)
	} else {
		drop = r.recordPlain(fields, line)
	}
	r.checkTime(fields, line)
	target, hasTarget, dropTarget := r.target(fields, line)
	roles, dropRole := r.roles(fields, line)
	drop = drop || dropRole
	if r.report.ProblemCount > before {
		return
	}
	if drop || dropTarget {
		r.report.Dropped++
		return
	}
	r.keepRoles(roles)
	r.keep(target, hasTarget, line)
}

// recordPlain reads the features of one record. drop means that a value is missing.
func (r *tableReader) recordPlain(fields []string, line int) (drop bool) {
	s := r.schema
	for i, column := 0, 1; i < len(s.Features); i++ {
		f := s.Features[i]
		width := f.width(s.Missing)
		text := strings.TrimSpace(fields[r.at[i]])
		missing := f.isMissing(text)
		if missing {
			r.missing[i]++
			switch s.Missing {
			case MissingReject:
				r.problem(line, f.Name, "a value is missing, and this training accepts no missing values")
			case MissingDropRow:
				drop = true
			case MissingMean, MissingMode:
				r.absent = append(r.absent, i)
			}
		} else if f.Other != "" && !slices.Contains(f.Levels, text) && f.same(text, r.opt.Compose) < 0 {
			r.mapped[i]++
		}
		rule, outside := f.encode(r.row[column:column+width], text, missing, r.reading(i))
		r.check(i, line, f.Name, rule, outside)
		column += width
	}
	return drop
}

// checkTime refuses a record that has the event and no time.
func (r *tableReader) checkTime(fields []string, line int) {
	s := r.schema
	if !s.Timed || s.Missing == MissingReject { // which refuses the row already
		return
	}
	last := len(Inputs(s)) - 1
	time, event := Inputs(s)[last-1], Inputs(s)[last]
	text := strings.TrimSpace(fields[r.at[last]])
	if level, rule := event.level(text, r.opt.Compose); event.isMissing(text) || rule != "" || level == 0 {
		return
	}
	if time.isMissing(strings.TrimSpace(fields[r.at[last-1]])) {
		r.problem(line, time.Name, "a row with an event needs its time")
	}
}

// target reads the target of one record, scaled or as the index of its level. drop means that it is missing and
// needed, so the row cannot be used.
func (r *tableReader) target(fields []string, line int) (value float64, ok, drop bool) {
	if !r.schema.HasTarget() {
		return 0, false, false
	}
	at := r.at[len(Inputs(r.schema))]
	if at < 0 {
		return 0, false, false
	}
	f, text := r.schema.Target, strings.TrimSpace(fields[at])
	if f.isMissing(text) {
		r.missing[len(Inputs(r.schema))]++
		if !r.opt.NeedTarget {
			r.targetless++
			return 0, false, false
		}
		if r.schema.Missing == MissingReject {
			r.problem(line, f.Name, "a value is missing, and this training accepts no missing values")
		}
		return 0, false, true
	}
	if !f.Type.Numeric() {
		i, rule := f.level(text, r.opt.Compose)
		if rule != "" {
			r.problem(line, f.Name, rule)
		}
		return float64(i), true, false
	}
	v, rule, outside := f.number(text, r.reading(len(Inputs(r.schema))))
	r.check(len(Inputs(r.schema)), line, f.Name, rule, outside)
	return f.scaleNumber(v), true, false
}

func (r *tableReader) keep(target float64, hasTarget bool, line int) {
	t := r.table
	for _, feature := range r.absent {
		if t.Absent == nil {
			t.Absent = make([][]int, len(r.schema.Features))
		}
		t.Absent[feature] = append(t.Absent[feature], t.Rows)
	}
	for i, x := range r.row {
		if t.Rows == 0 {
			r.low[i], r.high[i] = x, x
		}
		r.low[i], r.high[i] = min(r.low[i], x), max(r.high[i], x)
		t.X = append(t.X, Quantise(x))
	}
	if r.opt.Real {
		t.Real = append(t.Real, r.row...)
	}
	if hasTarget {
		if r.schema.Target.Type.Numeric() {
			if t.Rows == 0 {
				r.targets = [2]float64{target, target}
			}
			r.targets = [2]float64{min(r.targets[0], target), max(r.targets[1], target)}
			t.Y = append(t.Y, Quantise(target))
		} else {
			t.Y = append(t.Y, int32(target))
		}
		if r.opt.Real {
			t.RealY = append(t.RealY, target)
		}
	}
	t.Lines = append(t.Lines, line)
	t.Rows++
}

// finish closes the report and returns the table, or the error of the report.
func (r *tableReader) finish() (*Table, *Report, error) {
	report, t := r.report, r.table
	report.Used = t.Rows
	report.DecimalComma = r.style.Decimal == ','
	for i, f := range r.schema.Read() {
		if r.missing[i] > 0 {
			report.Missing = append(report.Missing, MissingCount{f.Name, r.missing[i]})
		}
		if i < len(r.mapped) && r.mapped[i] > 0 {
			report.Mapped = append(report.Mapped, MissingCount{f.Name, r.mapped[i]})
		}
	}
	r.twoWays()
	if report.ProblemCount == 0 && t.Rows == 0 {
		r.problem(0, "", "no usable rows")
	}
	r.warnOutside()
	if err := report.err(); err != nil && !r.opt.Fitting {
		return nil, report, err
	}
	if r.targetless > 0 {
		t.Y, t.RealY = nil, nil
		report.Warnings = append(report.Warnings,
			fmt.Sprintf("column %s: missing in %d rows, so no cost is computed", r.schema.Target.Name, r.targetless))
	}
	r.warn()
	return t, report, nil
}

// reading returns how the values of a feature, or of the target behind them, are read.
func (r *tableReader) reading(feature int) reading {
	return reading{style: &r.style, compose: r.opt.Compose, factor: r.opt.Factor[r.columns[feature]], open: &r.open[feature]}
}

// openNumbers are the numbers of a column whose one mark may be a decimal sign or stand between thousands.
type openNumbers struct {
	count     int
	low, high float64 // with a decimal mark
}

// twoWays reports a column with numbers that can be read in two ways, if both or only the less simple one are in its range.
func (r *tableReader) twoWays() {
	if r.style.Decimal != 0 {
		return
	}
	for i, f := range r.schema.Read() {
		o := r.open[i]
		if o.count == 0 || 1000*o.low < *f.Min || 1000*o.high > *f.Max {
			continue
		}
		r.report.OpenMark = string(r.style.OpenMark)
		mark := "point"
		if r.style.OpenMark == ',' {
			mark = "comma"
		}
		r.report.first(Problem{Column: f.Name,
			Rule: "its numbers can be read in two ways: say whether the " + mark + " is a decimal sign or stands between thousands"})
	}
}

// check reports the rule that a value breaks, if any, and counts numbers outside their range.
func (r *tableReader) check(feature, line int, name, rule string, outside bool) {
	if rule == "" {
		return
	}
	if outside {
		r.outside[feature]++
	}
	r.problem(line, name, rule)
}

const few = 10 // fewer rows describe no column

// warnOutside warns of a column if most of its values are outside the declared range: a different unit is more
// likely than many single errors.
func (r *tableReader) warnOutside() {
	for i, f := range r.schema.Read() {
		if r.report.Rows >= few && 2*r.outside[i] > r.report.Rows {
			r.warning(f, "most values are outside the declared range")
		}
	}
}

func (r *tableReader) warning(f Feature, text string) {
	text = "column " + f.Name + ": " + text
	if f.Unit != "" {
		text += "; are they in " + f.Unit + "?"
	}
	r.report.Warnings = append(r.report.Warnings, text)
}

// share returns how much of the declared range a spread of scaled values is.
func (f Feature) share(spread float64) float64 {
	_, width := f.Scale()
	return spread * width / (*f.Max - *f.Min)
}

// warn warns of constant columns, and of numbers that fill so little of their declared range that their unit may
// differ.
func (r *tableReader) warn() {
	const least = 0.02 // of the range
	const little = "the values fill less than 2 % of the declared range"
	if r.table.Rows < few {
		return
	}
	for i, column := range r.table.Columns {
		if column.Role != RoleValue {
			continue
		}
		spread := r.high[i] - r.low[i]
		f := r.schema.Features[column.Feature]
		switch {
		case spread == 0:
			r.report.Warnings = append(r.report.Warnings, "column "+column.Name+": every row has the same value")
		case f.Type.Numeric() && f.share(spread) < least:
			r.warning(f, little)
		}
	}
	if f := r.schema.Target; f.Type.Numeric() && len(r.table.Y) > 0 && f.share(r.targets[1]-r.targets[0]) < least {
		r.warning(f, little)
	}
}

// recordDerived reads the columns of one record and computes the features. ok is false if the row cannot be used; drop means
// that a value is missing.
func (r *tableReader) recordDerived(fields []string, line int) (drop bool) {
	s := r.schema
	values, texts := make([]float64, len(s.Formula.Columns)), make([]string, len(s.Formula.Columns))
	bad := false
	for i, f := range s.Formula.Columns {
		texts[i] = strings.TrimSpace(fields[r.at[i]])
		if f.isMissing(texts[i]) {
			r.missing[i]++
			drop = true
			if s.Missing == MissingReject {
				r.problem(line, f.Name, "a value is missing, and this training accepts no missing values")
			}
			continue
		}
		if f.Other != "" && !slices.Contains(f.Levels, texts[i]) && f.same(texts[i], r.opt.Compose) < 0 {
			r.mapped[i]++
		}
		var rule string
		var outside bool
		values[i], rule, outside = f.read(texts[i], r.reading(i))
		r.check(i, line, f.Name, rule, outside)
		bad = bad || rule != ""
	}
	if drop || bad {
		return drop
	}
	if c := s.Formula.offset(); c != nil {
		r.offset = min(c.High, max(c.Low, c.Value(values)))
	}
	column := 1
	for i, c := range s.Formula.compiled.Columns {
		f := s.Features[i]
		width := f.width(s.Missing)
		if c.Plain >= 0 {
			f.encode(r.row[column:column+width], texts[c.Plain], false, r.reading(c.Plain))
		} else {
			r.row[column] = f.scaleNumber(min(*f.Max, max(*f.Min, c.Value(values))))
		}
		column += width
	}
	return false
}

// read returns the value of a feature that a formula computes with: a number, a rank, or the index of a level.
func (f Feature) read(text string, how reading) (v float64, rule string, outside bool) {
	if f.Type.Numeric() {
		return f.number(text, how)
	}
	i, rule := f.level(text, how.compose)
	return float64(i), rule, false
}
