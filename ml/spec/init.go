package spec

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/ml/guess"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
)

// InitOptions are the options of Init.
type InitOptions struct {
	// Formula of the training file, or "". Its response is the target if Target is empty.
	Formula string
	Name    string // of the training; if empty, the target's name
	Target  string // the column to predict; if empty, the last one that can be
	// Describe drafts a description of all columns instead of a model, by the levels of Group, which may be empty.
	Describe bool
	Group    string
	Reading  schema.Reading      // how the table is read
	Compose  func(string) string // as in schema.ReadOptions
}

// Draft is a training file for a table.
type Draft struct {
	Text  []byte // nil if there is none
	Notes []string
	// Refused lists the rows of the table that the file would refuse, and why: a person has to decide their meaning.
	Refused []string
}

// Init writes a training file for a table: every usable column as a feature with a guessed type and range, the kind of
// model that fits the target, and under "notes" points to check. It is a start to edit: ranges and levels must fit the
// rows of all owners. The Draft has the notes so far also together with an error.
func Init(r io.ReadSeeker, opt InitOptions) (*Draft, error) {
	d := &Draft{}
	g, err := guess.Read(r, opt.Reading)
	if g != nil {
		d.Notes = g.Notes
	}
	if err != nil {
		return d, err
	}
	if err := d.write(g, opt); err != nil {
		return d, advise(err, opt.Formula)
	}
	file, err := Parse(d.Text)
	if err != nil {
		d.Text = nil
		return d, advise(fmt.Errorf("failed to guess a training file: %w", err), opt.Formula)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return d, fmt.Errorf("failed to read rows again: %w", err)
	}
	_, report, err := file.Schema().ReadCSV(r, schema.ReadOptions{NeedTarget: true, Reading: opt.Reading, Compose: opt.Compose})
	if report != nil && err != nil {
		d.Refused = report.ProblemLines()
		err = nil
	}
	return d, err
}

// write drafts the training file.
func (d *Draft) write(g *guess.Table, opt InitOptions) error {
	if opt.Describe {
		return d.describe(g, opt)
	}
	if r, timed, err := surv(opt.Formula); err != nil {
		return err
	} else if timed {
		return d.hazards(g, opt, r)
	}
	if response, _, ok := strings.Cut(opt.Formula, "~"); ok && opt.Target == "" {
		opt.Target = strings.Trim(strings.TrimSpace(response), "`")
	}
	at := len(g.Features) - 1
	for at > 0 && g.Poor[g.Features[at].Name] {
		at--
	}
	if opt.Target != "" {
		at = slices.IndexFunc(g.Features, func(f schema.Feature) bool { return f.Name == opt.Target })
		if at < 0 {
			return fmt.Errorf("invalid target: the table has no usable column of that name; usable are %s", names(g.Features))
		}
	}
	if len(g.Features) < 2 {
		return fmt.Errorf("%w: a target and at least one feature are needed", schema.ErrInvalidRows)
	}
	target := g.Features[at]
	features := slices.Delete(slices.Clone(g.Features), at, at+1)
	notes := append([]string{
		"guessed from one table: declare ranges and levels that fit the rows of every owner",
		fmt.Sprintf("the target is %s: name another with --target", target.Name),
	}, g.Notes...)
	if target.Type == schema.Discrete && *target.Max == *target.Min+1 && len(target.MissingValues) == 0 {
		low, high := strconv.FormatFloat(*target.Min, 'f', -1, 64), strconv.FormatFloat(*target.Max, 'f', -1, 64)
		target = schema.Feature{Name: target.Name, Type: schema.Nominal, Levels: []string{low, high}}
	}
	offset := false
	if opt.Formula != "" {
		var more []string
		features, offset, more = fitFormula(features, g, func(features []schema.Feature) (*schema.Schema, error) {
			return schema.Derive(opt.Formula, features, target, schema.MissingDropRow)
		})
		notes = append(aboutColumns(notes, append(slices.Clone(features), target)), more...)
	}
	missing, absent := missingRule(g, features, target)
	notes = append(notes, absent...)
	others := slices.DeleteFunc(kinds.For(target)[1:], func(k kinds.Kind) bool { return k.LeastSquares(target) != nil })
	if len(others) > 0 {
		notes = append(notes, "other kinds of models for this target, on shared weights: "+strings.Join(kindNames(others), ", "))
	}
	if opt.Name == "" {
		opt.Name = target.Name
	}
	fields, note := modelFor(target, offset)
	if opt.Formula != "" {
		quoted, err := json.Marshal(opt.Formula)
		if err != nil {
			return err
		}
		fields += ",\n  \"formula\": " + string(quoted)
		if missing == schema.MissingIndicator {
			missing = schema.MissingDropRow // a formula has no value for a missing cell
		}
	}
	if note != "" {
		notes = append(notes, note)
	}
	d.Notes, d.Text = notes, layout(opt.Name, fields, features, target, missing, notes)
	return nil
}

