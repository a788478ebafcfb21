// Package follow takes an owner through a training: it verifies the model owner's log, answers each phase of an attempt
// once, and writes each message into the vault before it sends it. The messages themselves are made by package attempt
// and verified by the protocol's packages.
package follow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/blindfit/blindfit/dataowner/attempt"
	"github.com/blindfit/blindfit/dataowner/event"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/statement"
	"github.com/blindfit/blindfit/dataowner/update"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Training holds an owner's state for a training. It does not change while the owner follows.
type Training struct {
	Terms    *invitation.Terms
	Key      identity.TrainingKey // opens the others' tags
	Invite   wire.InviteID        // that this owner came with
	Self     *attempt.Self
	Client   *client.Client
	Vault    *vault.Vault
	Record   *vault.Record
	Loaded   *rows.Loaded
	Case     *statement.Case // this owner's statement about these rows
	Maker    *update.Maker
	Pace     *update.Pace
	Rules    people.Rules
	KeepSent int // bytes of uploads that are kept to be looked at
	Teller   *event.Teller
	// Until is the time at which a circle ends if not all members are vouched for. If it is zero, the owner waits for
	// ever.
	Until time.Time
	// Met is called with the members of every roster.
	Met func(*people.Circle)
	// Agreed returns the words that the owner has said yes with, by now.
	Agreed func() []string
	// Ask means that a person is there to answer a question of the lobby. Without it such a question ends the owner.
	Ask bool
	// Restored means that Loaded are sums that were kept in an earlier run, whose lobby passed.
	Restored bool
	// Passed is called once the lobby has passed, with the sums that may be kept; see plan.Rows.Keep.
	Passed func(ctx context.Context, sums []byte)
	// Reload reads the file again, since another training was stated meanwhile.
	Reload func(context.Context) (*rows.Loaded, *statement.Case, error)
}

// Follower follows one training. It is for one goroutine.
type Follower struct {
	*Training

	chain    *log.Chain
	circle   *people.Circle // of the roster circleOf
	circleOf wire.Digest
	said     wire.Digest // the statement that was sent by this run
	looked   int         // the model owner's message about the lobby by which standing was read
	standing wire.Standing
	rows     *plan.Rows // the input of rounds; nil until the lobby has passed
	aside    bool       // this owner left because a person has not answered
	lost     wire.Ref   // the attempt for which Answer last returned ErrLost
	running  *running
	movement update.Movement
}

// New begins at the first entry of the log.
func New(t *Training) *Follower {
	f := &Follower{Training: t}
	if t.Restored {
		f.rows = t.Loaded.Rows(false)
	}
	f.Restart()
	return f
}

// Restart drops the running attempt and reads the log again from its first entry, which must pass through the point that
// the vault holds.
func (f *Follower) Restart() {
	f.chain = log.NewChain(f.Terms.Start(), f.Record.Data().Log)
	f.running = nil
}

// ErrLost is returned if the secrets of an attempt were lost with an earlier run: the caller leaves, so that the others
// need not wait for its end, and follows again.
var ErrLost = errors.New("the attempt was begun by an earlier run")

// Answer takes a state of the training and answers it, once. It reports whether the training has ended. An error that
// is not ErrLost ends the owner's part.
func (f *Follower) Answer(ctx context.Context, s *wire.State) (ended bool, err error) {
	if err := f.sync(ctx, s); err != nil {
		return false, err
	}
	if f.chain.Done != nil {
		return true, f.End(ctx, f.chain.Done.Reason)
	}
	if slices.Contains(f.chain.Excluded(), f.Teller.Self) {
		return false, problem.Errorf(problem.NotAdmitted, "Ask the model owner for the reason.",
			"the training goes on without this data owner: it was revoked, or did not state its rows in time")
	}
	ready, err := f.meet(ctx)
	if err != nil {
		return false, err
	}
	var again *event.Again
	vouch := !ready
	if ready && f.circle != nil {
		if again, err = f.settle(ctx); err != nil {
			return false, err
		}
		ready = again == nil
	}
	look(ctx, f, s)
	f.announce(s, vouch, again)
	if !ready {
		return false, f.stepAside(ctx, s)
	}
	if f.aside {
		f.aside = false
		return false, ErrLost // to be connected again
	}
	err = f.answer(ctx, s)
	if errors.Is(err, ErrLost) && f.lost == s.Ref {
		return false, nil // it was left already
	} else if errors.Is(err, ErrLost) {
		f.lost = s.Ref
	}
	// The facilitator refuses a message that it no longer awaits: the next state has the phase that follows.
	var own *problem.Problem
	if r := wire.RejectionOf(err); r != nil && !errors.As(err, &own) {
		switch r.Code {
		case wire.CodePhase, wire.CodeStale, wire.CodeLate:
			return false, nil
		}
	}
	return false, err
}

