package scan

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// encoded adds b in hex, both cases, and in base64, both alphabets and all three alignments, to a form of its
// own for each. solid is the share of b's bits that surprise.
func (s *Set) encoded(form, label string, b []byte, solid float64) {
	digits := hex.EncodeToString(b)
	bits := float64(8*len(b)) * solid
	s.add(form+" in hex", needle{label, bits, digits})
	if upper := strings.ToUpper(digits); upper != digits {
		s.add(form+" in hex", needle{label, bits, upper})
	}
	for align := range 3 {
		text := inner(b, align)
		bits := float64(6*len(text)) * solid
		s.add(form+" in base64", needle{label, bits, text})
		if url := strings.NewReplacer("+", "-", "/", "_").Replace(text); url != text {
			s.add(form+" in base64", needle{label, bits, url})
		}
	}
}

// inner returns the part of a base64 text that depends on b alone, if b starts align bytes after a multiple
// of three: the characters that share bits with its neighbours are left out.
func inner(b []byte, align int) string {
	padded := append(make([]byte, align), b...)
	text := base64.RawStdEncoding.EncodeToString(padded)
	from := (8*align + 5) / 6   // first character with six bits of b
	to := (8 * len(padded)) / 6 // characters with six known bits
	return text[from:to]
}
