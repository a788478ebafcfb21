package rows

import "strings"

// Preview is the head of a file as its owner wrote it, for its owner alone: the page shows it, and it is
// never sent.
type Preview struct {
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

const (
	previewRows  = 8
	previewWidth = 60 // characters of a cell
)

// preview shortens the cells of a header and the rows below it.
func preview(head [][]string) Preview {
	p := Preview{Columns: []string{}, Rows: [][]string{}}
	for i, record := range head {
		for j, cell := range record {
			record[j] = shorten(strings.ToValidUTF8(cell, "\ufffd"))
		}
		if i == 0 {
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
