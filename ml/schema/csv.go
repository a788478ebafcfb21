package schema

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/blindfit/blindfit/ml/cells"
)

// ReadOptions are the options of ReadCSV and ReadRecords.
type ReadOptions struct {
	// NeedTarget refuses a file without the target column, or with a row where it is missing. Without it the target is
	// read if every row has it.
	NeedTarget bool
	// MaxRows is the largest accepted number of rows; 2^20 if it is 0.
	MaxRows int
	// MaxProblems is the largest number of problems that a report lists; 100 if it is 0.
	MaxProblems int
	// Real keeps the scaled values before they are quantised, for prediction.
	Real bool
	// Fitting leaves out rows that break the schema, instead of refusing the file.
	Fitting bool
	// Compose writes letters with marks as one character (NFC). Without it names and levels that differ in that are
	// different.
	Compose func(string) string
	// Reading is how the file is read where it cannot be found out, or is not as the schema has it.
	Reading
}

// Reading is a person's choices about reading a file. Zero values are decided by the file. Columns are named as the file
// names them.
type Reading struct {
	Separator rune
	Decimal   rune                         // a comma or a point; the other one may stand between thousands
	Header    int                          // row of the names, or cells.NoHeader
	Rename    map[string]string            // names in the file, and other names for them
	Factor    map[string]float64           // the numbers of a column are multiplied by it
	Spelling  map[string]map[string]string // by column, texts and their meanings
}

// named returns the name of a column of the file after Rename.
func (r Reading) named(field string) string {
	field = strings.TrimSpace(field)
	if name, ok := r.Rename[field]; ok {
		return name
	}
	return field
}

// names returns the names of a header after Rename.
func (r Reading) names(fields []string) []string {
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = r.named(field)
	}
	return names
}

const defaultMaxRows = 1 << 20

// ReadCSV reads and checks a table with a header row. Columns are matched by name, others ignored and reported. The form of
// the file is found out as package cells describes: separator, decimal mark, row of the header, cells too many.
//
// The report is returned if the file could be read at all, even with an error. The error wraps ErrInvalidRows if rows
// break the schema.
func (s *Schema) ReadCSV(r io.Reader, opt ReadOptions) (*Table, *Report, error) {
	src, rule, err := s.open(r, opt)
	if err != nil {
		return nil, nil, err
	}
	if rule != "" {
		report := newReport()
		report.add(1, Problem{Rule: rule})
		return nil, report, report.err()
	}
	return s.read(src, opt, nil)
}

// File is the result of one pass over a CSV file. It is for the owner of the rows alone.
type File struct {
	Table   *Table // nil if rows break the schema
	Report  *Report
	Summary *Summary
	Head    [][]string // the header and the first rows, as the file has them
}

// Inspect is ReadCSV for an owner that looks at a file before using it: it also describes the columns, even in files
// that break the schema, and keeps the first head records. The File is returned if the error is nil or wraps
// ErrInvalidRows.
func (s *Schema) Inspect(r io.Reader, opt ReadOptions, head int) (*File, error) {
	m := newSummariser(s, head)
	src, rule, err := s.open(r, opt)
	if err != nil {
		return nil, err
	}
	f := &File{Report: newReport()}
	if rule == "" {
		f.Table, f.Report, err = s.read(src, opt, m)
	} else {
		f.Report.add(1, Problem{Rule: rule})
		err = f.Report.err()
	}
	if err != nil && !errors.Is(err, ErrInvalidRows) {
		return nil, err
	}
	f.Summary, f.Head = m.summary(), m.head
	return f, err
}

// open finds out the form of a file and reads its header. rule is the reason if the file is not a table, or "".
func (s *Schema) open(r io.Reader, opt ReadOptions) (src source, rule string, err error) {
	wanted := s.wanted(opt.Compose)
	file, rule, err := cells.Open(r, cells.Options{
		Separator: opt.Separator, Header: opt.Header,
		Wanted: func(name string) bool { return wanted[cells.Fold(opt.named(name), opt.Compose)] },
	})
	if err != nil || rule != "" {
		return nil, rule, err
	}
	return &csvSource{file}, "", nil
}

// wanted returns the names of all columns in the form in which they are compared.
func (s *Schema) wanted(compose func(string) string) map[string]bool {
	names := map[string]bool{}
	for _, f := range s.Read() {
		names[cells.Fold(f.Name, compose)] = true
	}
	for _, f := range s.Roles {
		names[cells.Fold(f.Name, compose)] = true
	}
	return names
}

// csvSource is the rows of a CSV file.
type csvSource struct{ *cells.Source }

func (c *csvSource) header() ([]string, int) { return c.Header, c.Row }
func (c *csvSource) skipsBlank() bool        { return true }

// Cells calls visit with every record of a CSV file that has a value, and with the names in its header, as the file has
// them. The schema is only used to find the header. The slices are valid during the call. It fails with an error
// that wraps ErrInvalidRows if the file is no table.
func (s *Schema) Cells(r io.Reader, opt ReadOptions, visit func(line int, header, fields []string)) error {
	source, rule, err := s.open(r, opt)
	if err != nil {
		return err
	}
	if rule != "" {
		return fmt.Errorf("%w: %s", ErrInvalidRows, rule)
	}
	fields, _ := source.header()
	header := Reading{}.names(fields)
	for {
		record, err := source.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case record.Rule != "":
			return fmt.Errorf("%w: row %d: %s", ErrInvalidRows, record.Row, record.Rule)
		case !cells.Blank(record.Fields):
			visit(record.Row, header, record.Fields)
		}
	}
}

// Blank reports whether a cell has no value, in any column.
func Blank(cell string) bool { return cells.Missing(strings.TrimSpace(cell)) }

// ruleNotUTF8 is the rule for text in an older encoding, which spreadsheets still use for umlauts.
const ruleNotUTF8 = "the file is not UTF-8 text: save it as CSV in UTF-8"

func notUTF8(text string) bool { return !utf8.ValidString(text) }
