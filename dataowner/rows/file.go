package rows

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/ml/cells"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// File is an owner's file as its ledger looks at it: in the encoding of the training, and in those of all that it was in
// before. It keeps digests of rows, and until Close also encoded rows; the cells are read again for every encoding.
type File struct {
	source   io.ReadSeeker
	training *spec.File
	options  schema.ReadOptions
	header   []string
	records  []record  // by line
	encoding *encoding // of the training
	text     []byte    // its canonical form
	merged   []string  // the columns of the levels that it counts as "other"
	tables   map[wire.Digest]*schema.Table
}

// record is a row of the file.
type record struct {
	line  int
	blank bool // some column has no value
	whole wire.Digest
}

var _ ledger.File = (*File)(nil)

// newFile reads the records of a file that a training has accepted as table.
func newFile(f *spec.File, source io.ReadSeeker, options schema.ReadOptions, table *schema.Table) (*File, error) {
	r := &File{source: source, training: f, options: options, tables: map[wire.Digest]*schema.Table{}}
	if _, err := source.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("failed to read rows again: %w", err)
	}
	err := f.Schema().Cells(source, options, func(line int, header, fields []string) {
		r.header = header
		r.records = append(r.records, newRecord(line, header, fields))
	})
	if err != nil {
		return nil, fmt.Errorf("failed to read rows again: %w", err)
	}
	r.encoding = encodingOf(f, r.named)
	if r.encoding.Validate() != nil { // the file has names that no training may have
		r.encoding = encodingOf(f, func(column string) string { return column })
	}
	if r.text, err = r.encoding.marshal(); err != nil {
		return nil, err
	}
	r.merged = r.encoding.merge(table)
	r.tables[wire.DigestOf(r.text)] = table
	return r, nil
}

// at returns the record of a line that the file has. A map of all lines would take as much memory as the digests.
func (r *File) at(line int) int {
	if i := line - r.records[0].line; i < len(r.records) && r.records[i].line == line { // no line before it was left out
		return i
	}
	return min(sort.Search(len(r.records), func(i int) bool { return r.records[i].line >= line }), len(r.records)-1)
}

// newRecord digests a row: its values in the order of the columns' names, so that the order of columns is of no matter.
func newRecord(line int, header, fields []string) record {
	r := record{line: line}
	var cells [][2]string
	for i, name := range header {
		value := ""
		if i < len(fields) {
			value = strings.TrimSpace(fields[i])
		}
		r.blank = r.blank || name != "" && schema.Blank(value)
		if value != "" {
			cells = append(cells, [2]string{name, value})
		}
	}
	sort.Slice(cells, func(a, b int) bool {
		return cells[a][0] < cells[b][0] || cells[a][0] == cells[b][0] && cells[a][1] < cells[b][1]
	})
	var b []byte
	for _, c := range cells {
		for _, text := range c {
			b = binary.BigEndian.AppendUint32(b, uint32(len(text)))
			b = append(b, text...)
		}
	}
	r.whole = sha256.Sum256(append([]byte(wire.Domain("row")), b...))
	return r
}

// named returns the file's name of a column of the training.
func (r *File) named(column string) string {
	for header, name := range r.options.Rename {
		if name == column && slices.Contains(r.header, header) {
			return header
		}
	}
	for _, header := range r.header { // one that looks the same
		if !slices.Contains(r.header, column) && cells.Fold(header, r.options.Compose) == cells.Fold(column, r.options.Compose) {
			return header
		}
	}
	return column
}

// Format keeps rows out of every output.
func (r *File) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "file of %d rows", len(r.records)) }

// Encoding returns the text that the ledger keeps to encode the training's rows again, and the functions of a row that
// its sums add up.
func (r *File) Encoding() ([]byte, ledger.Reach) { return r.text, r.encoding.reach(r.training) }

// Rows implements ledger.File.
func (r *File) Rows() int { return len(r.records) }

// Whole implements ledger.File.
func (r *File) Whole(i int) []byte { return r.records[i].whole[:] }

// Blank implements ledger.File.
func (r *File) Blank(i int) bool { return r.records[i].blank }

// Number implements ledger.File.
func (r *File) Number(i int) int { return r.records[i].line }

// Values implements ledger.File.
func (r *File) Values(text []byte, visit func(i int, values []byte)) error {
	e, table, err := r.table(text)
	if err != nil {
		return err
	}
	v := newView(table)
	var b []byte
	for row := range table.Rows {
		b = b[:0]
		for _, x := range table.Row(row) {
			b = binary.BigEndian.AppendUint32(b, uint32(x))
		}
		if e.HasTarget() {
			b = binary.BigEndian.AppendUint32(b, uint32(table.Y[row]))
		}
		if e.filled() {
			for feature := range e.Features {
				b = append(b, 0)
				if v.lacks(feature, row) {
					b[len(b)-1] = 1
				}
			}
		}
		visit(r.at(table.Lines[row]), b)
	}
	return nil
}

// Columns implements ledger.File.
func (r *File) Columns(text []byte) (disclosure.Sum, error) {
	e, table, err := r.table(text)
	if err != nil {
		return disclosure.Sum{}, err
	}
	if bytes.Equal(text, r.text) {
		e = r.encoding // which knows the columns that are declared to be constant
	}
	place := make([]int, len(r.records))
	for row, line := range table.Lines {
		place[r.at(line)] = row
	}
	columns, v := e.columns(), newView(table)
	s := disclosure.Sum{Read: func(i int, dst []float64) {
		for k, c := range columns {
			dst[k] = c.read(v, place[i])
		}
	}}
	for _, c := range columns {
		s.Columns = append(s.Columns, c.Column)
	}
	s.Weight, s.Part, s.Groups = e.weight(table, place), e.part(table, place), e.Groups > 0
	return s, nil
}

// table returns the rows that fit an encoding. The error is ledger.ErrColumns if the file lacks a column of it.
func (r *File) table(text []byte) (*encoding, *schema.Table, error) {
	e, err := parseEncoding(text)
	if err != nil {
		return nil, nil, err
	}
	if t := r.tables[wire.DigestOf(text)]; t != nil {
		return e, t, nil
	}
	if r.source == nil {
		return nil, nil, errors.New("failed to read rows again: the file is closed")
	}
	options := r.options
	options.NeedTarget, options.Fitting, options.MaxRows, options.Rename = true, true, len(r.records)+1, map[string]string{}
	for header, name := range r.options.Rename { // only where the file has no column of that name
		if !slices.Contains(r.header, name) {
			options.Rename[header] = name
		}
	}
	for _, f := range e.Read() { // a column that has its own name here keeps it
		delete(options.Rename, f.Name)
	}
	if _, err := r.source.Seek(0, io.SeekStart); err != nil {
		return nil, nil, fmt.Errorf("failed to read rows again: %w", err)
	}
	t, _, err := e.ReadCSV(r.source, options)
	if errors.Is(err, schema.ErrInvalidRows) {
		return nil, nil, ledger.ErrColumns
	}
	if err != nil {
		return nil, nil, fmt.Errorf("failed to read rows again: %w", err)
	}
	e.merge(t)
	r.tables[wire.DigestOf(text)] = t
	return e, t, nil
}

// Close clears all encoded rows. An encoding that was not asked for before cannot be read any more.
func (r *File) Close() {
	for _, t := range r.tables {
		t.Clear()
	}
	r.source, r.tables = nil, nil
}
