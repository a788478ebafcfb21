//go:build postgres && unix

package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/postgres"
	"github.com/blindfit/blindfit/server/store/storetest"
)

// pair is two stores on one database that take turns: whatever the contract says must hold between them.
type pair struct {
	*postgres.Store
	other *postgres.Store
	turn  *atomic.Int64
}

func (p pair) next() *postgres.Store {
	if p.turn.Add(1)%2 == 0 {
		return p.other
	}
	return p.Store
}

func (p pair) Put(ctx context.Context, revision int64, m store.Message) (bool, error) {
	return p.next().Put(ctx, revision, m)
}

func (p pair) Commit(ctx context.Context, id wire.TrainingID, c store.Change) error {
	return p.next().Commit(ctx, id, c)
}

func (p pair) Close() error {
	if err := p.other.Close(); err != nil {
		return err
	}
	return p.Store.Close()
}

// TestContractAcrossFacilitators runs the suite on two stores with one database, opened at the same time.
func TestContractAcrossFacilitators(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Open {
		url := database(t, server)
		return func() (store.Store, error) {
			opened := make(chan error, 1)
			p := pair{turn: &atomic.Int64{}}
			go func() {
				var err error
				p.other, err = postgres.Open(t.Context(), url)
				opened <- err
			}()
			var err error
			p.Store, err = postgres.Open(t.Context(), url)
			if e := <-opened; e != nil || err != nil {
				t.Fatal(e, err)
			}
			return p, nil
		}
	})
}

// couple opens one new database twice.
func couple(t *testing.T, s *pgtest.Server) (a, b *postgres.Store, url string) {
	t.Helper()
	url = database(t, s)
	return open(t, url), open(t, url), url
}

func TestSharedContract(t *testing.T) {
	storetest.RunShared(t, func(t *testing.T) (store.Shared, store.Shared) {
		a, b, _ := couple(t, server)
		return a, b
	})
}

// TestListenerCutOff: a follower whose connection is cut is told that it may have missed something, and goes on. What
// others send on the channel is passed over.
func TestListenerCutOff(t *testing.T) {
	a, b, url := couple(t, server)
	key := seed(t, a, nil)
	moved, missed := make(chan wire.TrainingID, 100), make(chan struct{}, 100)
	stop := b.Follow(func(id wire.TrainingID) { moved <- id }, func() { missed <- struct{}{} })
	defer stop()
	<-missed
	for n := range 3 {
		exec(t, url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
		<-missed
		for _, junk := range []string{"", " ", "nothing", strings.Repeat("ab", 16) + " " + strings.Repeat("zz", 32), strings.Repeat("ab", 16) + "-" + strings.Repeat("00", 32),
			strings.Repeat("é", 60)} {
			exec(t, url, `SELECT pg_notify('blindfit', '`+junk+`')`)
		}
		message := store.Message{Key: key}
		message.Identity = wire.Identity{byte(10 + n)}
		if _, err := a.Put(t.Context(), 2, message); err != nil {
			t.Fatal(err)
		}
		if id := <-moved; id != key.Training {
			t.Errorf("training %v moved", id)
		}
	}
}

// TestAudienceAfterPowerCut: the database forgets who was connected; the count of changes still only grows.
func TestAudienceAfterPowerCut(t *testing.T) {
	own, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { own.Remove() })
	a, b, _ := couple(t, own)
	key := seed(t, a, nil)
	who := store.Attendance{Training: key.Training, Identity: key.Identity, AtMS: 5}
	attend := func(want int) int64 {
		t.Helper()
		// A connection of the pool that was cut is found out by being used.
		if err := a.Attend(t.Context(), time.Hour, who); err != nil {
			t.Fatal(err)
		}
		got, err := b.Audience(t.Context(), key.Training)
		if err != nil || len(got.Present) != want {
			t.Errorf("%d owners are there (%v)", len(got.Present), err)
		}
		return got.Changes
	}
	before := attend(1)
	if err := errors.Join(own.Crash(), own.Up()); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*postgres.Store{a, b} {
		for s.Ping(t.Context()) != nil { //nolint:revive // empty-block: a ping waits by itself
		}
	}
	if got, err := b.Audience(t.Context(), key.Training); err != nil || len(got.Present) != 0 {
		t.Errorf("%d owners are there after the crash (%v)", len(got.Present), err)
	}
	if after := attend(1); after <= before {
		t.Errorf("changes went from %d to %d", before, after)
	}
}
