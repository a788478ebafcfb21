package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/ml/model"
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

// qualityLines prints what a closing evaluation measured, as rows of a table of names and values.
func qualityLines(w io.Writer, q *model.Quality) {
	if q == nil {
		return
	}
	fmt.Fprintf(w, "measured on\t%d rows\n", q.Rows)
	if q.R2 != nil {
		fmt.Fprintf(w, "R²\t%s\n", number(*q.R2))
	}
	if q.Accuracy != nil {
		fmt.Fprintf(w, "accuracy\t%s\n", number(*q.Accuracy))
	}
	for _, a := range q.AUC {
		fmt.Fprintf(w, "AUC of %s\t%s ± %s\n", cli.Printable(a.Level), number(a.Area), number(a.Bound))
	}
}

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
