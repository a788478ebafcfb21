package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/sqlite"
	"github.com/blindfit/blindfit/server/store/storetest"
)

func TestContract(t *testing.T) {
	fresh := func(t *testing.T) storetest.Open {
		dir := t.TempDir()
		return func() (store.Store, error) { return sqlite.Open(t.Context(), dir) }
	}
	storetest.Run(t, fresh)
	storetest.RunObjects(t, fresh)
}

func open(t *testing.T, dir string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestSecondProcessRefused(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := sqlite.Open(t.Context(), dir); !errors.Is(err, durable.ErrBusy) {
		t.Fatalf("second open: error is %v, want locked", err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Fatalf("the first store suffered from the second: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

func TestFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // modes mean nothing there
	}
	dir := filepath.Join(t.TempDir(), "deep", "data")
	s := open(t, dir)
	if _, err := s.CreateTraining(t.Context(), wire.TrainingID{1}, []byte("m"), store.Record{}); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%s has mode %o", e.Name(), mode)
		}
	}
}

// seed stores one training with an upload and a log entry and returns the upload's key.
func seed(t *testing.T, s *sqlite.Store, blob []byte) store.Key {
	t.Helper()
	id := wire.TrainingID{1}
	key := store.Key{Slot: store.Slot{Training: id, Ref: wire.Ref{Round: 1, Attempt: 1}, Kind: wire.KindUpload}, Identity: wire.Identity{5}}
	if _, err := s.CreateTraining(t.Context(), id, []byte("manifest"), store.Record{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), 1, store.Message{Key: key, Body: []byte("head"), Blob: blob}); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), id, store.Change{Next: store.Record{Revision: 1, Log: wire.Head{Length: 1}}, Entry: []byte("entry")}); err != nil {
		t.Fatal(err)
	}
	return key
}

