//go:build unix

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/internal/swarm"
	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/wire"
)

// storeSamples is how often each store is measured.
const storeSamples = 3

// uploads compares how many uploads a second one facilitator stores and folds with PostgreSQL and with SQLite. The
// senders are owners of this process; neither store acknowledges before the bytes are on the disk.
func uploads(ctx context.Context, t *stage, r *report) error {
	server, err := pgtest.Start()
	if err != nil {
		return err
	}
	defer server.Remove()
	database, err := server.Database()
	if err != nil {
		return err
	}
	ours, err := swarm.StartFacilitator(ctx, t.program, "", database)
	if err != nil {
		return err
	}
	defer ours.Kill()
	if err := t.start(ctx); err != nil {
		return err
	}
	defer t.Kill()
	size := 0
	sample := func(url string) side {
		return func() (float64, error) {
			all, err := t.audiences(ctx, url, 1, storeOwners, 4, wire.RoundGradient)
			if err != nil {
				return 0, err
			}
			a := all[0]
			size = a.UploadBytes()
			if _, err := a.Open(ctx); err != nil {
				return 0, err
			}
			if err := a.SendKeys(ctx); err != nil {
				return 0, err
			}
			start := time.Now()
			err = a.UploadBut(ctx, 0)
			return storeOwners / time.Since(start).Seconds(), err
		}
	}
	got, err := inTurns(ctx, storeSamples, sample(ours.URL), sample(t.URL))
	if err != nil {
		return err
	}
	r.rate(fmt.Sprintf("facilitator: uploads of %d bytes stored durably with PostgreSQL", size), got[0], got[1], "SQLite", "uploads per second", 0)
	return nil
}
