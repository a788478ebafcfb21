package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/internal/table"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/afterwards"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/analyse"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/tables"
	"github.com/blindfit/blindfit/protocol/wire"
)

type simulateFlags struct {
	file   flags.TrainingFile
	data   []string
	rule   publish.Rule
	out    string
	tables string
	json   show.JSON
	how    table.Flags
}

func simulateCommand() *cobra.Command {
	var f simulateFlags
	cmd := &cobra.Command{
		Use:   "simulate -f model.json --data a.csv,b.csv",
		Short: "Simulate a training on tables of your own, in the clear",
		Long: `simulate runs the training of a training file on this machine, one table for each
data owner, without keys and without a network. Rows are checked and quantised, and
sums are held within the bit budget, just as between data owners and a facilitator:
the result is the one that a training over these tables would lead to.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runSimulate(cmd, &f) },
	}
	f.file.Add(cmd)
	f.how.Add(cmd)
	cmd.Flags().StringSliceVar(&f.data, "data", nil, "files with rows, one for each data owner, with commas between")
	cmd.Flags().StringVar(&f.out, "out", "", "file to write the model to, as export --format json does")
	cmd.Flags().StringVar(&f.tables, "tables", "", "folder to write the result's tables to, each as a CSV file, as export --format tidy does")
	flags.Publication(cmd, &f.rule)
	f.json.AddEvents(cmd)
	return cmd
}

// warnFolds warns of files with too few rows for folds.
func (f *simulateFlags) warnFolds(cmd *cobra.Command, file *spec.File, rows []*schema.Table) {
	for i, table := range rows {
		if n := file.FoldRows(); table.Rows < n {
			show.Warn(cmd, "%s: %s for %d folds: with fewer than about %d rows a fold may be too small, and then nobody divides rows and there is no cross-validation", strings.TrimSpace(f.data[i]), cli.Count(table.Rows, "row"), file.Folds, n)
		}
	}
}

func runSimulate(cmd *cobra.Command, f *simulateFlags) error {
	const usage = "modelowner simulate -f model.json --data a.csv,b.csv"
	if err := f.file.Needed(usage); err != nil {
		return err
	}
	if len(f.data) == 0 {
		return cli.Usage(errors.New("--data is needed"), usage)
	}
	if err := flags.CheckPublication(f.rule); err != nil {
		return err
	}
	file, err := f.file.Read(cmd)
	if err != nil {
		return err
	}
	rows := make([]*schema.Table, len(f.data))
	for i, name := range f.data {
		of := ""
		if len(f.data) > 1 {
			of = name + ": "
		}
		if rows[i], err = f.read(cmd, file, strings.TrimSpace(name), of); err != nil {
			return err
		}
	}
	show.Rounded(cmd, file)
	if len(rows) < file.Cohort.Min {
		show.Warn(cmd, "a training of this file needs %d data owners (cohort.min); this simulation has %d", file.Cohort.Min, len(rows))
	}
	if err := noteOutlook(cmd, file); err != nil {
		return err
	}
	f.warnFolds(cmd, file, rows)
	trained, err := cli.Interruptible(cmd.Context(), func() (*simulate.Result, error) {
		var werr error
		trained, err := simulate.Train(file, rows, func(s simulate.Step) {
			if f.json.On {
				werr = errors.Join(werr, show.Line(cmd.OutOrStdout(), stepEvent{"round", s.Kind, s.Round, finite(s.Cost)}))
			}
		})
		if err != nil {
			return nil, cli.Usage(err, "")
		}
		return trained, werr
	})
	if err != nil {
		return err
	}
	if f.out != "" {
		b, err := trained.Model.Marshal()
		if err != nil {
			return fmt.Errorf("failed to write model: %w", err)
		}
		if err := os.WriteFile(f.out, b, 0o644); err != nil {
			return cli.Usage(fmt.Errorf("failed to write model: %w", err), "")
		}
	}
	if f.tables != "" {
		if err := writeTables(f.tables, tables.Source{Model: trained.Model, Rule: f.rule}); err != nil {
			return cli.Usage(err, "")
		}
		if trained.Squares != nil {
			if err := writeSums(f.tables, file, trained); err != nil {
				return cli.Usage(err, "")
			}
		}
	}
	for _, w := range trained.Warnings {
		show.Warn(cmd, "%s", w)
	}
	switch {
	case trained.Cut > 0 && file.Private():
		show.Warn(cmd, "%d times the part of a %s was longer than privacy.clip and was cut to it", trained.Cut, file.Privacy.Unit)
	case trained.Cut > 0:
		show.Warn(cmd, "%d entries of updates were past bounds.update and were cut to it", trained.Cut)
	}
	return show.Result(cmd, f.json, newSimulation(trained, len(rows)), simulationText)
}

// writeTables writes every table of a result to a file of its name in a folder, which it makes if it is not there.
func writeTables(dir string, s tables.Source) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("failed to write tables: %w", err)
	}
	for _, t := range tables.All(s) {
		if err := afterwards.WriteTable(dir, t); err != nil {
			return err
		}
	}
	return nil
}

// writeSums writes the sums of a simulated training, as analyse does of a training.
func writeSums(dir string, file *spec.File, trained *simulate.Result) error {
	b, err := analyse.FromFit(file, trained.Squares, trained.Folds...).Marshal()
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, analyse.FileName), b)
}

// read reads one owner's rows with the checks that a data owner has.
func (f *simulateFlags) read(cmd *cobra.Command, file *spec.File, path, of string) (*schema.Table, error) {
	rows, err := f.how.Open(cmd, path)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	opt := rows.Options()
	opt.NeedTarget, opt.MaxRows = true, int(file.Bounds.Rows)
	read, report, err := file.Schema().ReadCSV(rows, opt)
	show.RowReport(cmd, of, report, err)
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to read %s: %w", cli.Printable(path), err), table.Hint(report))
	}
	if least := file.MergeBelow(); least > 0 {
		file.Schema().MergeRare(read, least)
	}
	return read, nil
}

// stepEvent is one round of a simulation, as a line of JSON.
type stepEvent struct {
	Event string         `json:"event"`
	Kind  wire.RoundKind `json:"kind"`
	Round int            `json:"round"`
	Cost  *float64       `json:"cost,omitempty"`
}

// simulation is the result, as a line of JSON.
type simulation struct {
	Event    string         `json:"event"`
	Kind     string         `json:"kind"`
	Rounds   int            `json:"rounds"`
	Owners   int            `json:"owners"`
	Rows     int64          `json:"rows"`
	Cost     *float64       `json:"cost,omitempty"`
	Metric   string         `json:"metric,omitempty"`
	Quality  *kinds.Quality `json:"quality,omitempty"`
	Warnings []string       `json:"warnings,omitempty"`
}

func newSimulation(t *simulate.Result, owners int) *simulation {
	s := t.Model.Summary
	var cost *float64
	if s.Description == nil {
		cost = &s.Cost
	}
	quality := s.Quality
	if quality != nil {
		brief := *quality
		brief.Counts, quality = nil, &brief // which --out and --tables write
	}
	return &simulation{
		Event: "done", Kind: s.Kind, Rounds: t.Rounds, Owners: owners, Rows: s.Rows,
		Cost: cost, Metric: t.Metric, Quality: quality, Warnings: t.Warnings,
	}
}

func simulationText(s *simulation) string {
	var b strings.Builder
	tw := show.NewTable(&b)
	fmt.Fprintf(tw, "model\t%s\nowners\t%d\nrows\t%d\nrounds\t%d\n", s.Kind, s.Owners, s.Rows, s.Rounds)
	if s.Cost != nil {
		fmt.Fprintf(tw, "cost (%s)\t%s\n", s.Metric, show.Number(*s.Cost))
	}
	if q := s.Quality; q != nil {
		of := "kept back from the training"
		if q.Apparent {
			of = "that the model was fitted to"
		}
		fmt.Fprintf(tw, "measured on\t%d rows %s\n", q.Rows, of)
		show.Scores(tw, q.Scores, "")
	}
	tw.Flush()
	return b.String()
}

// finite returns nil for numbers that JSON cannot hold.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
