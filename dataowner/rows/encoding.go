package rows

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"sort"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/ml/cox"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// encoding holds all that is needed to encode the rows of a training again: its schema, with the columns as the file
// names them. Its JSON is the canonical form that the ledger keeps.
type encoding struct {
	schema.Schema
	ClassWeights []float64 `json:"class_weights,omitempty"`
	// Rare is the number of rows below which a level is counted as "other"; 0 if levels stay as they are. The rows of a
	// level that is merged in one sum and not in another are different rows in them.
	Rare int `json:"rare,omitempty"`
	// Within means that the sums are of values less their means over the rows of the sum.
	Within bool `json:"within,omitempty"`
	// Bins are the right edges of bins of times as rows have them, if there are sums of columns for the rows of each bin, and Ties
	// is the further sum in each: see cox.Grid.
	Bins []int32 `json:"bins,omitempty"`
	Ties string  `json:"ties,omitempty"`
	// Groups is the number of levels if a prediction is judged by them, each with sums of its own: see spec.GroupOf.
	Groups int `json:"groups,omitempty"`
}

func parseEncoding(text []byte) (*encoding, error) {
	var e encoding
	if err := json.Unmarshal(text, &e); err != nil {
		return nil, fmt.Errorf("malformed encoding: %w", err)
	}
	if err := cmp.Or(schema.Restore(&e.Schema), e.Validate()); err != nil {
		return nil, fmt.Errorf("malformed encoding: %w", err)
	}
	return &e, nil
}

// encodingOf returns the encoding of a training. header maps its columns to their names in the file.
func encodingOf(f *spec.File, header func(name string) string) *encoding {
	e := &encoding{Schema: *f.Schema(), ClassWeights: f.Model.ClassWeights, Rare: f.MergeBelow(), Within: f.Site == spec.SiteFixed, Groups: len(f.Groups())}
	if f.Pooled() {
		e.Bins, e.Ties = f.HazardGrid().Edges, f.Survival.Ties
	}
	schema.Rename(&e.Schema, header)
	e.Roles = slices.Clone(e.Roles)
	for i := range e.Roles {
		e.Roles[i].Name = header(e.Roles[i].Name)
	}
	if e.HasTarget() {
		e.Target.Name = header(e.Target.Name)
	}
	return e
}

func (e *encoding) marshal() ([]byte, error) {
	plain := *e
	plain.Features = slices.Clone(e.Features)
	for i := range plain.Features { // for people, and nothing that rows depend on
		plain.Features[i].Unit, plain.Features[i].Site = "", ""
	}
	plain.Roles = slices.Clone(e.Roles)
	for i := range plain.Roles {
		plain.Roles[i].Unit, plain.Roles[i].Site = "", ""
	}
	if e.Formula != nil {
		d := *e.Formula
		d.Columns = slices.Clone(d.Columns)
		for i := range d.Columns {
			d.Columns[i].Unit, d.Columns[i].Site = "", ""
		}
		plain.Formula = &d
	}
	plain.Target.Unit, plain.Target.Site = "", ""
	b, err := json.Marshal(plain)
	if err != nil {
		return nil, fmt.Errorf("failed to marshal encoding: %w", err)
	}
	return b, nil
}

// key identifies the values of a column: of two columns with equal keys every row has the same values.
type key struct {
	Name    string    `json:"name"`
	Range   []float64 `json:"range,omitempty"`
	Step    *float64  `json:"step,omitempty"`
	Levels  []string  `json:"levels,omitempty"` // ranked, or those in addition to Other
	Level   string    `json:"level,omitempty"`
	Other   bool      `json:"other,omitempty"`   // Level also stands for every level that is not declared
	Missing bool      `json:"missing,omitempty"` // the column marks absent values
	Codes   []string  `json:"codes,omitempty"`   // of absent values, besides those that always are
	From    []key     `json:"from,omitempty"`    // the columns of the file that a formula makes it of
	As      string    `json:"as,omitempty"`      // the formula's name of one of those
	Formula string    `json:"formula,omitempty"` // all of it, if Name is not all of the column's text
	Rare    int       `json:"rare,omitempty"`    // levels of fewer rows of the owner count as another
	Bins    int       `json:"bins,omitempty"`    // of a description; 0 leaves the choice to it
	Type    string    `json:"type,omitempty"`    // on which that choice depends
	Weights []float64 `json:"weights,omitempty"` // of the levels of the target
	Role    string    `json:"role,omitempty"`    // of a column that is no feature, or of the sums by bins of times
	Edges   []int32   `json:"edges,omitempty"`   // of bins of times
}

func (k key) String() string {
	b, err := json.Marshal(k)
	if err != nil {
		panic(fmt.Sprintf("internal error: %v", err)) // ranges are finite
	}
	return string(b)
}

// valueKey is the key of a feature that is encoded as one number.
func valueKey(f schema.Feature) key {
	k := key{Name: f.Name, Levels: f.Levels, Step: f.Step, Codes: f.MissingValues}
	if f.Type.Numeric() {
		k.Range, k.Levels = []float64{*f.Min, *f.Max}, nil
	}
	return k
}

