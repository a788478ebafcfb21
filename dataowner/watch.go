package dataowner

import (
	"context"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/protocol/wire"
)

// errInterrupted ends a watch because the person paused, resumed or left.
var errInterrupted = errors.New("interrupted")

// watch follows the training's state and answers its phases until the training ends (true), the person
// interrupts, or something fails for good.
func (o *Owner) watch(parent context.Context) (ended bool, failed error) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	o.mu.Lock()
	o.stop = cancel
	interrupted := o.paused || o.left
	o.mu.Unlock()
	defer func() {
		o.watchOver()
		if ended || failed != nil && !isPrivacyProblem(failed) {
			return
		}
		o.attempt = nil
		// Say goodbye so that the others need not wait for the deadline; if it fails, presence runs out.
		if parent.Err() == nil {
			_ = o.client.Leave(parent, o.terms.id)
		}
	}()
	if interrupted {
		return false, nil
	}
	o.book = newLogbook(o.terms, o.seen())
	o.attempt = nil
	go o.precompute(ctx, o.book.ahead())
	for state, err := range o.client.Watch(ctx, o.terms.id) {
		if err == nil {
			ended, err = o.follow(ctx, state)
		}
		if ctx.Err() != nil && parent.Err() == nil {
			return false, nil
		}
		if ended || err != nil {
			o.watchOver() // before the loop's end hangs up
			return ended, err
		}
	}
	if parent.Err() != nil {
		return false, parent.Err()
	}
	return false, nil
}

func (o *Owner) watchOver() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stop = nil
}

func (o *Owner) seen() wire.Head {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.rec.Log
}

// follow answers one state. A rejection that only says that the state has moved on meanwhile is no failure:
// the next state tells where to.
func (o *Owner) follow(ctx context.Context, s *wire.State) (ended bool, err error) {
	if err := o.sync(ctx, s.Log); err != nil {
		return false, err
	}
	if roster := o.book.roster; roster != nil {
		o.mu.Lock()
		o.group = roster.Members
		o.mu.Unlock()
	}
	if err := o.checkRoster(); err != nil {
		return false, err
	}
	if o.book.done != nil {
		return true, o.end(ctx, o.book.done.Reason)
	}
	if err := o.vouchForRoster(ctx); err != nil {
		return false, err
	}
	err = o.answer(ctx, s)
	if r := wire.RejectionOf(err); r != nil {
		switch r.Code {
		case wire.CodePhase, wire.CodeStale, wire.CodeLate:
			return false, nil
		}
	}
	return false, err
}

// answer does what the running phase asks of this owner, once.
func (o *Owner) answer(ctx context.Context, s *wire.State) error {
	o.announce(s)
	open := o.book.open
	if !s.Phase.Running() || open == nil || open.Ref != s.Ref || !s.Awaited.Has(o.members(), o.key.Identity()) {
		return nil
	}
	a := o.attempt
	if a == nil || a.ref != s.Ref {
		if s.Phase == wire.PhaseKeys && o.fresh(s.Ref) {
			return o.sendKeys(ctx)
		}
		// Keys of this attempt were sent by an earlier run and their secrets are gone: do not make the others wait.
		return o.comeBack(ctx)
	}
	if a.answered(s.Phase) || s.Phase == wire.PhaseKeys {
		return nil
	}
	if takesPart, err := o.fixList(ctx); err != nil || !takesPart {
		return err
	}
	switch s.Phase {
	case wire.PhaseShares:
		return o.sendShares(ctx)
	case wire.PhaseUpload:
		if err := o.sendUpload(ctx); err != nil {
			return err
		}
		go o.precompute(ctx, o.book.ahead())
	case wire.PhaseAgree:
		if a.counted {
			return o.sendAgree(ctx)
		}
	case wire.PhaseUnmask:
		if a.answered(wire.PhaseAgree) {
			return o.sendUnmask(ctx)
		}
	}
	return nil
}

// fresh reports whether no keys were sent for an attempt in an earlier run.
func (o *Owner) fresh(ref wire.Ref) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.rec.Round != ref.Round || o.rec.Attempt < ref.Attempt
}

// comeBack gives up an attempt whose secrets are gone. To leave ends this owner's presence although its connection
// stays open, so it follows anew, which makes it present again.
func (o *Owner) comeBack(ctx context.Context) error {
	if err := o.client.Leave(ctx, o.terms.id); err != nil {
		return err
	}
	return errInterrupted
}

