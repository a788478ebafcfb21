package round_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/handclock"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store"
)

// rig is a machine over a real store that can be restarted.
type rig struct {
	*testing.T
	ctx     context.Context
	clock   *handclock.Clock
	dir     string // of the store; or its address
	store   store.Store
	wrap    func(store.Store) store.Store // of the store the machine sees; nil: none
	keeps   time.Duration                 // of uploads, from the next restart on
	machine *round.Machine
	mo      *parties.ModelOwner
	owners  []*parties.Owner
	roster  []*parties.Owner // once they are admitted
	each    func()           // is called before each message of play; nil: nothing
}

func newRig(t *testing.T, min, owners int, change func(*wire.Manifest)) *rig {
	t.Helper()
	r := &rig{T: t, ctx: t.Context(), clock: handclock.New()}
	r.boot()
	t.Cleanup(r.halt)
	r.mo = parties.NewModelOwner(t, min, max(owners, min), change)
	id, created, err := r.machine.CreateTraining(r.ctx, r.mo.Manifest, round.Creator{})
	r.must(err)
	if !created || id != r.mo.ID {
		t.Fatal("the training was not created")
	}
	r.owners = parties.NewOwners(t, r.mo.ID, owners)
	return r
}

func (r *rig) boot() {
	r.Helper()
	seen := openStore(r)
	var err error
	r.machine, err = round.New(context.Background(), round.Options{Store: seen, Clock: r.clock, KeepUploads: r.keeps})
	r.must(err)
}

func (r *rig) halt() {
	r.machine.Close()
	if err := r.store.Close(); err != nil {
		r.Errorf("close store: %v", err)
	}
}

// restart stops the facilitator and starts another on the same folder.
func (r *rig) restart() {
	r.Helper()
	r.halt()
	r.boot()
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// refused fails unless err is a rejection with the code.
func (r *rig) refused(err error, code wire.Code) {
	r.Helper()
	if got := wire.RejectionOf(err); got == nil || got.Code != code {
		r.Fatalf("error is %v, want code %q", err, code)
	}
}

// seen is a state with the names that its subsets stand for.
type seen struct {
	*wire.State
	Awaited   []wire.Identity
	LastAbort *store.Abort
}

func (r *rig) state() *seen {
	r.Helper()
	w, err := r.machine.Watch(r.ctx, r.mo.ID, r.mo.Key.Identity(), r.clock.Now())
	r.must(err)
	defer w.Close(false)
	_, b, err := w.State(r.ctx)
	r.must(err)
	var s wire.State
	r.must(json.Unmarshal(b, &s))
	members := r.members(s.Log)
	if len(members) != s.Members {
		r.Fatalf("the state counts %d members, the roster names %d", s.Members, len(members))
	}
	out := &seen{State: &s, Awaited: s.Awaited.Of(members)}
	if a := s.LastAbort; a != nil {
		out.LastAbort = &store.Abort{Ref: a.Ref, Phase: a.Phase, Code: a.Code, Missing: a.Missing.Of(members)}
	}
	return out
}

// members reads the roster from the store, which the machine may see through faults.
func (r *rig) members(log wire.Head) []wire.Member {
	r.Helper()
	if log.Length == 0 {
		return nil
	}
	entries, err := r.store.Log(r.ctx, r.mo.ID, 1, 1)
	r.must(err)
	s, err := wire.Parse[wire.Signed](entries[0])
	r.must(err)
	if s.Kind != wire.KindRoster {
		return nil
	}
	roster, err := wire.Unseal[wire.Roster](&s, s.Kind)
	r.must(err)
	return roster.Members
}

// phase fails unless the training comes to be in the phase.
func (r *rig) phase(want wire.Phase) *seen {
	r.Helper()
	var s *seen
	if !r.eventually(func() bool { s = r.state(); return s.Phase == want }) {
		r.Fatalf("phase is %q, want %q", s.Phase, want)
	}
	return s
}

// present fails unless a number of owners come to be present.
func (r *rig) present(want int) {
	r.Helper()
	got := 0
	if !r.eventually(func() bool { got = r.state().Present; return got == want }) {
		r.Fatalf("%d owners are present, want %d", got, want)
	}
}

// noTimers fails if timers are left over.
func (r *rig) noTimers() {
	r.Helper()
	if !r.eventually(func() bool { return r.clock.Pending() <= ownTimers }) {
		r.Errorf("%d timers are left over", r.clock.Pending())
	}
}

func (r *rig) append(s *wire.Signed, blob []byte) {
	r.Helper()
	r.must(r.machine.Append(r.ctx, r.mo.ID, s, blob))
}

// enrol enrols every owner and admits all of them.
func (r *rig) enrol() {
	r.Helper()
	for _, o := range r.owners {
		r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Enrolment()))
	}
	r.admit()
}

