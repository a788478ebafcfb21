// Package guess describes the columns of a table as a starting point for their declaration: the model owner
// reviews the result. It leaves out columns that look like names of people, keys or free text, and notes each thing it had to
// choose.
package guess

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/blindfit/blindfit/ml/cells"
	"github.com/blindfit/blindfit/ml/schema"
)

// Table describes the columns of a table.
type Table struct {
	Features []schema.Feature // every column that can be one, in the order of the file
	Rows     int
	Missing  map[string]int // features with missing values, and how many
	// Least has the smallest value of each feature that is a number and is above 0 in all rows.
	Least map[string]float64
	Notes []string // points to check, naming columns
	// Poor are features that are no good target: always the same, or mostly missing.
	Poor map[string]bool
	// Reading is how the table was read.
	Reading schema.Reading
}

const (
	maxRows   = 1 << 20
	maxLevels = 50 // more distinct texts look like names or free text
)

// Read guesses the type of each column of a CSV file with a header. Ranges are rounded outwards, so that they fit the rows
// of other owners as well. The error wraps schema.ErrInvalidRows if the file is no table, or one that a person must
// say more about; the Table then has the notes so far, and may be nil.
func Read(r io.Reader, how schema.Reading) (*Table, error) {
	src, rule, err := cells.Open(r, cells.Options{Separator: how.Separator, Header: how.Header})
	switch {
	case err != nil:
		return nil, err
	case rule != "":
		return nil, invalid(rule)
	case len(src.Header) == 0:
		return nil, invalid("the file is empty")
	case slices.ContainsFunc(src.Header, func(name string) bool { return !utf8.ValidString(name) }):
		return nil, invalid("the file is not UTF-8 text: save it as CSV in UTF-8")
	case src.Headerless:
		return nil, invalid("the first row looks like values, not names: put the names of the columns above it, or read it with --header none")
	case len(src.Header) == 1 && how.Header == 0:
		return nil, invalid(fmt.Sprintf("row %d is one column of %d characters: no comma, semicolon, tab or | is between names; a target and at least one feature are needed",
			src.Row, utf8.RuneCountInString(src.Header[0])))
	}
	t := &Table{Missing: map[string]int{}, Least: map[string]float64{}, Poor: map[string]bool{}, Reading: how, Notes: slices.Clone(src.Notes)}
	columns := newColumns(src, how)
	if err := t.see(src, columns); err != nil {
		return nil, err
	}
	if src.Repeated > 0 {
		t.note("the header is repeated in %d rows, which are not read", src.Repeated)
	}
	if err := t.marks(columns); err != nil {
		return t, err
	}
	if row := sums(columns); row > 0 {
		return t, invalid(fmt.Sprintf("row %d holds the sums of the rows above it: delete it", row))
	}
	if src.RowNames { // a note says so already
		columns = columns[1:]
	}
	global := missingInNumbers(columns)
	for _, c := range columns {
		t.add(c, global)
	}
	if len(t.Features) == 0 {
		return t, invalid("no column can be a feature")
	}
	return t, nil
}

func invalid(rule string) error { return fmt.Errorf("%w: %s", schema.ErrInvalidRows, rule) }

func (t *Table) note(format string, args ...any) {
	t.Notes = append(t.Notes, fmt.Sprintf(format, args...))
}

// newColumns makes the state of each column, with the decimal mark that the first rows show.
func newColumns(src *cells.Source, how schema.Reading) []*column {
	style := cells.Style{Decimal: how.Decimal, Points: src.Separator == ','}
	shown := make([]rune, len(src.Header)) // by the numbers of the column itself
	for i := range src.Header {
		numbers, seen := 0, 0
		for _, fields := range src.Sample {
			text, _ := withoutUnit(strings.TrimSpace(fields[i]))
			if cells.Missing(text) {
				continue
			}
			seen++
			if alone := (cells.Style{Points: style.Points}); !strings.ContainsAny(text, "0123456789") {
				continue
			} else if _, rule := alone.Parse(text); rule == "" {
				numbers++
			}
			shown[i] = cmp.Or(shown[i], style.Shows(text))
		}
		if numbers == 0 || 5*numbers < 4*seen {
			shown[i] = 0
		}
		style.Decimal = cmp.Or(style.Decimal, shown[i])
	}
	for i, decimal := range shown {
		if decimal == 0 || how.Decimal != 0 {
			shown[i] = style.Decimal
		}
	}
	columns := make([]*column, len(src.Header))
	for i, name := range src.Header {
		style.Decimal = shown[i]
		name = strings.TrimSpace(name)
		if to, ok := how.Rename[name]; ok {
			name = to
		}
		columns[i] = &column{
			name: cells.Fold(name, nil), position: i + 1, style: style, bare: style, factor: how.Factor[strings.TrimSpace(src.Header[i])],
			counts: map[string]int{}, words: map[string]int{}, others: map[string]place{}, units: map[string]int{}, reasons: map[string]place{},
		}
	}
	return columns
}

