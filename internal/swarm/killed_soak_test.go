//go:build soak && postgres && linux

package swarm

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/pgtest"
)

var (
	killing  = flag.Duration("killing", time.Hour, "for how long facilitators are killed in turn")
	killSeed = flag.Int64("kill-seed", 1, "seed of the trainings and of the moments at which facilitators are killed")
)

// TestSoakKilledInTurn: of two facilitators on one database one after the other is killed, at random moments of a few seconds, and
// started again, while trainings go on over both. Every sum is exact, and every round comes to its end.
func TestSoakKilledInTurn(t *testing.T) {
	ctx := deadline.Context(t)
	s, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Remove() })
	database, err := s.Database()
	if err != nil {
		t.Fatal(err)
	}
	c := small(t)
	c.Owners, c.Trainings, c.Rounds, c.Replicas, c.Away = 12, 2, 12, 1, time.Second
	c.Timeout, c.Duplicate = 30*time.Second, 0.1
	var both [2]*Facilitator
	for i := range both {
		if both[i], err = StartFacilitator(ctx, c.Program, t.TempDir(), database); err != nil {
			t.Fatal(err)
		}
		c.Facilitators = append(c.Facilitators, both[i].URL)
	}
	kills, over := 0, make(chan struct{})
	var killer sync.WaitGroup
	killer.Go(func() {
		r := rand.New(rand.NewPCG(uint64(*killSeed), 0))
		for {
			select {
			case <-over:
				return
			case <-time.After(time.Second + time.Duration(r.Int64N(int64(4*time.Second)))):
			}
			if err := killed(ctx, both[kills%2]); err != nil {
				t.Error(err)
				return
			}
			kills++
		}
	})
	rounds, attempts := 0, 0
	for start := time.Now(); time.Since(start) < *killing && !t.Failed(); c.Seed++ {
		c.Dir = t.TempDir()
		c.Seed = max(c.Seed, *killSeed)
		r, err := Run(ctx, c, nil)
		if err != nil {
			t.Fatalf("seed %d: %v", c.Seed, err)
		}
		if want := c.Trainings * (c.Rounds + 1); !r.OK() || r.Rounds != want {
			t.Errorf("seed %d: the report is not well, want %d rounds: %+v", c.Seed, want, r)
		}
		rounds, attempts = rounds+r.Rounds, attempts+r.Attempts
		t.Logf("%v: %d rounds in %d attempts", time.Since(start).Round(time.Second), rounds, attempts)
	}
	close(over)
	killer.Wait()
	for _, f := range both {
		if err := f.Kill(); err != nil {
			t.Error(err)
		}
	}
	t.Logf("seeds %d to %d: %d kills, %d rounds in %d attempts, every sum exact", *killSeed, c.Seed-1, kills, rounds, attempts)
	if kills < 2 {
		t.Error("nothing was killed")
	}
}

// killed kills a facilitator and starts it anew on the same address.
func killed(ctx context.Context, f *Facilitator) error {
	if err := f.Kill(); err != nil {
		return fmt.Errorf("failed to kill: %w", err)
	}
	return f.Restart(ctx)
}