// admit makes a roster of all that are enrolled, and starts the training.
func (r *rig) admit() {
	r.Helper()
	list, err := r.machine.Enrolments(r.ctx, r.mo.ID, r.mo.Key.Identity(), wire.Identity{})
	r.must(err)
	r.append(r.mo.Roster(list.Messages), nil)
	r.roster = r.owners
	r.start()
}

// start has every owner of the roster state its rows, and starts the training.
func (r *rig) start() {
	r.Helper()
	r.append(r.mo.Start(r.statements()), nil)
}

// statements has every owner of the roster state its rows.
func (r *rig) statements() []wire.Signed {
	r.Helper()
	all := r.mo.Statements(r.owners)
	for i := range all {
		r.must(r.machine.PutStatement(r.ctx, r.mo.ID, all[i].Signer, &all[i]))
	}
	return all
}

// open opens an attempt.
func (r *rig) open(ref wire.Ref) {
	r.Helper()
	s, weights := r.mo.Open(ref)
	r.append(s, weights)
}

// sendKeys sends one owner's keys for the attempt that was opened last.
func (r *rig) sendKeys(o *parties.Owner) error {
	r.Helper()
	t := r.mo.Terms()
	s, blob := o.Keys(t.Ref, t.Open, r.roster)
	return r.machine.PutKeys(r.ctx, r.mo.ID, t.Ref, o.ID(), s, blob)
}

// keys opens an attempt and sends every owner's keys for it.
func (r *rig) keys(ref wire.Ref) *attempt.List {
	r.Helper()
	r.open(ref)
	for _, o := range r.owners {
		r.must(r.sendKeys(o))
	}
	return r.list()
}

// list reads the fixed list of the attempt that was opened last, as an owner would.
func (r *rig) list() *attempt.List {
	r.Helper()
	l, err := r.machine.Keys(r.ctx, r.mo.ID, r.mo.Terms().Ref, r.owners[0].ID(), wire.Identity{})
	r.must(err)
	return r.mo.List(l.Messages)
}

// toUpload brings a new training to the upload phase of its first attempt.
func (r *rig) toUpload() *attempt.List {
	r.Helper()
	r.enrol()
	return r.keys(wire.Ref{Round: 1, Attempt: 1})
}

// update makes one owner's honest upload.
func (r *rig) update(o *parties.Owner, l *attempt.List) (*wire.Signed, []byte) {
	r.Helper()
	own, err := r.machine.Encapsulations(r.ctx, r.mo.ID, l.Ref, o.ID())
	r.must(err)
	return o.Upload(l, own)
}

// upload sends one owner's honest upload.
func (r *rig) upload(o *parties.Owner, l *attempt.List) {
	r.Helper()
	head, blob := r.update(o, l)
	r.must(r.machine.PutUpload(r.ctx, r.mo.ID, l.Ref, o.ID(), head, blob))
}

// counts opens the aggregate of a list: how often each owner is in it.
func (r *rig) counts(l *attempt.List) []int {
	r.Helper()
	me := r.mo.Key.Identity()
	aggregate, err := r.machine.Aggregate(r.ctx, r.mo.ID, l.Ref, me)
	r.must(err)
	uploads, err := r.machine.Uploads(r.ctx, r.mo.ID, l.Ref, me, wire.Identity{})
	r.must(err)
	reveals := &wire.List{}
	if l.Noise {
		reveals, err = r.machine.Reveals(r.ctx, r.mo.ID, l.Ref, me, wire.Identity{})
		r.must(err)
	}
	return r.mo.Counts(l, aggregate, r.mo.Seeds(l, uploads.Messages, reveals.Messages), len(r.owners))
}

// accept checks that the aggregate counts every owner of the list once and no other, and accepts it.
func (r *rig) accept(l *attempt.List) {
	r.Helper()
	for i, n := range r.counts(l) {
		if in := l.Has(r.owners[i].ID()); in && n != 1 || !in && n != 0 {
			r.Fatalf("owner %d, of the list: %v, is counted %d times", i, in, n)
		}
	}
	r.append(r.mo.Append(wire.KindAccept, r.accepted(l.Ref)), nil)
}

// leave signs an owner's leaving a millisecond later than anything before.
func (r *rig) leave(who wire.Identity) error {
	r.clock.Advance(time.Millisecond)
	defer r.clock.Advance(time.Millisecond)
	return r.machine.Leave(r.ctx, r.mo.ID, who, r.clock.Now())
}
