// Package afterwards owns the commands about finished trainings that need no round of them: each in a file of its own.
package afterwards

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/modelowner/analyse"
	"github.com/blindfit/blindfit/modelowner/tables"
)

type analyseFlags struct {
	sums, model, out    string
	formula, step       string
	terms, lasso, ridge []string
	contrasts           []string
	cross               bool
	json                show.JSON
}

// Analyse returns the command analyse.
func Analyse(dir *flags.Dir) *cobra.Command {
	var f analyseFlags
	cmd := &cobra.Command{
		Use:   "analyse TRAINING",
		Short: "Fit further models from the sums of a training, asking nobody again",
		Long: `analyse computes what follows from the sums that a finished training left: models of
some of its terms, partial and type II tests, a choice of terms by AIC, paths of lasso
and ridge regression, correlations, principal components, inflation factors and linear
combinations of coefficients. No data owner is asked, and nothing is sent.

Linear regression on encrypted weights leaves these sums, in one round or by rounds that
end by themselves; so do Newton's rounds of linear regression, and a description of
numbers without missing values. Of other models analyse has Wald's tests of whole terms
and inflation factors.

    modelowner analyse TRAINING --out tables
    modelowner analyse TRAINING --terms age,sex
    modelowner analyse TRAINING --formula 'bwt ~ age * smoke'
    modelowner analyse TRAINING --contrast 'race=black - race=other'
    modelowner analyse TRAINING --step aic
    modelowner analyse TRAINING --lasso auto --out tables
    modelowner analyse TRAINING --lasso auto --cv

--out names a folder: each table is a file there, and the sums are in sums.json, which
--sums reads again.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runAnalyse(cmd, dir, &f, args) },
	}
	cmd.Flags().StringVar(&f.sums, "sums", "", "file of sums (sums.json) in place of a training")
	cmd.Flags().StringVar(&f.model, "model", "", "model file, such as simulate --out writes, in place of a training")
	cmd.Flags().StringVar(&f.formula, "formula", "", "model to fit, in R's syntax; its terms are among those that were summed")
	cmd.Flags().StringSliceVar(&f.terms, "terms", nil, "terms of the model to fit, with commas between")
	cmd.Flags().StringVar(&f.step, "step", "", "leave terms out as long as the criterion falls: aic, or bic")
	cmd.Flags().StringSliceVar(&f.lasso, "lasso", nil, "penalties of a lasso path, with commas between, or auto")
	cmd.Flags().StringSliceVar(&f.ridge, "ridge", nil, "penalties of a path of ridge regression, with commas between, or auto")
	cmd.Flags().BoolVar(&f.cross, "cv", false, "cross-validate the model, or each penalty of the path, of a training with folds")
	cmd.Flags().StringArrayVar(&f.contrasts, "contrast", nil, "linear combination of coefficients, such as 'race=black - race=other'; may be given again")
	cmd.Flags().StringVar(&f.out, "out", "", "folder to write the tables and the sums to")
	f.json.Add(cmd)
	return cmd
}

func runAnalyse(cmd *cobra.Command, dir *flags.Dir, f *analyseFlags, args []string) error {
	opt, err := f.options()
	if err != nil {
		return err
	}
	source, err := f.source(dir, args)
	if err != nil {
		return err
	}
	result, err := source.Run(opt)
	if err != nil {
		return err
	}
	if f.out != "" {
		if err := writeAnalysis(f.out, source, result); err != nil {
			return cli.Usage(err, "")
		}
		show.Note(cmd, "wrote %d tables to %s", len(result.Tables), f.out)
	}
	return show.Result(cmd, f.json, newAnalysis(result.Model, result.Tables), func(*analysis) string { return analysisText(result) })
}

// options reads the flags.
func (f *analyseFlags) options() (analyse.Options, error) {
	opt := analyse.Options{Formula: f.formula, Terms: f.terms, Step: analyse.Criterion(f.step), Cross: f.cross, Contrasts: f.contrasts}
	switch {
	case f.formula != "" && len(f.terms) > 0:
		return opt, cli.Usage(errors.New("--formula and --terms exclude each other"), "")
	case len(f.lasso) > 0 && len(f.ridge) > 0:
		return opt, cli.Usage(errors.New("--lasso and --ridge exclude each other"), "")
	case f.step != "" && !slices.Contains(analyse.Criteria, opt.Step):
		return opt, cli.Usage(errors.New("invalid --step: must be aic or bic"), "")
	}
	for _, p := range []struct {
		flag  string
		alpha float64
		list  []string
	}{{"--lasso", 1, f.lasso}, {"--ridge", 0, f.ridge}} {
		if len(p.list) == 0 {
			continue
		}
		opt.Penalty = &analyse.Penalty{Alpha: p.alpha}
		if len(p.list) == 1 && p.list[0] == "auto" {
			opt.Penalty.Auto = true
			continue
		}
		for i, text := range p.list {
			x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err != nil || !(x >= 0) || math.IsInf(x, 0) {
				return opt, cli.Usage(fmt.Errorf("invalid %s: penalty %d must be a finite number that is not negative, or the list the word auto", p.flag, i+1), "")
			}
			opt.Penalty.Lambdas = append(opt.Penalty.Lambdas, x)
		}
	}
	return opt, nil
}

// source reads the source of an analysis: a training, or a file.
func (f *analyseFlags) source(dir *flags.Dir, args []string) (*analyse.Source, error) {
	named := 0
	for _, given := range []bool{len(args) > 0, f.sums != "", f.model != ""} {
		if given {
			named++
		}
	}
	if named != 1 {
		return nil, cli.Usage(errors.New("one of TRAINING, --sums and --model is needed"), "modelowner analyse TRAINING --out tables")
	}
	if len(args) > 0 {
		t, _, err := dir.Find(args[0])
		if err != nil {
			return nil, err
		}
		return analyse.Load(t.Training)
	}
	path := f.sums + f.model
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to read %s: %w", cli.Printable(path), err), "")
	}
	if f.model != "" {
		return analyse.ParseModel(b)
	}
	sums, err := analyse.Parse(b)
	if err != nil {
		return nil, err
	}
	return &analyse.Source{Sums: sums}, nil
}

// writeAnalysis writes each table to a file of its name, and the sums if there are any.
func writeAnalysis(dir string, source *analyse.Source, result *analyse.Result) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("failed to write tables: %w", err)
	}
	for _, t := range result.Tables {
		if err := WriteTable(dir, t); err != nil {
			return err
		}
	}
	if source.Sums == nil {
		return nil
	}
	b, err := source.Sums.Marshal()
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, analyse.FileName), b)
}

// WriteTable writes a table to a file of its name.
func WriteTable(dir string, t *tables.Table) error {
	var b bytes.Buffer
	if err := t.WriteCSV(&b); err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(dir, t.Name+".csv"), b.Bytes()); err != nil {
		return fmt.Errorf("failed to write tables: %w", err)
	}
	return nil
}

// analysis is the result as JSON: the model, and each table as a list of its rows.
type analysis struct {
	Model  string                         `json:"model,omitempty"`
	Tables map[string][]map[string]string `json:"tables"`
}

func newAnalysis(model string, all []*tables.Table) *analysis {
	out := &analysis{Model: model, Tables: map[string][]map[string]string{}}
	for _, t := range all {
		rows := []map[string]string{}
		for _, cells := range t.Rows {
			row := map[string]string{}
			for i, c := range cells {
				row[t.Columns[i]] = c.String()
			}
			rows = append(rows, row)
		}
		out.Tables[t.Name] = rows
	}
	return out
}

// mostLines is how many lines of a table are printed for people.
const mostLines = 40

func analysisText(r *analyse.Result) string {
	var b strings.Builder
	if r.Model != "" {
		fmt.Fprintf(&b, "%s\n", cli.Printable(r.Model))
	}
	for _, t := range r.Tables {
		if t.Name != "covariance" {
			tableText(&b, t)
		}
	}
	return b.String()
}

// tableText writes a table for people, with numbers rounded.
func tableText(b *strings.Builder, t *tables.Table) {
	fmt.Fprintf(b, "\n%s\n", t.Name)
	tw := show.NewTable(b)
	fmt.Fprintln(tw, strings.Join(t.Columns, "\t"))
	for i, cells := range t.Rows {
		if i == mostLines {
			fmt.Fprintf(tw, "… and %d lines more: --out writes all of them\n", len(t.Rows)-i)
			break
		}
		line := make([]string, len(cells))
		for k, c := range cells {
			if line[k] = cli.Printable(c.String()); line[k] != "" {
				if x, err := strconv.ParseFloat(line[k], 64); err == nil {
					line[k] = show.Number(x)
				}
			}
		}
		fmt.Fprintln(tw, strings.Join(line, "\t"))
	}
	tw.Flush()
}
