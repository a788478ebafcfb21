package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/diskspace"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/server/page"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/objects"
	"github.com/blindfit/blindfit/server/store/objects/s3"
	"github.com/blindfit/blindfit/server/store/postgres"
	"github.com/blindfit/blindfit/server/store/sqlite"
	"github.com/blindfit/blindfit/web"
)

// storeFlags configure the store.
type storeFlags struct {
	data, postgres string
	dataSet        bool
	objects        objectFlags
}

// objectFlags configure where large contributions are kept.
type objectFlags struct {
	url, region, keyFile string
	over                 int
}

func addStoreFlags(cmd *cobra.Command, f *storeFlags) {
	fs := cmd.Flags()
	fs.StringVar(&f.data, "data", cli.DefaultDir("facilitator"), "data folder")
	fs.StringVar(&f.postgres, "postgres", "", "PostgreSQL database to use instead of a data folder, such as postgres://user@host/name; may be shared by several facilitators")
}

// addObjectFlags adds the flags of commands that read or write contributions.
func addObjectFlags(cmd *cobra.Command, f *objectFlags) {
	fs := cmd.Flags()
	fs.StringVar(&f.url, "objects", "", "bucket of S3-compatible object storage for the ciphertexts of large contributions to trainings with trustees, such as https://s3.example.org/bucket; without it they are in the database")
	fs.StringVar(&f.keyFile, "objects-key-file", "", "file with the access key of --objects, in the form of ~/.aws/credentials, profile default")
	fs.StringVar(&f.region, "objects-region", "", "region of --objects, if its server asks for one")
	fs.IntVar(&f.over, "objects-over", 64<<10, "a contribution is kept in --objects if its ciphertexts have more bytes than this")
}

// open returns the bucket, nil if none is named. It sends nothing.
func (f *objectFlags) open() (*s3.Bucket, error) {
	switch {
	case f.url == "" && (f.keyFile != "" || f.region != ""):
		return nil, cli.Usage(errors.New("--objects is missing"), "name the bucket, such as --objects https://s3.example.org/bucket")
	case f.url == "":
		return nil, nil
	case f.over < 0:
		return nil, cli.Usage(errors.New("--objects-over must not be negative"), "0 keeps every contribution in --objects")
	case f.keyFile == "":
		return nil, cli.Usage(errors.New("--objects-key-file is missing"), "name a file in the form of ~/.aws/credentials; keys are never part of an address")
	}
	if err := readable(f.keyFile); err != nil {
		return nil, unreadable("--objects-key-file", err)
	}
	b, err := s3.Open(f.url, f.region, f.keyFile)
	if errors.Is(err, s3.ErrKeyFile) {
		return nil, cli.Usage(fmt.Errorf("--objects-key-file %w", err), "[default] stands before them")
	}
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("--objects %w", err), seeHelp)
	}
	return b, nil
}

// readable fails if a file cannot be read.
func readable(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return f.Close()
}

// around returns an open store with its large contributions in the bucket of the flags. It fails if the store's objects are not there.
func (f *objectFlags) around(ctx context.Context, s store.Store, log *slog.Logger) (store.Store, error) {
	b, err := f.open()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, objectsTime)
	defer cancel()
	if b == nil {
		err = objects.Verify(ctx, s, nil)
	} else if err = objects.Verify(ctx, s, b); err == nil {
		return objects.Open(s, objects.Options{Bucket: b, Over: f.over, Log: log}), nil
	}
	if err != nil {
		return nil, objectsFailure(err)
	}
	return s, nil
}

// objectsTime bounds the look at a bucket at the start.
const objectsTime = 30 * time.Second

