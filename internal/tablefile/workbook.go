package tablefile

import (
	"archive/zip"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// openWorkbook reads a sheet of an .xlsx file. Cells have their values, not how they are shown: 0.12 for 12 %, and days as
// 2024-01-31.
func openWorkbook(f io.ReaderAt, size int64, named string) (*Text, error) {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, broken(err)
	}
	if err := unpacked(z); err != nil {
		return nil, err
	}
	// Nothing is put into temporary files: the limit for that is above all parts.
	book, err := excelize.OpenReader(io.NewSectionReader(f, 0, size), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxBytes + 1, UnzipXMLSizeLimit: maxBytes})
	if err != nil {
		if errors.Is(err, excelize.ErrWorkbookPassword) || errors.Is(err, excelize.ErrWorkbookFileFormat) && size < 1<<10 {
			return nil, unread(wayOut(locked), "it is %s", locked)
		}
		return nil, broken(err)
	}
	defer book.Close()
	var sheets []sheet
	for _, name := range book.GetSheetList() {
		visible, err := book.GetSheetVisible(name)
		sheets = append(sheets, sheet{name: name, hidden: err == nil && !visible})
	}
	load := func(i int) ([][]string, error) {
		var head [][]string
		err := eachRow(book, sheets[i].name, func(_ int, fields []string) bool {
			head = append(head, fields)
			return len(head) < headRows
		})
		return head, err
	}
	at, err := choose(sheets, named, load)
	if err != nil {
		return nil, err
	}
	name := sheets[at].name
	head, err := load(at)
	if err != nil {
		return nil, err
	}
	b := &bookReader{book: book, sheet: name, dates: map[int]string{}}
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		b.from1904 = *props.Date1904
	}
	w, wrote := &writer{width: widest(head)}, error(nil)
	err = eachRow(book, name, func(row int, fields []string) bool {
		for i := range fields {
			fields[i] = b.cell(row, i+1, fields[i])
		}
		for w.rows < row-1 && wrote == nil {
			wrote = w.row([]string{"", ""})
		}
		if wrote == nil {
			wrote = w.row(fields)
		}
		return wrote == nil
	})
	if err != nil {
		return nil, err
	}
	if wrote != nil {
		return nil, wrote
	}
	if merged, err := book.GetMergeCells(name); err == nil {
		b.merged = len(merged)
	}
	notes, err := b.check(name)
	if err != nil {
		return nil, err
	}
	return w.text(notes...), nil
}

// eachRow visits the rows of a sheet until visit returns false. Empty rows at its end are left out.
func eachRow(book *excelize.File, name string, visit func(row int, fields []string) bool) error {
	rows, err := book.Rows(name)
	if err != nil {
		return broken(err)
	}
	defer rows.Close()
	for row := 1; rows.Next(); row++ {
		fields, err := rows.Columns()
		if err != nil {
			return broken(err)
		}
		if len(fields) > 0 && !visit(row, fields) {
			return nil
		}
	}
	if err := rows.Error(); err != nil {
		return broken(err)
	}
	return nil
}

// bookReader writes the cells of a sheet.
type bookReader struct {
	oddities
	book     *excelize.File
	sheet    string
	dates    map[int]string // by style, the layout of days and times, or ""
	from1904 bool
}

// cell returns the text of a cell from its stored value.
func (b *bookReader) cell(row, column int, value string) string {
	number := strings.Trim(value, "0123456789.eE+-") == ""
	if value != "" && !number {
		return value
	}
	at, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return value
	}
	if value == "" {
		if formula, err := b.book.GetCellFormula(b.sheet, at); err == nil && formula != "" {
			b.formulas++
		}
		return value
	}
	kind, err := b.book.GetCellType(b.sheet, at)
	if err != nil {
		return value
	}
	switch kind {
	case excelize.CellTypeBool:
		if value == "1" {
			return "TRUE"
		}
		return "FALSE"
	case excelize.CellTypeSharedString, excelize.CellTypeInlineString:
		return value
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value
	}
	layout := b.layout(at)
	if layout == "" {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	day, err := excelize.ExcelDateToTime(v, b.from1904)
	if err != nil {
		return value
	}
	return day.Format(layout)
}

// layout returns how a cell's number is written if its style is one of days or times.
func (b *bookReader) layout(at string) string {
	id, err := b.book.GetCellStyle(b.sheet, at)
	if err != nil {
		return ""
	}
	if layout, ok := b.dates[id]; ok {
		return layout
	}
	b.dates[id] = ""
	style, err := b.book.GetStyle(id)
	if err != nil {
		return ""
	}
	custom := ""
	if style.CustomNumFmt != nil {
		custom = *style.CustomNumFmt
	}
	b.dates[id] = dateLayout(style.NumFmt, custom)
	return b.dates[id]
}

// dateLayout returns a layout for a format of numbers: that of a built-in number, or written out.
func dateLayout(number int, custom string) string {
	const day, time, both = "2006-01-02", "15:04:05", "2006-01-02 15:04:05"
	if custom == "" {
		switch {
		case number >= 14 && number <= 17, number >= 27 && number <= 36, number >= 50 && number <= 58:
			return day
		case number == 22:
			return both
		case number >= 18 && number <= 21, number >= 45 && number <= 47:
			return time
		}
		return ""
	}
	plain := strings.Builder{}
	quoted, bracket := false, false
	for _, r := range strings.ToLower(custom) {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '[':
			bracket = true
		case r == ']':
			bracket = false
		case !quoted && !bracket:
			plain.WriteRune(r)
		}
	}
	text := strings.ReplaceAll(plain.String(), "general", "")
	days, times := strings.ContainsAny(text, "yd"), strings.ContainsAny(text, "hs")
	switch {
	case days && times:
		return both
	case days:
		return day
	case times:
		return time
	}
	return ""
}
