package tablefile

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// openSpreadsheet reads a sheet of an .ods file, with the values of cells and not how they are shown.
func openSpreadsheet(f io.ReaderAt, size int64, named string) (*Text, error) {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, broken(err)
	}
	if err := unpacked(z); err != nil {
		return nil, err
	}
	var content *zip.File
	for _, part := range z.File {
		switch part.Name {
		case "content.xml":
			content = part
		case "META-INF/manifest.xml":
			if b, err := read(part, 1<<20); err == nil && strings.Contains(string(b), "encryption-data") {
				return nil, unread(wayOut(locked), "it is %s", locked)
			}
		}
	}
	if content == nil {
		return nil, broken(errBroken)
	}
	tables, err := parseSpreadsheet(content)
	if err != nil {
		return nil, err
	}
	sheets := make([]sheet, len(tables))
	for i, t := range tables {
		sheets[i].name = t.name
	}
	at, err := choose(sheets, named, func(i int) ([][]string, error) { return tables[i].head(), nil })
	if err != nil {
		return nil, err
	}
	w := &writer{width: widest(tables[at].head())}
	for _, fields := range tables[at].rows {
		if len(fields) < 2 { // an empty row is one, too
			fields = append(slices.Clone(fields), "", "")[:2]
		}
		if err := w.row(fields); err != nil {
			return nil, err
		}
	}
	notes, err := tables[at].check(tables[at].name)
	if err != nil {
		return nil, err
	}
	return w.text(notes...), nil
}

// documentTable is one sheet of a document.
type documentTable struct {
	oddities
	name string
	rows [][]string
}

// head returns the first rows of the sheet.
func (t documentTable) head() [][]string { return t.rows[:min(headRows, len(t.rows))] }

const (
	mostColumns = 1 << 14
	mostRows    = 1 << 21
)

// parseSpreadsheet reads all sheets. Repeated empty cells and rows at an end are left out.
func parseSpreadsheet(part *zip.File) ([]documentTable, error) {
	r, err := part.Open()
	if err != nil {
		return nil, broken(err)
	}
	defer r.Close()
	p := &documentParser{d: xml.NewDecoder(io.LimitReader(r, maxBytes))}
	for {
		token, err := p.d.Token()
		if errors.Is(err, io.EOF) {
			return p.tables, nil
		}
		if err != nil {
			return nil, broken(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			p.start(token)
		case xml.EndElement:
			p.end(token.Name.Local)
		case xml.CharData:
			if p.paragraph > 0 && p.aside == 0 {
				p.text.Write(token)
			}
		}
		if p.bytes > maxText {
			return nil, unread("bring fewer rows or columns", "it holds more than %d MB of text", maxText>>20)
		}
	}
}

// documentParser holds the state of reading a document.
type documentParser struct {
	d                *xml.Decoder
	tables           []documentTable
	row              []string
	rowTimes, times  int
	value            string // of the cell, if it is no text
	typed            bool
	text             strings.Builder
	paragraph, aside int // depth in paragraphs, and in notes on cells
	bytes            int
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func times(e xml.StartElement, name string, most int) int {
	n, err := strconv.Atoi(attribute(e, name))
	if err != nil {
		return 1
	}
	return min(max(1, n), most)
}

func (p *documentParser) start(e xml.StartElement) {
	switch e.Name.Local {
	case "table":
		p.tables = append(p.tables, documentTable{name: attribute(e, "name")})
	case "table-row":
		p.row, p.rowTimes = nil, times(e, "number-rows-repeated", mostRows)
	case "table-cell", "covered-table-cell":
		p.times, p.value, p.typed = times(e, "number-columns-repeated", mostColumns), "", false
		p.text.Reset()
		p.cell(e)
	case "annotation":
		p.aside++
	case "p":
		if p.paragraph++; p.text.Len() > 0 {
			p.text.WriteByte('\n')
		}
	case "s":
		p.text.WriteString(strings.Repeat(" ", times(e, "c", 1000)))
	}
}

// cell takes the value of a cell.
func (p *documentParser) cell(e xml.StartElement) {
	if len(p.tables) == 0 {
		return
	}
	t := &p.tables[len(p.tables)-1]
	if times(e, "number-columns-spanned", mostColumns)*times(e, "number-rows-spanned", mostRows) > 1 {
		t.merged++
	}
	switch attribute(e, "value-type") {
	case "float", "percentage", "currency":
		p.value, p.typed = attribute(e, "value"), true
	case "date":
		p.value, p.typed = strings.Replace(attribute(e, "date-value"), "T", " ", 1), true
	case "time":
		p.value, p.typed = attribute(e, "time-value"), true
	case "boolean":
		p.value, p.typed = strings.ToUpper(attribute(e, "boolean-value")), true
	case "":
		if attribute(e, "formula") != "" {
			t.formulas++
		}
	}
}

func (p *documentParser) end(name string) {
	if len(p.tables) == 0 {
		return
	}
	t := &p.tables[len(p.tables)-1]
	switch name {
	case "table-row":
		for len(p.row) > 0 && p.row[len(p.row)-1] == "" {
			p.row = p.row[:len(p.row)-1]
		}
		for n := 0; n < p.rowTimes && len(t.rows) < mostRows && (len(p.row) > 0 || p.rowTimes < 1000); n++ {
			t.rows = append(t.rows, p.row)
			p.bytes += 24 + 16*len(p.row)
		}
	case "table":
		for len(t.rows) > 0 && len(t.rows[len(t.rows)-1]) == 0 {
			t.rows = t.rows[:len(t.rows)-1]
		}
	case "table-cell", "covered-table-cell":
		value := p.value
		if !p.typed {
			value = p.text.String()
		}
		for n := 0; n < p.times && len(p.row) < mostColumns; n++ {
			p.row = append(p.row, value)
			p.bytes += len(value)
		}
	case "annotation":
		p.aside--
	case "p":
		p.paragraph--
	}
}
