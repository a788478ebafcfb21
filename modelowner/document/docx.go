package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// emu are English metric units in a point, in which pictures are measured.
const emu = 12700

const (
	head          = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	officeNS      = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageNS     = "http://schemas.openxmlformats.org/package/2006"
	wordNS        = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	drawingNS     = "http://schemas.openxmlformats.org/drawingml/2006"
	textTwips     = 9072 // width of the text of a page of A4 with margins of 2.5 cm, in twentieths of a point
	pictureFolder = "word/media/"
)

// WriteDOCX writes the document for word processors. Headings, heads of tables and alternatives of figures are marked as such.
func (d *Document) WriteDOCX(w io.Writer) error {
	b := &body{}
	b.paragraph("Title", d.Title)
	for _, x := range d.Blocks {
		switch {
		case x.Table != nil:
			b.table(x.Table)
		case x.Figure != nil:
			if err := b.figure(x); err != nil {
				return err
			}
		case x.Heading != "":
			b.paragraph(fmt.Sprintf("Heading%d", min(3, max(1, x.Level))), x.Heading)
		default:
			b.paragraph("", x.Paragraph)
		}
	}
	b.WriteString(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>`)
	relations := relation("rIdStyles", officeNS+"/styles", "styles.xml")
	types := ""
	for i := range b.pictures {
		relations += relation(fmt.Sprintf("rId%d", i+1), officeNS+"/image", fmt.Sprintf("media/figure%d.png", i+1))
		types = `<Default Extension="png" ContentType="image/png"/>`
	}
	when := d.Written.UTC().Format("2006-01-02T15:04:05Z")
	files := []file{
		{"[Content_Types].xml", []byte(head + `<Types xmlns="` + packageNS + `/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` + types +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`)},
		{"_rels/.rels", []byte(head + `<Relationships xmlns="` + packageNS + `/relationships">` + relation("rId1", officeNS+"/officeDocument", "word/document.xml") +
			relation("rId2", packageNS+"/relationships/metadata/core-properties", "docProps/core.xml") + `</Relationships>`)},
		{"docProps/core.xml", []byte(head + `<cp:coreProperties xmlns:cp="` + packageNS + `/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` + escape(d.Title) +
			`</dc:title><dc:creator>` + escape(d.Author) + `</dc:creator><dc:language>en</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">` + when + `</dcterms:created></cp:coreProperties>`)},
		{"word/_rels/document.xml.rels", []byte(head + `<Relationships xmlns="` + packageNS + `/relationships">` + relations + `</Relationships>`)},
		{"word/styles.xml", []byte(head + styles)},
		{"word/document.xml", []byte(head + `<w:document xmlns:w="` + wordNS + `" xmlns:r="` + officeNS + `" xmlns:wp="` + drawingNS + `/wordprocessingDrawing" xmlns:a="` + drawingNS + `/main" xmlns:pic="` + drawingNS + `/picture"><w:body>` + b.String() + `</w:body></w:document>`)},
	}
	for i, p := range b.pictures {
		files = append(files, file{fmt.Sprintf("%sfigure%d.png", pictureFolder, i+1), p})
	}
	return archive(w, files)
}

type file struct {
	name string
	data []byte
}

func archive(w io.Writer, files []file) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		to, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate})
		if err == nil {
			_, err = to.Write(f.data)
		}
		if err != nil {
			return fmt.Errorf("failed to write document: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("failed to write document: %w", err)
	}
	return nil
}

