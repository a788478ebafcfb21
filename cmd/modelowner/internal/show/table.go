package show

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner"
)

// NewTable returns a writer of rows of names and values, separated by a tab.
func NewTable(w io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(w, 0, 0, 2, ' ', 0) }

// Scores prints scores as rows of a table of names and values. of follows each name.
func Scores(w io.Writer, scores kinds.Scores, of string) {
	for _, s := range scores.List() {
		fmt.Fprintf(w, "%s%s\t%s", cli.Printable(s.Name), of, Number(s.Value))
		if s.Bound > 0 {
			fmt.Fprintf(w, " ± %s", Number(s.Bound))
		}
		fmt.Fprintln(w)
	}
}

// Privacy prints a training's privacy account as a row of a table. It prints nothing without differential privacy.
func Privacy(w io.Writer, p *modelowner.Privacy) {
	if p == nil {
		return
	}
	fmt.Fprintf(w, "privacy\tε = %.4g of %.4g, δ = %g, for every %s; %s, clip %g, noise multiplier %g, %d of %d sums\n",
		p.Spent, p.Epsilon, p.Delta, p.Unit, p.Mechanism, p.Clip, p.Multiplier, p.Sums, p.Of)
}

// Rounds prints the table of rounds.
func Rounds(w io.Writer, s *modelowner.Status) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "round\tkind\tattempts\towners\trows\tbytes\tseconds\tcost\t")
	for _, r := range s.Rounds {
		if !r.Finished {
			fmt.Fprintf(tw, "%d\t%s\t%d\t\t\t\t\topen\t\n", r.Round, r.Kind, r.Attempts)
			continue
		}
		fmt.Fprintf(tw, "%d\t%s\t%d\t%d\t%s\t%s\t%.1f\t%s\t\n",
			r.Round, r.Kind, r.Attempts, r.Owners, rowCount(r.Rows), cli.Size(r.Bytes), r.Seconds, known(r.Cost))
	}
	return tw.Flush()
}

// rowCount returns a number of rows for a table, or "" if noise hides it.
func rowCount(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// known returns a cost for a table, or "" if it is not known.
func known(cost *float64) string {
	if cost == nil {
		return ""
	}
	return Number(*cost)
}

// Problems is how many bad rows are printed.
const Problems = 10

// RowReport prints the problems of rows beyond the error's text, and the columns and rows that were left out. of goes before
// each line if there are several files.
func RowReport(cmd *cobra.Command, of string, r *schema.Report, err error) {
	if r == nil {
		return
	}
	for i, line := range r.ProblemLines() {
		if i == Problems || err == nil {
			break
		}
		Note(cmd, "%s%s", of, line)
	}
	if len(r.Ignored) > 0 {
		Warn(cmd, "%scolumns the model does not read are ignored: %s", of, strings.Join(r.Ignored, ", "))
	}
	if r.Dropped > 0 {
		Warn(cmd, "%s%s left out because a value is missing", of, cli.Count(r.Dropped, "row"))
	}
	for _, w := range r.Warnings {
		Warn(cmd, "%s%s", of, w)
	}
}
