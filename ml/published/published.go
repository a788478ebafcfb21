// Package published owns the page of results that a model owner publishes to all with the link: tables of text.
package published

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Page is the content of the page.
type Page struct {
	Title  string  `json:"title"`
	Made   string  `json:"made"`   // day, such as 2027-03-01
	Owners int     `json:"owners"` // contributions in the result
	Below  int64   `json:"below"`  // counts from 1 to this, less one, are hidden; 0 hides none
	Round  int64   `json:"round"`  // counts are rounded to multiples of this; 0 and 1 round none
	Noise  bool    `json:"noise"`  // noise is in every number
	Tables []Table `json:"tables"`
}

// Table is one table; every row has as many cells as there are columns.
type Table struct {
	Name    string     `json:"name"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// Bounds of a page, in bytes, tables, and cells of all tables.
const (
	MaxBytes  = 1 << 18
	maxTables = 16
	maxCells  = 20_000
)

// Marshal returns the page as JSON, or an error that names the bound it breaks.
func (p *Page) Marshal() ([]byte, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	b, err := json.Marshal(p)
	if err == nil && len(b) > MaxBytes {
		err = fmt.Errorf("invalid publication: it has %d bytes, at most %d are possible: publish fewer tables", len(b), MaxBytes)
	}
	return b, err
}

// Parse reads a page that somebody else made.
func Parse(b []byte) (*Page, error) {
	if len(b) > MaxBytes {
		return nil, fmt.Errorf("invalid publication: at most %d bytes are possible", MaxBytes)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	p := &Page{}
	if d.Decode(p) != nil || d.More() {
		return nil, errors.New("malformed publication: is not the JSON of a page")
	}
	return p, p.check()
}

func (p *Page) check() error {
	cells := 0
	if len(p.Tables) > maxTables {
		return fmt.Errorf("invalid publication: at most %d tables are possible", maxTables)
	}
	text := []string{p.Title, p.Made}
	for i, t := range p.Tables {
		if len(t.Columns) == 0 {
			return fmt.Errorf("invalid publication: tables[%d].columns must not be empty", i)
		}
		text = append(append(text, t.Name), t.Columns...)
		for k, row := range t.Rows {
			if len(row) != len(t.Columns) {
				return fmt.Errorf("invalid publication: tables[%d].rows[%d] must have %d cells", i, k, len(t.Columns))
			}
			if cells += len(row); cells > maxCells {
				return fmt.Errorf("invalid publication: more than %d cells", maxCells)
			}
			text = append(text, row...)
		}
	}
	for _, s := range text {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
			return errors.New("invalid publication: text must be UTF-8 without control characters")
		}
	}
	return nil
}
