package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/ml/spec"
)

func initCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "init data.csv",
		Short: "Write an annotated training file from a table",
		Long: `init reads a table of yours that looks like those of the data owners, and writes a
training file: every usable column a feature with its type and range, the model
that the target asks for, and notes on what to look at. Ranges and levels must fit
the rows of every owner: edit the file before you create a training from it.`,
		Args: cli.Exactly("data.csv"),
		RunE: initialise,
	}
	f := cmd.Flags()
	f.String("target", "", "column to predict (default: the last usable one)")
	f.String("name", "", "name of the training (default: the target's)")
	f.String("out", "model.json", "file to write, which must not exist; - is standard output")
	return cmd
}

func initialise(cmd *cobra.Command, args []string) error {
	target, _ := cmd.Flags().GetString("target")
	name, _ := cmd.Flags().GetString("name")
	out, _ := cmd.Flags().GetString("out")
	rows, err := openRows(cmd, args[0])
	if err != nil {
		return err
	}
	defer rows.Close()
	text, err := spec.Init(rows, spec.InitOptions{Name: name, Target: target})
	if err != nil {
		return cli.Usage(fmt.Errorf("failed to read %s: %w", cli.Printable(args[0]), err), "")
	}
	if out == "-" {
		_, err = cmd.OutOrStdout().Write(text)
		return err
	}
	f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return cli.Usage(fmt.Errorf("failed to write %s: it exists", cli.Printable(out)), "name another file with --out")
	} else if err != nil {
		return cli.Usage(fmt.Errorf("failed to write training file: %w", err), "")
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return fmt.Errorf("failed to write training file: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("failed to write training file: %w", err)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "modelowner: wrote %s; its notes say what to look at before 'modelowner create -f %s'\n", cli.Printable(out), cli.Printable(out))
	return nil
}

// openRows opens a CSV file, or standard input for "-".
func openRows(cmd *cobra.Command, path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(cmd.InOrStdin()), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to open rows: %w", err), "")
	}
	return f, nil
}
