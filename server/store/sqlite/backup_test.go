package sqlite_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// TestBackup: while a process holds the folder and writes to it, a copy has what was acknowledged before and is a store.
func TestBackup(t *testing.T) {
	dir, to := t.TempDir(), t.TempDir()
	s := open(t, dir)
	key := seed(t, s, []byte("ciphertexts"))
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for i := byte(0); ; i++ {
			m := store.Message{Key: key, Blob: make([]byte, 5000)}
			m.Identity = wire.Identity{1, i}
			_, err := s.Put(t.Context(), 2, m)
			select {
			case <-stop:
				stopped <- err
				return
			default:
			}
			if err != nil {
				<-stop
				stopped <- err
				return
			}
		}
	}()
	out := filepath.Join(to, "facilitator.db")
	err := sqlite.Backup(t.Context(), dir, out)
	close(stop)
	if e := <-stopped; err != nil || e != nil {
		t.Fatal(err, e)
	}
	entries, err := os.ReadDir(to)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files beside the copy (%v)", len(entries)-1, err)
	}
	if info, err := os.Stat(out); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the copy's mode is %v (%v)", info.Mode(), err)
	}
	c := open(t, to)
	if m, err := c.Get(t.Context(), key); err != nil || string(m.Blob) != "ciphertexts" {
		t.Errorf("the message in the copy: %v", err)
	}
	if _, rec, err := c.Training(t.Context(), key.Training); err != nil || rec.Revision != 2 {
		t.Errorf("the record in the copy is %+v (%v)", rec, err)
	}
}

func TestBackupRefuses(t *testing.T) {
	dir, to := t.TempDir(), t.TempDir()
	s := open(t, dir)
	seed(t, s, make([]byte, 100_000))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	taken, free := filepath.Join(to, "taken"), filepath.Join(to, "free")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Backup(t.Context(), dir, taken); !errors.Is(err, fs.ErrExist) {
		t.Errorf("onto a file: error is %v", err)
	}
	if err := sqlite.Backup(t.Context(), t.TempDir(), free); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of an empty folder: error is %v", err)
	}
	// A page of the database is overwritten.
	path := filepath.Join(dir, "facilitator.db")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < 8192; i++ {
		b[i] = 0x5a
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Backup(t.Context(), dir, free); err == nil {
		t.Error("a damaged database was copied")
	}
	if entries, err := os.ReadDir(to); err != nil || len(entries) != 1 {
		t.Errorf("%d files are left (%v)", len(entries)-1, err)
	}
	if b, err := os.ReadFile(taken); err != nil || string(b) != "mine" {
		t.Error("a file was overwritten")
	}
}
