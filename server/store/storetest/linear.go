package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

// Linear is a trial whether clients of several stores on one database see what they saw of a single copy that does one
// thing after the other, while the database fails. The history is checked by porcupine, after the algorithm of Wing and Gong
// with Lowe's improvements.
type Linear struct {
	Seed    uint64 // names the trial
	Clients int
	// Random returns the source of a client's random numbers below n.
	Random     func(client int) func(n int) int
	Operations int           // of each client
	Stores     []store.Store // on one database; clients take turns
	// Faults are called one after the other while the clients are at work, at even distances: no operation that comes after one
	// begins before it does, however long the one before takes.
	Faults []func()
	// Longest is how long the check may take.
	Longest time.Duration
}

const (
	linearRounds = 64 // more than there are commits
	linearOwners = 4
)

// linearState is a copy of one training: its revision, and for each place the variant of the message in it, or 0.
type linearState struct {
	revision int
	places   [linearRounds * linearOwners]byte
}

// the operation of a client.
type linearInput struct {
	Op       string // put, commit, training, list, log
	Revision int    // of a put or commit
	Round    int    // of a put or list, and of the slot with the count that a commit depends on; 0 if on none
	Owner    int
	Variant  byte // of the message of a put
	Count    int  // of a commit
}

// linearOutput is its result.
type linearOutput struct {
	Err      string // "", revision, conflict, or unknown: it may have happened or may yet
	Stored   bool
	Number   int // revision, or entries of the log
	Messages [linearOwners]byte
}

// step returns the states in which an operation with this outcome may leave a state; none if it cannot have it.
func (s linearState) step(in linearInput, out linearOutput) (after []linearState) {
	next, want := s, linearOutput{}
	at := in.Round*linearOwners + in.Owner
	switch in.Op {
	case "put":
		switch there := s.places[at]; {
		case there == in.Variant:
		case there != 0:
			want.Err = "conflict"
		case in.Revision != s.revision:
			want.Err = "revision"
		default:
			want.Stored = true
			next.places[at] = in.Variant
		}
	case "commit":
		count := 0
		for _, v := range s.places[in.Round*linearOwners : (in.Round+1)*linearOwners] {
			if v != 0 {
				count++
			}
		}
		if in.Revision != s.revision || in.Round > 0 && in.Count != count {
			want.Err = "revision"
		} else {
			next.revision++
		}
	case "training":
		want.Number = s.revision
	case "log":
		want.Number = s.revision - 1 // each commit appends one entry
	case "list":
		copy(want.Messages[:], s.places[in.Round*linearOwners:])
	}
	switch out {
	case want:
		return []linearState{next}
	case linearOutput{Err: "unknown"}:
		if next != s {
			return []linearState{s, next}
		}
		return []linearState{s}
	}
	return nil
}

// Run makes the trial on a new training, and fails the test if no order of the operations explains the results. With
// -artifacts the history stays as a page.
func (l Linear) Run(t *testing.T) {
	t.Helper()
	if explained, path := l.Explained(t); !explained {
		t.Errorf("seed %d: no order of the operations explains what the clients saw; with -artifacts, %s shows them", l.Seed, path)
	}
}

// pace keeps the operations of a trial from overtaking its faults.
type pace struct {
	operations, faults int
	started, begun     atomic.Int64 // of either
}

// until returns how many operations come before the next fault.
func (p *pace) until() int64 {
	b := int(p.begun.Load())
	if b == p.faults {
		return math.MaxInt64
	}
	return int64((b + 1) * p.operations / (p.faults + 1))
}

// next waits until another operation may begin.
func (p *pace) next(ctx context.Context) {
	for ticket := p.started.Add(1); ticket > p.until() && ctx.Err() == nil; {
		time.Sleep(time.Millisecond)
	}
}

