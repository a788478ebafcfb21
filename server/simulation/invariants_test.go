package simulation_test

import (
	"errors"
	"slices"

	verified "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/store"
)

func (l *life) record() store.Record {
	_, rec, err := l.store.Training(l.ctx, l.mo.ID)
	if err != nil {
		l.Fatalf("a training cannot be read: %v", err)
	}
	return rec
}

// observe holds what is stored of a training to what its parties were told. It is called after every operation.
func (l *life) observe() {
	rec := l.record()
	if rec.Revision < l.revision {
		l.Fatalf("revision went from %d back to %d", l.revision, rec.Revision)
	}
	l.revision = rec.Revision
	// What was confirmed is in the log; what was signed and not confirmed may be.
	head, signed := rec.Log, l.mo.Log.Head
	confirmed := signed
	if l.pending != nil {
		confirmed = l.pending.before.Head
	}
	if head != signed && head != confirmed {
		l.Fatalf("the log has %d entries, want the %d that were confirmed or the %d that were signed", head.Length, confirmed.Length, signed.Length)
	}
	accepted := l.accepted
	if l.pending != nil && l.pending.signed.Kind == wire.KindAccept && head == signed {
		accepted++
	}
	if rec.Accepted != accepted {
		l.Fatalf("%d rounds are accepted, want %d", rec.Accepted, accepted)
	}
	if a := rec.LastAbort; a != nil && a.Ref == l.ref && !l.over {
		l.over = true
		l.tally.aborts++
		l.ended = append(l.ended, l.ref)
		l.aborted(a)
		l.unreleased(l.ref)
	}
}

// aborted holds an abort to its reasons: it is for want of messages only where those that are safe do not suffice, and
// names nobody who was told that its message is safe.
func (l *life) aborted(a *store.Abort) {
	switch a.Code {
	case wire.CodeLeft:
		if !l.left {
			l.Fatal("an attempt was aborted because somebody left, and nobody did")
		}
		return
	case wire.CodeRoundRejected:
		if len(a.Missing) != 0 {
			l.Fatal("a rejected attempt names who is missing")
		}
		return
	case wire.CodeMissing:
	default:
		l.Fatalf("an attempt was aborted with code %q", a.Code)
	}
	for _, id := range a.Missing {
		if l.heard(place{a.Phase, l.index(id)}) {
			l.Fatalf("owner %d is named missing in %s and was told that its message is safe", l.index(id), a.Phase)
		}
	}
	enough := false
	switch safe := l.wrote(a.Phase, l.ids(), false); {
	case a.Phase == wire.PhaseKeys:
		enough = len(minus(safe, l.out)) >= l.least()
	case l.keys != nil:
		enough = len(safe) == len(l.list.Owners)
	}
	if enough {
		l.Fatalf("an attempt was aborted in %s although enough messages are safe", a.Phase)
	}
}

// unreleased: of an attempt that came to no sum no ciphertext and no aggregate can be read, and none is stored.
func (l *life) unreleased(ref wire.Ref) {
	gone := func(kind wire.Kind, id wire.Identity) {
		m, err := l.store.Get(l.ctx, store.Key{Slot: store.Slot{Training: l.mo.ID, Ref: ref, Kind: kind}, Identity: id})
		if !errors.Is(err, store.ErrDropped) && !errors.Is(err, store.ErrNotFound) || m.Blob != nil {
			l.Fatalf("bytes of an aborted attempt's %s are still stored (%v)", kind, err)
		}
	}
	me := l.mo.Key.Identity()
	gone(wire.KindOpen, me)
	gone(store.KindAggregate, wire.Identity{})
	for _, id := range l.ids() {
		gone(wire.KindKeys, id)
		gone(wire.KindUpload, id)
	}
	partials := store.Slot{Training: l.mo.ID, Ref: ref, Kind: store.KindPartial}
	items, err := l.store.List(l.ctx, partials)
	if err != nil {
		l.Fatalf("partial products cannot be listed: %v", err)
	}
	for _, it := range items {
		gone(store.KindPartial, it.Identity)
	}
	for _, p := range l.processes {
		if p == nil || !p.alive() {
			continue
		}
		read := func(what string, err error) {
			if err == nil {
				l.Fatalf("the %s of an aborted attempt can be read", what)
			}
		}
		_, err := p.machine.Aggregate(l.ctx, l.mo.ID, ref, me)
		read("aggregate", err)
		for _, id := range l.ids() {
			_, err = p.machine.Upload(l.ctx, l.mo.ID, ref, id, me)
			read("uploads", err)
		}
	}
}

// finale: the faults end, and every training can be brought to a sum over everybody and to its end.
func (w *world) finale() {
	for i := range w.processes {
		w.halt(i, i%2 == 0)
	}
	w.processes = w.processes[:1]
	w.boot(0, 0)
	p := w.processes[0]
	for _, l := range w.lives {
		goal, before := 0, -1
		for turn := 0; ; turn++ {
			l.observe()
			if l.pending == nil && turn > 0 && goal == 0 {
				goal = l.accepted + 1
			}
			if goal > 0 && (l.accepted >= goal || l.tooFew(p)) {
				break
			}
			if turn > 60 {
				w.Fatalf("a training cannot go on: it is in %s after %d turns", l.record().Phase, turn)
			}
			l.act(p, fine, 2)
			for i := range l.owners {
				l.send(p, i, fine)
			}
			if rev := int(l.record().Revision); rev == before && l.pending == nil {
				w.clock.Advance(2 * minute)
			} else {
				before = rev
			}
		}
		l.end(p)
	}
}

// tooFew reports whether so many owners did not reveal their seeds that no list can be large enough any more, and the
// training waits.
func (l *life) tooFew(p *process) bool {
	phase, _, _ := l.tell(p, l)
	return l.pending == nil && phase == wire.PhaseWaiting && len(l.owners)-len(l.record().Out) < l.least()
}

// least is the fewest owners of a list.
func (l *life) least() int {
	t := verified.Terms{Members: l.members, Cohort: l.mo.Log.Manifest.Cohort, Noise: l.noise}
	return t.Least()
}

// end ends a training; its log, its sums and what it never released stay.
func (l *life) end(p *process) {
	if phase, _, _ := l.tell(p, l); phase != wire.PhaseWaiting {
		l.Fatalf("a training is in %s after its accept", phase)
	}
	before := l.mo.Log
	l.signed(p, fine, before, l.mo.Done(l.accepted), nil, func() {})
	l.observe()
	for _, id := range l.record().Out {
		if !l.noise || l.index(id) < 0 {
			l.Fatal("an owner is out of a training that has no reveals, or was never in it")
		}
	}
	if rec := l.record(); rec.Phase != wire.PhaseDone || rec.Log != l.mo.Log.Head {
		l.Fatalf("a training ends in %s with %d log entries", rec.Phase, rec.Log.Length)
	}
	for _, ref := range l.ended {
		l.unreleased(ref)
	}
	if !slices.IsSortedFunc(l.ended, func(a, b wire.Ref) int {
		if a.Round != b.Round {
			return a.Round - b.Round
		}
		return a.Attempt - b.Attempt
	}) {
		l.Fatal("attempts did not end in their order")
	}
}
