package train

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/modelowner/account"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Options control a run. The zero value waits without limit and reports nothing.
type Options struct {
	// Start begins with the owners that are present, at least cohort.min, instead of waiting for cohort.start.
	Start bool
	// MaxWait is the longest time without any progress, for owners to enrol or to come back; 0 means no limit.
	MaxWait time.Duration
	// ProceedAfter is how long members that are away are waited for in a training with noise, if enough others are present;
	// 0 stands for MaxWait. Without noise every round needs all members.
	ProceedAfter time.Duration
	// Observe is called with every event, one at a time. It may be nil.
	Observe func(Event)
}

// patience returns how long members are waited for if enough others are connected; 0 means for ever.
func (o *Options) patience() time.Duration {
	if o.ProceedAfter > 0 && o.MaxWait > 0 {
		return min(o.ProceedAfter, o.MaxWait)
	}
	return max(o.ProceedAfter, o.MaxWait)
}

// Result is the model of a training as far as it got.
type Result struct {
	Model    *model.Model
	Measured bool // the cost was measured with exactly these weights
	Finished bool // the training has ended
	Owners   int
	Warnings []string // about the solution, for people
}

// MaxRounds is the most rounds of all kinds that a training can take: conjugate gradient needs one at 0 and then at most
// one for each column.
func MaxRounds(t *folder.Training) int {
	most := t.Manifest.Limits.Rounds
	if plan.ColumnRounds(t.File) {
		gradients, _ := t.Manifest.Round(wire.RoundGradient)
		most -= max(0, gradients.Most-t.File.Budget().Columns-1)
	}
	return most
}

// run is one run of a training: its parts, and the state between steps.
type run struct {
	*folder.Training
	opt    Options
	signer wire.Signer
	key    *privkey.Key
	kinds  rounds.List
	log    *folder.Log
	rounds *folder.Rounds
	budget *budget
	fit    *fit
	sealer *sealer
	remote *remote
	news   *news

	enrolments []wire.Signed // as read last, before there is a roster
	away       time.Time     // since when a member has been away; zero while all are connected
	failure    error         // why the last attempt was rejected, or the training stopped; returned once that is sent
}

// Run runs the training to its end, from wherever it stands. Everything it did is durable, so it may be interrupted at any
// moment through ctx and called again. signer is the model owner's identity, key the training's Paillier key.
//
// Errors: one that wraps ErrWaited, together with a Result with the model of the last finished round if there is one; one
// that wraps ErrRejected or ErrBusy; ctx's error.
func Run(ctx context.Context, t *folder.Training, signer wire.Signer, key *privkey.Key, opt Options) (*Result, error) {
	release, err := t.Lock()
	if err != nil {
		return nil, err
	}
	defer release()
	r, err := newRun(ctx, t, signer, key, opt)
	if err != nil {
		return nil, err
	}
	if err := r.recover(); err != nil {
		return nil, err
	}
	defer r.remote.stop()
	for {
		finished, err := r.bounded(ctx)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if errors.Is(err, problem.ErrWaited) {
			return r.partial(err)
		}
		if err != nil {
			return nil, err
		}
		if finished {
			return r.finished()
		}
	}
}

// newRun reads the training's files.
func newRun(ctx context.Context, t *folder.Training, signer wire.Signer, key *privkey.Key, opt Options) (*run, error) {
	kinds, err := rounds.For(t.File, key.Bits())
	if err != nil {
		return nil, err
	}
	if !slices.Equal(kinds.Shapes(), t.Manifest.Rounds) {
		return nil, problem.WithHint(errors.New("invalid manifest: this release makes other rounds of the training file"), "finish the training with the release that created it")
	}
	r := &run{Training: t, opt: opt, signer: signer, key: key, kinds: kinds, sealer: &sealer{file: t.File, public: key.Public()}}
	r.news = &news{training: t.ID, observe: opt.Observe, maxWait: opt.MaxWait, since: time.Now()}
	if r.remote, err = newRemote(ctx, t, signer, r.news); err != nil {
		return nil, err
	}
	if r.log, err = t.OpenLog(true); err != nil {
		return nil, err
	}
	if r.rounds, err = t.OpenRounds(true); err != nil {
		return nil, err
	}
	if err := r.rounds.Matches(r.log); err != nil {
		return nil, problem.WithHint(err, "the folder may be put together from copies of different age: go on from the newest whole one")
	}
	a, err := account.Open(t, r.rounds)
	if err != nil {
		return nil, err
	}
	if r.fit, err = newFit(t.File, r.rounds, r.log); err != nil {
		return nil, err
	}
	r.budget = &budget{a, t, r.log, r.rounds, r.fit}
	return r, nil
}

