package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/bundle"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// formats are those of Export, and the bundle.
var formats = append(slices.Clone(modelowner.Formats), bundleFormat)

const bundleFormat = "bundle"

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
	cmd.Flags().StringVar(&f.format, "format", modelowner.FormatJSON, "json; onnx: a graph that takes features in their units and returns predictions; tidy: a table as CSV; or bundle: all that rebuild needs to make the report again")
	cmd.Flags().StringVar(&f.tidy.Table, "table", "", "table of --format tidy: "+strings.Join(tables.Names(), ", ")+" (default: the first that the result has)")
	flags.Publication(cmd, &f.tidy.Rule)
	cmd.Flags().StringVar(&f.out, "out", "", "file to write; - is standard output")
	return cmd
}

func export(cmd *cobra.Command, dir *flags.Dir, f *exportFlags, name string) error {
	switch {
	case !slices.Contains(formats, f.format):
		return cli.Usage(fmt.Errorf("invalid --format: must be one of %s", strings.Join(formats, ", ")), "")
	case f.tidy.Table != "" && f.format != modelowner.FormatTidy:
		return cli.Usage(errors.New("--table belongs to --format "+modelowner.FormatTidy), "")
	case f.tidy.Rule != publish.Rule{} && f.format != modelowner.FormatTidy && f.format != bundleFormat:
		return cli.Usage(errors.New("--suppress-below and --round belong to --format "+modelowner.FormatTidy+" and "+bundleFormat), "")
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
	if f.format == bundleFormat {
		return exportBundle(cmd, t, f)
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

// exportBundle writes a bundle and shows its fingerprint.
func exportBundle(cmd *cobra.Command, t *modelowner.Training, f *exportFlags) error {
	var b bytes.Buffer
	if err := bundle.Write(&b, t, cli.Release(), time.Now(), f.tidy.Rule); err != nil {
		return err
	}
	if f.out == "-" {
		_, err := cmd.OutOrStdout().Write(b.Bytes())
		return err
	}
	if err := durable.WriteFile(f.out, b.Bytes()); err != nil {
		return cli.Usage(fmt.Errorf("failed to write bundle: %w", err), "")
	}
	show.Note(cmd, "wrote %s; its SHA-256 is %x. It is as confidential as the sums of the training", f.out, sha256.Sum256(b.Bytes()))
	return nil
}
