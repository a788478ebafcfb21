package schema

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/blindfit/blindfit/ml/cells"
)

// Table is a set of rows, checked and quantised. It belongs to the party that holds the rows and has no printed form
// that shows them.
type Table struct {
	Columns []Column
	Rows    int
	X       []int32 // Rows × len(Columns), row by row, in steps of 2^-24, each in [-2^23, 2^23]
	Y       []int32 // Rows targets, quantised alike, or indices of levels; empty if there is no target
	Lines   []int   // the line of the file that each row came from
	// Real and RealY are X and Y before quantisation, only on request.
	Real, RealY []float64
	// Offset and Weight are those of the rows; nil if the schema has none.
	Offset, Weight []float64
	// Absent lists, feature by feature, the rows with a missing value that Fill has not filled in yet; only under
	// MissingMean and MissingMode.
	Absent [][]int
}

// String returns the number of rows and columns.
func (t Table) String() string {
	return fmt.Sprintf("table of %d rows and %d columns", t.Rows, len(t.Columns))
}

// GoString is String: rows never print.
func (t Table) GoString() string { return t.String() }

// Format prints String under every verb.
func (t Table) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) }

// MarshalText returns String, so that logs in JSON show no more.
func (t Table) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// Row returns the quantised columns of row i. The slice shares the memory of the table.
func (t *Table) Row(i int) []int32 {
	d := len(t.Columns)
	return t.X[i*d : (i+1)*d : (i+1)*d]
}

// Clear overwrites all that the table holds of rows.
func (t *Table) Clear() {
	clear(t.X)
	clear(t.Y)
	clear(t.Lines)
	clear(t.Real)
	clear(t.RealY)
	clear(t.Offset)
	clear(t.Weight)
	for _, absent := range t.Absent {
		clear(absent)
	}
	t.Rows, t.X, t.Y, t.Lines, t.Real, t.RealY, t.Absent = 0, nil, nil, nil, nil, nil, nil
	t.Offset, t.Weight = nil, nil
}

// Records are rows that did not come from a CSV file: a header and, under it,
// one text per column. An empty text is a missing value.
type Records struct {
	Header []string
	Rows   [][]string
}

// ReadRecords reads rows like ReadCSV. In problems, row i is line i+1, as if
// there were no header line.
func (s *Schema) ReadRecords(records Records, opt ReadOptions) (*Table, *Report, error) {
	return s.read(&recordSource{records: records}, opt, nil)
}

type recordSource struct {
	records Records
	at      int
}

func (r *recordSource) header() ([]string, int) { return r.records.Header, 0 }
func (r *recordSource) skipsBlank() bool        { return false }

// Next implements source.
func (r *recordSource) Next() (cells.Record, error) {
	if r.at >= len(r.records.Rows) {
		return cells.Record{}, io.EOF
	}
	r.at++
	record := cells.Record{Fields: r.records.Rows[r.at-1], Row: r.at}
	if has, names := len(record.Fields), len(r.records.Header); has != names {
		record.Rule = fmt.Sprintf("row has %d cells, the header has %d names", has, names)
	}
	return record, nil
}

// source returns the records of a file.
type source interface {
	// header returns the names of the columns as the file has them, and their row.
	header() (fields []string, row int)
	// Next returns the next record, or io.EOF.
	Next() (cells.Record, error)
	// skipsBlank reports whether records without any value and without a rule are left out: spreadsheets write them below
	// the last row.
	skipsBlank() bool
}

// tableReader holds the state of one pass over a file.
type tableReader struct {
	schema  *Schema
	opt     ReadOptions
	report  *Report
	table   *Table
	offset  float64 // of the row, from the formula
	roleAt  []int   // position in a record of each of Schema.Roles; -1 if absent
	style   cells.Style
	columns []string // the names in the file of each feature, then of the target; "" if absent
	at      []int    // position in a record of each feature, then of the target; -1 if absent
	row     []float64
	absent  []int // features missing in this record, to be filled in
	missing []int
	mapped  []int
	open    []openNumbers // of each feature, then of the target
	outside []int         // numbers outside their declared range, of each feature, then of the target
	low     []float64     // smallest and largest scaled value seen, per column
	high    []float64
	targets [2]float64 // the same of a numeric target
	// targetless counts rows without a target if none is needed.
	targetless int
}

// read makes the table and, if m is not nil, shows every record to m. If the header breaks the schema, reading ends, or
// continues for m without a table.
func (s *Schema) read(src source, opt ReadOptions, m *summariser) (*Table, *Report, error) {
	if opt.MaxRows == 0 {
		opt.MaxRows = defaultMaxRows
	}
	if opt.MaxProblems == 0 {
		opt.MaxProblems = 100
	}
	columns, report := s.Columns(), newReport()
	r := &tableReader{
		schema: s, opt: opt,
		report:  report,
		table:   &Table{Columns: columns},
		style:   cells.Style{Decimal: opt.Decimal, Points: true},
		row:     make([]float64, len(columns)),
		missing: make([]int, len(Inputs(s))+1),
		mapped:  make([]int, len(Inputs(s))),
		open:    make([]openNumbers, len(Inputs(s))+1),
		outside: make([]int, len(Inputs(s))+1),
		low:     make([]float64, len(columns)),
		high:    make([]float64, len(columns)),
	}
	if err := r.header(src, m); err != nil {
		if m != nil && errors.Is(err, ErrInvalidRows) {
			err = cmp.Or(m.rest(src, opt.MaxRows), err)
		}
		return nil, r.report, err
	}
	if err := r.records(src, m); err != nil {
		return nil, r.report, err
	}
	return r.finish()
}

