package archive_test

import (
	"errors"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round/archive"
	"github.com/blindfit/blindfit/server/store"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// rig is an archive with a training in it.
type rig struct {
	*testing.T
	archive.Archive
	mo       *parties.ModelOwner
	revision int64
}

func newRig(t *testing.T) *rig {
	t.Helper()
	s, err := sqlite.Open(t.Context(), t.TempDir())
	r := &rig{T: t, Archive: archive.Archive{Store: s}, mo: parties.NewModelOwner(t, 3, 3, nil), revision: 1}
	r.must(err)
	t.Cleanup(func() { s.Close() })
	raw, err := wire.Marshal(r.mo.Manifest)
	r.must(err)
	_, err = s.CreateTraining(t.Context(), r.mo.ID, raw, store.Record{Phase: wire.PhaseLobby, Log: r.mo.Log.Head})
	r.must(err)
	return r
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// commit stores a change and, if s is not nil, a log entry.
func (r *rig) commit(c store.Change, s *wire.Signed) {
	r.Helper()
	if s != nil {
		var err error
		c.Entry, err = wire.Marshal(s)
		r.must(err)
	}
	c.Next.Revision, c.Next.Log = r.revision, r.mo.Log.Head
	r.must(r.Commit(r.Context(), r.mo.ID, c))
	r.revision++
}

// TestFollow: a log is followed from any position; one that ends early, or elsewhere than the record says, is corrupt.
func TestFollow(t *testing.T) {
	r := newRig(t)
	start := r.mo.Log
	var enrolments []wire.Signed
	owners := parties.NewOwners(t, r.mo.ID, 3)
	for _, o := range owners {
		enrolments = append(enrolments, *o.Enrolment())
	}
	r.commit(store.Change{}, r.mo.Roster(enrolments))
	r.commit(store.Change{}, r.mo.Start(r.mo.Statements(owners)))
	after := r.mo.Log
	open, _ := r.mo.Open(wire.Ref{Round: 1, Attempt: 1})
	r.commit(store.Change{}, open)
	for _, from := range []log.Position{start, after, r.mo.Log} {
		got, err := r.Follow(t.Context(), from, r.mo.Log.Head)
		r.must(err)
		if got.Head != r.mo.Log.Head || got.Open == nil || len(got.Members()) != 3 {
			t.Errorf("from entry %d the log leads to %+v", from.Head.Length, got.Head)
		}
	}
	longer, forked := r.mo.Log.Head, r.mo.Log.Head
	longer.Length++
	forked.Digest[0] ^= 1
	for name, head := range map[string]wire.Head{"longer": longer, "forked": forked} {
		if _, err := r.Follow(t.Context(), start, head); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: %v, want that it is corrupt", name, err)
		}
	}
	// An entry that no rule allows was never stored by us.
	before := r.mo.Log
	r.commit(store.Change{}, r.mo.Append(wire.KindDone, wire.Done{LogEntry: r.mo.Next(), Rounds: 7, Reason: wire.ReasonStopped}))
	if _, err := r.Follow(t.Context(), before, r.mo.Log.Head); err == nil {
		t.Error("an entry that no rule allows is followed")
	}
}

// TestOver: what a phase collected can be read once the phase is over and was not the attempt's last.
func TestOver(t *testing.T) {
	r := newRig(t)
	first, second, third := wire.Ref{Round: 1, Attempt: 1}, wire.Ref{Round: 1, Attempt: 2}, wire.Ref{Round: 2, Attempt: 1}
	aggregate := func(ref wire.Ref) store.Key {
		return store.Key{Slot: store.Slot{Training: r.mo.ID, Ref: ref, Kind: store.KindAggregate}}
	}
	// The second attempt came to its end; the first has no aggregate.
	r.commit(store.Change{Messages: []store.Message{{Key: aggregate(second), Blob: []byte("sum")}}}, nil)
	r.commit(store.Change{Drop: []store.Slot{aggregate(second).Slot}}, nil)
	aborted := store.Record{Phase: wire.PhaseWaiting, Ref: third, LastAbort: &store.Abort{Ref: third, Phase: wire.PhaseUpload}}
	for name, c := range map[string]struct {
		rec  store.Record
		ref  wire.Ref
		p    wire.Phase
		code wire.Code // empty: it can be read
	}{
		"not opened":                 {store.Record{Phase: wire.PhaseWaiting, Ref: second}, third, wire.PhaseKeys, wire.CodeNotFound},
		"a later attempt":            {store.Record{Phase: wire.PhaseKeys, Ref: first}, second, wire.PhaseKeys, wire.CodeNotFound},
		"the phase runs":             {store.Record{Phase: wire.PhaseKeys, Ref: third}, third, wire.PhaseKeys, wire.CodePhase},
		"a later phase":              {store.Record{Phase: wire.PhaseKeys, Ref: third}, third, wire.PhaseUpload, wire.CodePhase},
		"the next phase runs":        {store.Record{Phase: wire.PhaseUpload, Ref: third}, third, wire.PhaseKeys, ""},
		"all phases are over":        {store.Record{Phase: wire.PhaseFinish, Ref: third}, third, wire.PhaseReveal, ""},
		"accepted":                   {store.Record{Phase: wire.PhaseWaiting, Ref: third, Accepted: 2}, third, wire.PhaseUpload, ""},
		"aborted in it":              {aborted, third, wire.PhaseUpload, wire.CodeLate},
		"aborted after it":           {aborted, third, wire.PhaseKeys, ""},
		"aborted before it":          {aborted, third, wire.PhaseReveal, wire.CodeLate},
		"an attempt that came to it": {aborted, second, wire.PhaseUpload, ""},
		"one that did not":           {aborted, first, wire.PhaseKeys, wire.CodeLate},
	} {
		t.Run(name, func(t *testing.T) {
			err := r.Over(t.Context(), r.mo.ID, c.rec, c.ref, c.p)
			got := wire.RejectionOf(err)
			if c.code == "" && err != nil || c.code != "" && (got == nil || got.Code != c.code) {
				t.Errorf("error is %v, want code %q", err, c.code)
			}
		})
	}
}
