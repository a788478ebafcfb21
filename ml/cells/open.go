package cells

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Options are choices about reading a file. Zero values are decided by the file itself.
type Options struct {
	// Separator is between cells.
	Separator rune
	// Header is the row with the names of the columns, the first row being 1, or NoHeader.
	Header int
	// Wanted reports whether a name is one of those that are looked for. It may be nil.
	Wanted func(name string) bool
}

// NoHeader means that the first row has values already. The columns are then called "column 1" and so on.
const NoHeader = -1

const (
	peekBytes  = 1 << 16
	sampleRows = 200 // of the start of a file, by which its form is judged
	headerRows = 20  // the header is one of these
)

// Separators are those that a file may have.
var Separators = []rune{',', ';', '\t', '|', '^', ' '}

// Source is the records below the header of a file.
type Source struct {
	// Header has the names of the columns as the file has them. It is empty if the file is.
	Header []string
	// Row is the row of the header, the first row of the file being 1; 0 without one.
	Row       int
	Separator rune
	// Headerless means that the header looks like a row of values.
	Headerless bool
	// Notes are unusual things about the form of the file that were understood.
	Notes []string
	// Sample is the first records below the header, in the form that Next returns.
	Sample [][]string
	// Repeated counts the rows that Next left out because they repeat the header.
	Repeated int
	// RowNames means that the rows have one cell before those that the header names. Its column is in Header, without a name.
	RowNames bool

	lines     *lines
	described int // the row that describes the columns, or 0
}

// Record is one row of a file.
type Record struct {
	Fields []string // one for each name of the header; valid until the next one is read
	Row    int      // as a spreadsheet numbers it: the first row of the file is 1
	Rule   string   // that the shape of the row breaks, or ""
	Fatal  bool     // no later row can be read
}

// Open finds out the form of a file and reads its header. rule is the reason if the file is no table of text, or "".
func Open(r io.Reader, opt Options) (s *Source, rule string, err error) {
	in := bufio.NewReaderSize(r, peekBytes)
	head, err := in.Peek(peekBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", fmt.Errorf("failed to read rows: %w", err)
	}
	whole := err != nil
	skip := 0
	for bytes.HasPrefix(head[skip:], []byte("\ufeff")) { // programs that add one do not look whether one is there
		skip += 3
	}
	if rule := NotText(head[skip:]); rule != "" {
		return nil, rule, nil
	}
	if n, separator := separatorLine(head[skip:]); n > 0 {
		skip += n
		if opt.Separator == 0 {
			opt.Separator = separator
		}
	}
	_, _ = in.Discard(skip)
	head = head[skip:]
	if opt.Separator == 0 {
		opt.Separator = guessSeparator(head, whole, opt)
	}
	s = &Source{Separator: opt.Separator, lines: &lines{in: in, separator: byte(opt.Separator)}}
	sample, open := records(head, whole, opt.Separator)
	if open > 0 && len(sample) == 0 {
		return s, fmt.Sprintf("row %d: a quote is opened and never closed", open), nil
	}
	s.layout(sample, opt)
	return s, "", s.discard()
}

// records cuts the start of a file into records. If it is not the whole file, the last record may not be whole and is left
// out. open is the row of a quote that is never closed, or 0.
func records(head []byte, whole bool, separator rune) (sample [][]string, open int) {
	l := &lines{in: bufio.NewReader(bytes.NewReader(head)), separator: byte(separator)}
	for len(sample) < sampleRows {
		fields, opened, err := l.next()
		if opened && whole {
			open = l.row
		}
		if err != nil || opened {
			break
		}
		sample = append(sample, slices.Clone(fields))
	}
	if n := len(sample); !whole && 1 < n && n < sampleRows {
		sample = sample[:n-1]
	}
	return sample, open
}

// discard reads over the header and the lines above it.
func (s *Source) discard() error {
	for s.lines.row < s.Row {
		_, _, err := s.lines.next()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("failed to read rows: %w", err)
		}
	}
	return nil
}

