//go:build postgres && unix

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/postgres"
	"github.com/blindfit/blindfit/server/store/storetest"
)

// server is shared by the tests that do not stop it; each has a database of its own.
var server *pgtest.Server

func TestMain(m *testing.M) {
	var err error
	if server, err = pgtest.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := server.Remove(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func database(t *testing.T, s *pgtest.Server) string {
	t.Helper()
	url, err := s.Database()
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func open(t *testing.T, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestContract(t *testing.T) {
	fresh := func(t *testing.T) storetest.Open {
		url := database(t, server)
		return func() (store.Store, error) { return postgres.Open(t.Context(), url) }
	}
	storetest.Run(t, fresh)
	storetest.RunObjects(t, fresh)
}

// seed stores one training with an upload and a log entry and returns the upload's key.
func seed(t *testing.T, s *postgres.Store, blob []byte) store.Key {
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

// TestDamage: a byte that changed in the database is an error, never another message.
func TestDamage(t *testing.T) {
	for name, c := range map[string]struct {
		spoil string
		read  func(*postgres.Store, store.Key) error
	}{
		"blob":      {`UPDATE blobs SET bytes = set_byte(bytes, 3, 1)`, get},
		"lost blob": {`DELETE FROM blobs`, get},
		"body":      {`UPDATE messages SET body = set_byte(body, 0, 0)`, get},
		"listed body": {`UPDATE messages SET body = set_byte(body, 0, 0)`, func(s *postgres.Store, k store.Key) error {
			_, err := s.List(t.Context(), k.Slot)
			return err
		}},
		"identity": {`UPDATE messages SET identity = '\x00'`, func(s *postgres.Store, k store.Key) error {
			_, err := s.List(t.Context(), k.Slot)
			return err
		}},
		"manifest": {`UPDATE trainings SET manifest = set_byte(manifest, 0, 0)`, training},
		"record":   {`UPDATE trainings SET record = convert_to(replace(convert_from(record, 'UTF8'), '"accepted":0', '"accepted":7'), 'UTF8')`, training},
		"log": {`UPDATE log SET entry = set_byte(entry, 0, 0)`, func(s *postgres.Store, k store.Key) error {
			_, err := s.Log(t.Context(), k.Training, 1, 100)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			url := database(t, server)
			s := open(t, url)
			key := seed(t, s, []byte("ciphertexts"))
			exec(t, url, c.spoil)
			if err := c.read(s, key); !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("error is %v, want corrupt", err)
			}
		})
	}
}

func get(s *postgres.Store, k store.Key) error {
	_, err := s.Get(context.Background(), k)
	return err
}

func training(s *postgres.Store, k store.Key) error {
	_, _, err := s.Training(context.Background(), k.Training)
	return err
}

// exec runs a statement beside the store.
func exec(t *testing.T, url, statement string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// TestUnsafeSettings: a server that does not flush is refused; a session that would not is made to.
func TestUnsafeSettings(t *testing.T) {
	own, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { own.Remove() })
	url := database(t, own)
	for _, setting := range []string{"fsync=off", "full_page_writes=off"} {
		if err := errors.Join(own.Down(), own.Up(setting)); err != nil {
			t.Fatal(err)
		}
		if s, err := postgres.Open(t.Context(), url); !errors.Is(err, postgres.ErrSettings) {
			t.Errorf("with %s: error is %v", setting, err)
			if err == nil {
				s.Close()
			}
		}
	}
	if err := errors.Join(own.Down(), own.Up("synchronous_commit=off")); err != nil {
		t.Fatal(err)
	}
	if value := open(t, url).Setting(t.Context(), "synchronous_commit"); value != "on" {
		t.Errorf("synchronous_commit is %q", value)
	}
}

// TestAcknowledgedSurvivesPowerCut: what Put and Commit acknowledged is there after the server lost its memory, and a
// store that was open goes on by itself.
func TestAcknowledgedSurvivesPowerCut(t *testing.T) {
	own, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { own.Remove() })
	s := open(t, database(t, own))
	key := seed(t, s, []byte("ciphertexts"))
	if err := own.Crash(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Error("a store without its server says that it can be used")
	}
	other := store.Message{Key: key, Body: []byte("head")}
	other.Identity = wire.Identity{6}
	if _, err := s.Put(t.Context(), 2, other); err == nil || errors.Is(err, store.ErrRevision) || errors.Is(err, store.ErrConflict) {
		t.Errorf("a put without a server: error is %v", err)
	}
	if err := own.Up(); err != nil {
		t.Fatal(err)
	}
	if m, err := s.Get(t.Context(), key); err != nil || string(m.Blob) != "ciphertexts" {
		t.Errorf("what was acknowledged: %v", err)
	}
	if _, rec, err := s.Training(t.Context(), key.Training); err != nil || rec.Revision != 2 {
		t.Errorf("record is %+v (%v)", rec, err)
	}
	if stored, err := s.Put(t.Context(), 2, other); err != nil || !stored {
		t.Errorf("a put once the server is back: %v, %v", stored, err)
	}
}

// TestErrorsHoldNoPassword: what is said about a database that cannot be used names no password.
func TestErrorsHoldNoPassword(t *testing.T) {
	for _, url := range []string{
		"postgres://somebody:s3cret@127.0.0.1:1/none?connect_timeout=2",
		"postgres://somebody:s3cret@127.0.0.1:port/none",
		"host=127.0.0.1 port=1 password=s3cret user='somebody",
		strings.Replace(database(t, server), "user=postgres", "user=nobody&password=s3cret", 1),
	} {
		_, err := postgres.Open(t.Context(), url)
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("error is %v", err)
		}
	}
}

// TestOlderSchema: a database from before facilitators shared their owners is brought up to date with what is in it.
func TestOlderSchema(t *testing.T) {
	url := database(t, server)
	s := open(t, url)
	key := seed(t, s, []byte("ciphertexts"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	exec(t, url, `DROP TABLE page_files, pages, objects, contributions, audit, pulse, writers, audience, attendance, farewells`)
	exec(t, url, `DROP SEQUENCE contributions_arrivals`)
	exec(t, url, `DROP FUNCTION contribution_object_unused`)
	exec(t, url, `DELETE FROM goose_db_version WHERE version_id > 1`)
	s = open(t, url)
	if m, err := s.Get(t.Context(), key); err != nil || string(m.Blob) != "ciphertexts" {
		t.Errorf("the message did not come through (%v)", err)
	}
	if a, err := s.Audience(t.Context(), key.Training); err != nil || len(a.Present) != 0 {
		t.Errorf("%d owners are there (%v)", len(a.Present), err)
	}
}

// TestOneConnection: the smallest pool is enough.
func TestOneConnection(t *testing.T) {
	s := open(t, database(t, server)+"&pool_max_conns=1")
	key := seed(t, s, []byte("ciphertexts"))
	if _, left, err := s.EraseKept(t.Context(), 1); err != nil || left {
		t.Errorf("left is %v (%v)", left, err)
	}
	if _, err := s.Log(t.Context(), key.Training, 1, 100); err != nil {
		t.Error(err)
	}
}

// TestNewerDatabaseRefused: a database that a newer release has migrated is refused, with its release.
func TestNewerDatabaseRefused(t *testing.T) {
	url := database(t, server)
	s := open(t, url)
	if err := s.Sign(t.Context(), "v9.9.9"); err != nil {
		t.Fatal(err)
	}
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.WithoutCancel(t.Context()))
	if _, err := c.Exec(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)`); err != nil {
		t.Fatal(err)
	}
	if _, err := postgres.Open(t.Context(), url); !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "v9.9.9") {
		t.Errorf("error is %v, want newer", err)
	}
}

// TestReadOnlyRefused: a database that only reads is refused at the start, and noticed by Ping while the program runs.
func TestReadOnlyRefused(t *testing.T) {
	url := database(t, server)
	s := open(t, url)
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.WithoutCancel(t.Context()))
	if _, err := c.Exec(t.Context(), `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$`); err != nil {
		t.Fatal(err)
	}
	if _, err := postgres.Open(t.Context(), url); !errors.Is(err, postgres.ErrReadOnly) {
		t.Errorf("error is %v, want read-only", err)
	}
	if err := s.KeepPage(t.Context(), "page", nil); err != nil {
		t.Fatal(err)
	}
	// Connections that are open keep what they were given; a demoted server ends them.
	if err := s.Demote(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Error("a store that only reads says that it can be used")
	}
	// A start of the same release writes nothing, so that many replicas can start at once; another page is written.
	if err := s.KeepPage(t.Context(), "page", nil); err != nil {
		t.Errorf("the page that is the newest is written again: %v", err)
	}
	if err := s.KeepPage(t.Context(), "other", nil); err == nil {
		t.Error("a page is kept by a database that only reads")
	}
}

// TestClocksApart: a database whose clock is ten minutes off is refused at the start, and noticed by Ping while the program runs; one
// minute is not.
func TestClocksApart(t *testing.T) {
	url := database(t, server)
	s := open(t, url)
	// The database's clock, with an offset.
	exec(t, url, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$`)
	for offset, apart := range map[string]bool{"0": false, "1 minute": false, "-1 minute": false, "10 minutes": true, "-10 minutes": true} {
		exec(t, url, `CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT pg_catalog.clock_timestamp() + interval '`+offset+`' $$`)
		again, err := postgres.Open(t.Context(), url)
		if errors.Is(err, postgres.ErrClock) != apart || (err == nil) == apart {
			t.Errorf("%s: the start fails with %v", offset, err)
		}
		if err == nil {
			if err := again.Close(); err != nil {
				t.Error(err)
			}
		}
		i, err := postgres.Inspect(t.Context(), url)
		if err != nil || (time.Since(i.Now).Abs() > wire.ClockSkew) != apart {
			t.Errorf("%s: the inspection has the time %v (%v)", offset, i.Now, err)
		}
	}
	if err := s.Demote(t.Context()); err != nil { // so that its sessions have that clock
		t.Fatal(err)
	}
	for offset, apart := range map[string]bool{"10 minutes": true, "-10 minutes": true, "0": false} {
		exec(t, url, `CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT pg_catalog.clock_timestamp() + interval '`+offset+`' $$`)
		if err := s.Ping(t.Context()); errors.Is(err, postgres.ErrClock) != apart || (err == nil) == apart {
			t.Errorf("%s: Ping fails with %v", offset, err)
		}
	}
}

// TestLockOfTables: a lock that another session holds is told, and not waited for without end.
func TestLockOfTables(t *testing.T) {
	url := database(t, server)
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.WithoutCancel(t.Context()))
	if _, err := c.Exec(t.Context(), `SELECT pg_advisory_lock($1)`, postgres.MigrationLock); err != nil {
		t.Fatal(err)
	}
	postgres.SetMigrationTime(t, time.Second)
	if _, err := postgres.Open(t.Context(), url); !errors.Is(err, postgres.ErrMigrating) {
		t.Errorf("error is %v, want migrating", err)
	}
}
