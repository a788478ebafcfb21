package document

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"
)

// Measures of a page of A4, in millimetres.
const (
	pageMargin = 25.0
	textWidth  = 160.0
	lineHeight = 5.0
	cellHeight = 4.4
	pageBottom = 297 - pageMargin
	sans       = "sans"
)

// WritePDF writes the document as PDF with its fonts inside, a title, a language, bookmarks for headings, and text that can be
// searched and copied. It is not tagged: a screen reader reads the text in order but does not know headings and tables, and
// figures are followed by their alternative as text. The HTML report has all of that. The bytes depend on the content alone as long as
// figures differ in width, by which the library orders them. A document with letters that the fonts lack, such as Japanese
// ones, is refused with ErrLetters: a box in place of a name would be of no use.
func (d *Document) WritePDF(w io.Writer) error {
	if r := d.lacking(); r != 0 {
		return fmt.Errorf("failed to write PDF: %w, %c (U+%04X)", ErrLetters, r, r)
	}
	p := &page{Fpdf: fpdf.New("P", "mm", "A4", "")}
	p.SetCatalogSort(true)
	p.SetCreationDate(d.Written.UTC())
	p.SetModificationDate(d.Written.UTC())
	p.SetTitle(d.Title, true)
	p.SetAuthor(d.Author, true)
	p.SetLang("en")
	p.SetMargins(pageMargin, pageMargin, pageMargin)
	p.SetAutoPageBreak(true, pageMargin)
	p.AddUTF8FontFromBytes(sans, "", liberationsansregular.TTF)
	p.AddUTF8FontFromBytes(sans, "B", liberationsansbold.TTF)
	p.SetFooterFunc(func() {
		p.SetY(-15)
		p.SetFont(sans, "", 8)
		p.CellFormat(0, lineHeight, fmt.Sprint(p.PageNo()), "", 0, "C", false, 0, "")
	})
	p.AddPage()
	p.SetFont(sans, "B", 17)
	p.MultiCell(0, 8, printable(d.Title), "", "L", false)
	p.Ln(2)
	for _, x := range d.Blocks {
		switch {
		case x.Table != nil:
			p.table(x.Table)
		case x.Figure != nil:
			if err := p.figure(x); err != nil {
				return err
			}
		case x.Heading != "":
			p.heading(x.Level, x.Heading)
		default:
			p.paragraph(x.Paragraph)
		}
	}
	if err := p.Output(w); err != nil {
		return fmt.Errorf("failed to write PDF: %w", err)
	}
	return nil
}

type page struct {
	*fpdf.Fpdf
	figures int
}

// printable replaces characters beyond the fonts' plane, which the library cannot write.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return ' '
		case r < ' ' || r > 0xffff:
			return '\ufffd'
		}
		return r
	}, s)
}

// room begins a new page if so many millimetres are not left.
func (p *page) room(height float64) {
	if p.GetY()+height > pageBottom {
		p.AddPage()
	}
}

func (p *page) heading(level int, text string) {
	p.room(20)
	p.Ln(4)
	size := map[int]float64{1: 13.5, 2: 11.5}[level]
	p.SetFont(sans, "B", math.Max(size, 10.5))
	p.Bookmark(printable(text), level-1, -1)
	p.MultiCell(0, 6, printable(text), "", "L", false)
	p.Ln(1.5)
}

func (p *page) paragraph(text string) {
	p.SetFont(sans, "", 10)
	p.MultiCell(0, lineHeight, printable(text), "", "L", false)
	p.Ln(2)
}

// widths divides the text among the columns by the widths of their longest words and cells.
func (p *page) widths(t *Table) []float64 {
	need, word := make([]float64, len(t.Head)), make([]float64, len(t.Head))
	sum := 0.0
	for i := range t.Head {
		for _, cells := range append([][]string{t.Head}, t.Rows...) {
			if i >= len(cells) {
				continue
			}
			need[i] = math.Max(need[i], p.GetStringWidth(printable(cells[i]))+3)
			for _, x := range strings.Fields(cells[i]) {
				word[i] = math.Max(word[i], p.GetStringWidth(printable(x))+3)
			}
		}
		sum += need[i]
	}
	if sum <= textWidth {
		for i := range need {
			need[i] *= textWidth / sum
		}
		return need
	}
	words := 0.0
	for i := range word {
		word[i] = math.Min(word[i], 45)
		words += word[i]
	}
	if words > textWidth {
		for i := range word {
			word[i] *= textWidth / words
		}
		return word
	}
	more := 0.0
	for i := range need {
		more += need[i] - math.Min(need[i], word[i])
	}
	for i := range word {
		word[i] += (need[i] - math.Min(need[i], word[i])) / more * (textWidth - words)
	}
	return word
}

func (p *page) table(t *Table) {
	p.SetFont(sans, "B", 8.5)
	widths := p.widths(t)
	heads := func() { p.row(t, widths, t.Head, "B") }
	heads()
	for _, cells := range t.Rows {
		p.SetFont(sans, "", 8.5)
		if p.GetY()+p.height(widths, cells) > pageBottom {
			p.AddPage()
			heads()
		}
		p.row(t, widths, cells, "")
	}
	p.Ln(3)
}

// height returns that of a row of a table.
func (p *page) height(widths []float64, cells []string) float64 {
	lines := 1
	for i, w := range widths {
		if i < len(cells) {
			lines = max(lines, len(p.SplitText(printable(cells[i]), w)))
		}
	}
	return float64(lines)*cellHeight + 1.2
}

func (p *page) row(t *Table, widths []float64, cells []string, weight string) {
	p.SetFont(sans, weight, 8.5)
	height := p.height(widths, cells)
	x, y := pageMargin, p.GetY()
	for i, w := range widths {
		p.SetXY(x, y+0.6)
		align, text := "L", ""
		if t.number(i) {
			align = "R"
		}
		if i < len(cells) {
			text = printable(cells[i])
		}
		for _, line := range p.SplitText(text, w) {
			p.SetX(x)
			p.CellFormat(w, cellHeight, line, "", 2, align, false, 0, "")
		}
		x += w
	}
	grey := 187
	if weight != "" {
		grey = 0
	}
	p.SetDrawColor(grey, grey, grey)
	p.Line(pageMargin, y+height, pageMargin+textWidth, y+height)
	p.SetXY(pageMargin, y+height)
}

func (p *page) figure(x Block) error {
	f := x.Figure
	picture, err := f.PNG()
	if err != nil {
		return err
	}
	p.figures++
	const mm = 25.4 / 72
	width, height := f.Width.Points()*mm, f.Height.Points()*mm
	if most := 210.0; height > most {
		width, height = width*most/height, most
	}
	p.room(height + 15)
	p.RegisterImageOptionsReader(f.Name, fpdf.ImageOptions{ImageType: "png"}, bytes.NewReader(picture))
	p.ImageOptions(f.Name, pageMargin, p.GetY(), width, height, true, fpdf.ImageOptions{ImageType: "png"}, 0, "")
	p.Ln(2)
	p.SetFont(sans, "B", 9)
	p.MultiCell(0, 4.5, printable(fmt.Sprintf("Figure %d. %s.", p.figures, f.Title)), "", "L", false)
	p.SetFont(sans, "", 8.5)
	p.MultiCell(0, 4.2, printable(f.Alt), "", "L", false)
	p.Ln(3)
	return nil
}
