package schema

import (
	"math"
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

// changed is how encoded columns tell a variable: the first of those columns, 0 if there is none, and how many are levels.
type changed struct {
	at, levels    int
	center, width float64
	values        []float64                   // of the first level and of those columns, if they are derived
	line          []float64                   // the variable is a sum of derived columns with these factors, and low
	of            func(row []float64) float64 // a derived column that rises, or falls, along the whole range
	low, high     float64
}

type derivedColumn struct {
	*formula.Column
	at            int
	center, width float64
}

// NewChanges returns the changes of all features, or of all variables of the formula, in the order of their columns. The columns of
// a variable, or of functions of it alone, have to tell its value, or its level. The error is a *FieldError.
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
			*v = changed{at: j, center: center, width: width}
		}
		if column.Role == RoleLevel {
			v.levels++
		}
		c.List = append(c.List, Change{Name: column.Name, Level: v.levels, Width: width, variable: i})
	}
	for k, d := range c.derived {
		for _, i := range d.From {
			if c.variables[i].at == 0 && !c.find(i, &inputs[i], s.Formula.Intercept()) {
				return nil, fieldError("formula", "effects need %s as a term of its own beside %s: columns of rows have to tell its value", inputs[i].Name, c.derived[k].Name)
			}
		}
	}
	return c, c.differentiate(inputs)
}

// find looks for the derived columns that tell a variable, and lists its changes.
func (c *Changes) find(i int, f *Feature, intercept bool) bool {
	v, leaf := &c.variables[i], 0
	v.center, v.width = 0, 1
	if f.Type != Nominal {
		v.center, v.width = f.Scale()
		if v.high = float64(len(f.Levels) - 1); f.Type.Numeric() {
			v.low, v.high = *f.Min, *f.Max
		}
	}
	var nodes []*formula.Node
	for k := range c.derived {
		d := &c.derived[k]
		if len(d.From) != 1 || d.From[0] != i {
			continue
		}
		if value, is := d.Tree.Levelled(); !is {
			if v.line = d.Tree.Line(); v.line != nil || c.rises(d, i) {
				v.at, v.levels, v.values = d.at, 0, nil
				c.List = append(c.List, Change{Name: f.Name, Width: v.width, variable: i})
				return true
			}
		} else if len(nodes) == 0 || d.Term == leaf {
			if v.at == 0 {
				v.at, leaf = d.at, d.Term
			}
			nodes, v.values = append(nodes, d.Tree), append(v.values, value)
		}
	}
	return len(nodes) > 0 && c.byLevels(i, nodes, intercept)
}

// rises reports whether a derived column of one variable rises, or falls, along its range, and keeps it for reading the variable.
func (c *Changes) rises(d *derivedColumn, i int) bool {
	const points = 1 << 10
	v := &c.variables[i]
	at := func(j int) float64 {
		c.raw[i] = v.low + (v.high-v.low)*float64(j)/points
		return d.Value(c.raw)
	}
	up := at(1) > at(0)
	for j := range points {
		if a, b := at(j), at(j+1); b > a != up || a == b {
			return false
		}
	}
	v.of = d.Value
	return true
}

// byLevels makes a variable one of levels if all derived columns of it are functions of these nodes.
func (c *Changes) byLevels(i int, nodes []*formula.Node, intercept bool) bool {
	v := &c.variables[i]
	for _, d := range c.derived {
		if slices.Contains(d.From, i) && !d.Tree.Through(i, nodes) {
			return false
		}
	}
	v.levels, v.center, v.width = len(nodes), 0, 1
	first := 0 // the column of the first level
	if intercept {
		first = -1
		v.values = append([]float64{nodes[0].First(v.low)}, v.values...)
	} else {
		v.values = append(v.values[:1:1], v.values...)
	}
	for k := range nodes {
		if k > first {
			name := c.derived[slices.IndexFunc(c.derived, func(d derivedColumn) bool { return d.at == v.at+k })].Name
			c.List = append(c.List, Change{Name: name, Level: k + 1, Width: 1, variable: i})
		}
	}
	return true
}

