package main

import (
	"bytes"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/report"
)

func reportCommand(dir *flags.Dir) *cobra.Command {
	var out string
	var rule publish.Rule
	cmd := &cobra.Command{
		Use:   "report TRAINING",
		Short: "Write a report of a training as one HTML file",
		Long: `report writes the fitted model, its quality, the owners and the costs: the curve,
coefficients by name, rounds, bytes and times, and a data-protection sheet for the
officers of the institutions that contribute. The file holds no script, loads
nothing from elsewhere, and holds no key, link or row. A training that is not over
has a report too; before its first round it is the sheet.

The report of a description has its tables, tests, curves and histograms.
--suppress-below and --round are rules for publication: small counts, those that
would tell them, and tests of either are left out.`,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error { return writeReport(cmd, dir, out, rule, args[0]) },
	}
	flags.Publication(cmd, &rule)
	cmd.Flags().StringVar(&out, "out", "report.html", "file to write; - is standard output")
	return cmd
}

func writeReport(cmd *cobra.Command, dir *flags.Dir, out string, rule publish.Rule, name string) error {
	if err := flags.CheckPublication(rule); err != nil {
		return err
	}
	t, _, err := dir.Find(name)
	if err != nil {
		return err
	}
	r, err := report.New(t, cli.Release(), time.Now(), rule)
	if err != nil {
		return err
	}
	if out == "-" {
		return r.Write(cmd.OutOrStdout())
	}
	var page bytes.Buffer
	if err := r.Write(&page); err != nil {
		return err
	}
	if err := durable.WriteFile(out, page.Bytes()); err != nil {
		return cli.Usage(fmt.Errorf("failed to write report: %w", err), "")
	}
	show.Note(cmd, "wrote %s", out)
	return nil
}