func relation(id, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id="%s" Type="%s" Target="%s"/>`, id, kind, target)
}

// escape writes text for XML. Characters that XML cannot hold become U+FFFD.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// body is the content of a document while it is written.
type body struct {
	bytes.Buffer
	pictures [][]byte
}

// run is text in a paragraph of a style.
func run(style, properties, text string) string {
	p := properties
	if style != "" {
		p = `<w:pStyle w:val="` + style + `"/>` + p
	}
	if p != "" {
		p = "<w:pPr>" + p + "</w:pPr>"
	}
	return "<w:p>" + p + `<w:r><w:t xml:space="preserve">` + escape(text) + "</w:t></w:r></w:p>"
}

func (b *body) paragraph(style, text string) { b.WriteString(run(style, "", text)) }

// twips divides the width of the text among the columns: each has room for its longest word, and the rest goes where cells are longer.
func twips(t *Table) []int {
	const page, most, space = 90, 60, 3 // characters
	word, more := make([]int, len(t.Head)), make([]int, len(t.Head))
	words, rest := 0, 0
	for i := range t.Head {
		for _, cells := range append([][]string{t.Head}, t.Rows...) {
			if i >= len(cells) {
				continue
			}
			more[i] = max(more[i], min(most, utf8.RuneCountInString(cells[i])+space))
			for _, x := range strings.Fields(cells[i]) {
				word[i] = max(word[i], min(most/2, utf8.RuneCountInString(x)+space))
			}
		}
		more[i] = max(0, more[i]-word[i])
		words, rest = words+word[i], rest+more[i]
	}
	total := max(page, words)
	left := total - words
	out := make([]int, len(word))
	for i := range word {
		share := word[i] * textTwips / total
		if rest > 0 {
			share += more[i] * left * textTwips / rest / total
		}
		out[i] = share
	}
	return out
}

func (b *body) table(t *Table) {
	widths := twips(t)
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Table"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:firstRow="1"/></w:tblPr><w:tblGrid>`)
	for _, width := range widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, width)
	}
	b.WriteString("</w:tblGrid>")
	row := func(cells []string, heads, keep bool) {
		b.WriteString("<w:tr><w:trPr><w:cantSplit/>")
		style := "Cell"
		if heads {
			b.WriteString("<w:tblHeader/>") // repeated on each page, and read out as heads
			style = "CellHead"
		}
		b.WriteString("</w:trPr>")
		for i := range t.Head {
			text, properties := "", ""
			if keep {
				properties = `<w:keepNext/>`
			}
			if i < len(cells) {
				text = t.text(i, cells[i])
			}
			if t.number(i) {
				properties += `<w:jc w:val="right"/>`
			}
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>%s</w:tc>`, widths[i], run(style, properties, text))
		}
		b.WriteString("</w:tr>")
	}
	row(t.Head, true, true)
	for i, cells := range t.Rows {
		row(cells, false, t.heads(i))
	}
	b.WriteString("</w:tbl>" + run("", "", ""))
}

func (b *body) figure(x Block) error {
	f := x.Figure
	picture, err := f.PNG()
	if err != nil {
		return err
	}
	b.pictures = append(b.pictures, picture)
	n := len(b.pictures)
	cx, cy := int(f.Width.Points()*emu), int(f.Height.Points()*emu)
	fmt.Fprintf(b, `<w:p><w:pPr><w:keepNext/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="%s" title="%s" descr="%s"/><a:graphic><a:graphicData uri="%s/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="%s"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId%d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		cx, cy, n, escape(f.Name), escape(f.Title), escape(f.Alt), drawingNS, n, escape(f.Name), n, cx, cy)
	b.paragraph("Caption", fmt.Sprintf("Figure %d. %s.", n, f.Title))
	return nil
}

// styles are those of the headings, tables and captions.
const styles = `<w:styles xmlns:w="` + wordNS + `"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="21"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="320"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="24"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="2"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:basedOn w:val="Normal"/><w:rPr><w:i/><w:sz w:val="19"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Cell"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="CellHead"><w:name w:val="Cell Head"/><w:basedOn w:val="Cell"/><w:rPr><w:b/></w:rPr></w:style>` +
	`<w:style w:type="table" w:styleId="Table"><w:name w:val="Table"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:color="000000"/><w:insideH w:val="single" w:sz="2" w:color="BBBBBB"/></w:tblBorders><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`
