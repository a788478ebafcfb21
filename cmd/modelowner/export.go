package main

import (
	"errors"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/modelowner"
)

type exportFlags struct{ format, out string }

func exportCommand(dir *flags.Dir) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export TRAINING --out FILE",
		Short: "Write the trained model to a file",
		Args:  cli.Exactly("TRAINING"),
		RunE:  func(cmd *cobra.Command, args []string) error { return export(cmd, dir, &f, args[0]) },
	}
	cmd.Flags().StringVar(&f.format, "format", modelowner.FormatJSON, "json, or onnx: a graph that takes features in their units and returns predictions")
	cmd.Flags().StringVar(&f.out, "out", "", "file to write; - is standard output")
	return cmd
}

func export(cmd *cobra.Command, dir *flags.Dir, f *exportFlags, name string) error {
	if f.format != modelowner.FormatJSON && f.format != modelowner.FormatONNX {
		return cli.Usage(errors.New("invalid --format: must be json or onnx"), "")
	}
	if f.out == "" {
		return cli.Usage(errors.New("--out is needed"), "modelowner export TRAINING --format "+f.format+" --out model."+f.format)
	}
	t, _, err := dir.Find(name)
	if err != nil {
		return err
	}
	if f.out == "-" {
		return t.Export(cmd.OutOrStdout(), f.format)
	}
	err = t.ExportFile(f.out, f.format)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) { // of the folder to write into
		return cli.Usage(err, "")
	}
	return err
}
