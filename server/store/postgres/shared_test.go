//go:build postgres && unix

package postgres_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/postgres"
	"github.com/blindfit/blindfit/server/store/storetest"
	"github.com/blindfit/blindfit/server/wire"
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
