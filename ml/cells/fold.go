package cells

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// invisible reports whether a character has neither a width nor a meaning of its own here: format characters, such as a
// zero width space or a byte order mark, and variation selectors.
func invisible(r rune) bool { return unicode.Is(unicode.Cf, r) || r >= 0xfe00 && r <= 0xfe0f }

// Fold returns a text in the form in which names and levels are compared: without invisible characters, with one plain
// space for each run of spaces, and composed, if compose is not nil: "u" with a combining diaeresis is then "ü". Two texts
// with equal results look alike.
func Fold(text string, compose func(string) string) string {
	ascii := true
	for i := range len(text) {
		if c := text[i]; c >= 0x80 || c == ' ' && i+1 < len(text) && text[i+1] == ' ' {
			ascii = false
			break
		}
	}
	if ascii || !utf8.ValidString(text) {
		return strings.TrimSpace(text)
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case invisible(r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if compose != nil {
		text = compose(text)
	}
	return text
}
