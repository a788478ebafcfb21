package schema

import (
	"slices"
	"strings"

	"github.com/blindfit/blindfit/ml/formula"
)

// Derivation is how the features of a schema are made of columns of the file.
type Derivation struct {
	// Text is the formula, in R's syntax.
	Text string `json:"text"`
	// Columns are those of the file, by their names in it; As are their names in the formula, if those are others.
	Columns []Feature `json:"columns"`
	As      []string  `json:"as,omitempty"`

	compiled *formula.Formula
}

// Derive returns the schema whose features are the columns of a formula's terms. The error is a *FieldError.
func Derive(text string, columns []Feature, target Feature, missing string) (*Schema, error) {
	s := &Schema{Target: target, Missing: missing, Formula: &Derivation{Text: text, Columns: columns}}
	return s, derive(s)
}

// DeriveTimed is Derive for a schema with Timed, whose time and event come after the terms as they stand in the file. The
// formula's response is for the caller to check.
func DeriveTimed(text string, columns []Feature, times [2]Feature, missing string) (*Schema, error) {
	all := append(columns[:len(columns):len(columns)], times[:]...)
	s := &Schema{Missing: missing, Timed: true, Formula: &Derivation{Text: text, Columns: all}}
	return s, derive(s)
}

// derive compiles the formula of a schema and sets its features. A schema without a formula stays as it is.
func derive(s *Schema) error {
	d := s.Formula
	if d == nil {
		return nil
	}
	plain := Schema{Features: d.Columns, Target: s.Target, Missing: s.Missing, Timed: s.Timed}
	if err := plain.Validate(); err != nil {
		return err
	}
	if s.Missing != MissingReject && s.Missing != MissingDropRow {
		return fieldError("missing", "must be reject or drop_row with a formula, which has no value of what is missing")
	}
	variables := Variables(s)
	compiled, err := formula.Compile(d.Text, variables)
	if err != nil {
		return fieldError("formula", "%v", err)
	}
	for i := len(variables); i < len(d.Columns); i++ {
		compiled.Columns = append(compiled.Columns, formula.Column{Name: d.Columns[i].Name, Plain: i, From: []int{i}, Term: -1})
	}
	if y := compiled.Response; s.HasTarget() && y != "" && y != s.Target.Name && len(d.As) == 0 {
		return fieldError("formula", "the target is %s as it stands in the file, and the formula names %s", s.Target.Name, y)
	}
	d.compiled, s.Features, s.Target.Origin = compiled, nil, !compiled.Intercept && s.Target.Type.Numeric()
	steps := d.steps()
	for _, c := range compiled.Columns {
		if !steps {
			c.Step = 0
		}
		f := d.feature(c)
		f.Origin = !compiled.Intercept
		s.Features = append(s.Features, f)
	}
	return nil
}

// steps reports whether columns have steps: those of a private training have none, also where levels would lead to some.
func (d *Derivation) steps() bool {
	return slices.ContainsFunc(d.Columns, func(f Feature) bool { return f.Step != nil }) ||
		!slices.ContainsFunc(d.Columns, func(f Feature) bool { return f.Type != Nominal })
}

// feature describes one column of the formula.
func (d *Derivation) feature(c formula.Column) Feature {
	if c.Plain >= 0 {
		return d.Columns[c.Plain]
	}
	f := Feature{Name: c.Name, Type: Continuous, Min: &c.Low, Max: &c.High, Site: SiteFixed}
	if c.Step > 0 {
		f.Step = &c.Step
	}
	for _, i := range c.From {
		if d.Columns[i].Site == "" {
			f.Site = ""
		}
	}
	return f
}

// Inputs are the features that are read from the file.
func Inputs(s *Schema) []Feature {
	if s.Formula != nil {
		return s.Formula.Columns
	}
	return s.Features
}

// Cuts reports whether the name of a column that the formula makes may be cut, so that columns of another formula may have the same.
func (*Derivation) Cuts(name string) bool { return strings.Contains(name, formula.Cut) }

