package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// Fault table row 63: names come from other people; none of them may move the cursor, colour the screen or
// write into the window's title.
func TestTextFromOutsideIsPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain name":            "plain name",
		"zwei\nZeilen":          "zwei\nZeilen",
		"Größe 東京 ✓":            "Größe 東京 ✓",
		"\x1b[2Jgone":           "\ufffd[2Jgone",
		"\x1b]0;title\x07":      "\ufffd]0;title\ufffd",
		"over\rwritten\b\b":     "over\ufffdwritten\ufffd\ufffd",
		"\u009b31mred":          "\ufffd31mred",
		"right\u202eto left":    "right\ufffdto left",
		"zero\u200bwidth\x00":   "zero\ufffdwidth\ufffd",
		"invalid \xff\xfe UTF8": "invalid \ufffd\ufffd UTF8",
	} {
		if got := Printable(in); got != want {
			t.Errorf("%q prints as %q, want %q", in, got, want)
		}
	}
}

func TestReport(t *testing.T) {
	var out bytes.Buffer
	Report(&out, "program", errors.New("failed to read \x1b[31mname"), "try \x07again")
	if got := out.String(); strings.ContainsAny(got, "\x1b\x07") ||
		!strings.HasPrefix(got, "program: error: failed to read ") || !strings.Contains(got, "\nprogram: hint: try ") {
		t.Errorf("reported %q", got)
	}
}
