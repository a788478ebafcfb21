package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/tables"
)

type exportFlags struct {
	format, out string
	tidy        modelowner.TidyOptions
}

func exportCommand(dir *flags.Dir) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export TRAINING --out FILE",
		Short: "Write the trained model to a file",
		Args:  cli.Exactly("TRAINING"),
		RunE:  func(cmd *cobra.Command, args []string) error { return export(cmd, dir, &f, args[0]) },
	}
	cmd.Flags().StringVar(&f.format, "format", modelowner.FormatJSON, "json; onnx: a graph that takes features in their units and returns predictions; or tidy: a table as CSV")
	cmd.Flags().StringVar(&f.tidy.Table, "table", "", "table of --format tidy: "+strings.Join(tables.Names(), ", ")+" (default: the first that the result has)")
	flags.Publication(cmd, &f.tidy.Rule)
	cmd.Flags().StringVar(&f.out, "out", "", "file to write; - is standard output")
	return cmd
}

func export(cmd *cobra.Command, dir *flags.Dir, f *exportFlags, name string) error {
	switch {
	case !slices.Contains(modelowner.Formats, f.format):
		return cli.Usage(fmt.Errorf("invalid --format: must be one of %s", strings.Join(modelowner.Formats, ", ")), "")
	case f.tidy != modelowner.TidyOptions{} && f.format != modelowner.FormatTidy:
		return cli.Usage(errors.New("--table, --suppress-below and --round belong to --format "+modelowner.FormatTidy), "")
	}
	if err := flags.CheckPublication(f.tidy.Rule); err != nil {
		return err
	}
	if f.out == "" {
		return cli.Usage(errors.New("--out is needed"), "modelowner export TRAINING --format "+f.format+" --out FILE")
	}
	t, _, err := dir.Find(name)
	if err != nil {
		return err
	}
	if f.out == "-" {
		return t.Export(cmd.OutOrStdout(), f.format, f.tidy)
	}
	err = t.ExportFile(f.out, f.format, f.tidy)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) { // of the folder to write into
		return cli.Usage(err, "")
	}
	return err
}
