//go:build postgres && unix

package swarm

import (
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/pgtest"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestReplicas: owners of one training who are spread over three facilitators on one database, with faults, leave every
// sum exact.
func TestReplicas(t *testing.T) {
	s, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Remove() })
	c := small(t)
	if c.Postgres, err = s.Database(); err != nil {
		t.Fatal(err)
	}
	c.Owners, c.Trainings, c.Rounds, c.Replicas = 18, 1, 2, 3
	c.Duplicate, c.Garbage, c.Arrive = 0.3, 0.3, 200*time.Millisecond
	c.DropOut[wire.PhaseUpload] = 0.02
	r, err := Run(deadline.Context(t), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !r.OK() || r.Rounds != 3 || len(r.Facilitators) != 3 {
		t.Errorf("the report is not well: %+v", r)
	}
}
