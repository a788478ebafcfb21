package cells

import (
	"bytes"
	"strings"
)

// Format is a kind of file that is no text with separators.
type Format struct {
	Name  string // such as "an Excel workbook (.xlsx)"
	Begin string // the bytes that it begins with
}

// Formats are those that people bring, in the order in which they are looked for.
var Formats = []Format{
	{"a spreadsheet or an archive", "PK\x03\x04"},
	{"an old Excel workbook (.xls) or one with a password", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"},
	{"a Parquet file", "PAR1"},
	{"an SQLite database", "SQLite format 3\x00"},
	{"a file of SPSS (.sav)", "$FL"},
	{"a file of Stata (.dta)", "<stata_dta>"},
	{"a file of SAS (.sas7bdat)", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc2\xea\x81\x60"},
	{"a file of R (.rds or .RData)", "RDX"},
	{"a PDF", "%PDF"},
	{"compressed (.gz)", "\x1f\x8b"},
	{"a web page", "<html"}, {"a web page", "<!doctype"},
	{"XML", "<?xml"},
	{"JSON", "{"}, {"JSON", "["},
}

// NotText returns the reason if the start of a file is not that of a table of text in UTF-8, or "".
func NotText(head []byte) string {
	for _, f := range Formats {
		if len(head) >= len(f.Begin) && strings.EqualFold(string(head[:len(f.Begin)]), f.Begin) {
			return "the file is " + f.Name + ", not CSV: save it as CSV in UTF-8"
		}
	}
	switch {
	case len(bytes.TrimSpace(head)) == 0:
		return "the file is empty"
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return "the file is UTF-16 text: save it as CSV in UTF-8"
	case bytes.IndexByte(head, 0) >= 0:
		return "the file is not text: save it as CSV in UTF-8"
	case bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0:
		return "the lines end in carriage returns alone: save the file with LF or CRLF line ends"
	}
	return ""
}
