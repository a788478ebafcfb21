package cli

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/spf13/cobra"
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
	Report(&out, "program", errors.New("failed to read \x1b[31mname:\n\tno"), "try \x07again")
	if got := out.String(); strings.ContainsAny(got, "\x1b\x07\t") || !strings.Contains(got, ":\n no\n") ||
		!strings.HasPrefix(got, "program: error: failed to read ") || !strings.Contains(got, "\nprogram: hint: try ") {
		t.Errorf("reported %q", got)
	}
}

// What people mistype is answered in the words of the command line, with the rule and the way on, and with the documented code.
func TestWrongUse(t *testing.T) {
	t.Setenv("TOOL_WAIT", "soon")
	for _, test := range []struct {
		args string
		want string
	}{
		{"", ""},
		{"dgi 3 --name x", "tool: error: unknown command \"dgi\"\ntool: hint: did you mean 'tool dig'\n"},
		{"zzz", "tool: error: unknown command \"zzz\"\ntool: hint: 'tool --help' lists the commands\n"},
		{"dig --name x", "tool: error: dig takes DEPTH\ntool: hint: see 'tool dig --help'\n"},
		{"dig 3 4 --name x", "tool: error: dig takes DEPTH\ntool: hint: see 'tool dig --help'\n"},
		{"dig 3", "tool: error: --name is needed\ntool: hint: see 'tool dig --help'\n"},
		{"dig 3 --name x --times many", "tool: error: invalid --times: must be a whole number\ntool: hint: see 'tool dig --help'\n"},
		{"dig 3 --name x --wait 5", "tool: error: invalid --wait: must be a time with its unit, such as 30s, 10m or 24h\ntool: hint: see 'tool dig --help'\n"},
		{"dig 3 --name x --share half", "tool: error: invalid --share: must be a number\ntool: hint: see 'tool dig --help'\n"},
		{"dig 3 --name x --deep=very", "tool: error: invalid --deep: must be true or false\ntool: hint: see 'tool dig --help'\n"},
		{"dig 3 --name", "tool: error: flag needs an argument: --name\ntool: hint: see 'tool dig --help'\n"},
		{"bury 3", "tool: error: invalid TOOL_WAIT: must be a time with its unit, such as 30s, 10m or 24h\n"},
	} {
		var out bytes.Buffer
		root := &cobra.Command{Use: "tool", Args: NoCommand, RunE: ShowHelp}
		root.SetErr(&out)
		root.SetOut(io.Discard)
		root.SetArgs(strings.Fields(test.args))
		dig := &cobra.Command{Use: "dig DEPTH", Args: Exactly("DEPTH"), RunE: func(*cobra.Command, []string) error { return nil }}
		dig.Flags().Int("times", 1, "")
		dig.Flags().Duration("wait", 0, "")
		dig.Flags().Float64("share", 1, "")
		dig.Flags().Bool("deep", false, "")
		dig.Flags().String("name", "", "")
		if err := dig.MarkFlagRequired("name"); err != nil {
			t.Fatal(err)
		}
		bury := &cobra.Command{Use: "bury DEPTH", RunE: func(cmd *cobra.Command, _ []string) error { return BindEnv(cmd, "TOOL") }}
		bury.Flags().Duration("wait", 0, "")
		root.AddCommand(dig, bury)
		want := ExitUsage
		if test.want == "" {
			want = ExitOK
		}
		if code := Run(t.Context(), root); code != want || out.String() != test.want {
			t.Errorf("%q: exit code %d, %q", test.args, code, out.String())
		}
	}
}
