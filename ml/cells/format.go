package cells

import (
	"bytes"
	"slices"
	"strings"
)

// Format is a kind of file that is no text with separators, and is not read.
type Format struct {
	Name   string // such as "a PDF"
	WayOut string // how its table becomes one that is read
}

// What a person does with a table of another program.
const (
	saveAsCSV = "save the table as CSV"
	program   = "save the table as CSV, or take part with the program dataowner, which reads it"
)

// formats are those that people bring, in the order in which they are looked for, with the bytes that they begin with. No
// name of a column begins like one that is not within < >.
var formats = []struct {
	Format
	starts []string
}{
	{Format{"a spreadsheet or an archive", saveAsCSV}, []string{"PK\x03\x04"}},
	{Format{"an old Excel workbook (.xls) or one with a password", saveAsCSV}, []string{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}},
	{Format{"a Parquet file", program}, []string{"PAR1\x15"}},
	{Format{"an SQLite database", program}, []string{"SQLite format 3\x00"}},
	{Format{"a file of SPSS (.sav)", `save it as CSV (in SPSS: File, Save As, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))`}, []string{"$FL2@", "$FL3@"}},
	{Format{"a file of Stata (.dta)", `save it as CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))`}, append(oldStata(), "<stata_dta>")},
	{Format{"a file of SAS (.sas7bdat or .xpt)", `save it as CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))`}, []string{strings.Repeat("\x00", 12) + "\xc2\xea\x81\x60", "HEADER RECORD*******LIB"}},
	{Format{"a file of R (.rds or .RData)", `save it as CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))`}, []string{"RDX2\n", "RDX3\n", "RDA2\n", "RDA3\n", "X\n\x00\x00\x00", "BZh91AY&SY", "\xfd7zXZ\x00"}},
	{Format{"a PDF", saveAsCSV}, []string{"%PDF-"}},
	{Format{"compressed (.gz)", `unpack it and choose the file within (a file of R is saved by write.csv(TABLE, "rows.csv", row.names = FALSE))`}, []string{"\x1f\x8b\x08"}},
}

// marked are formats of text, with the small letters that they begin with after blanks.
var marked = []struct {
	Format
	starts []string
}{
	{Format{"a web page", saveAsCSV}, []string{"<html", "<!doctype", "<table"}},
	{Format{"XML", saveAsCSV}, []string{"<?xml"}},
	{Format{"JSON", saveAsCSV}, []string{"{", "["}},
}

// bookOf2003 is a workbook that is text.
var bookOf2003 = Format{"an Excel workbook in XML of 2003", "save it as .xlsx"}

// oldStata returns the starts of files of Stata 4 to 12: the release, the order of bytes, and 1.
func oldStata() (starts []string) {
	for release := byte(0x68); release <= 0x73; release++ {
		for order := byte(1); order <= 2; order++ {
			starts = append(starts, string([]byte{release, order, 1}))
		}
	}
	return starts
}

// Starts returns what files of the formats that are no text begin with, for programs that recode text before it is read here.
func Starts() (starts []string) {
	for _, f := range formats {
		starts = append(starts, f.starts...)
	}
	return starts
}

// FormatOf returns the format of a file that begins like one of another program, or nil.
func FormatOf(head []byte) *Format {
	for _, f := range formats {
		if slices.ContainsFunc(f.starts, func(start string) bool { return bytes.HasPrefix(head, []byte(start)) }) {
			return &f.Format
		}
	}
	begin := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head[:min(len(head), 4096)], []byte("\ufeff")), " \t\r\n")))
	for _, f := range marked {
		if !slices.ContainsFunc(f.starts, func(start string) bool { return strings.HasPrefix(begin, start) }) {
			continue
		}
		if strings.Contains(begin, "excel.sheet") {
			return &bookOf2003
		}
		return &f.Format
	}
	return nil
}

// NotText returns the reason if the start of a file is not that of a table of text in UTF-8, or "".
func NotText(head []byte) string {
	if f := FormatOf(head); f != nil {
		return "the file is " + f.Name + ": " + f.WayOut
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