// objectsFailure returns the error of a store with its objects, with a way out.
func objectsFailure(err error) error {
	if errors.Is(err, objects.ErrUnnamed) {
		return cli.Usage(err, "name the bucket with --objects, as when they were written")
	}
	return cli.Failure(err, "--objects must name the bucket that the store was used with, and --objects-key-file a key that may read, write and delete there")
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

// open opens the store with its objects.
func (f *storeFlags) open(ctx context.Context, log *slog.Logger) (store.Store, error) {
	s, err := f.openDatabase(ctx)
	if err != nil {
		return nil, err
	}
	with, err := f.objects.around(ctx, s, log)
	if err != nil {
		s.Close()
		return nil, err
	}
	return with, nil
}

func (f *storeFlags) openDatabase(ctx context.Context) (store.Store, error) {
	if f.postgres != "" {
		s, err := postgres.Open(ctx, f.postgres)
		if err != nil {
			return nil, storeFailure(err, urlHint)
		}
		return s, nil
	}
	s, err := sqlite.Open(ctx, f.data)
	switch {
	case errors.Is(err, durable.ErrBusy):
		return nil, &cli.Error{Code: exitLocked, Err: fmt.Errorf("the data folder %q is in use by another facilitator", f.data),
			Hint: "stop the other one, or name another folder with --data; several facilitators can share a database with --postgres"}
	case errors.Is(err, fs.ErrPermission):
		return nil, cli.Failure(err, "the files of the folder must belong to the user that runs the facilitator, also after a restore: chown -R --reference=FOLDER_ABOVE FOLDER")
	case err != nil:
		return nil, storeFailure(err, "")
	}
	return s, nil
}

// storeFailure returns the error of a store that cannot be opened, with a way out. hint is for an error of no known kind.
func storeFailure(err error, hint string) error {
	switch {
	case errors.Is(err, store.ErrNewer):
		return &cli.Error{Code: exitNewer, Err: err, Hint: "start that release or a later one; to go back, restore the backup that was made before the upgrade"}
	case errors.Is(err, postgres.ErrURL):
		return cli.Usage(err, urlHint)
	case errors.Is(err, postgres.ErrSettings):
		hint = "turn the setting on in postgresql.conf: an upload is acknowledged when it is on the disk"
	case errors.Is(err, postgres.ErrReadOnly):
		hint = "name the primary server, or all servers with target_session_attrs=read-write: postgres://user@one,two/name?target_session_attrs=read-write"
	case errors.Is(err, postgres.ErrSession):
		hint = "pgbouncer: pool_mode = session; or connect to the database directly"
	case errors.Is(err, postgres.ErrClock):
		hint = "set the clocks of both machines by NTP: facilitators on one database must not differ"
	case errors.Is(err, postgres.ErrMigrating):
		hint = "another facilitator is making the tables, or a pooler has kept its session: look into pg_locks for locktype advisory, and end that session"
	case errors.Is(err, postgres.ErrRights), strings.Contains(err.Error(), "SQLSTATE 42501"):
		hint = "the user must own the database, or have CREATE on its schema: GRANT ALL ON SCHEMA public TO user"
	}
	return cli.Failure(err, cmp.Or(databaseHint(err), hint))
}

// databaseHint returns the way out of an error of PostgreSQL or of the way to it, empty for one of no known kind.
func databaseHint(err error) string {
	var e interface{ SQLState() string } // of the database server
	if errors.As(err, &e) {
		code := e.SQLState()
		switch {
		case code == "53300": // too_many_connections
			return "a facilitator takes up to 16 connections and one more: raise max_connections of the server or the limit of the role, or lower pool_max_conns in the URL"
		case strings.HasPrefix(code, "28"): // invalid_authorization_specification, invalid_password
			return "check the user of --postgres, its password in ~/.pgpass or PGPASSWORD, and pg_hba.conf of the server"
		case code == "3D000": // invalid_catalog_name
			return "make the database first: createdb --owner USER NAME"
		case code == "57P03": // cannot_connect_now
			return "the server is starting or stopping: try again"
		case strings.HasPrefix(code, "53"): // insufficient resources
			return "free disk space or memory of the database server"
		}
		return ""
	}
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, context.DeadlineExceeded) {
		return "see that the database server runs and can be reached from here: host, port and firewall"
	}
	return ""
}

// leastFree is the room on the disk, in bytes, with less of which a facilitator takes no work.
const leastFree = 16 << 20

// free returns the bytes that are free for data and for uploads, whichever has less; -1 if that is not known.
func (f *storeFlags) free(spool string) int64 {
	least := diskspace.Free(spool)
	if f.postgres == "" {
		if data := diskspace.Free(f.data); least < 0 || data >= 0 && data < least {
			least = data
		}
	}
	return least
}

// size returns a function that returns the size of an open store in bytes, or nil if the size is not known.
func (f *storeFlags) size(s store.Store) func(context.Context) (int64, error) {
	if with, ok := s.(interface{ Inner() store.Store }); ok {
		s = with.Inner() // the size of the database alone is known
	}
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

// keepPage leaves the files of this release's page in the store, before it can be loaded: facilitators of other releases
// on the same store, and this machine's after an upgrade, then have them for its visitors.
func keepPage(ctx context.Context, s store.Store) error {
	digest, assets, err := page.Assets(web.Dist())
	if err != nil || len(assets) == 0 {
		return err
	}
	files := make([]store.PageFile, len(assets))
	for i, a := range assets {
		files[i] = store.PageFile(a)
	}
	return s.KeepPage(ctx, digest, files)
}

// otherPages returns a function that finds files of the pages of other releases in a store.
func otherPages(s store.Store) func(ctx context.Context, name string) (body []byte, packed, ok bool, err error) {
	return func(ctx context.Context, name string) ([]byte, bool, bool, error) {
		f, err := s.PageFile(ctx, name)
		if errors.Is(err, store.ErrNotFound) {
			return nil, false, false, nil
		}
		return f.Body, f.Packed, err == nil, err
	}
}