// recover replays the rounds through the plan, and signs the end of an attempt if its outcome is recorded but a crash
// prevented the signature.
func (r *run) recover() error {
	diverged := r.fit.replay()
	if diverged != nil && !errors.Is(diverged, optim.ErrDiverged) {
		return diverged
	}
	if r.log.Running() {
		open, last := r.log.Open, r.rounds.Last()
		switch {
		case last == nil || last.Round != open.Round:
			return errors.New("invalid records of rounds: lack the round that the log opened last")
		case last.Result != nil && last.Result.Ref == open.Ref:
			if err := r.accept(last); err != nil {
				return err
			}
		case last.LastFailed().Event == folder.RecordRefused && last.LastFailed().Ref == open.Ref:
			if err := r.reject(open.Ref); err != nil {
				return err
			}
		}
	}
	if diverged != nil && r.log.Done == nil {
		return r.stop(diverged, divergedHint)
	}
	return nil
}

// bounded is step within the longest wait allowed: a facilitator that does not answer counts as waiting.
func (r *run) bounded(ctx context.Context) (finished bool, err error) {
	within, cancel := r.news.bound(ctx)
	defer cancel()
	finished, err = r.step(within)
	if err != nil && within.Err() != nil && ctx.Err() == nil && !errors.Is(err, problem.ErrWaited) {
		err = problem.As(problem.ErrWaited, fmt.Errorf("waited %v without progress: the facilitator does not answer", r.opt.MaxWait))
	}
	return finished, err
}

// step does the next thing there is to do: send a log entry that the facilitator lacks, admit owners, open a round, follow it, or
// finish. It returns after each, and true at the end.
func (r *run) step(ctx context.Context) (finished bool, err error) {
	if r.remote.state == nil {
		if err := r.poll(ctx); err != nil {
			return false, err
		}
	}
	lacks, err := r.log.Behind(r.remote.state.Log)
	switch {
	case err != nil:
		return false, err
	case lacks:
		return false, r.send(ctx)
	case r.log.Done != nil:
		return true, nil
	case r.log.Roster == nil:
		return false, r.admit(ctx)
	case r.log.Start == nil:
		return false, r.begin(ctx)
	case r.log.Running():
		return false, r.follow(ctx)
	case r.failure != nil:
		return false, r.failure
	}
	return false, r.advance(ctx)
}

// poll waits for news of the facilitator, but not past a time at which the run has something to do.
func (r *run) poll(ctx context.Context) error {
	wait := pollWait
	until := func(left time.Duration) { wait = min(wait, max(left, time.Second)) }
	if r.opt.MaxWait > 0 {
		until(r.opt.MaxWait - time.Since(r.news.since))
	}
	if limit := r.opt.patience(); limit > 0 && !r.away.IsZero() {
		until(limit - time.Since(r.away))
	}
	if left := joinTime(r.Training); r.log.Roster == nil && left > 0 {
		until(left)
	}
	return r.remote.poll(ctx, wait)
}

// send posts the first log entry that the facilitator lacks, and with the end of an attempt the entries after it. A round is
// opened only while the members it needs are present, or if it cannot be avoided because they are gone for good.
func (r *run) send(ctx context.Context) error {
	at := r.remote.state.Log.Length
	entry := r.log.Entry(at)
	var before *wire.Signed
	if entry.Kind == wire.KindAccept && r.log.Head.Length > at+1 && (r.log.Entry(at+1).Kind != wire.KindOpen || everyone(r.attend())) {
		before, entry = entry, r.log.Entry(at+1)
	}
	var blob []byte
	if entry.Kind == wire.KindOpen {
		var err error
		if blob, err = r.weights(entry); err != nil {
			return err // members need not be waited for
		}
		ready, err := r.ready(ctx)
		if err != nil && !errors.Is(err, errGone) || err == nil && !ready {
			return err
		}
	}
	var err error
	if before == nil {
		err = r.remote.Append(ctx, r.ID, entry, blob)
	} else {
		err = r.remote.AppendBoth(ctx, r.ID, before, entry, blob)
	}
	if err != nil {
		return r.remote.refused(ctx, entry.Kind, err)
	}
	if entry.Kind == wire.KindOpen {
		r.remote.ask(ctx, r.log.Open.Ref)
	}
	return r.poll(ctx)
}
