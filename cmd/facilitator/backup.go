package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// lastBackup is the file in a data folder with the time of the last backup.
const lastBackup = "last-backup"

// backedUp returns the time of the last backup of a data folder, zero if there is none.
func (f *storeFlags) backedUp() time.Time {
	if info, err := os.Stat(filepath.Join(f.data, lastBackup)); err == nil && f.postgres == "" {
		return info.ModTime()
	}
	return time.Time{}
}

// backupFlags are the flags of the command backup.
type backupFlags struct {
	store storeFlags
	out   string
}

func newBackup() *cobra.Command {
	var f backupFlags
	cmd := &cobra.Command{
		Use:   "backup --out FILE",
		Short: "Copy the whole data folder into one file",
		Args:  cli.Exactly(),
		Long: `Copy the whole data folder into one new file. The facilitator may be serving it.

The copy is a consistent database, checked before the command ends. To restore it, put it as facilitator.db into an empty
folder and serve that folder. Trainings in which rounds were accepted after the copy cannot continue from it: model owners and
data owners keep the log and refuse a facilitator with a shorter log.

Ciphertexts in object storage (--objects of 'facilitator serve') are not in the copy: copy the bucket after it.

A PostgreSQL database is copied with its own tools, such as pg_dump.

Exit codes: 0 copied, 1 failure, 2 wrong usage.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			const hint = "see 'facilitator backup --help'"
			if f.store.postgres != "" {
				return cli.Usage(errors.New("backup copies a data folder"), "copy a PostgreSQL database with its own tools: pg_dump --format=custom --file=FILE URL")
			}
			if err := f.store.check(cmd); err != nil {
				return err
			}
			if f.out == "" {
				return cli.Usage(errors.New("--out is missing"), hint)
			}
			err := sqlite.Backup(cmd.Context(), f.store.data, f.out)
			switch {
			case errors.Is(err, fs.ErrExist):
				return cli.Usage(fmt.Errorf("%q exists already", f.out), "name a new file with --out")
			case errors.Is(err, fs.ErrNotExist):
				if _, missing := os.Stat(filepath.Dir(f.out)); missing != nil {
					return cli.Failure(err, "the folder of --out must exist")
				}
				return cli.Failure(err, "--data must be the folder that the facilitator serves")
			case err != nil:
				return cli.Failure(err, "")
			}
			// For the metric of the last backup. The copy is whole also where this fails.
			if err := os.WriteFile(filepath.Join(f.store.data, lastBackup), nil, 0o600); err != nil {
				cli.Report(cmd.ErrOrStderr(), "facilitator", fmt.Errorf("failed to note the time of the backup: %w", err), "")
			}
			if i, err := sqlite.Inspect(cmd.Context(), f.store.data); err == nil && i.Objects > 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), "facilitator: note: ciphertexts of %s are in object storage (--objects) and not in the copy\n", cli.Count(i.Objects, "contribution"))
			}
			fmt.Fprintln(cmd.OutOrStdout(), f.out)
			return nil
		},
	}
	addStoreFlags(cmd, &f.store)
	cmd.Flags().StringVar(&f.out, "out", "", "file to write; it must not exist")
	return cmd
}
