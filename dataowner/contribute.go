package dataowner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/event"
	"github.com/blindfit/blindfit/dataowner/follow"
	"github.com/blindfit/blindfit/dataowner/give"
	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/statement"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/protocol/client"
)

// Pause leaves the running attempt, if any, and takes no part until Resume. The training waits for this owner.
func (o *Owner) Pause() { o.control.set(func(c *control) { c.paused = true }) }

// Resume takes part again.
func (o *Owner) Resume() { o.control.set(func(c *control) { c.paused = false }) }

// Leave ends Contribute. The rows and their sums are cleared.
func (o *Owner) Leave() { o.control.set(func(c *control) { c.left = true }) }

// Reconsider ends an owner's Contribute while it has not stated its rows, so that other ones can be loaded. Afterwards the rows
// are fixed, and it does nothing.
func Reconsider(o *Owner) { o.control.set(func(c *control) { c.back = true }) }

// Contribute enrols and takes part in every round until the training ends, the owner leaves or ctx is done.
// Lost connections and aborted attempts are waited out. It returns the receipt also with an error.
func (o *Owner) Contribute(ctx context.Context) (*Receipt, error) {
	t, err := o.begin()
	if err != nil {
		return nil, err
	}
	defer o.finish()
	if o.cfg.EndLobby {
		timeout := time.Duration(o.terms.File.Cohort.JoinTimeout)
		t.Until = time.Now().Add(timeout)
		defer time.AfterFunc(timeout, func() { o.control.set(func(*control) {}) }).Stop()
	}
	err = o.contribute(ctx, t)
	if err != nil && !errors.Is(err, context.Canceled) {
		p := problem.Of(err)
		o.teller.State(Event{State: "aborted", Message: p.Message, Hint: p.Hint, Code: p.Code, Final: true}, nil)
		err = p
	}
	return o.Receipt(context.WithoutCancel(ctx)), err
}

// begin takes the rows and the rules for the training. It fails if another Contribute runs.
func (o *Owner) begin() (t *follow.Training, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.brought.loaded == nil:
		return nil, problem.Errorf(problem.BadCommand, "Choose a CSV file first.", "there are no rows to contribute")
	case o.active:
		return nil, problem.Errorf(problem.BadCommand, "", "this training is already running")
	}
	o.active = true
	o.control.set(func(c *control) { c.left, c.paused, c.back = false, false, false })
	agreed := func() []string {
		o.mu.Lock()
		defer o.mu.Unlock()
		return o.agreed
	}
	return &follow.Training{
		Terms: o.terms, Key: o.link.Key, Self: o.self, Client: o.client, Vault: o.vault, Record: o.record, Loaded: o.brought.loaded, Case: o.brought.stake,
		Maker: o.maker, Pace: o.pace, Rules: o.rules, KeepSent: o.cfg.KeepSent, Teller: o.teller, Met: o.met,
		Invite:   o.link.Secret.InviteID(),
		Restored: o.restored, Passed: func(ctx context.Context, sums []byte) { keepSums(ctx, o, sums) }, Agreed: agreed, Ask: o.cfg.Ask, Reload: o.reload,
	}, nil
}

// reload reads the file again, since another training was stated meanwhile.
func (o *Owner) reload(ctx context.Context) (*rows.Loaded, *statement.Case, error) {
	o.mu.Lock()
	again := o.brought.again
	o.mu.Unlock()
	fresh, err := again(ctx)
	if err != nil {
		return nil, nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.brought.replace(fresh)
	return fresh.loaded, fresh.stake, nil
}

func (o *Owner) finish() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.active = false
}

func (o *Owner) isActive() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.active
}

func (o *Owner) met(c *people.Circle) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.circle = c
}