// records reads all records below the header.
func (r *tableReader) records(src source, m *summariser) error {
	for {
		record, err := src.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case record.Fatal:
			r.problem(record.Row, "", record.Rule)
			return nil
		case record.Rule == "" && src.skipsBlank() && cells.Blank(record.Fields):
			r.report.Blank++
			continue
		case r.report.Rows == r.opt.MaxRows:
			r.problem(0, "", fmt.Sprintf("more rows than this training accepts (%d)", r.opt.MaxRows))
			return nil
		}
		r.report.Rows++
		if record.Rule != "" {
			m.record(record.Fields)
			r.problem(record.Row, "", record.Rule)
			continue
		}
		r.spell(record.Fields)
		m.record(record.Fields)
		r.record(record.Fields, record.Row)
	}
}

// spell writes the values of a record as a person said that they are meant.
func (r *tableReader) spell(fields []string) {
	if len(r.opt.Spelling) == 0 {
		return
	}
	for i, name := range r.columns {
		if to, ok := r.opt.Spelling[name][strings.TrimSpace(fields[max(0, r.at[i])])]; ok && r.at[i] >= 0 {
			fields[r.at[i]] = to
		}
	}
}

func (r *tableReader) problem(line int, column, rule string) {
	r.report.add(r.opt.MaxProblems, Problem{Row: line, Column: column, Rule: rule})
}

// header matches the columns of the file with those of the schema.
func (r *tableReader) header(src source, m *summariser) error {
	fields, line := src.header()
	if len(fields) == 0 {
		r.problem(line, "", "the file is empty")
		return r.report.err()
	}
	form, isFile := src.(*csvSource)
	if isFile {
		r.report.Separator, r.report.HeaderRow = string(form.Separator), form.Row
		r.report.Warnings = append(r.report.Warnings, form.Notes...)
		r.style.Points = form.Separator == ','
	}
	names, wanted := r.opt.names(fields), r.schema.wanted(r.opt.Compose)
	found := false
	for i, name := range names {
		names[i] = cells.Fold(name, r.opt.Compose)
		found = found || wanted[names[i]]
	}
	if isFile && form.Headerless && !found { // their values must not leave, not even in a message
		m.header(nil, nil, r)
		r.problem(line, "", "the first row looks like values, not names: put the names of the columns above it")
		return r.report.err()
	}
	for i, name := range names {
		if !wanted[name] && name != "" {
			r.report.Ignored = append(r.report.Ignored, Printable(r.opt.named(fields[i])))
		}
	}
	r.findRoles(names)
	for _, f := range r.schema.Read() {
		at := r.find(names, f.Name)
		r.at, r.columns = append(r.at, at), append(r.columns, "")
		if at >= 0 {
			r.columns[len(r.columns)-1] = strings.TrimSpace(fields[at])
		}
	}
	if isFile {
		r.decimal(form.Sample)
		r.propose(fields)
	}
	m.header(fields, names, r)
	if isFile && len(fields) == 1 && r.report.ProblemCount > 0 {
		r.problem(line, "", "the row of the names is one cell: no comma, semicolon, tab or | is between names")
	}
	if r.report.ProblemCount > 0 && slices.ContainsFunc(names, notUTF8) {
		r.report.first(Problem{Row: line, Rule: ruleNotUTF8}) // the cause of absent columns
	}
	return r.report.err()
}

// propose adds to the problem of an absent column the one of the file that may be meant.
func (r *tableReader) propose(fields []string) {
	var lacking, unused []string
	for i, f := range r.schema.Read() {
		if r.at[i] < 0 {
			lacking = append(lacking, f.Name)
		}
	}
	for i, field := range fields {
		if text := strings.TrimSpace(field); !slices.Contains(r.at, i) && text != "" {
			unused = append(unused, text)
		}
	}
	for _, fix := range matchHeaders(lacking, unused) {
		rule := ruleAbsent + " (is it " + Printable(fix.Header) + "?)"
		for i := range r.report.Problems {
			if p := &r.report.Problems[i]; p.Column == fix.Column && p.Rule == ruleAbsent && fix.Header != "" {
				p.Rule = rule
			}
		}
		for i := range r.report.Groups {
			if g := &r.report.Groups[i]; g.Column == fix.Column && g.Rule == ruleAbsent && fix.Header != "" {
				g.Rule = rule
			}
		}
	}
}

const ruleAbsent = "the file has no such column"

// decimal looks at the first rows for numbers that show the decimal mark of the file.
func (r *tableReader) decimal(sample [][]string) {
	for i, f := range r.schema.Read() {
		for _, fields := range sample {
			if r.at[i] >= 0 && f.Type.Numeric() && r.style.Decimal == 0 {
				r.style.Decimal = r.style.Shows(f.bare(strings.TrimSpace(fields[r.at[i]])))
			}
		}
	}
}

// find returns the position of the column of that name, or -1 if there is none. The names are in the form in which they
// are compared.
func (r *tableReader) find(names []string, name string) int {
	folded := cells.Fold(name, r.opt.Compose)
	at := slices.Index(names, folded)
	if at >= 0 {
		if slices.Contains(names[at+1:], folded) {
			r.problem(0, name, "the file has this column twice")
		}
		return at
	}
	if name == r.schema.Target.Name && !r.opt.NeedTarget {
		return -1
	}
	rule := ruleAbsent
	if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, folded) }) {
		rule += " (one differs only in upper and lower case)"
	}
	r.problem(0, name, rule)
	return -1
}

// Printable makes a column name of a file fit for a line of text.
func Printable(name string) string {
	if len(name) > MaxNameLength || !utf8.ValidString(name) || textRule(name) != "" {
		if len(name) > 40 {
			name = name[:40]
		}
		return fmt.Sprintf("%q", name)
	}
	return name
}
