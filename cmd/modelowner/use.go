package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/ml/modelowner"
	"github.com/blindfit/blindfit/ml/schema"
)

func predictCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "predict TRAINING --data rows.csv",
		Short: "Predict the target for the rows of a CSV file",
		Long: `predict uses the trained model on rows that pass the same checks and encodings as
the rows of data owners. The target column may be missing; where it is there,
the cost on these rows is told too. With --json it prints
{"metric":"mse","cost":…,"predictions":[…]}; the cost is the training's.`,
		Args: exactly("TRAINING"),
		RunE: predict,
	}
	cmd.Flags().String("data", "", "CSV file with a header; - reads standard input")
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
	tellReport(cmd, report, err)
	if err != nil {
		return err
	}
	return result(cmd, p, predictionText)
}

// tellReport prints what is wrong with rows beyond what the error says, and what was left out.
func tellReport(cmd *cobra.Command, r *schema.Report, err error) {
	if r == nil {
		return
	}
	const shown = 10
	for i, p := range r.Problems {
		if i == shown || err == nil {
			break
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "modelowner: %s\n", cli.Printable(p.String()))
	}
	if len(r.Ignored) > 0 {
		warn(cmd, "columns the model does not read are ignored: %s", strings.Join(r.Ignored, ", "))
	}
	if r.Dropped > 0 {
		warn(cmd, "%d rows are left out because a value is missing", r.Dropped)
	}
	for _, w := range r.Warnings {
		warn(cmd, "%s", w)
	}
}

func predictionText(p *modelowner.Prediction) string {
	var b strings.Builder
	tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "row\tprediction\t")
	for i, y := range p.Predictions {
		row := i + 1
		if p.Rows != nil {
			row = p.Rows[i] - 1 // the header is line 1 of the file
		}
		fmt.Fprintf(tw, "%d\t%s\t\n", row, number(y))
	}
	tw.Flush()
	fmt.Fprintf(&b, "\ncost of the training (%s)  %s\n", p.Metric, number(p.Cost))
	if p.DataCost != nil {
		fmt.Fprintf(&b, "cost on these rows (%s)    %s\n", p.Metric, number(*p.DataCost))
	}
	return b.String()
}

func exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export TRAINING --out FILE",
		Short: "Write the trained model to a file",
		Args:  exactly("TRAINING"),
		RunE:  export,
	}
	cmd.Flags().String("format", "json", "json")
	cmd.Flags().String("out", "", "file to write; - is standard output")
	return cmd
}

func export(cmd *cobra.Command, args []string) error {
	if format, _ := cmd.Flags().GetString("format"); format != "json" {
		return cli.Usage(errors.New("invalid --format: must be json"), "")
	}
	out, _ := cmd.Flags().GetString("out")
	if out == "" {
		return cli.Usage(errors.New("--out is needed"), "modelowner export TRAINING --out model.json")
	}
	t, _, err := find(cmd, args[0])
	if err != nil {
		return err
	}
	if out == "-" {
		return t.Export(cmd.OutOrStdout())
	}
	return t.ExportFile(out)
}

func statusCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status TRAINING",
		Short: "Show where a training stands",
		Long: `status shows what this folder knows of a training. With --online it also asks the
facilitator, which needs the key.`,
		Args: exactly("TRAINING"),
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
	tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "training\t%s\n\t%s\nname\t%s\nfacilitator\t%s\ncreated\t%s\nstate\t%s\ninvites\t%d\n",
		s.ID, s.Words, cli.Printable(s.Name), s.Facilitator, s.Created.Format("2006-01-02 15:04:05 MST"), s.State, s.Invites)
	for i, m := range s.Members {
		fmt.Fprintf(tw, "owner %d\t%s\n", i+1, m.Words)
	}
	if s.Cost != nil {
		fmt.Fprintf(tw, "cost (%s)\t%s\n", s.Metric, number(*s.Cost))
	}
	if o := s.Online; o != nil {
		fmt.Fprintf(tw, "facilitator says\t%s, %d enrolled, %d connected\n", o.Phase, o.Enrolled, o.Present)
		for i, e := range o.Owners {
			fmt.Fprintf(tw, "enrolled %d\t%s\n", i+1, e.Words)
		}
	}
	tw.Flush()
	if len(s.Rounds) > 0 {
		b.WriteString("\n")
		roundsTable(&b, s)
	}
	return b.String()
}

func listCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the trainings of this folder",
		Args:  exactly(),
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
	return result(cmd, r, func(r listResult) string {
		var b strings.Builder
		tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
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