// missingRule returns the rule for missing values that fits a table, and remarks on it.
func missingRule(g *guess.Table, features []schema.Feature, target schema.Feature) (missing string, notes []string) {
	missing = schema.MissingReject
	var absent []string
	for _, f := range features {
		if g.Missing[f.Name] > 0 {
			absent = append(absent, f.Name)
		}
	}
	switch lacking := g.Missing[target.Name]; {
	case len(absent) > 0:
		missing = schema.MissingIndicator
		notes = append(notes, "values are missing in "+strings.Join(absent, ", ")+": \"drop_row\" leaves those rows out instead")
	case lacking > 0:
		missing = schema.MissingDropRow
	}
	if n := g.Missing[target.Name]; n > 0 {
		notes = append(notes, fmt.Sprintf("the target is missing in %d of %d rows, which are left out", n, g.Rows))
	}
	return missing, notes
}

// fitFormula returns the features that a formula names, so that nobody is asked for others, and notes. Where the formula takes the logarithm of a
// column whose values are all above 0, its range begins above 0 too. If the formula is wrong in another way all features are returned as they are.
func fitFormula(features []schema.Feature, g *guess.Table, with func([]schema.Feature) (*schema.Schema, error)) (used []schema.Feature, offset bool, notes []string) {
	derive := func() *schema.Schema {
		s, err := with(features)
		if err != nil {
			return nil
		}
		return s
	}
	features = slices.Clone(features)
	s := derive()
	if s == nil {
		zero := map[int]*float64{}
		for i, f := range features {
			if least := g.Least[f.Name]; least > 0 && *f.Min <= 0 {
				zero[i] = f.Min
				digit := math.Pow(10, math.Floor(math.Log10(least)))
				low, _ := strconv.ParseFloat(strconv.FormatFloat(math.Floor(least/digit+1e-9)*digit, 'g', 12, 64), 64)
				low = min(least, low)
				features[i].Min = &low
			}
		}
		if s = derive(); s == nil {
			for i, low := range zero {
				features[i].Min = low
			}
			return features, false, nil
		}
		for _, i := range slices.Sorted(maps.Keys(zero)) {
			above := features[i].Min
			if features[i].Min = zero[i]; derive() != nil {
				continue
			}
			features[i].Min = above
			notes = append(notes, fmt.Sprintf("column %s: its range begins above 0 for the formula: other data owners may have smaller values than %g", features[i].Name, *above))
		}
		s = derive()
	}
	named := make([]bool, len(s.Formula.Columns)) // of which the times of hazards are the last
	for i := range s.Features {
		for _, j := range s.Formula.Sources(i) {
			named[j] = true
		}
	}
	for _, j := range s.Formula.OffsetSources() {
		named[j] = true
	}
	var others []schema.Feature
	for j, f := range features {
		if named[j] {
			used = append(used, f)
		} else {
			others = append(others, f)
		}
	}
	if len(others) > 0 {
		notes = append(notes, "columns that the formula does not name are left out: "+names(others))
	}
	return used, s.Formula.OffsetTree() != nil, notes
}

