//go:build postgres && unix

package round_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/postgres"
)

var database *pgtest.Server

func TestMain(m *testing.M) {
	var err error
	if database, err = pgtest.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := database.Remove(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// ownTimers is how many timers a machine has by itself: to poll, to renew presence, to keep house.
const ownTimers = 3

// sameVersion: a state that did not change has the same version after a restart.
const sameVersion = true

// walkOwners is how many owners TestWalk has at the most: a restart is a new connection to the database.
const walkOwners = 3

// eventually reports whether ok comes to hold. What the machine does in the background is done within some seconds of the
// test's clock, which is moved on meanwhile: presence is published, a phase that another machine may end is taken over.
func (r *rig) eventually(ok func() bool) bool {
	for i := range 5000 {
		if ok() {
			return true
		}
		if i%10 == 9 && i < 500 {
			r.clock.Advance(50 * time.Millisecond)
		}
	}
	return false
}

// openStore opens the rig's store and returns it as the machine sees it: with the clock that the test moves by hand in the
// place of the database's.
func openStore(r *rig) store.Store {
	r.Helper()
	var err error
	if r.dir == "" {
		r.dir, err = database.Database()
		r.must(err)
	}
	s, err := postgres.Open(context.Background(), r.dir)
	r.must(err)
	r.store = s
	seen := struct {
		store.Store
		store.Peers
	}{s, timed{s, r.clock}}
	if r.wrap != nil {
		seen.Store = r.wrap(s)
	}
	return seen
}

// timed has the clock of a test.
type timed struct {
	store.Peers
	clock round.Clock
}

func (t timed) Stamp(ctx context.Context, id wire.TrainingID, slot store.Slot) (store.Stamp, error) {
	s, err := t.Peers.Stamp(ctx, id, slot)
	s.TimeMS = t.clock.Now().UnixMilli()
	return s, err
}

// toMemory does nothing: the database is where it is.
func toMemory(*rig) {}