// differentiate tries the slopes of derived columns, which have to be finite, and puts the changes into the order of columns.
func (c *Changes) differentiate(inputs []Feature) error {
	for k := range c.List {
		e := &c.List[k]
		if e.Level > 0 || len(c.derived) == 0 {
			continue
		}
		for _, d := range c.derived {
			if !slices.Contains(d.From, e.variable) {
				continue
			}
			for _, end := range []*float64{inputs[e.variable].Min, inputs[e.variable].Max} {
				if end == nil || len(d.From) > 1 {
					continue
				}
				c.raw[e.variable] = *end
				if _, x := d.Tree.Slope(e.variable, c.raw); math.IsInf(x, 0) || math.IsNaN(x) {
					return fieldError("formula", "%s has no slope where %s is %g, which its effect needs: declare a range without that value", d.Name, e.Name, *end)
				}
			}
		}
	}
	at := func(i int) int { return c.variables[c.List[i].variable].at + c.List[i].Level }
	for i := range c.List {
		for k := i; k > 0 && at(k) < at(k-1); k-- {
			c.List[k], c.List[k-1] = c.List[k-1], c.List[k]
		}
	}
	return nil
}

// Read finds the variables that an encoded row tells, for Level and Along.
func (c *Changes) Read(x []float64) {
	if len(c.derived) == 0 {
		return
	}
	for i := range c.variables {
		if v := &c.variables[i]; v.at > 0 {
			c.raw[i] = v.read(c, x, i)
		}
	}
}

func (v *changed) read(c *Changes, x []float64, i int) float64 {
	if v.levels > 0 {
		at := 1 + slices.IndexFunc(x[v.at:v.at+v.levels], func(x float64) bool { return x > 0 })
		if v.values != nil {
			return v.values[at]
		}
		return float64(at)
	}
	if v.of == nil && v.line == nil {
		return v.center + float64(v.width*x[v.at])
	}
	k := slices.IndexFunc(c.derived, func(d derivedColumn) bool { return d.at == v.at })
	if v.line != nil {
		sum := v.low
		for j, by := range v.line {
			d := &c.derived[k+j]
			sum += float64(by * (d.center + float64(d.width*x[d.at])))
		}
		return sum
	}
	d := &c.derived[k]
	want, low, high := d.center+float64(d.width*x[d.at]), v.low, v.high
	value := func(at float64) float64 { c.raw[i] = at; return v.of(c.raw) }
	up := value(high) > value(low)
	for {
		middle := low/2 + high/2
		if !(low < middle && middle < high) {
			return middle
		}
		if value(middle) < want == up {
			low = middle
		} else {
			high = middle
		}
	}
}

// Level writes the row x, which Read read, to out with another level of the variable of a change.
func (c *Changes) Level(x []float64, e *Change, level int, out []float64) {
	copy(out, x)
	v := &c.variables[e.variable]
	raw := float64(level)
	if v.values != nil {
		raw = v.values[level]
	} else {
		for l := range v.levels {
			out[v.at+l] = -0.5
		}
		if level > 0 {
			out[v.at+level-1] = 0.5
		}
	}
	before := c.raw[e.variable]
	c.raw[e.variable] = raw
	for i := range c.derived {
		if d := &c.derived[i]; slices.Contains(d.From, e.variable) {
			out[d.at] = (d.Value(c.raw) - d.center) / d.width
		}
	}
	c.raw[e.variable] = before
}

// Along writes to out the derivatives of the columns of the row that Read read, by its variable's encoded range.
func (c *Changes) Along(e *Change, out []float64) {
	clear(out)
	v := &c.variables[e.variable]
	if v.of == nil && v.line == nil {
		out[v.at] = 1
	}
	for i := range c.derived {
		if d := &c.derived[i]; slices.Contains(d.From, e.variable) {
			_, slope := d.Tree.Slope(e.variable, c.raw)
			out[d.at] = slope * v.width / d.width
		}
	}
}
