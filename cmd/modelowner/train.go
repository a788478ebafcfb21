package main

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/ml/outlook"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/problem"
)

type trainFlags struct {
	start                 bool
	maxWait, proceedAfter time.Duration
	plot                  string
	keys                  flags.Keys
	json                  show.JSON
}

func trainCommand(dir *flags.Dir) *cobra.Command {
	return trainLike(dir, &cobra.Command{
		Use:   "train TRAINING",
		Short: "Train until the model is there",
		Long: `train waits until the owners that the training starts with are connected, fixes
them, and runs round after round: it checks every upload itself, opens the sum of
the round, takes a step, and at the end measures the cost of the final weights. It
may be stopped at any moment and goes on where it was.

Without differential privacy every round needs all owners: owners that are away are
waited for, and named. With it a round may go on without some of them, if two thirds
of all owners and cohort.min are left.

A training with trustees has no rounds: train waits for cohort.start contributions, or
the day of cohort.close, and then closes it as 'modelowner close' does.

With --json every event is one line of JSON; the last one is
{"event":"done","rounds":…,"cost":…,"metric":"mse",…}.

Exit code 3 means that --max-wait was over, 4 that a round was rejected or cannot be
completed; the reason is on standard error, and in the events.`,
		Args: cli.Exactly("TRAINING"),
	})
}

func resumeCommand(dir *flags.Dir) *cobra.Command {
	return trainLike(dir, &cobra.Command{
		Use:   "resume TRAINING",
		Short: "Go on with a training that was stopped; the same as train",
		Args:  cli.Exactly("TRAINING"),
	})
}

func trainLike(dir *flags.Dir, cmd *cobra.Command) *cobra.Command {
	var f trainFlags
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return train(cmd, dir, &f, args[0]) }
	set := cmd.Flags()
	set.BoolVar(&f.start, "start", false, "start with the owners that are connected now, at least cohort.min")
	set.DurationVar(&f.maxWait, "max-wait", 0, "longest time without progress, such as 24h; 0 waits without limit")
	set.DurationVar(&f.proceedAfter, "proceed-after", 5*time.Minute, "with differential privacy: how long to wait for owners that are away if enough others are connected")
	set.StringVar(&f.plot, "plot", "", "draw the cost over the rounds into a file at the end, such as loss.png")
	f.json.AddEvents(cmd)
	f.keys.Add(cmd)
	return cmd
}

func train(cmd *cobra.Command, dir *flags.Dir, f *trainFlags, name string) error {
	t, path, err := dir.Find(name)
	if err != nil {
		return err
	}
	if f.maxWait < 0 {
		return cli.Usage(errors.New("invalid --max-wait: must not be negative"), "")
	}
	if f.proceedAfter < 0 {
		return cli.Usage(errors.New("invalid --proceed-after: must not be negative"), "")
	}
	if f.plot != "" {
		if err := show.CheckPlot(f.plot); err != nil {
			return err
		}
	}
	keys, err := f.keys.Open(cmd, path)
	if err != nil {
		return err
	}
	return f.run(cmd, t, func(observe func(modelowner.Event)) (*modelowner.Result, error) {
		return t.Train(cmd.Context(), keys, modelowner.TrainOptions{Start: f.start, MaxWait: f.maxWait, ProceedAfter: f.proceedAfter, Observe: observe})
	})
}

// run shows work that ends with a model.
func (f *trainFlags) run(cmd *cobra.Command, t *modelowner.Training, work func(observe func(modelowner.Event)) (*modelowner.Result, error)) error {
	progress := show.NewProgress(cmd, f.json)
	res, err := work(progress.Event)
	progress.Close()
	if cmd.Context().Err() != nil {
		return problem.WithHint(cmd.Context().Err(), fmt.Sprintf("'modelowner %s %s' goes on where it was", cmd.Name(), t.ID))
	}
	if errors.Is(err, modelowner.ErrBusy) {
		return err // the folder shows the work of another process
	}
	status, statusErr := t.Status()
	if statusErr != nil {
		return cmp.Or(err, statusErr)
	}
	if f.plot != "" {
		err = errors.Join(err, show.Plot(f.plot, status))
	}
	if f.json.On {
		return err
	}
	err = errors.Join(err, showRounds(cmd, status, progress.Live()))
	if res != nil {
		showResult(cmd, res, status)
	}
	return err
}

