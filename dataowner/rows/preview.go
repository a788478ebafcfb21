package rows

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// Preview is the head of a file as its owner wrote it, for the owner's own eyes: the page shows it and nobody
// sends it.
type Preview struct {
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

const (
	previewRows  = 8
	previewWidth = 60 // characters of a cell
)

// preview reads the first rows of a CSV file, leniently: what is wrong with it is in the report.
func preview(b []byte, separator string) Preview {
	p := Preview{Columns: []string{}, Rows: [][]string{}}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff"))))
	r.LazyQuotes, r.FieldsPerRecord = true, -1
	if separator != "" {
		r.Comma = rune(separator[0])
	}
	for range previewRows + 1 {
		record, err := r.Read()
		if err != nil {
			break
		}
		for i, cell := range record {
			record[i] = shorten(strings.ToValidUTF8(cell, "\ufffd"))
		}
		if len(p.Columns) == 0 {
			p.Columns = record
		} else {
			p.Rows = append(p.Rows, record)
		}
	}
	return p
}

func shorten(cell string) string {
	runes := []rune(cell)
	if len(runes) <= previewWidth {
		return cell
	}
	return string(runes[:previewWidth-1]) + "…"
}
