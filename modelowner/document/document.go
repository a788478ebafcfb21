// Package document owns documents of headings, paragraphs, tables and figures, written as .docx (ECMA-376, WordprocessingML) or as
// PDF.
package document

import (
	"errors"
	"time"

	"github.com/blindfit/blindfit/modelowner/figure"
)

// Document is a text to be written.
type Document struct {
	Title   string
	Author  string
	Written time.Time
	Blocks  []Block
}

// Block is a heading, a paragraph, a table or a figure: one of its parts is set.
type Block struct {
	Heading   string
	Level     int // of the heading, from 1
	Paragraph string
	Table     *Table
	Figure    *figure.Figure
}

// Table is a table with a line of heads.
type Table struct {
	Head []string
	Rows [][]string
	// Numbers are the columns with numbers, which are set to the right.
	Numbers []bool
}

// number reports whether a column has numbers.
func (t *Table) number(column int) bool { return column < len(t.Numbers) && t.Numbers[column] }

// Heading adds a heading of a level from 1.
func (d *Document) Heading(level int, text string) {
	d.Blocks = append(d.Blocks, Block{Heading: text, Level: level})
}

// Paragraph adds a paragraph, if the text is not empty.
func (d *Document) Paragraph(text string) {
	if text != "" {
		d.Blocks = append(d.Blocks, Block{Paragraph: text})
	}
}

// Table adds a table.
func (d *Document) Table(t Table) { d.Blocks = append(d.Blocks, Block{Table: &t}) }

// Figure adds a figure with its title below it.
func (d *Document) Figure(f *figure.Figure) { d.Blocks = append(d.Blocks, Block{Figure: f}) }

// ErrLetters is wrapped by the error of WritePDF if the document has a letter that its font lacks.
var ErrLetters = errors.New("its font lacks a letter")

// lacking returns the first letter of the document that the font of PDF documents does not have, or 0.
func (d *Document) lacking() rune {
	texts := []string{d.Title}
	for _, b := range d.Blocks {
		texts = append(texts, b.Heading, b.Paragraph)
		if b.Table != nil {
			texts = append(texts, b.Table.Head...)
			for _, row := range b.Table.Rows {
				texts = append(texts, row...)
			}
		}
		if b.Figure != nil {
			texts = append(texts, b.Figure.Title, b.Figure.Alt)
		}
	}
	return figure.Lacking(texts...)
}