// see counts the cells of all rows.
func (t *Table) see(src *cells.Source, columns []*column) error {
	ragged := 0
	for t.Rows < maxRows {
		record, err := src.Next()
		switch {
		case errors.Is(err, io.EOF):
			if ragged > 0 {
				t.note("%s another number of cells than the header has names: rows are refused until that is mended", haveRows(ragged))
			}
			return nil
		case err != nil:
			return err
		case record.Fatal:
			return invalid(fmt.Sprintf("row %d: %s", record.Row, record.Rule))
		case cells.Blank(record.Fields):
			continue
		case record.Rule != "":
			ragged++
		}
		t.Rows++
		for i := range min(len(record.Fields), len(columns)) {
			columns[i].see(strings.TrimSpace(record.Fields[i]), record.Row)
		}
	}
	return nil
}

// marks checks that all columns write decimals in one way, and fails if numbers can be read in two.
func (t *Table) marks(columns []*column) error {
	by := map[rune][]string{}
	for _, c := range columns {
		if c.mostlyNumbers() && c.decimals > 0 && t.Reading.Decimal == 0 {
			by[c.style.Decimal] = append(by[c.style.Decimal], schema.Printable(c.name))
		}
	}
	if len(by[',']) > 0 && len(by['.']) > 0 {
		t.note("%s: decimal commas, but decimal points in %s: rows are refused until the file has one of the two", listed(by[',']), listed(by['.']))
	} else if len(by[',']) > 0 {
		t.note("%s: decimal commas", listed(by[',']))
	}
	if len(by) > 0 {
		return nil
	}
	for _, c := range columns {
		if c.mostlyNumbers() && c.style.Open > 0 && c.style.Decimal == 0 {
			return invalid(fmt.Sprintf("column %s: its numbers can be read in two ways, as 1%c234 can: give --decimal . or --decimal , for the decimal sign; the other one is then between thousands",
				schema.Printable(c.name), c.style.OpenMark))
		}
	}
	return nil
}

func listed(names []string) string {
	word := "columns "
	if len(names) == 1 {
		word = "column "
	}
	const most = 5
	if len(names) > most {
		return word + strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return word + strings.Join(names, ", ")
}

// missingInNumbers returns the words for missing that columns of numbers hold: they mean the same in columns of words.
func missingInNumbers(columns []*column) map[string]bool {
	found := map[string]bool{}
	for _, c := range columns {
		if c.mostlyNumbers() && c.numbers > 0 {
			for word := range c.words {
				found[strings.ToLower(word)] = true
			}
		}
	}
	return found
}

// add turns a column into a feature, or notes the reason why it cannot be one.
func (t *Table) add(c *column, missing map[string]bool) {
	note := func(format string, args ...any) {
		t.note("column "+strings.ReplaceAll(schema.Printable(c.name), "%", "%%")+": "+format, args...)
	}
	if c.name == "" || (schema.Feature{Name: c.name, Type: schema.Nominal, Levels: []string{"a", "b"}}).Validate() != nil {
		t.note("column %d of the file has no usable name and is left out", c.position)
		return
	}
	if slices.ContainsFunc(t.Features, func(f schema.Feature) bool { return f.Name == c.name }) {
		note("is there twice; the second is left out, and rows are refused until one of the two has another name")
		return
	}
	c.wordsAsLevels(missing, note)
	if c.seen == 0 {
		note("holds no values and is left out")
		return
	}
	f := schema.Feature{Name: c.name}
	if !c.mostlyNumbers() && c.sumsUp() {
		note("row %d looks like a sum or an average of those above it: delete such rows", c.lastRow)
	}
	if reason := c.leftOut(t.Rows); reason != "" {
		note("%s", reason)
		return
	}
	switch {
	case c.named():
		note("whole numbers of a column of this name are taken as codes: declare it discrete, with a range, if they count or measure")
		f.Type, f.Levels = schema.Nominal, slices.Sorted(maps.Keys(c.counts))
	case c.mostlyNumbers():
		c.number(&f, note)
	default:
		c.levels(&f, note)
	}
	if err := f.Validate(); err != nil {
		note("cannot be a feature as it is and is left out: %v", err)
		return
	}
	t.Features = append(t.Features, f)
	if f.Type.Numeric() && c.least > 0 {
		t.Least[c.name] = c.least
	}
	lacking := c.missing + c.asMissing
	if lacking > 0 {
		t.Missing[c.name] = lacking
	}
	t.Poor[c.name] = 2*lacking > t.Rows || len(c.counts) < 2 && !c.tooMany
}
