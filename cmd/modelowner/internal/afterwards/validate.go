package afterwards

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/tables"
	"github.com/blindfit/blindfit/modelowner/validate"
)

type validateFlags struct {
	file, out, again string
	create           flags.Create
	keys             flags.Keys
	json             show.JSON
}

// Validate returns the command validate.
func Validate(dir *flags.Dir) *cobra.Command {
	var f validateFlags
	cmd := &cobra.Command{
		Use:   "validate TRAINING",
		Short: "Judge a finished model on rows of new data owners",
		Long: `validate judges the model of a finished training on rows of data owners that it was not
fitted to: discrimination, calibration slope and intercept, calibration in groups of
rows, and the decision curve.

With -f it creates a training of its own for them and prints its id: invite and train it
like any other. The file has fields such as cohort and name; columns and encodings are
the model's, and the formula is its linear predictor, so that everybody who is invited
reads the weights of the model.

    modelowner validate TRAINING -f validation.json --facilitator URL
    modelowner invite VALIDATION --count 3
    modelowner train VALIDATION
    modelowner validate TRAINING --out tables

Without -f it shows the result of the newest finished validation of a training, or of the
validation that is named. --recalibrated writes the model with the intercept and the slope
that were found.`,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.file != "" {
				return beginValidation(cmd, dir, &f, args[0])
			}
			return showValidation(cmd, dir, &f, args[0])
		},
	}
	cmd.Flags().StringVarP(&f.file, "file", "f", "", "file with the fields of the validation (validation.json); - reads standard input")
	cmd.Flags().StringVar(&f.out, "out", "", "folder to write the tables of a result to")
	cmd.Flags().StringVar(&f.again, "recalibrated", "", "file to write the model to, calibrated again")
	f.create.Add(cmd)
	f.keys.Add(cmd)
	f.json.Add(cmd)
	return cmd
}

// begun is a new validation as JSON.
type begun struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Validates string `json:"validates"`
}

func beginValidation(cmd *cobra.Command, dir *flags.Dir, f *validateFlags, name string) error {
	if f.out != "" || f.again != "" {
		return cli.Usage(errors.New("--out and --recalibrated belong to the result of a validation, not to -f"), "")
	}
	opt, err := f.create.Options()
	if err != nil {
		return err
	}
	t, path, err := dir.Find(name)
	if err != nil {
		return err
	}
	m, err := t.Model()
	if err != nil {
		return err
	}
	var text []byte
	if f.file == "-" {
		text, err = io.ReadAll(cmd.InOrStdin())
	} else {
		text, err = os.ReadFile(f.file)
	}
	if err != nil {
		return cli.Usage(fmt.Errorf("failed to read validation file: %w", err), "")
	}
	file, err := validate.File(m, text)
	if err != nil {
		return err
	}
	keys, err := f.keys.Open(cmd, path)
	if err != nil {
		return err
	}
	show.Note(cmd, "everybody who is invited to the validation reads the weights of the model: they are in its formula")
	v, err := modelowner.Create(cmd.Context(), path, keys, file, f.create.Facilitator, opt)
	if err != nil {
		return err
	}
	if err := folder.SaveValidated(v.Training, t.ID); err != nil {
		return err
	}
	return show.Result(cmd, f.json, &begun{v.ID.String(), v.Name(), t.ID.String()}, func(b *begun) string { return b.ID + "\n" })
}

// resultOf returns the newest finished validation of a training, or the training itself if it is one.
func resultOf(t *modelowner.Training, path string) (validation, of *modelowner.Training, err error) {
	id, ok, err := folder.Validated(t.Training)
	if err != nil {
		return nil, nil, err
	}
	if ok {
		of, err = modelowner.Open(path, id)
		return t, of, err
	}
	all, err := modelowner.List(path)
	if err != nil {
		return nil, nil, err
	}
	for _, v := range all {
		id, ok, err := folder.Validated(v.Training)
		if err != nil {
			return nil, nil, err
		}
		if _, unfinished := v.Model(); ok && id == t.ID && unfinished == nil {
			validation = v
		}
	}
	if validation == nil {
		return nil, nil, cli.Usage(errors.New("the model of this training has no finished validation"), "begin one with -f validation.json --facilitator URL, then invite and train it")
	}
	return validation, t, nil
}

func showValidation(cmd *cobra.Command, dir *flags.Dir, f *validateFlags, name string) error {
	t, path, err := dir.Find(name)
	if err != nil {
		return err
	}
	v, of, err := resultOf(t, path)
	if err != nil {
		return err
	}
	m, err := v.Model()
	if err != nil {
		return err
	}
	result, err := validate.Result(m)
	if err != nil {
		return err
	}
	if f.out != "" {
		if err := os.MkdirAll(f.out, 0o755); err != nil {
			return cli.Usage(fmt.Errorf("failed to write tables: %w", err), "")
		}
		for _, table := range result {
			if err := WriteTable(f.out, table); err != nil {
				return cli.Usage(err, "")
			}
		}
		show.Note(cmd, "wrote %d tables to %s", len(result), f.out)
	}
	if f.again != "" {
		if err := writeRecalibrated(f.again, of, v); err != nil {
			return err
		}
		show.Note(cmd, "wrote %s", f.again)
	}
	return show.Result(cmd, f.json, newAnalysis("", result), func(*analysis) string { return validationText(result) })
}

func writeRecalibrated(path string, of, v *modelowner.Training) error {
	validated, err := of.Model()
	if err != nil {
		return err
	}
	validation, err := v.Model()
	if err != nil {
		return err
	}
	m, err := validate.Recalibrated(validated, validation)
	if err != nil {
		return err
	}
	b, err := m.Marshal()
	if err != nil {
		return err
	}
	if err := durable.WriteFile(path, b); err != nil {
		return cli.Usage(fmt.Errorf("failed to write model: %w", err), "")
	}
	return nil
}

// validationText shows all tables but the curves, which are long.
func validationText(all []*tables.Table) string {
	var b strings.Builder
	for _, t := range all {
		if t.Name != "roc" && t.Name != "decision" {
			tableText(&b, t)
		}
	}
	return strings.TrimLeft(b.String(), "\n")
}
