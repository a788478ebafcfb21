package flags

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/contrast"
	"github.com/blindfit/blindfit/ml/spec"
)

// TrainingFile is the flag --file of commands that read a training file.
type TrainingFile struct{ path string }

// Add adds --file to a command.
func (t *TrainingFile) Add(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&t.path, "file", "f", "", "training file (model.json); - reads standard input")
}

// Needed returns an error with a hint if no file was named.
func (t *TrainingFile) Needed(hint string) error {
	if t.path == "" {
		return cli.Usage(errors.New("--file is needed"), hint)
	}
	return nil
}

// Read reads the training file.
func (t *TrainingFile) Read(cmd *cobra.Command) (*spec.File, error) {
	in, err := open(cmd, t.path, "training file")
	if err != nil {
		return nil, err
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, spec.MaxBytes+1))
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to read training file: %w", err), "")
	}
	file, err := spec.Parse(b)
	if err != nil {
		hint := ""
		if errors.Is(err, strictjson.ErrMalformed) {
			hint = "JSON has no comments, no comma before } or ], and no NaN"
		}
		return nil, cli.Usage(err, hint)
	}
	if err := contrast.Check(file); err != nil {
		return nil, cli.Usage(err, "")
	}
	return file, nil
}

func open(cmd *cobra.Command, path, what string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(cmd.InOrStdin()), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to open %s: %w", what, err), "")
	}
	return f, nil
}