// showRounds prints the curve and, if its lines are not on the terminal already, the table of rounds.
func showRounds(cmd *cobra.Command, status *modelowner.Status, shown bool) error {
	if len(status.Rounds) == 0 {
		return nil
	}
	out := cmd.OutOrStdout()
	if !shown {
		if err := show.Rounds(out, status); err != nil {
			return err
		}
	}
	if curve := show.Curve(status, show.CurveWidth(out)); curve != "" {
		fmt.Fprintf(out, "\n%s", curve)
	}
	return nil
}

// showResult prints how good the model is.
func showResult(cmd *cobra.Command, res *modelowner.Result, status *modelowner.Status) {
	for _, w := range res.Warnings {
		show.Warn(cmd, "%s", w)
	}
	how := "inferred from the rounds so far"
	if res.Measured {
		how = "measured with the final weights"
		if status.Holdout > 0 {
			how += ", on rows kept back from the training"
		} else {
			how += ", on the rows that the model was fitted to"
		}
	}
	m := res.Model.Summary
	if m.Description != nil {
		fmt.Fprintf(cmd.OutOrStdout(), "\ndescribed  %d rows; 'modelowner report' shows them\n", m.Rows)
		return
	}
	fmt.Fprintf(cmd.OutOrStdout(), "\ncost (%s)  %s, %s\n", m.Metric, show.Number(m.Cost), how)
	tw := show.NewTable(cmd.OutOrStdout())
	show.Scores(tw, status.Scores, "")
	show.Privacy(tw, status.Privacy)
	tw.Flush()
}

type closeFlags struct {
	trainFlags
	now   bool
	check bool
	until string // a day to which the close is put off
	cells int
}

func closeCommand(dir *flags.Dir) *cobra.Command {
	var f closeFlags
	cmd := &cobra.Command{
		Use:   "close TRAINING",
		Short: "Open the contributions of a training with trustees and make the model",
		Long: `close waits for cohort.start contributions or the day of cohort.close, names those that
count, asks the trustees which of them are bad, divides the others into cells at
random, and opens the sum of each cell with the masks that the trustees release. There
is one close for a training: what comes after it is not counted. It may be stopped at
any moment and goes on where it was.

A cell with a bad contribution is dropped whole, so there are three unless --cells says
otherwise; one cell alone needs --cells 1. As many bad contributions as there are cells,
one in each, lose everything. Each cell has at least cohort.batch contributions, and the
trustees' noise is in each: with one cell it is about 0.8 times that of three.

Before that it says what noise will leave of the result and what bad contributions can
take from it, and with --check that is all
it does: there is no second close, so wait if it is not enough. --put-off moves the day of
cohort.close to a later one, which data owners are shown from then on, and closes nothing
either.

With --json every event is one line of JSON.

Exit code 3 means that --max-wait was over, 4 that no cell could be used.`,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error { return closeTraining(cmd, dir, &f, args[0]) },
	}
	set := cmd.Flags()
	set.BoolVar(&f.now, "now", false, "close with the contributions that are here, at least cohort.batch")
	set.BoolVar(&f.check, "check", false, "close nothing: print how many contributions are here and what noise would leave of the result")
	set.StringVar(&f.until, "put-off", "", "close nothing: put off the day of cohort.close to a later one, such as 2027-03-01")
	set.IntVar(&f.cells, "cells", 0, "how many cells; 0 is up to three")
	set.DurationVar(&f.maxWait, "max-wait", 0, "longest time without progress, such as 24h; 0 waits without limit")
	f.json.AddEvents(cmd)
	f.keys.Add(cmd)
	return cmd
}