// missingKey is the key of a column that marks absent values.
func missingKey(f schema.Feature) key {
	return key{Name: f.Name, Missing: true, Codes: f.MissingValues}
}

// levelKey is the key of a column for one level.
func (e *encoding) levelKey(f schema.Feature, level string) key {
	k := key{Name: f.Name, Level: level, Codes: f.MissingValues}
	if f.Other != "" {
		k.Rare = e.Rare
	}
	if level == f.Other {
		k.Levels, k.Other = f.Levels, true
	}
	return k
}

// derived adds to a key how a formula makes the column of columns of the file. A name that is cut has less than the formula, and
// the same text has other values where ranks have another order.
func (e *encoding) derived(k key, sources []int) key {
	d := e.Formula
	if d.Cuts(k.Name) {
		k.Formula = d.Text
	}
	for _, i := range sources {
		f := d.Columns[i]
		from := valueKey(f)
		if f.Other != "" {
			from.Level, from.Other = f.Other, true
		}
		if len(d.As) > i && d.As[i] != f.Name {
			from.As = d.As[i]
		}
		k.From = append(k.From, from)
	}
	return k
}

// column is a column of the sums of a training.
type column struct {
	disclosure.Column
	// read returns its value in a row, in [-1/2, 1/2].
	read func(v *view, row int) float64
}

// view is a table with an index of its absent values.
type view struct {
	*schema.Table
	absent []map[int]bool // by feature, if any has some
}

func newView(t *schema.Table) *view {
	v := &view{Table: t, absent: make([]map[int]bool, len(t.Absent))}
	for i, rows := range t.Absent {
		v.absent[i] = make(map[int]bool, len(rows))
		for _, row := range rows {
			v.absent[i][row] = true
		}
	}
	return v
}

// lacks reports whether a value is missing that is filled in from sums over all owners.
func (v *view) lacks(feature, row int) bool { return feature < len(v.absent) && v.absent[feature][row] }

// filled reports whether missing values are filled in from sums over all owners.
func (e *encoding) filled() bool {
	return e.Missing == schema.MissingMean || e.Missing == schema.MissingMode
}

const unit = 1 << schema.QuantBits

// merge counts the rare levels of a table as "other", and returns the columns of the merged levels.
func (e *encoding) merge(t *schema.Table) []string {
	if e.Rare == 0 {
		return nil
	}
	return e.MergeRare(t, e.Rare)
}

// time reports whether a feature is the time to an event: times are counted in bins, and are in no product of columns.
func (e *encoding) time(feature int) bool { return e.Timed && feature == len(e.Features)-2 }

// columns returns the columns that the sums of a training are over, the constant aside. Those that mark the absent values
// of features are among them also where sums over all owners are filled in for those.
func (e *encoding) columns() []column {
	var out []column
	for at, c := range e.Columns() {
		if c.Feature < 0 || e.time(c.Feature) {
			continue
		}
		f := e.Features[c.Feature]
		k := valueKey(f)
		if e.Formula != nil {
			k = e.derived(k, e.Formula.Sources(c.Feature))
		}
		switch c.Role {
		case schema.RoleLevel:
			k = e.levelKey(f, c.Level)
		case schema.RoleMissing:
			k = missingKey(f)
		}
		out = append(out, column{
			disclosure.Column{Name: c.Name, Encoding: k.String(), Source: f.Name, Fixed: f.Site == schema.SiteFixed},
			func(v *view, row int) float64 { return float64(v.Row(row)[at]) / unit },
		})
	}
	if e.filled() {
		for i, f := range e.Features {
			out = append(out, column{
				disclosure.Column{Name: f.Name + " missing", Encoding: missingKey(f).String(), Source: f.Name, Fixed: f.Site == schema.SiteFixed, Gaps: true},
				func(v *view, row int) float64 { return half(v.lacks(i, row)) },
			})
		}
	}
	for i, f := range schema.WithRole(&e.Schema) {
		values := func(v *view) []float64 { return v.Offset }
		if f.Role == schema.WeightRole {
			values = func(v *view) []float64 { return v.Weight }
		}
		center, width := f.Scale()
		k, source := valueKey(f), f.Name
		if k.Role = f.Role; i >= len(e.Roles) {
			if k = e.derived(k, e.Formula.OffsetSources()); len(k.From) > 1 {
				source = "" // of several columns
			} else {
				source = k.From[0].Name
			}
		}
		out = append(out, column{
			disclosure.Column{Name: f.Name, Encoding: k.String(), Source: source, Fixed: f.Site == schema.SiteFixed},
			func(v *view, row int) float64 { return (values(v)[row] - center) / width },
		})
	}
	return e.mark(append(out, e.targets()...))
}

// mark marks the columns of sums that owners take their means off: a value that does not vary adds nothing to those.
func (e *encoding) mark(columns []column) []column {
	if !e.Within {
		return columns
	}
	for i := range columns {
		columns[i].Fixed = true
		columns[i].Encoding = "within " + columns[i].Encoding
	}
	return columns
}

