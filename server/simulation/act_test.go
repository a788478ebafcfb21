package simulation_test

import (
	"bytes"
	"slices"

	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// entry is what the model owner signed for its log and nobody has confirmed.
type entry struct {
	signed *wire.Signed
	blob   []byte
	before log.Position // of the log it continues
	ref    wire.Ref
	done   func() // what it means once it is confirmed
}

// act does what the model owner does next: it sends again what was not confirmed, else it opens, accepts or rejects. n
// chooses: 0 rejects what it could accept, 1 an attempt that is running.
func (l *life) act(p *process, how fault, n int) {
	if l.pending != nil {
		l.post(p, how)
		return
	}
	phase, ref, ok := l.tell(p, l)
	switch {
	case !ok:
	case phase == wire.PhaseWaiting && (l.ref == wire.Ref{} || l.over || l.settled): // its own log tells it of an attempt that is open
		if !l.tooFew(p) {
			l.openNext(p, how, n)
		}
	case ref != l.ref:
	case phase == wire.PhaseFinish && n > 0:
		l.accept(p, how)
	case phase == wire.PhaseFinish || n == 1 && slices.Contains(steps, phase):
		before := l.mo.Log
		l.signed(p, how, before, l.mo.Reject(l.ref), nil, func() {})
	}
}

// signed posts a new entry.
func (l *life) signed(p *process, how fault, before log.Position, s *wire.Signed, blob []byte, done func()) {
	l.pending = &entry{signed: s, blob: blob, before: before, ref: l.ref, done: done}
	l.post(p, how)
}

// openNext opens the round after the last accepted one, or another attempt at the one that was not accepted.
func (l *life) openNext(p *process, how fault, n int) {
	next := wire.Ref{Round: l.accepted + 1, Attempt: 1}
	if l.ref.Round == next.Round {
		next.Attempt = l.ref.Attempt + 1 + n%2
	}
	for _, letters := range l.mail {
		l.past = append(l.past, letters...)
	}
	slices.SortFunc(l.past, func(a, b *letter) int { // a map has no order, a life must have one
		if a.ref != b.ref {
			return (a.ref.Round-b.ref.Round)*1_000_000 + a.ref.Attempt - b.ref.Attempt
		}
		return (slices.Index(steps, a.phase)-slices.Index(steps, b.phase))*100 + a.owner - b.owner
	})
	l.past = l.past[max(0, len(l.past)-200):]
	l.ref, l.attempt = next, newAttempt()
	rec := l.record()
	l.out = rec.Out
	if next.Round == rec.Ref.Round {
		l.silent = rec.Silent
	}
	before := l.mo.Log
	s, weights := l.mo.Open(next)
	l.open = s.Digest()
	l.signed(p, how, before, s, weights, func() {})
}

// accept reads the sum, which must be that over the list, and accepts it.
func (l *life) accept(p *process, how fault) {
	aggregate, uploads, ok := l.verified(p)
	if !ok {
		return
	}
	before := l.mo.Log
	l.signed(p, how, before, l.mo.Accept(l.ref, aggregate, uploads), nil, func() { l.accepted, l.settled = l.accepted+1, true })
}

// verified reads all that the model owner reads of an attempt that came to its end, and opens the sum: it holds 1 for each
// owner of the list and 0 for all others. Every later reading returns the same.
func (l *life) verified(p *process) (aggregate []byte, heads []wire.Signed, ok bool) {
	if !l.read(p, wire.PhaseFinish) {
		return nil, nil, false
	}
	id, me := l.mo.ID, l.mo.Key.Identity()
	codes := l.behind(wire.CodePhase, wire.CodeLate, wire.CodeNotFound)
	aggregate, err := p.machine.Aggregate(l.ctx, id, l.ref, me)
	if l.excuse(p, err, codes...); err != nil {
		return nil, nil, false
	}
	uploads, err := p.machine.Uploads(l.ctx, id, l.ref, me, wire.Identity{})
	if l.excuse(p, err, codes...); err != nil {
		return nil, nil, false
	}
	reveals := &wire.List{}
	if l.noise {
		reveals, err = p.machine.Reveals(l.ctx, id, l.ref, me, wire.Identity{})
		if l.excuse(p, err, codes...); err != nil {
			return nil, nil, false
		}
	}
	for i, n := range l.mo.Counts(l.list, aggregate, l.mo.Seeds(l.list, uploads.Messages, reveals.Messages), len(l.owners)) {
		want := 0
		if l.list.Has(l.owners[i].ID()) {
			want = 1
		}
		if n != want {
			l.Fatalf("owner %d is in the sum %d times, want %d", i, n, want)
		}
	}
	if sum := wire.DigestOf(aggregate); l.sum == (wire.Digest{}) {
		l.sum = sum
		l.tally.sums++
		if len(l.list.Owners) < len(l.owners) {
			l.tally.lesser++
		}
	} else if sum != l.sum {
		l.Fatal("the aggregate of an attempt has changed")
	}
	return aggregate, uploads.Messages, true
}

// post sends the entry that is not confirmed. One that can no longer be is taken back.
func (l *life) post(p *process, how fault) {
	if how == dropped {
		return
	}
	e := l.pending
	err := p.machine.Append(l.ctx, l.mo.ID, e.signed, e.blob)
	switch {
	case err == nil && how == unheard:
	case err == nil:
		l.pending = nil
		e.done()
	case l.logged(e): // a facilitator that does not know it yet may say anything
		l.excuse(p, err, l.behind(wire.CodePhase, wire.CodeStale, wire.CodeInvalid, wire.CodeNotFound)...)
	case l.fits(e):
		l.excuse(p, err, l.behind(wire.CodePhase, wire.CodeStale, wire.CodeInvalid, wire.CodeNotFound)...)
	default:
		l.excuse(p, err, append(l.behind(wire.CodeStale, wire.CodeInvalid), wire.CodePhase)...)
		if r := wire.RejectionOf(err); r.Code != wire.CodeUnavailable {
			l.pending, l.mo.Log = nil, e.before
			l.settled = l.settled || e.signed.Kind == wire.KindOpen
		}
	}
}

// logged reports whether an entry is in the log that is stored.
func (l *life) logged(e *entry) bool {
	raw, err := l.store.Log(l.ctx, l.mo.ID, e.before.Head.Length+1, 1)
	if err != nil {
		l.Fatalf("the log cannot be read: %v", err)
	}
	if len(raw) == 0 {
		return false
	}
	want, err := wire.Marshal(e.signed)
	if err != nil {
		l.Fatal(err)
	}
	if !bytes.Equal(raw[0], want) {
		l.Fatal("the log holds another entry than the model owner signed")
	}
	return true
}

// fits reports whether an entry that is not stored still may be.
func (l *life) fits(e *entry) bool {
	rec := l.record()
	switch e.signed.Kind {
	case wire.KindOpen, wire.KindDone:
		return rec.Phase == wire.PhaseWaiting
	case wire.KindAccept:
		return rec.Phase == wire.PhaseFinish && rec.Ref == e.ref
	}
	return rec.Phase.Running() && rec.Ref == e.ref
}

// fork sends another entry in the place of the last confirmed one.
func (l *life) fork(p *process) {
	if l.pending != nil || l.mo.Log.Head.Length < 2 {
		return
	}
	forged := *l.mo
	forged.Log.Head.Length--
	err := p.machine.Append(l.ctx, l.mo.ID, forged.Done(99), nil)
	if err == nil {
		l.Fatal("a second entry was taken in one place of the log")
	}
	l.excuse(p, err, append(l.behind(wire.CodePhase, wire.CodeStale, wire.CodeInvalid), wire.CodeConflict)...)
}