func closeTraining(cmd *cobra.Command, dir *flags.Dir, f *closeFlags, name string) error {
	t, path, err := dir.Find(name)
	if err != nil {
		return err
	}
	if f.maxWait < 0 {
		return cli.Usage(errors.New("invalid --max-wait: must not be negative"), "")
	}
	keys, err := f.keys.Open(cmd, path)
	if err != nil {
		return err
	}
	if f.until != "" {
		if err := t.PutOff(cmd.Context(), keys, f.until); err != nil {
			return err
		}
		show.Note(cmd, "the training closes after %s", f.until)
		return nil
	}
	if f.check {
		return f.outlook(cmd, t, keys)
	}
	return f.run(cmd, t, func(observe func(modelowner.Event)) (*modelowner.Result, error) {
		return t.Close(cmd.Context(), keys, modelowner.CloseOptions{Now: f.now, Cells: f.cells, MaxWait: f.maxWait, Observe: observe})
	})
}

// outlook prints the result that a close would have now.
func (f *closeFlags) outlook(cmd *cobra.Command, t *modelowner.Training, keys *modelowner.Keys) error {
	online, err := t.Online(cmd.Context(), keys)
	if err != nil {
		return err
	}
	if online.Contributions == nil {
		return cli.Usage(errors.New("the training has no trustees"), "run 'modelowner train'")
	}
	here := online.Contributions.Frozen + online.Contributions.Waiting
	r := closeOutlook{Contributions: here, Least: t.File.Cohort.Batch}
	if here >= r.Least && t.File.Describes() {
		if r.Counts, err = outlook.Describe(t.File, here, f.cells); err != nil {
			return err
		}
		if r.Enough, err = outlook.EnoughToDescribe(t.File); err != nil {
			return err
		}
		r.Text, r.Useless = r.Counts.Sentence(), r.Counts.Useless()
	} else if here >= r.Least {
		reference, err := outlook.New(t.File)
		if err == nil {
			o := reference.At(here, f.cells)
			r.Outlook = &o
			r.Text, r.Useless = reference.Sentence(o)
			r.Enough = reference.Enough()
		} else if !errors.Is(err, outlook.ErrNone) {
			return err
		}
		if r.Cells = f.cells; r.Cells == 0 {
			r.Cells = t.File.Cells(here)
		}
		r.Loss = outlook.LossSentence(here, r.Cells)
	}
	return show.Result(cmd, f.json, r, closeOutlook.text)
}

// closeOutlook is the result of close --check.
type closeOutlook struct {
	Contributions int              `json:"contributions"` // here
	Least         int              `json:"least"`         // of a cell
	Outlook       *outlook.Outlook `json:"outlook,omitempty"`
	Counts        *outlook.Counts  `json:"counts,omitempty"` // of a description
	Enough        int              `json:"enough,omitempty"` // contributions; 0 if no number is
	Useless       bool             `json:"useless"`
	Text          string           `json:"text,omitempty"`
	Cells         int              `json:"cells,omitempty"`
	Loss          string           `json:"loss,omitempty"` // by bad contributions
}

func (r closeOutlook) text() string {
	out := fmt.Sprintf("%d contributions are here; a cell has at least %d\n", r.Contributions, r.Least)
	if r.Loss != "" {
		where := "in one cell"
		if r.Cells > 1 {
			where = fmt.Sprintf("in %d cells", r.Cells)
		}
		out += where + " " + r.Loss + "\n"
	}
	if r.Outlook == nil && r.Counts == nil {
		return out
	}
	if r.Useless {
		out += "warning: "
	}
	if r.Counts != nil {
		return out + r.Text + "\n" + outlook.EnoughToDescribeSentence(r.Enough) + "\n"
	}
	return out + r.Text + "\n" + outlook.EnoughSentence(r.Enough) + "\n" + outlook.Basis + "\n"
}
