package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner"
)

func predictCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "predict TRAINING --data rows.csv",
		Short: "Predict the target for the rows of a CSV file",
		Long: `predict uses the trained model on rows that pass the same checks and encodings as
the rows of data owners. The target column may be missing; where it is there,
the cost on these rows is told too, and for a target with levels the accuracy and
the area under the ROC curve. With --json it prints
{"metric":"mse","cost":…,"predictions":[…]}; the cost is the training's. Of a target
with levels the predictions are levels, beside their probabilities.`,
		Args: cli.Exactly("TRAINING"),
		RunE: predict,
	}
	cmd.Flags().String("data", "", "CSV file with a header; - reads standard input")
	cmd.Flags().String("out", "", "write the predictions to this CSV file instead")
	cmd.Flags().Bool("json", false, "print one JSON object")
	return cmd
}

func predict(cmd *cobra.Command, args []string) error {
	path, _ := cmd.Flags().GetString("data")
	if path == "" {
		return cli.Usage(errors.New("--data is needed"), "modelowner predict TRAINING --data rows.csv")
	}
	t, _, err := find(cmd, args[0])
	if err != nil {
		return err
	}
	in, err := openRows(cmd, path)
	if err != nil {
		return err
	}
	defer in.Close()
	p, report, err := t.Predict(in)
	tellReport(cmd, "", report, err)
	if err != nil {
		return err
	}
	out, _ := cmd.Flags().GetString("out")
	if out == "" {
		return result(cmd, p, predictionText)
	}
	var b bytes.Buffer
	if err := p.WriteCSV(&b); err != nil {
		return err
	}
	if err := durable.WriteFile(out, b.Bytes()); err != nil {
		return cli.Usage(fmt.Errorf("failed to write predictions: %w", err), "")
	}
	p.Predictions, p.Probabilities, p.Rows = []modelowner.Predicted{}, nil, nil // they are in the file
	return result(cmd, p, costsText)
}

// tellReport prints what is wrong with rows beyond what the error says, and what was left out. of goes before each line where
// there are several files.
func tellReport(cmd *cobra.Command, of string, r *schema.Report, err error) {
	if r == nil {
		return
	}
	const shown = 10
	for i, line := range r.ProblemLines() {
		if i == shown || err == nil {
			break
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "modelowner: %s%s\n", cli.Printable(of), cli.Printable(line))
	}
	if len(r.Ignored) > 0 {
		warn(cmd, "%scolumns the model does not read are ignored: %s", of, strings.Join(r.Ignored, ", "))
	}
	if r.Dropped > 0 {
		warn(cmd, "%s%s left out because a value is missing", of, cli.Count(r.Dropped, "row"))
	}
	for _, w := range r.Warnings {
		warn(cmd, "%s%s", of, w)
	}
}

func predictionText(p *modelowner.Prediction) string {
	var b strings.Builder
	tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, "line\tprediction\t") // of the file, the header being the first, as in problems with rows
	if p.Levels != nil {
		fmt.Fprint(tw, "probability\t")
	}
	fmt.Fprintln(tw)
	for i, y := range p.Predictions {
		if p.Levels == nil {
			fmt.Fprintf(tw, "%d\t%s\t\n", p.Line(i), number(y.Value))
			continue
		}
		fmt.Fprintf(tw, "%d\t%s\t%s\t\n", p.Line(i), cli.Printable(y.Level), number(slices.Max(p.Probabilities[i])))
	}
	tw.Flush()
	return b.String() + "\n" + costsText(p)
}

// costsText is a table of how good the predictions are.
func costsText(p *modelowner.Prediction) string {
	var b strings.Builder
	tw := newTable(&b)
	fmt.Fprintf(tw, "cost of the training (%s)\t%s\n", p.Metric, number(p.Cost))
	if p.DataCost != nil {
		fmt.Fprintf(tw, "cost on these rows (%s)\t%s\n", p.DataMetric(), number(*p.DataCost))
	}
	scoreRows(tw, p.Scores, " on these rows")
	tw.Flush()
	return b.String()
}

func exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export TRAINING --out FILE",
		Short: "Write the trained model to a file",
		Args:  cli.Exactly("TRAINING"),
		RunE:  export,
	}
	cmd.Flags().String("format", modelowner.FormatJSON, "json, or onnx: a graph that takes features in their units and gives predictions")
	cmd.Flags().String("out", "", "file to write; - is standard output")
	return cmd
}