// stepAside leaves while a person has not answered, so that the training waits for this owner and opens no round that would
// end without it. The owner goes on to read the training's state.
func (f *Follower) stepAside(ctx context.Context, s *wire.State) error {
	if f.chain.Start == nil || !s.Here.Has(f.chain.Members(), f.Teller.Self) {
		return nil
	}
	f.aside = true
	if err := f.Client.Leave(ctx, f.Terms.ID); err != nil {
		return fmt.Errorf("failed to step aside: %w", err)
	}
	return nil
}

// answer answers the running phase.
func (f *Follower) answer(ctx context.Context, s *wire.State) error {
	if s.Phase == wire.PhaseStatements && f.chain.Start == nil && s.Awaited.Has(f.chain.Members(), f.Teller.Self) {
		return f.state(ctx)
	}
	open := f.chain.Open
	if !s.Phase.Running() || open == nil || open.Ref != s.Ref || !s.Awaited.Has(f.chain.Members(), f.Teller.Self) {
		return nil
	}
	r := f.running
	mine := r != nil && r.open.Ref == s.Ref
	switch {
	case mine && r.sent[s.Phase]:
		return nil
	case s.Phase == wire.PhaseKeys && !mine && f.Record.Data().Fresh(s.Ref):
		return f.sendKeys(ctx)
	case s.Phase == wire.PhaseUpload && mine:
		return f.sendUpload(ctx)
	case s.Phase == wire.PhaseReveal:
		return f.sendReveal(ctx)
	case !mine:
		return ErrLost
	}
	return nil
}

// End writes down why the training ended for this owner. If its lobby did not pass nothing was given.
func (f *Follower) End(ctx context.Context, reason string) error {
	if err := f.prove(ctx); err != nil {
		return err
	}
	if stage, err := f.Case.Stage(ctx); err == nil && stage == ledger.StageOpen {
		if err := f.Case.Strike(ctx); err != nil {
			return err
		}
	}
	err := f.Record.Update(ctx, func(d *vault.Data) { d.Ended, d.EndedAt = reason, time.Now().UTC() })
	f.Teller.State(event.Event{State: "done", Reason: reason, Progress: 1}, nil)
	return err
}

// Prepare makes obfuscators for the next upload while the owner waits. One that fails makes its own later.
func (f *Follower) Prepare(ctx context.Context) {
	need := update.Ahead(f.chain.Position)
	go func() { _ = f.Maker.Precompute(ctx, need) }()
}

// meet opens the roster and holds it against the owner's rules. It reports whether the owner may answer.
func (f *Follower) meet(ctx context.Context) (ready bool, err error) {
	late := !f.Until.IsZero() && !time.Now().Before(f.Until)
	if f.chain.Roster == nil {
		if late && f.circleNeeded() {
			return false, f.Rules.Missed(nil, f.Teller.Self, nil)
		}
		return true, nil
	}
	if f.circle == nil || f.circleOf != f.chain.RosterDigest {
		messages, err := f.Client.Enrolments(ctx, f.Terms.ID)
		if err != nil {
			return false, fmt.Errorf("failed to get enrolments: %w", err)
		}
		c, err := people.Open(f.Key, f.Terms.ID, f.chain.Members(), messages)
		if err != nil {
			return false, err
		}
		f.circle, f.circleOf = c, f.chain.RosterDigest
		f.Met(c)
	}
	vouched, err := f.vouched(ctx)
	if err != nil {
		return false, err
	}
	if err := f.Rules.CheckRoster(f.circle, f.Teller.Self, f.Terms.Manifest.Cohort.Min, vouched); err != nil || !f.circleNeeded() {
		return err == nil, err
	}
	missed := f.Rules.Missed(f.circle, f.Teller.Self, vouched)
	if missed != nil && late {
		return false, missed
	}
	return missed == nil, nil
}

// circleNeeded reports whether this owner vouches for every member before it takes part.
func (f *Follower) circleNeeded() bool { return f.Terms.File.Circle || f.Rules.Circle != nil }

// vouched returns the owners that this owner vouches for, with those that its rules name, or nil if no rule asks.
func (f *Follower) vouched(ctx context.Context) (people.Vouched, error) {
	if !f.Rules.Ask() && !f.Terms.File.Circle {
		return nil, nil
	}
	vouched, err := people.ReadVouched(ctx, f.Vault.Store)
	if err != nil {
		return nil, err
	}
	for _, k := range f.Rules.Named(f.circle, vouched) {
		if err := people.Vouch(ctx, f.Vault.Store, k, true); err != nil {
			return nil, err
		}
		vouched[k] = true
	}
	return vouched, nil
}
