package figure

import (
	"unicode"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// typeface is the font of figures and of PDF documents. It has the letters of European languages.
var typeface = font.Font{Typeface: "Liberation", Variant: "Sans"}

// sized returns the font in a size in points.
func sized(points float64) font.Font {
	f := typeface
	f.Size = vg.Points(points)
	return f
}

// Lacking returns the first letter of the texts that the font of figures and PDF documents does not have, or 0. Other signs that it
// lacks are shown as a box and do not count.
func Lacking(texts ...string) rune {
	f := font.DefaultCache.Lookup(typeface, vg.Points(8)).Face
	for _, text := range texts {
		for _, r := range text {
			if !unicode.IsLetter(r) {
				continue
			}
			if i, err := f.GlyphIndex(nil, r); err != nil || i == 0 {
				return r
			}
		}
	}
	return 0
}

// Lacking returns the first letter that the picture cannot show, or 0. That of an HTML page can show all: there the reader's
// program has the letters.
func (f *Figure) Lacking() rune {
	texts := []string{f.Title}
	if f.Data != nil {
		for _, row := range f.Data.Rows {
			for _, c := range row {
				texts = append(texts, c.String())
			}
		}
	}
	return Lacking(texts...)
}
