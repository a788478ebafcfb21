//go:build postgres && testkeys && unix

package simulation_test

import (
	"context"
	"os"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/postgres"
)

// TestSequencesOnPostgres plays lives on a real PostgreSQL, where each facilitator has a connection of its own and hears
// of the others.
func TestSequencesOnPostgres(t *testing.T) {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		t.Setenv("TMPDIR", "/dev/shm") // as on SQLite: syncing is not what is tried here
	}
	server, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := server.Remove(); err != nil {
			t.Error(err)
		}
	}()
	var url string
	lives := 0
	sweep(t, func(tb testing.TB) func() (store.Store, func()) {
		if lives%25 == 0 { // a facilitator that starts reads all there is
			if url, err = server.Database(); err != nil {
				tb.Fatal(err)
			}
		}
		lives++
		return func() (store.Store, func()) {
			s, err := postgres.Open(context.Background(), url)
			if err != nil {
				tb.Fatal(err)
			}
			return s, func() {
				if err := s.Close(); err != nil {
					tb.Error(err)
				}
			}
		}
	}, sequencesOnPostgres)
}
