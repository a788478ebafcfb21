package schema

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
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
	// Separator is between columns. 0 detects a comma, a semicolon, a tab or a vertical bar.
	Separator rune
	// Real keeps the scaled values before they are quantised, for prediction.
	Real bool
	// Rename maps names in the header of the file to other names.
	Rename map[string]string
	// DecimalComma reads a comma within a number as its decimal sign even if commas separate the columns, so that such
	// numbers are in quotes.
	DecimalComma bool
	// Fitting leaves out rows that break the schema, instead of refusing the file.
	Fitting bool
}

// commaAllowed reports whether a number may be written with a decimal comma.
func (opt ReadOptions) commaAllowed() bool { return opt.Separator != ',' || opt.DecimalComma }

// header returns the names of a header after Rename.
func (opt ReadOptions) header(fields []string) []string {
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = strings.TrimSpace(field)
		if name, ok := opt.Rename[names[i]]; ok {
			names[i] = name
		}
	}
	return names
}

const (
	peekBytes      = 1 << 16
	defaultMaxRows = 1 << 20
)

// ReadCSV reads and checks a table with a header row. Columns are matched by name, others ignored and reported. It
// accepts a byte order mark, CRLF, quotes, semicolons, tabs and (except between commas) decimal commas.
//
// The report is returned if the file could be read at all, even with an error. The error wraps ErrInvalidRows if rows
// break the schema.
func (s *Schema) ReadCSV(r io.Reader, opt ReadOptions) (*Table, *Report, error) {
	src, rule, err := s.open(r, &opt)
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
	src, rule, err := s.open(r, &opt)
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

// open returns the records of a file, the header first, and sets opt.Separator. Another format of files begins here. rule
// is the reason if the file is not a table, or "".
func (s *Schema) open(r io.Reader, opt *ReadOptions) (src source, rule string, err error) {
	buffered := bufio.NewReaderSize(r, peekBytes)
	head, err := buffered.Peek(peekBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", fmt.Errorf("failed to read rows: %w", err)
	}
	if skip := bomLength(head); skip > 0 {
		_, _ = buffered.Discard(skip)
		head = head[skip:]
	}
	if rule := encodingRule(head); rule != "" {
		return nil, rule, nil
	}
	line := 1
	if rest, separator, ok := separatorLine(head); ok {
		_, _ = buffered.Discard(len(head) - len(rest))
		head, line = rest, 2
		if opt.Separator == 0 {
			opt.Separator = separator
		}
	}
	if opt.Separator == 0 {
		opt.Separator = s.guessSeparator(head)
	}
	reader := csv.NewReader(buffered)
	reader.Comma = opt.Separator
	reader.ReuseRecord = true
	return &csvSource{reader: reader, firstLine: line}, "", nil
}

// csvSource returns the records of a CSV file with their lines.
type csvSource struct {
	reader    *csv.Reader
	firstLine int
}

// next returns a record and its line. A record that breaks the shape of the file comes with a rule, and with fatal if
// no later record can be read.
func (c *csvSource) next() (fields []string, line int, rule string, fatal bool, err error) {
	fields, err = c.reader.Read()
	var parse *csv.ParseError
	switch {
	case err == nil:
		line, _ = c.reader.FieldPos(0)
		return fields, line + c.firstLine - 1, "", false, nil
	case errors.As(err, &parse):
		line = parse.StartLine + c.firstLine - 1
		if errors.Is(err, csv.ErrFieldCount) {
			if blank(fields) {
				return fields, line, "", false, nil
			}
			return fields, line, "row has a different number of columns than the header", false, nil
		}
		return nil, line, "malformed quotes", true, nil
	}
	return nil, 0, "", false, err
}

// Cells calls visit with every record of a CSV file that has a value, and with the names in its header, as the file has
// them: whatever the schema, which only helps to find the separator. The slices are valid during the call. It fails with
// an error that wraps ErrInvalidRows if the file is no table.
func (s *Schema) Cells(r io.Reader, opt ReadOptions, visit func(line int, header, fields []string)) error {
	source, rule, err := s.open(r, &opt)
	if err != nil {
		return err
	}
	if rule != "" {
		return fmt.Errorf("%w: %s", ErrInvalidRows, rule)
	}
	var header []string
	for {
		fields, line, rule, _, err := source.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("failed to read rows: %w", err)
		case rule != "":
			return fmt.Errorf("%w: row %d: %s", ErrInvalidRows, line, rule)
		case header == nil:
			header = ReadOptions{}.header(fields)
		case !blank(fields):
			visit(line, header, fields)
		}
	}
}

// Blank reports whether a cell has no value, in whatever column.
func Blank(cell string) bool { return Feature{}.isMissing(strings.TrimSpace(cell)) }

func (c *csvSource) skipsBlank() bool { return true }

func bomLength(head []byte) int {
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		return 3
	}
	return 0
}

// encodingRule returns a problem if the bytes of a file are not lines of text.
func encodingRule(head []byte) string {
	switch {
	case len(bytes.TrimSpace(head)) == 0:
		return "the file is empty"
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return "the file is UTF-16 text: save it as CSV in UTF-8"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "the file is a spreadsheet or an archive, not CSV: save it as CSV in UTF-8"
	case bytes.IndexByte(head, 0) >= 0:
		return "the file is not text: save it as CSV in UTF-8"
	case bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0:
		return "the lines end in carriage returns alone: save the file with LF or CRLF line ends"
	}
	return ""
}

// separatorLine recognises the first line "sep=;" that some spreadsheets write.
func separatorLine(head []byte) (rest []byte, separator rune, ok bool) {
	first, rest, found := bytes.Cut(head, []byte("\n"))
	first = bytes.TrimRight(first, "\r")
	if !found || len(first) != 5 || !bytes.EqualFold(first[:4], []byte("sep=")) {
		return head, 0, false
	}
	if !slices.Contains(separators, rune(first[4])) {
		return head, 0, false
	}
	return rest, rune(first[4]), true
}

// ruleNotUTF8 is the rule for text in an older encoding, which spreadsheets still use for umlauts.
const ruleNotUTF8 = "the file is not UTF-8 text: save it as CSV in UTF-8"

func notUTF8(text string) bool { return !utf8.ValidString(text) }

var separators = []rune{',', ';', '\t', '|'}

// guessSeparator chooses the separator with which the header names most of the columns of the schema, and of equals
// the one that cuts it into most columns.
func (s *Schema) guessSeparator(head []byte) rune {
	best, bestScore := ',', -1
	for _, separator := range separators {
		reader := csv.NewReader(bytes.NewReader(head))
		reader.Comma = separator
		header, err := reader.Read()
		if err != nil {
			continue
		}
		score := len(header)
		for _, name := range header {
			if s.has(strings.TrimSpace(name)) {
				score += 1 << 20
			}
		}
		if score > bestScore {
			best, bestScore = separator, score
		}
	}
	return best
}

func (s *Schema) has(name string) bool {
	return name == s.Target.Name ||
		slices.ContainsFunc(s.Features, func(f Feature) bool { return f.Name == name })
}

func blank(fields []string) bool {
	return !slices.ContainsFunc(fields, func(f string) bool { return strings.TrimSpace(f) != "" })
}