// aboutColumns leaves out the notes on columns that are not read.
func aboutColumns(notes []string, read []schema.Feature) []string {
	return slices.DeleteFunc(notes, func(note string) bool {
		return strings.HasPrefix(note, "column ") && !slices.ContainsFunc(read, func(f schema.Feature) bool { return strings.HasPrefix(note, "column "+f.Name+":") })
	})
}

// describe drafts a description.
func (d *Draft) describe(g *guess.Table, opt InitOptions) error {
	at := slices.IndexFunc(g.Features, func(f schema.Feature) bool { return f.Name == opt.Group && !f.Type.Numeric() })
	if opt.Group != "" && at < 0 {
		return fmt.Errorf("invalid group: the table has no usable column of that name with levels; usable are %s", names(g.Features))
	}
	model := fmt.Sprintf(`"model": {"kind": %q}`, kinds.Describe)
	if opt.Group != "" {
		name, _ := json.Marshal(opt.Group) // of a string
		model = fmt.Sprintf(`"model": {"kind": %q, "group": %s}`, kinds.Describe, name)
	}
	d.Notes = append([]string{"guessed from one table: declare ranges and levels that fit the rows of every owner"}, g.Notes...)
	d.Text = layout(cmp.Or(opt.Name, "Description"), model, g.Features, schema.Feature{}, "", d.Notes)
	return nil
}

func kindNames(kinds []kinds.Kind) []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = k.Name()
	}
	return out
}

func names(features []schema.Feature) string {
	var out []string
	for _, f := range features {
		name := f.Name
		if strings.Contains(name, ",") {
			name = strconv.Quote(name)
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

// sharedNote returns the conditions of exact sums on shared weights.
const sharedNote = "%s finds the maximum of the likelihood with weights that data owners read. \"circle\": true makes that safe: every " +
	"data owner vouches for all others by their words before it takes part; \"privacy\" with an epsilon instead adds noise"

// modelFor chooses the kind of model by the target, of counts with an offset Poisson's. It returns the fields of the training file, and a
// note or "".
func modelFor(target schema.Feature, offset bool) (fields, note string) {
	kind := kinds.For(target)[0]
	for _, other := range kinds.For(target) {
		if offset && other.Name() == kinds.Poisson {
			kind = other
		}
	}
	if kind.LeastSquares(target) != nil && !offset {
		return fmt.Sprintf(`"model": {"kind": %q, "weights": %q}`, kind.Name(), Encrypted), ""
	}
	note = fmt.Sprintf(sharedNote, kind.Title())
	for _, other := range kinds.For(target) {
		if fit := other.LeastSquares(target); fit != nil && fit.Approximates != "" {
			note += fmt.Sprintf("; without either, \"kind\": %q on encrypted weights is an approximation", other.Name())
		}
	}
	return fmt.Sprintf(`"model": {"kind": %q, "weights": %q},`+"\n"+`  "circle": true`, kind.Name(), Shared), note
}

// layout writes the file with one feature and one note a line.
func layout(name, model string, features []schema.Feature, target schema.Feature, missing string, notes []string) []byte {
	var out bytes.Buffer
	line := func(v any) string {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(v) // of strings, numbers and lists of them
		return strings.TrimSuffix(b.String(), "\n")
	}
	fmt.Fprintf(&out, "{\n  \"name\": %s,\n  \"notes\": [\n", line(name))
	for i, note := range notes {
		fmt.Fprintf(&out, "    %s%s\n", line(note), comma(i, len(notes)))
	}
	fmt.Fprintf(&out, "  ],\n  %s,\n  \"features\": [\n", model)
	for i, f := range features {
		fmt.Fprintf(&out, "    %s%s\n", line(f), comma(i, len(features)))
	}
	if target.Name == "" {
		out.WriteString("  ]\n}\n")
		return out.Bytes()
	}
	fmt.Fprintf(&out, "  ],\n  \"target\": %s,\n  \"missing\": %s\n}\n", line(target), line(missing))
	return out.Bytes()
}

func comma(i, n int) string {
	if i < n-1 {
		return ","
	}
	return ""
}
