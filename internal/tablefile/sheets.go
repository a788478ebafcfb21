package tablefile

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// zipKind returns the kind of an archive.
func zipKind(f io.ReaderAt, size int64) string {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return "a broken workbook or archive"
	}
	kind := archive
	for _, part := range z.File {
		switch {
		case part.Name == "xl/workbook.xml":
			return workbook
		case part.Name == "xl/workbook.bin":
			return binaryBook
		case part.Name == "word/document.xml", part.Name == "ppt/presentation.xml":
			return document
		case part.Name == "mimetype":
			b, _ := read(part, 200)
			switch {
			case strings.Contains(string(b), "opendocument.spreadsheet"):
				return openDocument
			case strings.Contains(string(b), "opendocument"):
				return document
			}
		}
	}
	return kind
}

// compoundKind returns the kind of a file of old Office programs.
func compoundKind(f io.ReaderAt, size int64) string {
	b, _ := io.ReadAll(io.NewSectionReader(f, 0, min(size, 8<<20)))
	wide := func(name string) []byte {
		var out []byte
		for _, c := range []byte(name) {
			out = append(out, c, 0)
		}
		return out
	}
	switch {
	case bytes.Contains(b, wide("EncryptedPackage")):
		return locked
	case bytes.Contains(b, wide("Workbook")), bytes.Contains(b, wide("Book")):
		return oldWorkbook
	}
	return document
}

// read reads a part of an archive up to a number of bytes.
func read(part *zip.File, most int64) ([]byte, error) {
	r, err := part.Open()
	if err != nil {
		return nil, fmt.Errorf("failed to read %s: %w", part.Name, err)
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, most))
}

// unpacked fails if the parts of an archive are too large in all.
func unpacked(z *zip.Reader) error {
	var total uint64
	for _, part := range z.File {
		total += part.UncompressedSize64
	}
	if total > maxBytes {
		return unread("save the table as CSV", "its parts have more than %d MB unpacked", maxBytes>>20)
	}
	return nil
}

// sheet is one sheet of a workbook.
type sheet struct {
	name   string
	hidden bool
}

// choose returns the sheet to read: the one that a person named, or the only one that holds a table. load returns the
// first rows of a sheet.
func choose(sheets []sheet, named string, load func(i int) ([][]string, error)) (int, error) {
	var names []string
	for i, s := range sheets {
		if s.name == named {
			return i, nil
		}
		names = append(names, s.name)
	}
	if named != "" {
		if n, err := strconv.Atoi(named); err == nil && n >= 1 && n <= len(sheets) {
			return n - 1, nil
		}
		return 0, fmt.Errorf("invalid --sheet: the workbook has the sheets %s", strings.Join(names, ", "))
	}
	var found []int
	names = nil
	for i, s := range sheets {
		if s.hidden {
			continue
		}
		rows, err := load(i)
		if err != nil {
			return 0, err
		}
		if isTable(rows) {
			found, names = append(found, i), append(names, s.name)
		}
	}
	switch len(found) {
	case 0:
		return 0, unread("put the names of the columns in one row and the values below it", "no sheet holds a table")
	case 1:
		return found[0], nil
	}
	return 0, unread("name one with --sheet", "%d sheets hold tables: %s", len(found), strings.Join(names, ", "))
}

// oddities are the contents of a sheet that a table does not have.
type oddities struct {
	formulas, merged int // formulas without a value, merged cells
}

func (o oddities) check(name string) ([]string, error) {
	if o.formulas > 0 {
		return nil, unread("open it in a spreadsheet program and save it again, so that it holds the values", "sheet %s has %d formulas without a value", name, o.formulas)
	}
	notes := []string{"read sheet " + name}
	if o.merged > 0 {
		notes = append(notes, fmt.Sprintf("sheet %s has %d merged cells: only the first cell of each has its value", name, o.merged))
	}
	return notes, nil
}

var errBroken = errors.New("broken workbook")

func broken(err error) error {
	return unread("open it in a spreadsheet program and save it again", "the workbook is broken (%v)", err)
}
