// Package poster owns the drawing of an invite that hangs on a wall: a QR code of the link, and the digits for checking it.
package poster

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// Invite is the content of a poster.
type Invite struct {
	Title   string // name of the training
	Link    string // as the QR code has it
	Address string // short address, to be typed; empty for none
	Words   string // of the model owner, to compare
	Code    bool   // the link needs a code
}

// Sizes of the drawing, in modules of the QR code.
const (
	quiet     = 4 // white modules on each side, as ISO/IEC 18004 asks
	lineSpace = 4
	textSize  = 2.4
)

// SVG draws a poster as a document of its own that loads nothing. It fails if the link is too long for a QR code.
func SVG(in Invite) ([]byte, error) {
	code, err := qr.Encode(in.Link, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("failed to draw the QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			run := 0
			for x+run < size && dark(code.At(x+run, y)) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	lines := in.lines()
	width, height := size+2*quiet, size+2*quiet+lineSpace*len(lines)
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" shape-rendering="crispEdges" role="img"><title>`, width, height, 10*width, 10*height)
	escape(&b, in.Title)
	fmt.Fprintf(&b, `</title><rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/>`, width, height, path.String())
	fmt.Fprintf(&b, `<g font-family="sans-serif" text-anchor="middle" fill="#000">`)
	for i, line := range lines {
		// Letters are about half as wide as they are high; a long line gets smaller ones.
		fit := min(textSize, float64(width-2)/(0.55*float64(max(1, len([]rune(line))))))
		fmt.Fprintf(&b, `<text x="%g" y="%d" font-size="%.2f">`, float64(width)/2, size+2*quiet+lineSpace*i+1, fit)
		escape(&b, line)
		b.WriteString("</text>")
	}
	b.WriteString("</g></svg>\n")
	return b.Bytes(), nil
}

func (in Invite) lines() []string {
	lines := []string{in.Title}
	if in.Address != "" {
		lines = append(lines, in.Address)
	}
	if in.Code {
		lines = append(lines, "You need the code that you were sent.")
	}
	return append(lines, "Asked by: "+in.Words)
}

func dark(c color.Color) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}

// escape writes text as it may stand in a document.
func escape(b *bytes.Buffer, text string) {
	_ = xml.EscapeText(b, []byte(text)) // a bytes.Buffer takes everything
}
