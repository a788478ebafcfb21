//go:build postgres && unix

package postgres_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/storetest"
)

// linear is the trial of one seed on a database, by two facilitators, without faults.
func linear(t *testing.T, seed uint64, url string) storetest.Linear {
	t.Helper()
	random := func(client int) func(int) int {
		return rand.New(rand.NewPCG(seed, uint64(client))).IntN
	}
	return storetest.Linear{Seed: seed, Clients: 6, Operations: 60, Random: random, Stores: []store.Store{open(t, url), open(t, url)}, Longest: time.Minute}
}

// TestLinearizable: what clients of two facilitators see is what one copy would show them that does one thing after the other, also
// while the database is stopped, and loses its power.
func TestLinearizable(t *testing.T) {
	own, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { own.Remove() })
	for seed := uint64(1); seed <= 2; seed++ {
		url, err := own.Database()
		if err != nil {
			t.Fatal(err)
		}
		again := func(down func() error) func() {
			return func() {
				if err := errors.Join(down(), own.Up()); err != nil {
					t.Error(err)
				}
			}
		}
		l := linear(t, seed, url)
		l.Faults = []func(){again(own.Crash), again(own.Down)}
		l.Run(t)
	}
}
