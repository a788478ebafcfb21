//go:build infra && postgres && unix

package postgres_test

import (
	"errors"
	"net/url"
	"path"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// replicated starts a synchronous pair with a database.
func replicated(t *testing.T) (primary, standby *pgtest.Server, address string) {
	t.Helper()
	primary, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { primary.Remove() })
	if address, err = primary.Database(); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if standby, err = primary.Standby(true); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { standby.Remove() })
	return primary, standby, primary.Either(standby, path.Base(u.Path))
}

// TestInfraLinearizable: as TestLinearizable, while the primary of a synchronous pair crashes for good and its standby takes over.
func TestInfraLinearizable(t *testing.T) {
	for seed := uint64(1); seed <= 2; seed++ {
		primary, standby, address := replicated(t)
		l := linear(t, seed, address)
		l.Faults = []func(){func() {
			if err := errors.Join(primary.Crash(), standby.Promote()); err != nil {
				t.Error(err)
			}
		}}
		l.Run(t)
	}
}

// TestInfraLinearizableCatches: a failover to a standby that lacks the last commits is no single copy, and the trial says so.
func TestInfraLinearizableCatches(t *testing.T) {
	primary, standby, address := replicated(t)
	l := linear(t, 1, address)
	l.Faults = []func(){
		func() {
			if err := errors.Join(primary.Set("synchronous_standby_names", ""), standby.Down()); err != nil {
				t.Error(err)
			}
		},
		func() {}, // a part of the operations comes between the two
		func() {
			if err := errors.Join(primary.Crash(), standby.Up(), standby.Promote()); err != nil {
				t.Error(err)
			}
		},
	}
	if explained, _ := l.Explained(t); explained {
		t.Error("commits were lost, and the trial does not see it")
	}
}

// TestInfraHistory: after a failover trainings have another history, so that facilitators read them anew.
func TestInfraHistory(t *testing.T) {
	primary, standby, address := replicated(t)
	s := open(t, address)
	id := wire.TrainingID{1}
	if _, err := s.CreateTraining(t.Context(), id, []byte("manifest"), store.Record{Phase: wire.PhaseLobby}); err != nil {
		t.Fatal(err)
	}
	before, err := s.Stamp(t.Context(), id, store.Slot{Training: id})
	if err != nil || before.History == 0 {
		t.Fatalf("the stamp is %+v (%v)", before, err)
	}
	if err := errors.Join(primary.Crash(), standby.Promote()); err != nil {
		t.Fatal(err)
	}
	for s.Ping(t.Context()) != nil && t.Context().Err() == nil {
		time.Sleep(20 * time.Millisecond)
	}
	after, err := s.Stamp(t.Context(), id, store.Slot{Training: id})
	if err != nil || after.History == before.History || after.Revision != before.Revision {
		t.Errorf("the stamp was %+v, is %+v (%v)", before, after, err)
	}
}
