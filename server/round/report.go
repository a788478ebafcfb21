package round

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// Facts is the operator's view of a training: counts, without identities.
type Facts struct {
	ID    wire.TrainingID
	Phase wire.Phase
	wire.Ref
	Accepted  int // rounds accepted
	LastAbort *wire.Code
	Creator   string    // name of the operator's token that it was created with
	Done      time.Time // when it ended; zero before, and if that is not known
	Ended     string    // why the operator ended it
	// Live is set where this facilitator follows the training now. The fields below are known only then.
	Live                                bool
	Enrolled, Members, Present, Awaited int
	MinCohort, MaxCohort, MaxRounds     int
	Remaining                           time.Duration // until the phase's deadline; 0 where it has none
	Since                               time.Duration // since the phase began, or since this facilitator follows it
}

// Facts lists every training in the store in the order of its id. It does not wait for a training that is locked: for
// such a one it returns the stored state.
func (m *Machine) Facts(ctx context.Context) ([]Facts, error) {
	ids, err := m.archive.Trainings(ctx)
	if err != nil {
		return nil, fmt.Errorf("failed to list trainings: %w", err)
	}
	all := make([]Facts, 0, len(ids))
	for _, id := range ids {
		if t := m.find(id); t != nil && t.mu.TryLock() {
			live := t.loaded
			var f Facts
			if live {
				f = t.facts()
			}
			t.mu.Unlock()
			if live {
				all = append(all, f)
				continue
			}
		}
		_, rec, err := m.archive.Training(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("failed to read training: %w", err)
		}
		all = append(all, recorded(id, rec))
	}
	return all, nil
}

// recorded returns the facts of a record.
func recorded(id wire.TrainingID, rec store.Record) Facts {
	f := Facts{ID: id, Phase: rec.Phase, Ref: rec.Ref, Accepted: rec.Accepted, Creator: rec.Creator, Ended: rec.Ended}
	if rec.DoneMS != 0 {
		f.Done = time.UnixMilli(rec.DoneMS)
	}
	if rec.LastAbort != nil {
		f.LastAbort = &rec.LastAbort.Code
	}
	return f
}

// facts returns the facts of a loaded training. The caller holds t.mu.
func (t *training) facts() Facts {
	f := recorded(t.id, t.rec)
	f.Live = true
	f.Enrolled, f.Members, f.Present, f.Awaited = len(t.lobby.entries), len(t.pos.Members()), t.presence.Count(), len(t.awaited())
	f.MinCohort, f.MaxCohort, f.MaxRounds = t.manifest.Cohort.Min, t.manifest.Cohort.Max, t.manifest.Limits.Rounds
	f.Remaining = t.deadline.Remaining()
	if !t.since.IsZero() {
		f.Since = t.r.clock.Now().Sub(t.since)
	}
	return f
}

// Tally counts the work of this facilitator since it started.
type Tally struct {
	Messages    map[wire.Kind]int64 // owners' messages of a round that were stored, by kind
	Ciphertexts int64               // of uploads, checked and stored
	Accepted    int64               // rounds accepted
	Aborted     map[wire.Code]int64 // attempts that ended without an aggregate in use, by why
}

// tally counts.
type tally struct {
	mu sync.Mutex // guards the counts; taken after every other
	Tally
}

// Tally returns the counts so far.
func (m *Machine) Tally() Tally {
	m.tally.mu.Lock()
	defer m.tally.mu.Unlock()
	out := m.tally.Tally
	out.Messages, out.Aborted = map[wire.Kind]int64{}, map[wire.Code]int64{}
	for k, n := range m.tally.Messages {
		out.Messages[k] = n
	}
	for k, n := range m.tally.Aborted {
		out.Aborted[k] = n
	}
	return out
}

// stored counts a new message of an attempt.
func (c *tally) stored(v *view, kind wire.Kind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Messages == nil {
		c.Messages = map[wire.Kind]int64{}
	}
	c.Messages[kind]++
	if kind == wire.KindUpload {
		c.Ciphertexts += int64(v.terms.Shape.Ciphertexts)
	}
}

// moved counts the effects of a committed change of a record.
func (c *tally) moved(from, to *store.Record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if to.Accepted > from.Accepted {
		c.Accepted++
	}
	if to.LastAbort != nil && to.LastAbort != from.LastAbort {
		if c.Aborted == nil {
			c.Aborted = map[wire.Code]int64{}
		}
		c.Aborted[to.LastAbort.Code]++
	}
}
