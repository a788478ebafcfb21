package schema

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Table is a set of rows, checked and quantised. It belongs to the party that holds the rows and has no printed form
// that shows them.
type Table struct {
	Columns []Column
	Rows    int
	X       []int32 // Rows × len(Columns), row by row, in steps of 2^-24, each in [-2^23, 2^23]
	Y       []int32 // Rows targets, quantised alike, or indices of levels; nil if there is no target
	Lines   []int   // the line of the file that each row came from
	// Real and RealY are X and Y before quantisation, only on request.
	Real, RealY []float64
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
	for _, absent := range t.Absent {
		clear(absent)
	}
	t.Rows, t.X, t.Y, t.Lines, t.Real, t.RealY, t.Absent = 0, nil, nil, nil, nil, nil, nil
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
	if opt.Separator == 0 {
		opt.Separator = ','
	}
	return s.read(&recordSource{records: records}, opt, nil)
}

type recordSource struct {
	records Records
	at      int
}

func (r *recordSource) next() (fields []string, line int, rule string, fatal bool, err error) {
	r.at++
	if r.at == 1 {
		return r.records.Header, 0, "", false, nil
	}
	if r.at-2 >= len(r.records.Rows) {
		return nil, 0, "", false, io.EOF
	}
	fields = r.records.Rows[r.at-2]
	if len(fields) != len(r.records.Header) {
		return fields, r.at - 1, "row has a different number of columns than the header", false, nil
	}
	return fields, r.at - 1, "", false, nil
}

func (r *recordSource) skipsBlank() bool { return false }

// source returns the records of a file. A new format of files is a source, and a case in Schema.open.
type source interface {
	// next returns a record with its line, or io.EOF; the header is first. A rule means that the shape of the record is
	// broken, fatal that no later record can be read.
	next() (fields []string, line int, rule string, fatal bool, err error)
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
	style   numberStyle
	at      []int // position in a record of each feature, then of the target; -1 if absent
	row     []float64
	absent  []int // features missing in this record, to be filled in
	missing []int
	mapped  []int
	outside []int     // numbers outside their declared range, of each feature, then of the target
	low     []float64 // smallest and largest scaled value seen, per column
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
	report.Separator = string(opt.Separator)
	r := &tableReader{
		schema: s, opt: opt,
		report:  report,
		table:   &Table{Columns: columns},
		style:   numberStyle{commaAllowed: opt.commaAllowed()},
		row:     make([]float64, len(columns)),
		missing: make([]int, len(s.Features)+1),
		mapped:  make([]int, len(s.Features)),
		outside: make([]int, len(s.Features)+1),
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
		fields, line, rule, fatal, err := src.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("failed to read rows: %w", err)
		case fatal:
			r.problem(line, "", rule)
			return nil
		case rule == "" && src.skipsBlank() && blank(fields):
			r.report.Blank++
			continue
		case r.report.Rows == r.opt.MaxRows:
			r.problem(0, "", fmt.Sprintf("more rows than this training accepts (%d)", r.opt.MaxRows))
			return nil
		}
		r.report.Rows++
		m.record(fields)
		if rule != "" {
			r.problem(line, "", rule)
			continue
		}
		r.record(fields, line)
	}
}

func (r *tableReader) problem(line int, column, rule string) {
	r.report.add(r.opt.MaxProblems, Problem{Row: line, Column: column, Rule: rule})
}

// header matches the columns of the file with those of the schema.
func (r *tableReader) header(src source, m *summariser) error {
	fields, line, rule, _, err := src.next()
	if errors.Is(err, io.EOF) {
		rule, err = "the file is empty", nil
	}
	if err != nil {
		return fmt.Errorf("failed to read rows: %w", err)
	}
	if rule != "" {
		r.problem(line, "", rule)
		return r.report.err()
	}
	names := r.opt.header(fields)
	m.header(fields, names, r.style)
	for _, name := range names {
		if !r.schema.has(name) && name != "" {
			r.report.Ignored = append(r.report.Ignored, printable(name))
		}
	}
	for _, f := range append(slices.Clone(r.schema.Features), r.schema.Target) {
		r.at = append(r.at, r.find(names, f.Name))
	}
	if r.report.ProblemCount > 0 && slices.ContainsFunc(names, notUTF8) {
		r.report.ProblemCount++ // first, as the cause of absent columns
		r.report.Problems = slices.Insert(r.report.Problems, 0, Problem{Row: line, Rule: ruleNotUTF8})
	}
	return r.report.err()
}

// find returns the position of the column of that name, or -1 if there is none.
func (r *tableReader) find(names []string, name string) int {
	at := slices.Index(names, name)
	if at >= 0 {
		if slices.Contains(names[at+1:], name) {
			r.problem(0, name, "the file has this column twice")
		}
		return at
	}
	if name == r.schema.Target.Name && !r.opt.NeedTarget {
		return -1
	}
	rule := "the file has no such column"
	if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
		rule += " (one differs only in upper and lower case)"
	}
	r.problem(0, name, rule)
	return -1
}

// printable makes a column name of the file fit for a line of text.
func printable(name string) string {
	if len(name) > MaxNameLength || !utf8.ValidString(name) || textRule(name) != "" {
		if len(name) > 40 {
			name = name[:40]
		}
		return fmt.Sprintf("%q", name)
	}
	return name
}
