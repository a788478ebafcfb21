package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/problem"
)

func trainCommand() *cobra.Command {
	return trainLike(&cobra.Command{
		Use:   "train TRAINING",
		Short: "Train until the model is there",
		Long: `train waits until the owners that the training starts with are connected, fixes
them, and runs round after round: it checks every upload itself, opens the sum
over all owners, takes a step, and at the end measures the cost of the final
weights. It may be stopped at any moment and goes on where it was.

Sums are opened over whole blocks of owners only, so that no two of them differ by
one owner. With "optimizer": "sgd", "momentum" or "adam" a round may leave out the
blocks of owners who are away; conjugate gradient and L-BFGS, the defaults on
encrypted and on shared weights, need all owners in every round.

With --json every event is one line of JSON; the last one is
{"event":"done","rounds":…,"cost":…,"metric":"mse",…}.`,
		Args: cli.Exactly("TRAINING"),
		RunE: train,
	})
}

func resumeCommand() *cobra.Command {
	return trainLike(&cobra.Command{
		Use:   "resume TRAINING",
		Short: "Go on with a training that was stopped; the same as train",
		Args:  cli.Exactly("TRAINING"),
		RunE:  train,
	})
}

func trainLike(cmd *cobra.Command) *cobra.Command {
	f := cmd.Flags()
	f.Bool("start", false, "start with the owners who are connected now, at least cohort.min")
	f.Duration("max-wait", 0, "longest time without progress, such as 24h; 0 waits without limit")
	f.Duration("proceed-after", 5*time.Minute, "how long to wait for owners who are away before a round is run over the blocks that are whole without them")
	f.String("plot", "", "draw the cost over the rounds into a file at the end, such as loss.png")
	f.Bool("json", false, "print every event as one line of JSON")
	addPassphraseFlag(cmd)
	return cmd
}

func train(cmd *cobra.Command, args []string) error {
	t, dir, err := find(cmd, args[0])
	if err != nil {
		return err
	}
	start, _ := cmd.Flags().GetBool("start")
	maxWait, err := cmd.Flags().GetDuration("max-wait")
	if err != nil {
		return err
	}
	if maxWait < 0 {
		return cli.Usage(errors.New("invalid --max-wait: must not be negative"), "")
	}
	proceed, err := cmd.Flags().GetDuration("proceed-after")
	if err != nil {
		return err
	}
	if proceed < 0 {
		return cli.Usage(errors.New("invalid --proceed-after: must not be negative"), "")
	}
	picture, _ := cmd.Flags().GetString("plot")
	if picture != "" {
		if err := checkPlot(picture); err != nil {
			return err
		}
	}
	keys, err := openKeys(cmd, dir)
	if err != nil {
		return err
	}
	view := newView(cmd)
	res, err := t.Train(cmd.Context(), keys, modelowner.TrainOptions{Start: start, MaxWait: maxWait, ProceedAfter: proceed, Observe: view.event})
	view.close()
	if cmd.Context().Err() != nil {
		return problem.WithHint(cmd.Context().Err(), fmt.Sprintf("'modelowner train %s' goes on where it was", t.ID))
	}
	if picture != "" {
		err = errors.Join(err, draw(t, picture))
	}
	if wantsJSON(cmd) {
		return err
	}
	if errors.Is(err, modelowner.ErrBusy) {
		return err // nothing of what is recorded was done here
	}
	if status, statusErr := t.Status(); statusErr == nil && len(status.Rounds) > 0 {
		if !view.live() { // else every line of it is on the terminal already
			err = errors.Join(err, roundsTable(cmd.OutOrStdout(), status))
		}
		if curve := curveText(status, curveWidth(cmd.OutOrStdout())); curve != "" {
			fmt.Fprintf(cmd.OutOrStdout(), "\n%s", curve)
		}
	}
	if res != nil {
		for _, w := range res.Warnings {
			warn(cmd, "%s", w)
		}
		how := "measured with the final weights"
		if !res.Measured {
			how = "inferred from the rounds so far"
		}
		if t.File.Holdout > 0 && res.Measured {
			how += ", on rows kept back from the training"
		}
		m := res.Model.Summary
		fmt.Fprintf(cmd.OutOrStdout(), "\ncost (%s)  %s, %s\n", m.Metric, number(m.Cost), how)
		if status, err := t.Status(); err == nil {
			tw := newTable(cmd.OutOrStdout())
			scoreRows(tw, status.Scores, "")
			privacyRow(tw, status.Privacy)
			tw.Flush()
		}
	}
	return err
}

// roundsTable prints the table of rounds.
func roundsTable(w io.Writer, s *modelowner.Status) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "round\tkind\tattempts\towners\trows\tbytes\tseconds\tcost\t")
	for _, r := range s.Rounds {
		if !r.Finished {
			fmt.Fprintf(tw, "%d\t%s\t%d\t\t\t\t\topen\t\n", r.Round, r.Kind, r.Attempts)
			continue
		}
		cost := ""
		if r.Cost != nil {
			cost = number(*r.Cost)
		}
		rows := "" // with noise nobody knows
		if r.Rows > 0 {
			rows = strconv.FormatInt(r.Rows, 10)
		}
		fmt.Fprintf(tw, "%d\t%s\t%d\t%d\t%s\t%s\t%.1f\t%s\t\n", r.Round, r.Kind, r.Attempts, r.Owners, rows, size(r.Bytes), r.Seconds, cost)
	}
	return tw.Flush()
}