// TestDamage: a bit that flipped on the disk is an error, never another message.
func TestDamage(t *testing.T) {
	for name, c := range map[string]struct {
		spoil string
		read  func(*sqlite.Store, store.Key) error
	}{
		"blob": {`UPDATE blobs SET bytes = x'00'`, func(s *sqlite.Store, k store.Key) error {
			_, err := s.Get(t.Context(), k)
			return err
		}},
		"lost blob": {`DELETE FROM blobs`, func(s *sqlite.Store, k store.Key) error {
			_, err := s.Get(t.Context(), k)
			return err
		}},
		"body": {`UPDATE messages SET body = x'00'`, func(s *sqlite.Store, k store.Key) error {
			_, err := s.Get(t.Context(), k)
			return err
		}},
		"listed body": {`UPDATE messages SET body = x'00'`, func(s *sqlite.Store, k store.Key) error {
			_, err := s.List(t.Context(), k.Slot)
			return err
		}},
		"manifest": {`UPDATE trainings SET manifest = x'00'`, func(s *sqlite.Store, k store.Key) error {
			_, _, err := s.Training(t.Context(), k.Training)
			return err
		}},
		"record": {`UPDATE trainings SET record = x'00'`, func(s *sqlite.Store, k store.Key) error {
			_, _, err := s.Training(t.Context(), k.Training)
			return err
		}},
		"log": {`UPDATE log SET entry = x'00'`, func(s *sqlite.Store, k store.Key) error {
			_, err := s.Log(t.Context(), k.Training, 1, 100)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			key := seed(t, s, []byte("ciphertexts"))
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			db, err := sql.Open("sqlite", filepath.Join(dir, "facilitator.db"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(c.spoil); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if err := c.read(open(t, dir), key); !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("error is %v, want corrupt", err)
			}
		})
	}
}

// TestDroppedBytesAreGone: after a drop and an orderly end no file in the folder holds the bytes.
func TestDroppedBytesAreGone(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	blob := bytes.Repeat([]byte("erase these ciphertexts "), 500)
	key := seed(t, s, blob)
	if !holds(t, dir, blob[:24]) {
		t.Fatal("the bytes are not where this test looks for them")
	}
	if err := s.Commit(t.Context(), key.Training, store.Change{Next: store.Record{Revision: 2}, Drop: []store.Slot{key.Slot}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if holds(t, dir, blob[:24]) {
		t.Error("dropped bytes are still in the folder")
	}
}

// TestKeptBytesAreGone: the same once what was kept is erased.
func TestKeptBytesAreGone(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	blob := bytes.Repeat([]byte("erase these ciphertexts "), 500)
	key := seed(t, s, blob)
	keep := &store.Kept{Slot: key.Slot, SinceMS: 1}
	if err := s.Commit(t.Context(), key.Training, store.Change{Next: store.Record{Revision: 2}, Keep: keep}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if !holds(t, dir, blob[:24]) {
		t.Fatal("kept bytes are not in the folder")
	}
	s = open(t, dir)
	if _, left, err := s.EraseKept(t.Context(), 1); err != nil || left {
		t.Fatalf("left is %v (%v)", left, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if holds(t, dir, blob[:24]) {
		t.Error("erased bytes are still in the folder")
	}
}

// TestOlderSchema: a database from before uploads could be kept is brought up to date with what is in it.
func TestOlderSchema(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	key := seed(t, s, []byte("ciphertexts"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "facilitator.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`DROP TABLE page_files; DROP TABLE pages; DROP TABLE objects; DROP TABLE contributions; DROP TABLE audit; DROP TABLE pulse; DROP TABLE writers; DROP TABLE kept; ALTER TABLE trainings DROP COLUMN record_sum; DELETE FROM goose_db_version WHERE version_id > 1`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if m, err := s.Get(t.Context(), key); err != nil || string(m.Blob) != "ciphertexts" {
		t.Errorf("the message did not come through (%v)", err)
	}
	if _, rec, err := s.Training(t.Context(), key.Training); err != nil || rec.Log.Length != 1 {
		t.Errorf("the record did not come through (%v)", err)
	}
	if _, left, err := s.EraseKept(t.Context(), 1); err != nil || left {
		t.Errorf("left is %v (%v)", left, err)
	}
}

func holds(t *testing.T, dir string, what []byte) bool {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, what) {
			return true
		}
	}
	return false
}

// TestDurableSettings: what the package comment promises is what the database is set to.
func TestDurableSettings(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	seed(t, s, []byte("blob"))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1"} {
		if got, err := s.Pragma(t.Context(), pragma); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", pragma, got, err, want)
		}
	}
}

func TestNotADatabase(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "facilitator.db"), bytes.Repeat([]byte("no database "), 100), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(t.Context(), dir); err == nil {
		t.Fatal("a file that is no database was opened")
	}
	b, err := os.ReadFile(filepath.Join(dir, "facilitator.db"))
	if err != nil || !bytes.HasPrefix(b, []byte("no database")) {
		t.Error("a file that is no database was changed")
	}
}

// TestDiskFull: a full disk refuses the write, keeps everything and is forgotten when there is room again.
func TestDiskFull(t *testing.T) {
	s := open(t, t.TempDir())
	key := seed(t, s, []byte("first"))
	if err := s.LimitPages(t.Context(), 1); err != nil { // no page more than there are
		t.Fatal(err)
	}
	big := store.Message{Key: key, Body: []byte("head"), Blob: make([]byte, 1<<20)}
	big.Identity = wire.Identity{6}
	for range 2 {
		_, err := s.Put(t.Context(), 2, big)
		if err == nil || errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrRevision) || errors.Is(err, store.ErrNotFound) {
			t.Fatalf("on a full disk: error is %v", err)
		}
	}
	if m, err := s.Get(t.Context(), key); err != nil || string(m.Blob) != "first" {
		t.Errorf("what was stored before: %v", err)
	}
	if _, err := s.Get(t.Context(), big.Key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("what was refused: error is %v", err)
	}
	if err := s.LimitPages(t.Context(), 1<<20); err != nil {
		t.Fatal(err)
	}
	if stored, err := s.Put(t.Context(), 2, big); err != nil || !stored {
		t.Errorf("with room again: stored %v, %v", stored, err)
	}
}

// TestNewerStoreRefused: a store that a newer release has migrated is refused, with its release, and not changed.
func TestNewerStoreRefused(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if err := s.Sign(t.Context(), "v9.9.9"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "facilitator.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := sqlite.Open(t.Context(), dir); !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "v9.9.9") {
		t.Errorf("opened %v, error is %v, want newer", s, err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the store was changed (%v)", err)
	}
}

// TestPingWrites: a store that cannot write says so.
func TestPingWrites(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ReadOnly(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Error("a store that only reads says that it can be used")
	}
}