func export(cmd *cobra.Command, args []string) error {
	format, _ := cmd.Flags().GetString("format")
	if format != modelowner.FormatJSON && format != modelowner.FormatONNX {
		return cli.Usage(errors.New("invalid --format: must be json or onnx"), "")
	}
	out, _ := cmd.Flags().GetString("out")
	if out == "" {
		return cli.Usage(errors.New("--out is needed"), "modelowner export TRAINING --format "+format+" --out model."+format)
	}
	t, _, err := find(cmd, args[0])
	if err != nil {
		return err
	}
	if out == "-" {
		return t.Export(cmd.OutOrStdout(), format)
	}
	err = t.ExportFile(out, format)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) { // of the folder to write into
		return cli.Usage(err, "")
	}
	return err
}

func statusCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status TRAINING",
		Short: "Show where a training stands",
		Long: `status shows what this folder knows of a training. With --online it also asks the
facilitator, which needs the key.`,
		Args: cli.Exactly("TRAINING"),
		RunE: status,
	}
	cmd.Flags().Bool("online", false, "ask the facilitator too")
	cmd.Flags().Bool("json", false, "print one JSON object")
	addPassphraseFlag(cmd)
	return cmd
}

func status(cmd *cobra.Command, args []string) error {
	t, dir, err := find(cmd, args[0])
	if err != nil {
		return err
	}
	s, err := t.Status()
	if err != nil {
		return err
	}
	if online, _ := cmd.Flags().GetBool("online"); online {
		keys, err := openKeys(cmd, dir)
		if err != nil {
			return err
		}
		if s.Online, err = t.Online(cmd.Context(), keys); err != nil {
			return err
		}
	}
	return result(cmd, s, statusText)
}

func statusText(s *modelowner.Status) string {
	var b strings.Builder
	tw := newTable(&b)
	fmt.Fprintf(tw, "training\t%s\n\t%s\nmodel owner\t%s\nname\t%s\nfacilitator\t%s\ncreated\t%s\nstate\t%s\ninvites\t%d\n",
		s.ID, s.Words, s.ModelOwner, cli.Printable(s.Name), s.Facilitator, s.Created.Format("2006-01-02 15:04:05 MST"), s.State, s.Invites)
	for i, m := range s.Members {
		fmt.Fprintf(tw, "owner %d\t%s\n", i+1, m.Words)
	}
	if s.Cost != nil {
		fmt.Fprintf(tw, "cost (%s)\t%s\n", s.Metric, number(*s.Cost))
	}
	scoreRows(tw, s.Scores, "")
	privacyRow(tw, s.Privacy)
	if o := s.Online; o != nil {
		fmt.Fprintf(tw, "facilitator says\t%s, %d enrolled, %d connected\n", o.Phase, o.Enrolled, o.Present)
		for i, e := range o.Owners {
			fmt.Fprintf(tw, "enrolled %d\t%s\n", i+1, e.Words)
		}
	}
	tw.Flush()
	if len(s.Rounds) > 0 {
		b.WriteString("\n")
		_ = roundsTable(&b, s)
	}
	return b.String()
}

func listCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the trainings of this folder",
		Args:  cli.Exactly(),
		RunE:  list,
	}
	cmd.Flags().Bool("json", false, "print one JSON object")
	return cmd
}

func list(cmd *cobra.Command, _ []string) error {
	dir, err := folder(cmd)
	if err != nil {
		return err
	}
	trainings, err := modelowner.List(dir)
	if err != nil {
		return err
	}
	r := listResult{Trainings: []*modelowner.Status{}}
	for _, t := range trainings {
		s, err := t.Status()
		if err != nil {
			return fmt.Errorf("failed to read training %s: %w", t.ID, err)
		}
		r.Trainings = append(r.Trainings, s)
	}
	if len(r.Trainings) == 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "modelowner: no trainings in %s\n", cli.Printable(dir))
	}
	return result(cmd, r, func(r listResult) string {
		var b strings.Builder
		tw := newTable(&b)
		for _, s := range r.Trainings {
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", s.ID, s.Created.Format("2006-01-02"), s.State, cli.Printable(s.Name))
		}
		tw.Flush()
		return b.String()
	})
}

type listResult struct {
	Trainings []*modelowner.Status `json:"trainings"`
}
