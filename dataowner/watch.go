package dataowner

import (
	"context"
	"errors"
	"fmt"
	"slices"

	protolog "github.com/blindfit/blindfit/protocol/log"
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
		o.running = nil
		// Say goodbye so that the others need not wait for the deadline; if it fails, presence runs out.
		if parent.Err() == nil {
			_ = o.client.Leave(parent, o.terms.id)
		}
	}()
	if interrupted {
		return false, nil
	}
	o.log = protolog.NewChain(o.terms.start(), o.seen())
	o.running = nil
	go o.precompute(ctx, ahead(o.log))
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
	if o.log.Roster != nil {
		o.mu.Lock()
		o.group = o.log.Members()
		o.mu.Unlock()
	}
	if err := o.checkRoster(); err != nil {
		return false, err
	}
	if o.log.Done != nil {
		return true, o.end(ctx, o.log.Done.Reason)
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
	open := o.log.Open
	if !s.Phase.Running() || open == nil || open.Ref != s.Ref || !s.Awaited.Has(o.log.Members(), o.key.Identity()) {
		return nil
	}
	if s.Phase == wire.PhaseReveal {
		if r := o.running; r != nil && r.open.Ref == s.Ref && r.sent[wire.PhaseReveal] {
			return nil
		}
		return o.sendReveal(ctx)
	}
	r := o.running
	if r == nil || r.open.Ref != s.Ref {
		if s.Phase == wire.PhaseKeys && o.fresh(s.Ref) {
			return o.sendKeys(ctx)
		}
		// Keys of this attempt were sent by an earlier run and their secrets are gone: do not make the others wait.
		return o.comeBack(ctx)
	}
	if r.sent[s.Phase] || s.Phase != wire.PhaseUpload {
		return nil
	}
	if err := o.fix(ctx, r); err != nil || r.part == nil {
		return err
	}
	if err := o.sendUpload(ctx); err != nil {
		return err
	}
	go o.precompute(ctx, ahead(o.log))
	return nil
}

// fresh reports whether no keys were sent for an attempt in an earlier run.
func (o *Owner) fresh(ref wire.Ref) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.rec.Answered.Round != ref.Round || o.rec.Answered.Attempt < ref.Attempt
}

// comeBack gives up an attempt whose secrets are gone. To leave ends this owner's presence although its connection
// stays open, so it follows anew, which makes it present again.
func (o *Owner) comeBack(ctx context.Context) error {
	if err := o.client.Leave(ctx, o.terms.id); err != nil {
		return err
	}
	return errInterrupted
}

// ahead returns the most ciphertexts of an upload that may still be asked for: encrypted afresh, and evaluated on the
// model owner's.
func ahead(c *protolog.Chain) obfuscators {
	var need obfuscators
	for _, r := range c.Manifest.Rounds {
		switch {
		case c.Opened(r.Kind) >= r.Most:
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
	if head.Length > o.log.Head.Length || o.log.Head.Length == 0 && o.log.Seen.Length > 0 {
		entries, err := o.client.Log(ctx, o.terms.id, o.log.Head.Length+1)
		if err != nil {
			return fmt.Errorf("failed to get the model owner's log: %w", err)
		}
		if err := o.log.Append(entries); err != nil {
			return problemf(ProblemLedger, "Do not take part: tell the model owner that its log was altered or breaks the training's rules.", "%w", err)
		}
	}
	if err := o.log.CaughtUp(); err != nil {
		return problemf(ProblemLedger, hintTampered, "%w", err)
	}
	if o.log.Head == o.seen() {
		o.mu.Lock()
		o.accepted = o.log.Accepted
		o.mu.Unlock()
		return nil
	}
	proofs := o.proofs(ctx)
	return o.save(ctx, func(r *record) {
		r.Log, o.accepted = o.log.Head, o.log.Accepted
		for i := range r.Sent {
			if p := proofs[r.Sent[i].Upload]; p != nil {
				r.Sent[i].Accepted, r.Sent[i].Proof = true, p
			}
		}
	})
}

// checkRoster refuses a roster that breaks this owner's own rules, or that was made without this owner. The log has
// checked the manifest's.
func (o *Owner) checkRoster() error {
	if o.log.Roster == nil {
		return nil
	}
	members := o.log.Members()
	if least := o.leastOwners(); len(members) < least {
		return problemf(ProblemCohort, "Ask the model owner for a training with a higher cohort.min, or lower your own minimum.",
			"the training has %d data owners; this owner takes part with at least %d", len(members), least)
	}
	if !slices.ContainsFunc(members, func(m wire.Member) bool { return m.Identity == o.key.Identity() }) {
		return problemf(ProblemNotAdmitted, "Ask the model owner for a new link.", "the model owner did not admit this data owner")
	}
	return nil
}

// end records why the training ended for this owner.
func (o *Owner) end(ctx context.Context, reason string) error {
	err := o.save(ctx, func(r *record) { r.Ended = reason })
	o.emitState(Event{State: "done", Reason: reason, Progress: 1}, nil)
	return err
}