// ahead gives the most ciphertexts of an upload that may still be asked for: encrypted afresh, and evaluated on the
// model owner's.
func (b *logbook) ahead() obfuscators {
	var need obfuscators
	for _, r := range b.rounds {
		switch {
		case b.opened[r.Kind] >= r.Most:
		case r.Weights > 0:
			need.full = max(need.full, r.Ciphertexts)
		default:
			need.fresh = max(need.fresh, r.Ciphertexts)
		}
	}
	return need
}

// obfuscators counts hs^r and r^n.
type obfuscators struct{ fresh, full int }

// precompute fills the pools of obfuscators for the next upload while the owner waits. A failure shows when the upload
// computes its own.
func (o *Owner) precompute(ctx context.Context, need obfuscators) {
	enc, err := o.encryptor()
	if err != nil {
		return
	}
	_ = enc.Precompute(ctx, need.fresh, need.full)
}

// sync reads the log up to the state's head, verifies it and remembers how far it was seen.
func (o *Owner) sync(ctx context.Context, head wire.Head) error {
	if head.Length > o.book.head.Length || o.book.head.Length == 0 && o.book.seen.Length > 0 {
		entries, err := o.client.Log(ctx, o.terms.id, o.book.head.Length+1)
		if err != nil {
			return fmt.Errorf("failed to get the model owner's log: %w", err)
		}
		if err := o.book.append(entries); errors.Is(err, errPlan) {
			return problemf(ProblemProtocol, "Do not take part; tell the model owner.", "%w", err)
		} else if err != nil {
			return problemf(ProblemLedger, hintTampered, "%w", err)
		}
	}
	if err := o.book.caughtUp(); err != nil {
		return problemf(ProblemLedger, hintTampered, "%w", err)
	}
	if o.book.head == o.seen() {
		o.mu.Lock()
		o.accepted = o.book.accepted
		o.mu.Unlock()
		return nil
	}
	proofs := o.proofs(ctx)
	return o.save(ctx, func(r *record) {
		r.Log, o.accepted = o.book.head, o.book.accepted
		for i := range r.Sent {
			if p := proofs[r.Sent[i].Upload]; p != nil {
				r.Sent[i].Accepted, r.Sent[i].Proof = true, p
			}
		}
	})
}

// checkRoster refuses a roster that breaks the cohort rules of the manifest or the owner's own, or that was
// made without this owner.
func (o *Owner) checkRoster() error {
	if o.book.roster == nil {
		return nil
	}
	members := o.book.roster.Members
	if least := o.leastOwners(); len(members) < least || len(members) > o.terms.manifest.Cohort.Max {
		return problemf(ProblemCohort, "", "the training has %d data owners; this owner takes part with %d to %d",
			len(members), least, o.terms.manifest.Cohort.Max)
	}
	if err := wire.CheckBlocks(members, o.terms.manifest.BlockMin()); err != nil {
		return protocolProblem("%w", err)
	}
	mine := false
	for i, m := range members {
		if i > 0 && members[i-1].Identity.Compare(m.Identity) >= 0 {
			return problemf(ProblemProtocol, hintTampered, "invalid roster: identities must be in order and not repeat")
		}
		mine = mine || m.Identity == o.key.Identity()
	}
	if !mine {
		return problemf(ProblemNotAdmitted, "Ask the model owner for a new link.", "the model owner did not admit this data owner")
	}
	if o.terms.manifest.Noise {
		return nil // sums are charged, whichever owners they are over
	}
	// Two sums can differ by this owner's block alone, so its own minimum must hold there.
	own, size := blockOf(members, o.key.Identity()), 0
	for _, m := range members {
		if m.Block == own {
			size++
		}
	}
	if size < o.leastOwners() {
		return problemf(ProblemCohort, "Ask the model owner for a training with a higher cohort.min, or lower your own minimum.",
			"owners are summed in blocks and this owner's has %d; it takes part with at least %d", size, o.leastOwners())
	}
	return nil
}

// end records why the training ended for this owner.
func (o *Owner) end(ctx context.Context, reason string) error {
	err := o.save(ctx, func(r *record) { r.Ended = reason })
	o.emitState(Event{State: "done", Reason: reason, Progress: 1}, nil)
	return err
}