// targets returns the columns of the target: its value, or one for each level but the first.
func (e *encoding) targets() []column {
	if !e.HasTarget() {
		return nil
	}
	f := e.Target
	fixed := f.Site == schema.SiteFixed
	if f.Type.Numeric() {
		return []column{{
			disclosure.Column{Name: f.Name, Encoding: valueKey(f).String(), Source: f.Name, Fixed: fixed},
			func(v *view, row int) float64 { return float64(v.Y[row]) / unit },
		}}
	}
	var out []column
	for i, level := range f.Levels[1:] {
		out = append(out, column{
			disclosure.Column{Name: f.Name + "=" + level, Encoding: e.levelKey(f, level).String(), Source: f.Name, Fixed: fixed},
			func(v *view, row int) float64 { return half(v.Y[row] == int32(i+1)) },
		})
	}
	return out
}

// half is 1/2 for a level that a row has, as in the encoded matrix.
func half(set bool) float64 {
	if set {
		return 0.5
	}
	return -0.5
}

// grid is that of times, without edges if there are no sums by bins.
func (e *encoding) grid() cox.Grid { return cox.Grid{Edges: e.Bins, Ties: e.Ties} }

// part returns the bin of times, or the group, with the sums of a row; nil if all rows have the same.
func (e *encoding) part(t *schema.Table, place []int) func(i int) int {
	if e.Groups > 0 {
		return func(i int) int { return spec.GroupOf(&e.Schema, e.Groups, t.Row(place[i])) }
	}
	g := e.grid()
	if len(g.Edges) == 0 {
		return nil
	}
	time := len(e.Columns()) - 2
	return func(i int) int { return g.Bin(t.Row(place[i])[time]) }
}

// reach returns which functions of a row the sums of a training add up.
func (e *encoding) reach(f *spec.File) ledger.Reach {
	r := ledger.Reach{Form: ledger.Products}
	for _, c := range e.columns() {
		r.Columns = append(r.Columns, c.Encoding)
	}
	switch {
	case f.Model.Method == spec.Meta:
		r.Form = ledger.Estimates
	case f.Model.Weights == spec.Shared:
		r.Form = ledger.Weighted
	case f.Describes():
		r.Form, r.Columns = ledger.Counts, append(r.Columns, e.counted(f)...)
	}
	if f.Inference.Residuals {
		r.Columns = append(r.Columns, key{Name: e.Target.Name, Range: []float64{*e.Target.Min, *e.Target.Max}, Role: "residuals"}.String())
	}
	if f.Judges() {
		r.Columns = append(r.Columns, key{Name: f.Model.Group, Levels: f.Groups(), Role: "group"}.String())
	}
	if len(e.ClassWeights) > 0 {
		r.Columns = append(r.Columns, key{Name: e.Target.Name, Levels: e.Target.Levels, Weights: e.ClassWeights}.String())
	}
	if len(e.Bins) > 0 {
		times := e.Features[len(e.Features)-2]
		r.Columns = append(r.Columns, key{Name: times.Name, Range: []float64{*times.Min, *times.Max}, Edges: e.Bins, Role: e.Ties}.String())
	}
	sort.Slice(r.Columns, func(a, b int) bool { return r.Columns[a] < r.Columns[b] })
	r.Columns = slices.Compact(r.Columns)
	return r
}

// counted returns the counts of a description besides the columns: the bins of numbers and of times, and the levels by which all is
// counted apart.
func (e *encoding) counted(f *spec.File) (out []string) {
	for i, c := range e.Features {
		switch {
		case e.time(i):
			out = append(out, key{Name: c.Name, Range: []float64{0, f.Survival.TimeMax}, Step: &f.Survival.Grid, Role: "time"}.String())
		case c.Type.Numeric():
			out = append(out, key{Name: c.Name, Range: []float64{*c.Min, *c.Max}, Bins: c.Bins, Type: string(c.Type), Role: "bins"}.String())
		}
		if i < len(f.Features) && f.Features[i].Name == f.Model.Group {
			out = append(out, key{Name: c.Name, Levels: c.Levels, Role: "group"}.String())
		}
	}
	return out
}

// weight returns the weight of a row in the sums of a table, or nil if rows have none. place maps rows of the file to those of
// the table.
func (e *encoding) weight(t *schema.Table, place []int) func(i int) float64 {
	if g := e.grid(); len(g.Edges) > 0 && g.Ties != cox.Breslow {
		// The second sums of each bin are weighted: with the event, or by the share of the bin for which a row was followed.
		time := len(e.Columns()) - 2
		return func(i int) float64 {
			row := t.Row(place[i])
			if g.Ties == cox.Exposed {
				return g.Share(row[time])
			}
			return float64(row[time+1])/unit + 0.5
		}
	}
	if len(e.ClassWeights) == 0 && t.Weight == nil {
		return nil
	}
	return func(i int) float64 {
		w := 1.0
		if len(e.ClassWeights) > 0 {
			w = e.ClassWeights[t.Y[place[i]]]
		}
		if t.Weight != nil {
			w *= t.Weight[place[i]]
		}
		return w
	}
}
