package train

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/modelowner/check"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// follow waits for the end of the open attempt and uses its aggregate.
func (r *run) follow(ctx context.Context) error {
	open, current := r.log.Open, r.rounds.Current()
	if current == nil || current.Round != open.Round {
		return fmt.Errorf("invalid records of rounds: round %d has its result or is not open; it is not opened again", open.Round)
	}
	if current.LastFailed().Ref == open.Ref { // recorded before the next attempt could be opened
		return r.advance(ctx)
	}
	s := r.remote.state
	running := s.Phase.Running() && s.Ref == open.Ref
	if running {
		if _, err := r.attend(); errors.Is(err, errRevoked) {
			return r.withdraw(open.Ref, err)
		} else if err != nil && !errors.Is(err, errGone) {
			return err
		}
	}
	switch {
	case running && s.Phase == wire.PhaseFinish:
		return r.conclude(ctx, current)
	case running:
		return r.watch(ctx, current)
	case s.Phase == wire.PhaseWaiting && s.LastAbort != nil && s.LastAbort.Ref == open.Ref:
		return r.aborted(ctx, current, s.LastAbort)
	}
	return fmt.Errorf("invalid state: the facilitator holds the open message of round %d, attempt %d, but does not run it", open.Round, open.Attempt)
}

// watch reports how an attempt goes on and waits for news. Its deadlines are the facilitator's.
func (r *run) watch(ctx context.Context, current *folder.Round) error {
	s, members := r.remote.state, r.log.Members()
	awaited := s.Awaited.Of(members)
	r.news.report(Event{
		Event: EventPhase, Round: s.Round, Attempt: s.Attempt, Of: MaxRounds(r.Training), Kind: current.Kind, Phase: s.Phase,
		Members: len(members), Awaited: admission.Owners(awaited),
		Message: fmt.Sprintf("round %d, %s: waiting for %s", s.Round, s.Phase, admission.Words(awaited)),
	})
	r.remote.ask(ctx, s.Ref)
	return r.poll(ctx)
}

// aborted records why an attempt ended without an aggregate, charges it if seeds may have been revealed, and opens the next
// one when it can.
func (r *run) aborted(ctx context.Context, current *folder.Round, a *wire.AbortState) error {
	missing := a.Missing.Of(r.log.Members())
	rec := folder.Record{Event: folder.RecordAborted, Ref: a.Ref, Time: time.Now().UTC(), Phase: a.Phase, Code: a.Code, Missing: missing}
	if r.Manifest.Noise && !wire.PhaseReveal.After(a.Phase) {
		list, err := r.attempt(current).List(ctx)
		var refused *check.Refusal
		if err == nil {
			rec.Owners = list.Owners
		} else if !errors.As(err, &refused) {
			return r.remote.explain("failed to read the list of an aborted attempt", err)
		}
		if err := r.budget.Charge(r.budget.terms(a.Ref, current.Kind), rec.Owners); err != nil {
			return err
		}
	}
	rec.Privacy = r.budget.Anchor()
	if err := r.rounds.Add(rec); err != nil {
		return err
	}
	why := "it ended without a sum"
	if len(missing) > 0 {
		why = admission.Words(missing) + " did not deliver"
	}
	r.news.emit(Event{
		Event: EventAborted, Round: a.Round, Attempt: a.Attempt, Phase: a.Phase, Code: a.Code, Awaited: admission.Owners(missing),
		Message: fmt.Sprintf("round %d will be run again: %s", a.Round, why),
	})
	if r.news.exhausted() {
		return problem.As(problem.ErrWaited, fmt.Errorf("waited %v without progress: round %d, attempt %d: %s", r.opt.MaxWait, a.Round, a.Attempt, why))
	}
	return r.advance(ctx)
}

// attempt returns the open attempt as package check needs it.
func (r *run) attempt(current *folder.Round) *check.Attempt {
	terms := attempt.TermsOf(r.log.Position, r.key.Public())
	return &check.Attempt{Terms: terms, File: r.File, Round: r.kinds.Of(current.Kind), Key: r.key, Source: r.remote.source(terms.Ref)}
}