// Next returns the next row, or io.EOF. Empty lines and rows that repeat the header are left out.
func (s *Source) Next() (Record, error) {
	for {
		fields, open, err := s.lines.next()
		switch {
		case errors.Is(err, io.EOF) && !open:
			return Record{}, io.EOF
		case err != nil:
			return Record{}, fmt.Errorf("failed to read rows: %w", err)
		case open:
			return Record{Row: s.lines.row, Rule: "a quote is opened in this row and never closed", Fatal: true}, nil
		case len(fields) == 1 && fields[0] == "", s.lines.row == s.described:
			continue
		}
		fields, rule := s.fit(fields)
		if rule == "" && s.repeats(fields) {
			s.Repeated++
			continue
		}
		return Record{Fields: fields, Row: s.lines.row, Rule: rule}, nil
	}
}

// fit gives a row as many cells as the header has names: cells at the end that hold nothing are of no matter, nor are those
// of columns without a name.
func (s *Source) fit(fields []string) ([]string, string) {
	n, has := len(s.Header), len(fields)
	for len(fields) > n && strings.TrimSpace(fields[len(fields)-1]) == "" {
		fields = fields[:len(fields)-1]
	}
	for len(fields) < n && strings.TrimSpace(s.Header[len(fields)]) == "" && Blank(s.Header[len(fields):]) {
		fields = append(fields, "")
	}
	if len(fields) == n {
		return fields, ""
	}
	if Blank(fields) {
		return make([]string, n), ""
	}
	names := n
	if s.RowNames {
		names--
	}
	return fields, fmt.Sprintf("row has %s, the header has %s", count(has, "cell"), count(names, "name"))
}

// repeats reports whether a row is the header once more, as where files were joined.
func (s *Source) repeats(fields []string) bool {
	if s.Row == 0 || len(fields) < 2 || Blank(fields) {
		return false
	}
	for i, field := range fields {
		if strings.TrimSpace(oneLine(field)) != strings.TrimSpace(s.Header[i]) {
			return false
		}
	}
	return true
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// separatorLine recognises the first line "sep=;" that some spreadsheets write. It returns its length and the separator.
func separatorLine(head []byte) (int, rune) {
	end := bytes.IndexByte(head, '\n')
	if end < 0 {
		return 0, 0
	}
	line := strings.TrimLeft(string(head[:end]), `"`)
	if len(line) < 5 || !strings.EqualFold(line[:4], "sep=") || !slices.Contains(Separators, rune(line[4])) {
		return 0, 0
	}
	if strings.Trim(line[5:], "\r\",;\t|^ ") != "" {
		return 0, 0
	}
	return end + 1, rune(line[4])
}

// guessSeparator chooses the separator with which some row names most of the wanted columns; of equals the one with which
// most rows have the same number of cells, and then the one that makes most cells.
func guessSeparator(head []byte, whole bool, opt Options) rune {
	best, bestNamed, bestShare, bestWidth := ',', 0, 0.0, 0
	for _, separator := range Separators {
		sample, _ := records(head, whole, separator)
		_, named := mostNames(sample, opt.Wanted)
		width, times, filled := usualWidth(sample)
		share := float64(times) / float64(max(1, filled))
		if separator == ' ' && named < 2 && (bestWidth > 1 || share < 0.95 || times < 3) {
			continue // words of a text
		}
		better := named > bestNamed || named == bestNamed && (share > bestShare || share == bestShare && width > bestWidth)
		if width > 1 && better {
			best, bestNamed, bestShare, bestWidth = separator, named, share, width
		}
	}
	return best
}

// usualWidth returns the number of cells, above one, that most records have, how many have it, and how many are not blank.
func usualWidth(sample [][]string) (width, times, filled int) {
	counts := map[int]int{}
	for _, fields := range sample {
		if Blank(fields) {
			continue
		}
		filled++
		if n := len(fields); n > 1 {
			counts[n]++
			if counts[n] > times || counts[n] == times && n > width {
				width, times = n, counts[n]
			}
		}
	}
	return width, times, filled
}

// mostNames returns the first of the records that names most of the wanted columns, and how many.
func mostNames(sample [][]string, wanted func(string) bool) (at, most int) {
	if wanted == nil {
		return 0, 0
	}
	for i := range min(len(sample), headerRows) {
		n := 0
		for _, field := range sample[i] {
			if wanted(strings.TrimSpace(oneLine(field))) {
				n++
			}
		}
		if n > most {
			at, most = i, n
		}
	}
	return at, most
}
