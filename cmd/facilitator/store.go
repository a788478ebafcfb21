package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/postgres"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// storeFlags configure the store.
type storeFlags struct {
	data, postgres string
	dataSet        bool
}

func addStoreFlags(cmd *cobra.Command, f *storeFlags) {
	fs := cmd.Flags()
	fs.StringVar(&f.data, "data", cli.DefaultDir("facilitator"), "data folder")
	fs.StringVar(&f.postgres, "postgres", "", "PostgreSQL database to use instead of a data folder, such as postgres://user@host/name; may be shared by several facilitators")
}

// check fails if the flags name no store, or two.
func (f *storeFlags) check(cmd *cobra.Command) error {
	f.dataSet = cmd.Flags().Changed("data")
	switch {
	case f.postgres != "" && f.dataSet:
		return cli.Usage(errors.New("--data and --postgres exclude each other"), seeHelp)
	case f.postgres == "" && f.data == "":
		return cli.Usage(errors.New("there is no configuration folder for this user"), "name a data folder with --data")
	}
	return nil
}

// spool returns the folder where uploads are received: an empty one in the data folder, or with a database the system's
// folder for temporary files. The caller holds the lock of the data folder.
func (f *storeFlags) spool() (string, error) {
	dir, hint := filepath.Join(f.data, "spool"), ""
	var err error
	if f.postgres != "" {
		dir, hint = os.TempDir(), "set TMPDIR to a folder for uploads that are being received; containers without /tmp need it"
	} else {
		// On systems that do not remove open files, a crash leaves some behind.
		err = errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700))
	}
	if err == nil {
		err = writable(dir)
	}
	if err != nil {
		return "", cli.Failure(fmt.Errorf("cannot use upload folder: %w", err), hint)
	}
	return dir, nil
}

// writable fails if no file can be written in a folder, so that the program fails at its start and not with the first
// upload.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, "upload-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

const urlHint = "--postgres takes a URL such as postgres://user@host:5432/name; keep the password in ~/.pgpass or PGPASSWORD"

// open opens the store.
func (f *storeFlags) open(ctx context.Context) (store.Store, error) {
	if f.postgres != "" {
		s, err := postgres.Open(ctx, f.postgres)
		switch {
		case errors.Is(err, postgres.ErrURL):
			return nil, cli.Usage(err, urlHint)
		case errors.Is(err, postgres.ErrSettings):
			return nil, cli.Failure(err, "turn the setting on in postgresql.conf: an upload is acknowledged when it is on the disk")
		case err != nil:
			return nil, cli.Failure(err, urlHint)
		}
		return s, nil
	}
	s, err := sqlite.Open(ctx, f.data)
	switch {
	case errors.Is(err, durable.ErrBusy):
		return nil, &cli.Error{Code: exitLocked, Err: fmt.Errorf("the data folder %q is in use by another facilitator", f.data),
			Hint: "stop the other one, or name another folder with --data; several facilitators can share a database with --postgres"}
	case err != nil:
		return nil, cli.Failure(err, "")
	}
	return s, nil
}

// size returns a function that returns the size of an open store in bytes, or nil if the size is not known.
func (f *storeFlags) size(s store.Store) func(context.Context) (int64, error) {
	if sized, ok := s.(interface {
		Size(context.Context) (int64, error)
	}); ok {
		return sized.Size
	}
	if f.postgres == "" {
		return func(context.Context) (int64, error) { return folderSize(f.data) }
	}
	return nil
}

// folderSize returns the total size of the files directly in a folder, in bytes.
func folderSize(dir string) (size int64, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, fmt.Errorf("failed to read data folder: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // the database removes its journal
		}
		if err != nil {
			return 0, fmt.Errorf("failed to read data folder: %w", err)
		}
		if info.Mode().IsRegular() {
			size += info.Size()
		}
	}
	return size, nil
}
