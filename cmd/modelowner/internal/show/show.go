// Package show owns the output of modelowner: results as JSON or as text, tables, curves, and the progress of a training.
package show

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
)

// JSON is the flag --json.
type JSON struct{ On bool }

// Add adds --json to a command with one object as its result.
func (j *JSON) Add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&j.On, "json", false, "print one JSON object")
}

// AddEvents adds --json to a command that prints events.
func (j *JSON) AddEvents(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&j.On, "json", false, "print every event as one line of JSON")
}

// Result prints a command's result: as JSON if --json is set, and as text if not.
func Result[T any](cmd *cobra.Command, asJSON JSON, v T, text func(T) string) error {
	if asJSON.On {
		return Line(cmd.OutOrStdout(), v)
	}
	_, err := io.WriteString(cmd.OutOrStdout(), text(v))
	return err
}

// Line writes v as one line of JSON.
func Line(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Note prints a sentence to standard error.
func Note(cmd *cobra.Command, format string, args ...any) {
	fmt.Fprintf(cmd.ErrOrStderr(), "modelowner: %s\n", cli.Printable(fmt.Sprintf(format, args...)))
}

// Warn prints a warning to standard error.
func Warn(cmd *cobra.Command, format string, args ...any) {
	Note(cmd, "warning: "+format, args...)
}

// Number returns a cost or a weight for people.
func Number(x float64) string { return strconv.FormatFloat(x, 'g', 7, 64) }
