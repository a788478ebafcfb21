package afterwards

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner/tables"
)

type compareFlags struct {
	models []string
	out    string
	json   show.JSON
}

// Compare returns the command compare.
func Compare(dir *flags.Dir) *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare TRAINING [TRAINING]",
		Short: "Test a model against a smaller one on the same rows",
		Long: `compare holds the models of two finished trainings against each other: AIC and BIC of both
and, if the columns of one are among those of the other, the likelihood-ratio test, or F
where the variance of the target is estimated. Of one training it tests all columns
together against a constant. No data owner is asked.

Both must be of the same rows. compare refuses other numbers of rows and other null
deviances, which depend on the target, offsets and weights alone: data owners that came with
other rows are noticed, but not one that changed columns only.

    modelowner compare TRAINING
    modelowner compare TRAINING TRAINING
    modelowner compare --model small.json --model large.json`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return runCompare(cmd, dir, &f, args) },
	}
	cmd.Flags().StringArrayVar(&f.models, "model", nil, "model file, such as simulate --out writes, in place of a training; may be given again")
	cmd.Flags().StringVar(&f.out, "out", "", "folder to write the tables to")
	f.json.Add(cmd)
	return cmd
}

func runCompare(cmd *cobra.Command, dir *flags.Dir, f *compareFlags, args []string) error {
	if n := len(args) + len(f.models); n < 1 || n > 2 {
		return cli.Usage(errors.New("one or two of TRAINING and --model are needed"), "modelowner compare TRAINING TRAINING")
	}
	var names []string
	var models []*model.Model
	for _, name := range args {
		t, _, err := dir.Find(name)
		if err != nil {
			return err
		}
		m, err := t.Model()
		if err != nil {
			return err
		}
		names, models = append(names, name), append(models, m)
	}
	for _, path := range f.models {
		b, err := os.ReadFile(path)
		if err != nil {
			return cli.Usage(fmt.Errorf("failed to read %s: %w", cli.Printable(path), err), "")
		}
		m, err := model.Parse(b)
		if err != nil {
			return cli.Usage(fmt.Errorf("%s: %w", cli.Printable(path), err), "")
		}
		names, models = append(names, path), append(models, m)
	}
	c, err := comparisonOf(names, models)
	if err != nil {
		return err
	}
	all := []*tables.Table{c.Models, c.Tests}
	if f.out != "" {
		if err := os.MkdirAll(f.out, 0o755); err != nil {
			return cli.Usage(fmt.Errorf("failed to write tables: %w", err), "")
		}
		for _, t := range all {
			if err := WriteTable(f.out, t); err != nil {
				return cli.Usage(err, "")
			}
		}
	}
	for _, n := range c.Notes {
		show.Warn(cmd, "%s", n)
	}
	return show.Result(cmd, f.json, newAnalysis("", all), func(*analysis) string {
		var b strings.Builder
		for _, t := range all {
			if len(t.Rows) > 0 {
				tableText(&b, t)
			}
		}
		return strings.TrimLeft(b.String(), "\n")
	})
}

func comparisonOf(names []string, models []*model.Model) (*tables.Comparison, error) {
	if len(models) == 1 {
		return tables.CompareWithNull(names[0], models[0])
	}
	return tables.CompareModels([2]string(names), [2]*model.Model(models))
}