// Intercept reports whether models have an intercept: without a formula they do.
func (d *Derivation) Intercept() bool { return d == nil || d.compiled == nil || d.compiled.Intercept }

// offset returns the offset of the formula, or nil if it has none.
func (d *Derivation) offset() *formula.Column {
	if d == nil || d.compiled == nil {
		return nil
	}
	return d.compiled.Offset
}

// OffsetTree returns the offset as a function of the columns of the file, or nil if the formula makes none.
func (d *Derivation) OffsetTree() *formula.Node {
	if c := d.offset(); c != nil {
		return c.Tree
	}
	return nil
}

// Tree returns a feature as a function of the columns of the file, or nil if it is one of them as it stands.
func (d *Derivation) Tree(feature int) *formula.Node {
	if d == nil || d.compiled == nil {
		return nil
	}
	return d.compiled.Columns[feature].Tree
}

// OffsetSources returns the indices of the columns of the file that the offset is made of.
func (d *Derivation) OffsetSources() []int {
	if c := d.offset(); c != nil {
		return c.From
	}
	return nil
}

// String returns the formula, or "".
func (d *Derivation) String() string {
	if d == nil {
		return ""
	}
	return d.Text
}

// Sources returns the indices of the columns of the file that a feature is made of.
func (d *Derivation) Sources(feature int) []int { return d.compiled.Columns[feature].From }

// Rename renames the columns of the file, by which later rows are read.
func Rename(s *Schema, name func(string) string) {
	if s.Formula == nil {
		s.Features = slices.Clone(s.Features)
		for i := range s.Features {
			s.Features[i].Name = name(s.Features[i].Name)
		}
		return
	}
	d := *s.Formula
	d.Columns, d.As = slices.Clone(d.Columns), nil
	for i, f := range s.Formula.Columns {
		d.As = append(d.As, f.Name)
		d.Columns[i].Name = name(f.Name)
	}
	s.Formula = &d
}

// Restore makes a schema usable that was read from JSON.
func Restore(s *Schema) error {
	features := s.Features
	if err := derive(s); err != nil {
		return err
	}
	if len(features) != len(s.Features) {
		return fieldError("features", "do not follow from the formula")
	}
	s.Features = features
	return nil
}

// Variables returns the columns that formulas over a schema can name: all but those of times.
func Variables(s *Schema) []formula.Variable {
	columns := Inputs(s)
	if s.Timed {
		columns = columns[:max(len(columns)-2, 0)]
	}
	out := make([]formula.Variable, len(columns))
	for i, f := range columns {
		out[i] = formula.Variable{Name: f.Name, Levels: f.Levels, Ranked: f.Type == Ordinal}
		if s.Formula != nil && len(s.Formula.As) > i {
			out[i].Name = s.Formula.As[i]
		}
		if f.Type.Numeric() {
			out[i].Low, out[i].High = *f.Min, *f.Max
		}
		if f.Step != nil {
			out[i].Step = *f.Step
		}
	}
	return out
}

// Term is a part of a model that enters and leaves it as a whole: a feature, or a term of a formula.
type Term struct {
	Name    string
	Factors []string // that it is the product of
	Columns []int    // of encoded rows
}

// Within reports whether a term is a part of another: all its factors are factors of it.
func (t Term) Within(other Term) bool {
	return len(t.Factors) < len(other.Factors) && !slices.ContainsFunc(t.Factors, func(f string) bool { return !slices.Contains(other.Factors, f) })
}

// Terms returns the terms of a schema in the order of their columns. The intercept is none.
func Terms(s *Schema) []Term {
	var out []Term
	if s.Formula != nil {
		for _, t := range s.Formula.compiled.Terms {
			out = append(out, Term{Name: t.Name, Factors: t.Factors})
		}
	} else {
		for _, f := range s.Features {
			out = append(out, Term{Name: f.Name, Factors: []string{f.Name}})
		}
	}
	for j, c := range s.Columns() {
		if c.Feature < 0 {
			continue
		}
		at := c.Feature
		if s.Formula != nil {
			at = s.Formula.compiled.Columns[c.Feature].Term
		}
		if at < 0 {
			continue // a time or an event
		}
		out[at].Columns = append(out[at].Columns, j)
	}
	return out
}

