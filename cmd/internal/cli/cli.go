// Package cli owns how Blindfit's programs speak on a terminal: results on standard output, "name: error: …"
// and "name: hint: …" on standard error, documented exit codes, and text from outside made fit to print.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/blindfit/blindfit/internal/release"
)

// Exit codes shared by every program. A program's own codes begin at 10.
const (
	ExitOK          = 0
	ExitFailure     = 1
	ExitUsage       = 2   // a flag, an argument or a file that the user must change
	ExitInterrupted = 130 // SIGINT or SIGTERM, after a clean stop
)

// Error is a failure with an exit code and a hint for the person at the terminal.
type Error struct {
	Code int
	Hint string
	Err  error
}

// Error implements error.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Usage wraps err as something the user must change.
func Usage(err error, hint string) error { return &Error{ExitUsage, hint, err} }

// Failure wraps err with a hint.
func Failure(err error, hint string) error { return &Error{ExitFailure, hint, err} }

// Main runs root with the process's arguments and exits. SIGINT and SIGTERM end its context; a second one ends
// the process at once.
func Main(root *cobra.Command) {
	root.AddCommand(ManCommand(root))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(Run(ctx, root))
}

// Run executes root and returns its exit code, having reported an error to root's error stream.
func Run(ctx context.Context, root *cobra.Command) int {
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(flagError)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return ExitOK
	}
	if needed := neededFlags(cmd, err); needed != nil {
		err = needed
	}
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{Code: ExitFailure, Err: err}
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			e = &Error{Code: ExitInterrupted, Err: errors.New("interrupted")}
		} else if isUsage(err) {
			e = &Error{Code: ExitUsage, Err: err, Hint: seeHelp(cmd)}
		}
	}
	Report(root.ErrOrStderr(), root.Name(), e.Err, e.Hint)
	return e.Code
}

// isUsage recognises the command library's own complaints, which have no type.
func isUsage(err error) bool {
	for _, prefix := range []string{"unknown command", "unknown flag", "accepts ", "requires ", "if any flags in the group "} {
		if strings.HasPrefix(err.Error(), prefix) {
			return true
		}
	}
	return false
}

// Report prints an error and, if it has one, its hint.
func Report(w io.Writer, name string, err error, hint string) {
	text := strings.ReplaceAll(err.Error(), "\t", " ") // errors of libraries indent lines
	fmt.Fprintf(w, "%s: error: %s\n", name, Printable(text))
	if hint != "" {
		fmt.Fprintf(w, "%s: hint: %s\n", name, Printable(hint))
	}
}

// Printable makes text from outside fit for a terminal: control characters, escape codes among them, are
// replaced, line breaks kept.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsGraphic(r) {
			return r
		}
		return '\ufffd'
	}, s)
}

// Count writes a number of things: "1 row", "2 rows".
func Count[N ~int | ~int64](n N, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// Size returns a number of bytes for people.
func Size[N ~int | ~int64](n N) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// Span returns a time in seconds for people.
func Span(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case seconds < 0.01:
		return "under 0.01 s"
	case d < time.Second:
		return fmt.Sprintf("%.2f s", seconds)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", seconds)
	}
	return d.Round(time.Second).String()
}

// BindEnv sets every flag of cmd that the command line left alone from the environment: --dir from PREFIX_DIR.
func BindEnv(cmd *cobra.Command, prefix string) error {
	var failed error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := prefix + "_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value, ok := os.LookupEnv(name); ok && !f.Changed && f.Name != "help" {
			if err := cmd.Flags().Set(f.Name, value); err != nil && failed == nil {
				failed = Usage(fmt.Errorf("invalid %s: %w", name, valueError(f, err)), "")
			}
		}
	})
	return failed
}

// CheckEnv refuses variables of an environment, in the form NAME=value, that begin with prefix and set no flag of any command of
// root: a setting whose name is misspelt would do nothing, unnoticed. Names that match others, without the prefix, are
// somebody else's.
func CheckEnv(root *cobra.Command, prefix string, environ []string, others *regexp.Regexp) error {
	known := map[string]bool{}
	for _, c := range root.Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) { known[strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))] = true })
	}
	for _, v := range environ {
		name, _, _ := strings.Cut(v, "=")
		flag, ours := strings.CutPrefix(name, prefix+"_")
		if ours && !known[flag] && !others.MatchString(flag) {
			return Usage(fmt.Errorf("the environment variable %s sets no flag", name), "correct its name or remove it: it is "+prefix+"_ and the name of a flag, in capitals with _ for -")
		}
	}
	return nil
}

// Release is the release that this program was built from.
func Release() string { return release.Name() }

// DefaultDir returns the user's configuration folder for one of the programs, or "" if the system has none.
func DefaultDir(name string) string {
	base, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(base, "blindfit", name)
}
