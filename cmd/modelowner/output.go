package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/ml/kinds"
)

// wantsJSON reports whether --json was given.
func wantsJSON(cmd *cobra.Command) bool {
	v, err := cmd.Flags().GetBool("json")
	return err == nil && v
}

// writeLine writes v as one line of JSON.
func writeLine(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// result prints a command's result: as JSON with --json, else as text.
func result[T any](cmd *cobra.Command, v T, text func(T) string) error {
	if wantsJSON(cmd) {
		return writeLine(cmd.OutOrStdout(), v)
	}
	_, err := io.WriteString(cmd.OutOrStdout(), text(v))
	return err
}

// scoreRows prints scores as rows of a table of names and values. of follows each name.
func scoreRows(w io.Writer, scores kinds.Scores, of string) {
	for _, s := range scores.List() {
		fmt.Fprintf(w, "%s%s\t%s", cli.Printable(s.Name), of, number(s.Value))
		if s.Bound > 0 {
			fmt.Fprintf(w, " ± %s", number(s.Bound))
		}
		fmt.Fprintln(w)
	}
}

// newTable returns a writer of rows of names and values, separated by a tab.
func newTable(w io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(w, 0, 0, 2, ' ', 0) }

// number prints a cost or a weight for people.
func number(x float64) string { return strconv.FormatFloat(x, 'g', 7, 64) }

// size prints a number of bytes for people.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