// Changes makes encoded rows with another value of one variable. It knows of a row only its encoded columns.
type Changes struct {
	List      []Change
	variables []changed
	derived   []derivedColumn
	raw       []float64 // the variables of the row at hand
}

// Change is a step of one variable: of a number or rank along its range, of a level from the first level.
type Change struct {
	Name     string  // of the encoded column
	Level    int     // index of the level; 0 of numbers and ranks
	Width    float64 // how much a number or rank changes along its encoded range; 1 of levels
	variable int
}

// changed is the place of a variable: its first encoded column, 0 if it is none of its own, and how many columns levels have.
type changed struct {
	at, levels    int
	center, width float64
}

type derivedColumn struct {
	*formula.Column
	at            int
	center, width float64
}

// NewChanges returns the changes of all features, or of all variables of the formula, in the order of their columns. Each variable
// has to be a column of its own, since otherwise encoded rows do not determine its value. The error is a *FieldError.
func NewChanges(s *Schema) (*Changes, error) {
	inputs := Inputs(s)
	c := &Changes{variables: make([]changed, len(inputs)), raw: make([]float64, len(inputs))}
	for j, column := range s.Columns() {
		if column.Role == RoleIntercept || column.Role == RoleMissing {
			continue
		}
		i, f := column.Feature, &s.Features[column.Feature]
		center, width := 0.5, 1.0
		if column.Role == RoleValue {
			center, width = f.Scale()
		}
		if s.Formula != nil {
			d := &s.Formula.compiled.Columns[i]
			if i = d.Plain; i < 0 {
				c.derived = append(c.derived, derivedColumn{d, j, center, width})
				continue
			}
		}
		v := &c.variables[i]
		if v.at == 0 {
			*v = changed{j, 0, center, width}
		}
		if column.Role == RoleLevel {
			v.levels++
		}
		c.List = append(c.List, Change{column.Name, v.levels, width, i})
	}
	for _, d := range c.derived {
		for _, v := range d.From {
			if c.variables[v].at == 0 {
				return nil, fieldError("formula", "effects need %s as a term of its own beside %s: columns of rows have to tell its value", inputs[v].Name, d.Name)
			}
		}
	}
	return c, nil
}

// Set writes the row x to out with another level, or with a number or rank that is farther along its encoded range.
func (c *Changes) Set(x []float64, e *Change, level int, farther float64, out []float64) {
	copy(out, x)
	v := &c.variables[e.variable]
	for l := range v.levels {
		out[v.at+l] = -0.5
	}
	switch {
	case v.levels == 0:
		out[v.at] += farther
	case level > 0:
		out[v.at+level-1] = 0.5
	}
	if len(c.derived) == 0 {
		return
	}
	c.read(out)
	for i := range c.derived {
		if d := &c.derived[i]; slices.Contains(d.From, e.variable) {
			out[d.at] = (d.Value(c.raw) - d.center) / d.width
		}
	}
}

// read finds the variables that an encoded row determines.
func (c *Changes) read(x []float64) {
	for i := range c.variables {
		v := &c.variables[i]
		c.raw[i] = v.center + float64(v.width*x[v.at])
		if v.levels > 0 {
			c.raw[i] = float64(slices.Index(x[v.at:v.at+v.levels], 0.5) + 1)
		}
	}
}

// Near returns how far a number or rank is from 0 along its encoded range, if the formula has functions of it that may not exist
// beyond 0, and else 1, which is also the most.
func (c *Changes) Near(x []float64, e *Change) float64 {
	v := &c.variables[e.variable]
	if far := v.center/v.width + x[v.at]; len(c.derived) > 0 && far > 0 {
		return min(far, 1)
	}
	return 1
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
