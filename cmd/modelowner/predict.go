package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/internal/table"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/modelowner"
)

type predictFlags struct {
	data, out string
	interval  float64
	json      show.JSON
	how       table.Flags
}

func predictCommand(dir *flags.Dir) *cobra.Command {
	var f predictFlags
	cmd := &cobra.Command{
		Use:   "predict TRAINING --data rows.csv",
		Short: "Predict the target for the rows of a CSV file",
		Long: `predict uses the trained model on rows that pass the same checks and encodings as
the rows of data owners. The target column may be missing; if it is there, the cost
on these rows is printed too, and for a target with levels the accuracy and the area
under the ROC curve.

With --interval 0.95 every prediction has a confidence interval of the expected value or of
the probability of each level, and for least squares a prediction interval of the target of
one further row, as far as the model has standard errors.

With --json it prints {"metric":"mse","cost":…,"predictions":[…]}; cost is that of the
training, data_cost that on these rows. A row that breaks a rule is named in "problems"
and has no prediction: null, or an empty cell. For a target with levels the predictions are
levels, and "levels" and "probabilities" hold the probability of each.`,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error { return predict(cmd, dir, &f, args[0]) },
	}
	cmd.Flags().StringVar(&f.data, "data", "", "file with the rows; - reads standard input")
	cmd.Flags().StringVar(&f.out, "out", "", "write the predictions to this CSV file instead")
	cmd.Flags().Float64Var(&f.interval, "interval", 0, "add confidence intervals at this level, such as 0.95, and of least squares prediction intervals")
	f.json.Add(cmd)
	f.how.Add(cmd)
	return cmd
}

func predict(cmd *cobra.Command, dir *flags.Dir, f *predictFlags, name string) error {
	if f.data == "" {
		return cli.Usage(errors.New("--data is needed"), "modelowner predict TRAINING --data rows.csv")
	}
	t, _, err := dir.Find(name)
	if err != nil {
		return err
	}
	in, err := f.how.Open(cmd, f.data)
	if err != nil {
		return err
	}
	defer in.Close()
	if cmd.Flags().Changed("interval") && !(f.interval > 0 && f.interval < 1) {
		return cli.Usage(errors.New("--interval must be above 0 and below 1"), "modelowner predict TRAINING --data rows.csv --interval 0.95")
	}
	p, report, err := t.PredictIntervals(in, in.Options(), f.interval)
	show.RowReport(cmd, "", report, err)
	if hint := table.Hint(report); err != nil && hint != "" {
		return cli.Usage(err, hint)
	}
	if err != nil {
		return err
	}
	if n := len(p.Problems); n > 0 {
		for i, line := range report.ProblemLines() {
			if i == show.Problems {
				show.Warn(cmd, "%d more problems", n-i)
				break
			}
			show.Warn(cmd, "%s", line)
		}
	}
	if p.Approximation != "" {
		show.Warn(cmd, "%s", p.Approximation)
	}
	if f.out == "" {
		return show.Result(cmd, f.json, p, predictionText)
	}
	var b bytes.Buffer
	if err := p.WriteCSV(&b); err != nil {
		return err
	}
	if err := durable.WriteFile(f.out, b.Bytes()); err != nil {
		return cli.Usage(fmt.Errorf("failed to write predictions: %w", err), "")
	}
	p.Predictions, p.Probabilities, p.Intervals, p.Rows = []modelowner.Predicted{}, nil, nil, nil // they are in the file
	return show.Result(cmd, f.json, p, costsText)
}

func predictionText(p *modelowner.Prediction) string {
	var b strings.Builder
	tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, "line\tprediction\t") // the header is line 1, as in problems with rows
	if p.Levels != nil {
		fmt.Fprint(tw, "probability\t")
	}
	if p.Intervals != nil {
		fmt.Fprint(tw, "from\tto\t")
	}
	fmt.Fprintln(tw)
	for i, y := range p.Predictions {
		if y.None {
			fmt.Fprintf(tw, "%d\t\t%s\n", p.Line(i), map[bool]string{true: "\t"}[p.Levels != nil])
			continue
		}
		if p.Levels == nil {
			fmt.Fprintf(tw, "%d\t%s\t%s\n", p.Line(i), show.Number(y.Value), intervalText(p, i))
			continue
		}
		fmt.Fprintf(tw, "%d\t%s\t%s\t%s\n", p.Line(i), cli.Printable(y.Level), show.Number(slices.Max(p.Probabilities[i])), intervalText(p, i))
	}
	tw.Flush()
	return b.String() + "\n" + costsText(p)
}

// intervalText returns the cells of the interval of a prediction, if there is one.
func intervalText(p *modelowner.Prediction, i int) string {
	interval, ok := p.Shown(i)
	if !ok {
		return ""
	}
	cell := func(x *float64) string {
		if x == nil {
			return "\t"
		}
		return show.Number(*x) + "\t"
	}
	return cell(interval.Low) + cell(interval.High)
}

// costsText returns a table of how good the predictions are.
func costsText(p *modelowner.Prediction) string {
	var b strings.Builder
	tw := show.NewTable(&b)
	fmt.Fprintf(tw, "cost of the training (%s)\t%s\n", p.Metric, show.Number(p.Cost))
	if p.DataCost != nil {
		fmt.Fprintf(tw, "cost on these rows (%s)\t%s\n", p.DataMetric(), show.Number(*p.DataCost))
	}
	show.Scores(tw, p.Scores, " on these rows")
	tw.Flush()
	return b.String()
}
