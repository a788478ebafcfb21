package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/internal/table"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/ml/spec"
)

type initFlags struct {
	target, formula, name, out string
	describe                   bool
	group                      string
	table                      table.Flags
}

func initCommand() *cobra.Command {
	var f initFlags
	cmd := &cobra.Command{
		Use:   "init data.csv",
		Short: "Write an annotated training file from a table",
		Long: `init reads a table of yours that looks like those of the data owners, and writes a
training file: every usable column a feature with its type and range, the model
that fits the target, and notes on columns to check. Ranges and levels must fit the
rows of every owner: edit the file before you create a training from it.`,
		Args: cli.Exactly("data.csv"),
		RunE: func(cmd *cobra.Command, args []string) error { return initialise(cmd, &f, args[0]) },
	}
	f.table.Add(cmd)
	set := cmd.Flags()
	set.StringVar(&f.target, "target", "", "column to predict (default: the last usable one)")
	set.StringVar(&f.formula, "formula", "", "terms of the model in R's syntax, such as 'los ~ age + log(bmi) + sex*smoker' or 'Surv(time, event) ~ age'")
	set.BoolVar(&f.describe, "describe", false, "draft a description of all columns, without a model and a target")
	set.StringVar(&f.group, "group", "", "column with levels by which --describe divides the rows")
	set.StringVar(&f.name, "name", "", "name of the training (default: the target's)")
	set.StringVar(&f.out, "out", "model.json", "file to write, which must not exist; - is standard output")
	return cmd
}

func initialise(cmd *cobra.Command, f *initFlags, path string) error {
	switch {
	case f.describe && f.formula != "":
		return cli.Usage(errors.New("--describe has no --formula"), "")
	case f.describe && f.target != "":
		return cli.Usage(errors.New("--describe has no --target"), "")
	case f.group != "" && !f.describe:
		return cli.Usage(errors.New("--group belongs to --describe"), "")
	}
	rows, err := f.table.Open(cmd, path)
	if err != nil {
		return err
	}
	defer rows.Close()
	draft, err := spec.Init(rows, spec.InitOptions{Name: f.name, Target: f.target, Formula: f.formula, Describe: f.describe, Group: f.group, Reading: rows.Reading, Compose: table.Compose})
	for _, note := range draft.Notes {
		show.Note(cmd, "note: %s", cli.Printable(note))
	}
	if err != nil {
		return cli.Usage(fmt.Errorf("failed to read %s: %w", cli.Printable(path), err), "")
	}
	text := draft.Text
	if f.out == "-" {
		_, err = cmd.OutOrStdout().Write(text)
		return err
	}
	file, err := os.OpenFile(f.out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return cli.Usage(fmt.Errorf("failed to write %s: it exists", cli.Printable(f.out)), "name another file with --out")
	} else if err != nil {
		return cli.Usage(fmt.Errorf("failed to write training file: %w", err), "")
	}
	if _, err := file.Write(text); err != nil {
		file.Close()
		return fmt.Errorf("failed to write training file: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("failed to write training file: %w", err)
	}
	for _, line := range draft.Refused {
		show.Warn(cmd, "to decide, because this very table is refused: %s", line)
	}
	show.Note(cmd, "wrote %s; check its notes before 'modelowner create -f %s'", f.out, f.out)
	return nil
}