// Explained makes the trial on a new training and reports whether an order of the operations explains the results, and
// if none does where a page shows them.
func (l Linear) Explained(t *testing.T) (explained bool, path string) {
	t.Helper()
	ctx, id := t.Context(), wire.TrainingID{byte(l.Seed), 1}
	if _, err := l.Stores[0].CreateTraining(ctx, id, []byte("manifest"), first()); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	var done, highest atomic.Int64
	p := pace{operations: l.Clients * l.Operations, faults: len(l.Faults)}
	var mu sync.Mutex
	var history []porcupine.Operation
	unknown := 0
	var clients, faults sync.WaitGroup
	for c := range l.Clients {
		clients.Go(func() {
			r := l.Random(c)
			seen := 1
			for range l.Operations {
				p.next(ctx)
				in := l.choose(r, seen)
				by := l.Stores[r(len(l.Stores))]
				called := time.Since(began).Nanoseconds()
				out := in.do(ctx, by, id)
				returned := time.Since(began).Nanoseconds()
				if in.Op == "training" && out.Err == "" {
					seen = out.Number
					highest.Store(max(highest.Load(), int64(seen)))
				}
				if out.Err == "unknown" {
					returned = math.MaxInt64
				}
				mu.Lock()
				if out.Err == "unknown" {
					unknown++
				}
				// A read without an answer is no evidence.
				if out.Err != "unknown" || in.Op == "put" || in.Op == "commit" {
					history = append(history, porcupine.Operation{ClientId: c, Input: in, Call: called, Output: out, Return: returned})
				}
				mu.Unlock()
				for out.Err == "unknown" && ctx.Err() == nil && by.Ping(ctx) != nil {
					time.Sleep(20 * time.Millisecond) // until the database is there again
				}
				done.Add(1)
			}
		})
	}
	faults.Go(func() {
		for _, fault := range l.Faults {
			for done.Load() < p.until() && ctx.Err() == nil {
				time.Sleep(time.Millisecond)
			}
			p.begun.Add(1)
			fault()
		}
	})
	clients.Wait()
	faults.Wait()
	model := (&porcupine.NondeterministicModel{
		Init: func() []any { return []any{linearState{revision: 1}} },
		Step: func(state, in, out any) (after []any) {
			for _, s := range state.(linearState).step(in.(linearInput), out.(linearOutput)) {
				after = append(after, s)
			}
			return after
		},
		DescribeOperation: func(in, out any) string { return fmt.Sprintf("%+v %+v", in, out) },
	}).ToModel()
	result, info := porcupine.CheckOperationsVerbose(model, history, l.Longest)
	t.Logf("seed %d: %d operations, %d without an answer, up to revision %d: %s", l.Seed, len(history), unknown, highest.Load(), result)
	if result == porcupine.Ok {
		return true, ""
	}
	path = filepath.Join(t.ArtifactDir(), fmt.Sprintf("history-%d.html", l.Seed))
	if err := porcupine.VisualizePath(model, info, path); err != nil {
		t.Error(err)
	}
	return false, path
}

// choose returns the next operation of a client that has last seen a revision.
func (l Linear) choose(r func(n int) int, seen int) linearInput {
	in := linearInput{Round: min(1+seen/4, linearRounds-1), Owner: r(linearOwners), Revision: seen}
	switch n := r(10); {
	case n < 4:
		in.Op, in.Variant = "put", byte(1+r(2))
	case n < 6 && seen < linearRounds-l.Clients:
		in.Op = "commit"
		if r(2) == 0 {
			in.Round = 0 // depends on no messages
		} else {
			in.Count = r(linearOwners + 1)
		}
	case n < 8:
		in.Op = "training"
	case n < 9:
		in.Op = "log"
	default:
		in.Op = "list"
	}
	return in
}

// do does it.
func (in linearInput) do(ctx context.Context, s store.Store, id wire.TrainingID) (out linearOutput) {
	slot := store.Slot{Training: id, Ref: wire.Ref{Round: in.Round, Attempt: 1}, Kind: wire.KindKeys}
	var err error
	switch in.Op {
	case "put":
		out.Stored, err = s.Put(ctx, int64(in.Revision), store.Message{Key: store.Key{Slot: slot, Identity: wire.Identity{byte(in.Owner)}}, Body: []byte{in.Variant}})
	case "commit":
		c := store.Change{Next: store.Record{Revision: int64(in.Revision), Log: wire.Head{Length: in.Revision}}, Entry: []byte("entry")}
		if in.Round > 0 {
			c.Full = &store.Full{Slot: slot, Count: in.Count}
		}
		err = s.Commit(ctx, id, c)
	case "training":
		var rec store.Record
		_, rec, err = s.Training(ctx, id)
		out.Number = int(rec.Revision)
	case "log":
		var entries [][]byte
		entries, err = s.Log(ctx, id, 1, 1<<20)
		out.Number = len(entries)
	case "list":
		var items []store.Item
		items, err = s.List(ctx, slot)
		for _, i := range items {
			out.Messages[i.Identity[0]] = i.Body[0]
		}
	}
	switch {
	case err == nil:
		return out
	case errors.Is(err, store.ErrRevision):
		return linearOutput{Err: "revision"}
	case errors.Is(err, store.ErrConflict):
		return linearOutput{Err: "conflict"}
	}
	return linearOutput{Err: "unknown"}
}
