package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

func newBackup() *cobra.Command {
	var f storeFlags
	var out string
	cmd := &cobra.Command{
		Use:   "backup --out FILE",
		Short: "Copy everything that is kept into one file",
		Args:  cli.Exactly(),
		Long: `Copy everything that is kept in the data folder into one new file, while the facilitator serves or not.

The copy is a database of one moment, checked before the command ends. To go back to it, put it as facilitator.db into an
empty folder and serve that. Rounds that were accepted after the copy was made cannot be run again from it: model owners and
data owners keep a log of their own and refuse a facilitator whose log is shorter.

A PostgreSQL database is copied with its own tools, such as pg_dump.

Exit codes: 0 copied, 1 failure, 2 wrong usage.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			const hint = "see 'facilitator backup --help'"
			if f.postgres != "" {
				return cli.Usage(errors.New("backup copies a data folder"), "copy a PostgreSQL database with its own tools: pg_dump --format=custom --file=FILE URL")
			}
			if err := f.check(cmd); err != nil {
				return err
			}
			if out == "" {
				return cli.Usage(errors.New("--out is missing"), hint)
			}
			err := sqlite.Backup(cmd.Context(), f.data, out)
			switch {
			case errors.Is(err, fs.ErrExist):
				return cli.Usage(fmt.Errorf("%q exists already", out), "name a new file with --out")
			case errors.Is(err, fs.ErrNotExist):
				return cli.Failure(err, "--data names the folder that the facilitator serves from")
			case err != nil:
				return cli.Failure(err, "")
			}
			fmt.Fprintln(cmd.OutOrStdout(), out)
			return nil
		},
	}
	addStoreFlags(cmd, &f)
	cmd.Flags().StringVar(&out, "out", "", "file to write; it must not exist")
	return cmd
}
