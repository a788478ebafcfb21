package round_test

import (
	"testing"
	"time"

	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// toReveal plays the next attempt up to its reveal phase.
func (r *rig) toReveal() *attempt.List {
	r.Helper()
	l := r.keys(r.next())
	for _, o := range r.owners {
		if l.Has(o.ID()) {
			r.upload(o, l)
		}
	}
	r.phase(wire.PhaseReveal)
	return l
}

// TestRefusedReveals: a seed is its owner's, comes once all uploads are in, and may come again.
func TestRefusedReveals(t *testing.T) {
	r := noisy(t, 4)
	l := r.keys(wire.Ref{Round: 1, Attempt: 1})
	put := func(ref wire.Ref, s *wire.Signed) error {
		return r.machine.PutReveal(r.ctx, r.mo.ID, ref, r.owners[0].ID(), s)
	}
	o := r.owners[0]
	r.upload(o, l)
	honest := o.Reveal(l)
	r.refused(put(l.Ref, honest), wire.CodePhase) // not all uploads are in
	for _, p := range r.owners[1:] {
		r.upload(p, l)
	}
	r.phase(wire.PhaseReveal)
	body, err := wire.Unseal[wire.Reveal](honest, wire.KindReveal)
	r.must(err)
	r.refused(put(l.Ref, r.owners[1].Reveal(l)), wire.CodeSignature)
	r.refused(put(l.Ref, o.Seal(wire.KindReveal, struct{}{})), wire.CodeMalformed)
	r.refused(put(wire.Ref{Round: 1, Attempt: 2}, honest), wire.CodeStale)
	stolen := body
	stolen.Seed = r.seedOf(1, l)
	r.refused(put(l.Ref, o.Seal(wire.KindReveal, stolen)), wire.CodeInvalid) // a seed is its owner's
	r.must(put(l.Ref, honest))
	r.must(put(l.Ref, honest))
	for _, p := range r.owners[1:] {
		r.must(r.machine.PutReveal(r.ctx, r.mo.ID, l.Ref, p.ID(), p.Reveal(l)))
	}
	r.accept(l)
	r.must(put(l.Ref, honest))
}

// seedOf is the seed that an owner reveals.
func (r *rig) seedOf(i int, l *attempt.List) wire.Digest {
	r.Helper()
	b, err := wire.Unseal[wire.Reveal](r.owners[i].Reveal(l), wire.KindReveal)
	r.must(err)
	return b.Seed
}

// TestRevealedSeedsAreClosed: nobody reads a seed before all are in, and none of an attempt that is aborted.
func TestRevealedSeedsAreClosed(t *testing.T) {
	r := noisy(t, 4)
	l := r.toReveal()
	for _, o := range r.owners[:3] {
		r.send(wire.PhaseReveal, o)
	}
	for _, reader := range []wire.Identity{r.mo.Key.Identity(), r.owners[0].ID()} {
		_, err := r.machine.Reveals(r.ctx, r.mo.ID, l.Ref, reader, wire.Identity{})
		r.refused(err, wire.CodePhase)
	}
	r.clock.Advance(time.Minute)
	aborted(t, r.phase(wire.PhaseWaiting), l.Ref, wire.CodeMissing, r.owners[3].ID())
	r.nothingReleased()
}
