// Package cells owns the text of tables as people have them: the records of a file and where its header is, how it writes
// numbers, its words for a missing value, and invisible characters.
//
// Its rules and notes name places and kinds, never a value.
package cells

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// lines cuts text into records. It differs from encoding/csv where files of everyday use do: a quote inside an unquoted
// cell is text, spaces may stand before a quote, and a backslash before a quote keeps it. A quote that is never closed is
// an error with the record where it began; encoding/csv either refuses all of these or takes the rest of the file for one
// cell.
type lines struct {
	in        *bufio.Reader
	separator byte
	row       int // records read so far, blank ones included
	line      []byte
	cells     []byte // of the current record, one after the other
	ends      []int
	fields    []string
}

// next returns the cells of the next record; they are valid until the next call, the texts for ever. open reports a quote
// that is never closed.
func (l *lines) next() (fields []string, open bool, err error) {
	if err := l.read(); err != nil {
		return nil, false, err
	}
	l.row++
	l.cells, l.ends = l.cells[:0], l.ends[:0]
	at := l.skip(0)
	for {
		var closed bool
		if at, closed, err = l.cell(at); err != nil || !closed {
			return nil, !closed, err
		}
		l.ends = append(l.ends, len(l.cells))
		if at >= len(l.line) {
			break
		}
		at = l.skip(at + 1) // the separator
	}
	text := string(l.cells) // one copy for all cells of a record
	l.fields = l.fields[:0]
	from := 0
	for _, end := range l.ends {
		l.fields = append(l.fields, text[from:end])
		from = end
	}
	return l.fields, false, nil
}

// skip returns the first place that is no space if spaces are the separator, as many as there are.
func (l *lines) skip(at int) int {
	for l.separator == ' ' && at < len(l.line) && l.line[at] == ' ' {
		at++
	}
	return at
}

// read reads the next line without its end.
func (l *lines) read() error {
	l.line = l.line[:0]
	for {
		part, err := l.in.ReadSlice('\n')
		l.line = append(l.line, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(l.line) == 0):
			return err
		}
		break
	}
	if n := len(l.line); n > 0 && l.line[n-1] == '\n' {
		l.line = l.line[:n-1]
	}
	for n := len(l.line); n > 0 && (l.line[n-1] == '\r' || l.line[n-1] == ' ' && l.separator == ' '); n-- {
		l.line = l.line[:n-1]
	}
	return nil
}

// cell reads the cell that begins at a place of the line and returns the place where it ends.
func (l *lines) cell(at int) (end int, closed bool, err error) {
	start := at
	for start < len(l.line) && (l.line[start] == ' ' || l.line[start] == '\t') && l.line[start] != l.separator {
		start++
	}
	if start < len(l.line) && l.line[start] == '"' {
		return l.quoted(start + 1)
	}
	end = bytes.IndexByte(l.line[at:], l.separator)
	if end < 0 {
		end = len(l.line) - at
	}
	l.cells = append(l.cells, l.line[at:at+end]...)
	return at + end, true, nil
}

// quoted reads the rest of a cell after its first quote; it may go on over lines.
func (l *lines) quoted(at int) (end int, closed bool, err error) {
	for {
		n := bytes.IndexByte(l.line[at:], '"')
		if n < 0 {
			l.cells = append(append(l.cells, l.line[at:]...), '\n')
			if err := l.read(); err != nil {
				if errors.Is(err, io.EOF) {
					return 0, false, nil
				}
				return 0, true, err
			}
			at = 0
			continue
		}
		text := l.line[at : at+n]
		at += n + 1
		switch rest := l.line[at:]; {
		case len(rest) > 0 && rest[0] == '"': // doubled
			l.cells = append(append(l.cells, text...), '"')
			at++
		case l.gap(rest) >= 0:
			l.cells = append(l.cells, text...)
			return at + l.gap(rest), true, nil
		default: // a quote within the text, with a backslash before it or without
			l.cells = append(append(l.cells, bytes.TrimSuffix(text, []byte(`\`))...), '"')
		}
	}
}

// gap returns the number of spaces up to the separator or the end of the line, or -1 if other text comes first.
func (l *lines) gap(rest []byte) int {
	for i, c := range rest {
		if c == l.separator {
			return i
		}
		if c != ' ' && c != '\t' {
			return -1
		}
	}
	return len(rest)
}

// Blank reports whether all cells of a record are empty.
func Blank(fields []string) bool {
	for _, field := range fields {
		if strings.TrimSpace(field) != "" {
			return false
		}
	}
	return true
}
