// Package tablefile opens tables in the files that people have, as text: workbooks, databases, Parquet, and text in any
// encoding. It is for the programs alone: the libraries that read these formats are too large for the page.
//
// The error for a file that is not read names its kind and the way out. Nothing is written to disk, and nothing of a table is
// in an error but names of sheets and columns.
package tablefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/blindfit/blindfit/ml/cells"
)

// ErrUnread is wrapped by the errors of files that cannot be read as they are.
var ErrUnread = errors.New("cannot read this file")

// Options choose the part of a file to read, and how.
type Options struct {
	Sheet    string // of a workbook: a name, or its number from 1
	Encoding string // of text, such as windows-1252; found out if it is empty
	Query    string // of a database: one SELECT
}

// Text is a table as text in UTF-8.
type Text struct {
	io.ReadSeeker
	// Separator is between cells if the text was made from another format; 0 if the file is text.
	Separator rune
	// Notes are for the person: which sheet was read, in which encoding.
	Notes []string
}

const (
	maxBytes  = 512 << 20 // of a file that is no text, and of its parts unpacked
	maxText   = 1 << 30   // of the text that is made
	peekBytes = 1 << 16
)

func unread(wayOut, format string, args ...any) error {
	return fmt.Errorf("%w: %s: %s", ErrUnread, fmt.Sprintf(format, args...), wayOut)
}

// file is an open file, or standard input in memory.
type file interface {
	io.ReadSeeker
	io.ReaderAt
}

// Open reads a table. The text is valid as long as the file is open. path is the name of the file, or "" if it has none.
func Open(f file, path string, opt Options) (*Text, error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read rows: %w", err)
	}
	head := make([]byte, min(size, peekBytes))
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("failed to read rows: %w", err)
	}
	kind, out := kindOf(f, size, head)
	if err := opt.fit(kind); err != nil {
		return nil, err
	}
	if kind != text && kind != database && size > maxBytes {
		return nil, unread("save the table as CSV", "it has %d MB, and only text may have more than %d", size>>20, maxBytes>>20)
	}
	switch kind {
	case text:
		return openText(f, size, opt.Encoding)
	case workbook:
		return openWorkbook(f, size, opt.Sheet)
	case openDocument:
		return openSpreadsheet(f, size, opt.Sheet)
	case parquetFile:
		return openParquet(f, size)
	case database:
		return openDatabase(path, opt.Query)
	}
	return nil, unread(out, "it is %s", kind)
}

// fit fails if an option belongs to another kind of file.
func (opt Options) fit(kind string) error {
	switch {
	case opt.Sheet != "" && kind != workbook && kind != openDocument:
		return errors.New("invalid --sheet: the file is no workbook")
	case opt.Encoding != "" && kind != text:
		return errors.New("invalid --encoding: the file is not text")
	case opt.Query != "" && kind != database:
		return errors.New("invalid --query: the file is no SQLite database")
	}
	return nil
}

// Kinds of files that are told apart here: those that are read, and those that only their parts tell.
const (
	text         = "text"
	workbook     = "an Excel workbook"
	openDocument = "an OpenDocument spreadsheet"
	parquetFile  = "a Parquet file"
	database     = "an SQLite database"

	locked      = "a workbook with a password"
	oldWorkbook = "an old Excel workbook (.xls)"
	binaryBook  = "a binary Excel workbook (.xlsb)"
	document    = "a document or a presentation"
	archive     = "an archive (.zip)"
)

func wayOut(kind string) string {
	switch kind {
	case locked:
		return "take the password off (in Excel: File, Info, Protect Workbook; in LibreOffice: save again without it)"
	case oldWorkbook, binaryBook:
		return "save it as .xlsx"
	case archive:
		return "unpack it and choose the file within"
	}
	return "save the table as CSV"
}

// kindOf returns the kind of a file, with the way out of a format of another program.
func kindOf(f io.ReaderAt, size int64, head []byte) (kind, out string) {
	has := func(start string) bool { return bytes.HasPrefix(head, []byte(start)) }
	switch {
	case has("PK\x03\x04"):
		kind = zipKind(f, size)
	case has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		kind = compoundKind(f, size)
	case has("PAR1\x15"):
		kind = parquetFile
	case has("SQLite format 3\x00"):
		kind = database
	default:
		if format := cells.FormatOf(head); format != nil {
			return format.Name, format.WayOut
		}
		return text, ""
	}
	return kind, wayOut(kind)
}

// writer makes the text of a table.
type writer struct {
	bytes.Buffer
	rows int
	// width is how many cells a row has at least: workbooks do not keep the empty cells at its end.
	width int
}

// headRows are those at the start of a sheet among which the names of its columns are.
const headRows = 50

// widest returns the number of cells of the widest row.
func widest(rows [][]string) (width int) {
	for _, fields := range rows {
		width = max(width, len(fields))
	}
	return width
}

// row writes one row.
func (w *writer) row(fields []string) error {
	for i, field := range fields {
		if i > 0 {
			w.WriteByte(',')
		}
		if !utf8.ValidString(field) {
			field = strings.ToValidUTF8(field, "\ufffd")
		}
		if strings.ContainsAny(field, ",\"\r\n\\") || len(fields) == 1 && field == "" {
			field = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
		}
		w.WriteString(field)
	}
	if !cells.Blank(fields) {
		for range w.width - len(fields) {
			w.WriteByte(',')
		}
	}
	w.WriteByte('\n')
	w.rows++
	if w.Len() > maxText {
		return unread("bring fewer rows or columns", "it holds more than %d MB of text", maxText>>20)
	}
	return nil
}

func (w *writer) text(notes ...string) *Text {
	return &Text{ReadSeeker: bytes.NewReader(w.Bytes()), Separator: ',', Notes: notes}
}

// isTable reports whether rows hold more than a title: at least two rows of two cells.
func isTable(rows [][]string) bool {
	wide := 0
	for _, fields := range rows {
		filled := 0
		for _, field := range fields {
			if strings.TrimSpace(field) != "" {
				filled++
			}
		}
		if filled >= 2 && !cells.Blank(fields) {
			wide++
		}
	}
	return wide >= 2
}

var _ file = (*os.File)(nil)