func (o *Owner) contribute(ctx context.Context, t *follow.Training) error {
	if err := consent.Check(append(t.Case.Rows(), consent.OfTraining(o.terms.File)...), t.Agreed()); err != nil {
		return err
	}
	if o.record.Data().JoinedAt.IsZero() { // all that is asked has a yes
		if err := o.record.Update(ctx, func(d *vault.Data) { d.JoinedAt = time.Now().UTC() }); err != nil {
			return err
		}
	}
	if o.terms.Manifest.Trustees != nil {
		return contributeOnce(ctx, o, t)
	}
	f := follow.New(t)
	if err := f.Enrol(ctx); err != nil {
		return err
	}
	for {
		paused, left, changed := o.control.get()
		switch {
		case o.control.returns() && o.record.Data().Stated == nil:
			f.Leave(ctx)
			return nil
		case left:
			o.forget()
			return f.End(ctx, "left")
		case paused:
			o.teller.State(event.Event{State: "paused"}, nil)
			select {
			case <-changed:
				continue
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		ended, err := o.watch(ctx, f, changed)
		switch {
		case ended:
			o.forget()
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && !errors.Is(err, follow.ErrLost):
			f.Leave(ctx)
			return err
		}
		if paused, left, _ := o.control.get(); paused || left || err != nil {
			f.Leave(ctx)
			f.Restart()
		}
	}
}

// contributeOnce makes and sends the one message of a training with trustees.
func contributeOnce(ctx context.Context, o *Owner, t *follow.Training) error {
	if err := o.record.Update(ctx, func(*vault.Data) {}); err != nil { // the identity before it is used
		return err
	}
	g := &give.Training{
		Terms: t.Terms, Link: o.link, Self: t.Self, Client: t.Client, Vault: t.Vault, Record: t.Record, Loaded: t.Loaded, Case: t.Case, Maker: t.Maker,
		KeepSent: t.KeepSent, Teller: t.Teller, Trustees: o.cfg.Trustees, Agreed: t.Agreed, Ask: t.Ask,
		Changed: func() <-chan struct{} { _, _, changed := o.control.get(); return changed },
	}
	err := g.Contribute(ctx)
	if err == nil {
		o.forget()
	}
	return err
}

// watch follows the training's state and answers until the training ends, the wish changes (no error) or something fails.
func (o *Owner) watch(parent context.Context, f *follow.Follower, changed <-chan struct{}) (ended bool, err error) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	go func() {
		select {
		case <-changed:
			o.watching.Store(false) // before the connection is hung up
			cancel()
		case <-ctx.Done():
		}
	}()
	o.watching.Store(true)
	f.Prepare(ctx)
	for state, err := range o.client.Watch(ctx, o.terms.ID) {
		if err == nil {
			ended, err = f.Answer(ctx, state)
		} else if errors.Is(err, client.ErrWentBack) {
			err = problem.Errorf(problem.Log, "Ask the model owner whether there is a new training.", "%w", err)
		}
		if ctx.Err() != nil && !ended { // the error is an effect of that
			return false, nil
		}
		if ended || err != nil {
			o.watching.Store(false)
			return ended, err
		}
	}
	return false, nil
}

func (o *Owner) onConnection(connected bool) {
	if !connected && o.watching.Load() {
		o.teller.State(event.Event{State: "reconnecting"}, nil)
	}
}

// tellLimited returns a function that reports that the facilitator makes this owner's network wait.
func tellLimited(t *event.Teller) func(wait time.Duration) {
	return func(wait time.Duration) {
		t.State(event.Event{State: "reconnecting", Message: fmt.Sprintf("very many requests come from your network address; trying again in %d seconds", int(wait.Seconds()))}, nil)
	}
}

// forget clears the rows and the values computed from them.
func (o *Owner) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.restored = false
	o.brought.replace(brought{})
	dropSums(context.Background(), o.cfg, o.terms.ID)
}

// Withdraw asks that an owner's contribution to a training with trustees is not counted.
func Withdraw(ctx context.Context, o *Owner) error {
	if err := give.Withdraw(ctx, o.client, o.self.Key, o.record); err != nil {
		return problem.Of(err)
	}
	return nil
}
