package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/modelowner"
)

type closeFlags struct {
	trainFlags
	now   bool
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
otherwise; one cell alone needs --cells 1. Each cell has at least cohort.batch
contributions, and the trustees' noise is in each.

With --json every event is one line of JSON.

Exit code 3 means that --max-wait was over, 4 that no cell could be used.`,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error { return closeTraining(cmd, dir, &f, args[0]) },
	}
	set := cmd.Flags()
	set.BoolVar(&f.now, "now", false, "close with the contributions that are here, at least cohort.batch")
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
	return f.run(cmd, t, func(observe func(modelowner.Event)) (*modelowner.Result, error) {
		return t.Close(cmd.Context(), keys, modelowner.CloseOptions{Now: f.now, Cells: f.cells, MaxWait: f.maxWait, Observe: observe})
	})
}
