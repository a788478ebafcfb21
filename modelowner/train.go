package modelowner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// MaxRejects is how many attempts at one round may be rejected: owners take part in no further one.
const MaxRejects = 3

// pollWait is how long one request for the state waits for news.
const pollWait = 25 * time.Second

// TrainOptions say how Train goes about it. The zero value waits without limit and tells nobody.
type TrainOptions struct {
	// Start begins with the owners who are present, at least cohort.min, instead of waiting for cohort.start.
	Start bool
	// MaxWait is the longest time without any progress, for owners to enrol or to come back; 0 means no limit.
	MaxWait time.Duration
	// ProceedAfter is how long members that are away are waited for in a training with noise, if enough others are present;
	// 0 stands for MaxWait. Without noise every round needs all members.
	ProceedAfter time.Duration
	// Observe is called with every event, in order, from the goroutine of Train. It may be nil.
	Observe func(Event)
}

// Result is a training's model as far as it got.
type Result struct {
	Model    *model.Model
	Measured bool // the cost was measured with exactly these weights
	Finished bool // the training has ended
	Owners   int
	Warnings []string // what a person should know about the solution
}

// trainer is one run of Train.
type trainer struct {
	*Training
	keys    *Keys
	public  *phe.PublicKey
	opt     TrainOptions
	client  *client.Client
	log     *signedLog
	history *history
	privacy *dp.Ledger // empty without differential privacy
	rounds  rounds.List
	plan    plan.Plan

	encryptor    *phe.Encryptor // made for the first round it is needed for
	envelopeKeys [][]byte       // of the members, in identity order; likewise
	state        *wire.State    // the newest known
	enrolments   []wire.Signed  // as read last, while there is no roster
	since        time.Time      // of the last progress
	lost         bool           // the facilitator did not answer the last request
	away         time.Time      // since when a member has been away; zero while all are here
	said         string         // the last waiting or phase message
	failure      error          // why the last attempt was rejected, to be returned once the rejection is sent
}

// Train runs the training to its end, from wherever it stands: it waits for owners, signs the roster, opens
// rounds, checks and uses their aggregates, measures the cost of the final weights and writes the model. Whatever
// it did is durable, so that it may be interrupted at any moment through ctx and called again.
//
// Errors: ErrWaited beside a Result with the model of the last finished round, if there is one; ErrRejected;
// ErrBusy; ctx's error.
func (t *Training) Train(ctx context.Context, keys *Keys, opt TrainOptions) (*Result, error) {
	release, err := t.lock()
	if err != nil {
		return nil, err
	}
	defer release()
	tr, err := newTrainer(ctx, t, keys, opt)
	if err != nil {
		return nil, err
	}
	for {
		finished, err := tr.bounded(ctx)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if errors.Is(err, ErrWaited) {
			return tr.partial(err)
		}
		if err != nil {
			return nil, err
		}
		if finished {
			return tr.finished()
		}
	}
}

// newTrainer reads what is on disk and brings the optimiser to where it was.
func newTrainer(ctx context.Context, t *Training, keys *Keys, opt TrainOptions) (*trainer, error) {
	public := keys.Paillier.Public()
	if keys.Identity.Identity() != t.Manifest.ModelOwner || string(public.Bytes()) != string(t.Manifest.Key.Modulus) {
		return nil, WithHint(as(ErrInput, errors.New("incorrect key: the training was made with another one")), "name the folder of the key with --dir")
	}
	rounds, err := rounds.For(t.File, public.Bits())
	if err != nil {
		return nil, err
	}
	if !slices.Equal(rounds.Shapes(), t.Manifest.Rounds) {
		return nil, WithHint(errors.New("invalid manifest: this release makes other rounds of the training file"), "finish the training with the release that created it")
	}
	tr := &trainer{Training: t, keys: keys, public: public, opt: opt, rounds: rounds, since: time.Now()}
	if tr.client, err = client.New(t.Facilitator, keys.Identity, client.Observe(func(x client.Transfer) {
		if ctx.Err() == nil {
			tr.connection(x)
		}
	})); err != nil {
		return nil, err
	}
	if tr.plan, err = plan.New(t.File); err != nil {
		return nil, err
	}
	if tr.log, err = openLog(t, true); err != nil {
		return nil, err
	}
	if tr.history, err = openHistory(t, true); err != nil {
		return nil, err
	}
	if err := tr.history.matches(tr.log); err != nil {
		return nil, WithHint(err, "the folder may be put together from copies of different age: go on from the newest whole one")
	}
	if tr.privacy, err = t.openPrivacy(tr.history); err != nil {
		return nil, err
	}
	diverged := tr.replay()
	if diverged != nil && !errors.Is(diverged, optim.ErrDiverged) {
		return nil, diverged
	}
	if err := tr.recover(); err != nil {
		return nil, err
	}
	if diverged != nil && tr.log.last().Kind != wire.KindDone {
		return tr, tr.stop(diverged, divergedHint)
	}
	return tr, nil
}

// replay feeds the recorded sums to the plan. The points are those recorded: another processor may round the last
// bit of a point differently.
func (tr *trainer) replay() error {
	for _, r := range tr.history.rounds {
		p, done, err := tr.plan.Next()
		if err == nil && !done && tr.File.Private() && p.Kind == wire.RoundGradient && r.Kind == wire.RoundEvaluation {
			if err = tr.plan.EndEarly(); err == nil { // as it was when the round was opened
				p, done, err = tr.plan.Next()
			}
		}
		if err != nil {
			return err
		}
		if done || p.Kind != r.Kind {
			return fmt.Errorf("invalid %s: round %d is of another kind than the training comes to", roundsFile, r.Round)
		}
		if r.result == nil {
			continue
		}
		if err := tr.observe(r, r.result.Sums, r.result.Owners); err != nil {
			return fmt.Errorf("failed to replay round %d: %w", r.Round, err)
		}
	}
	return nil
}

// recover signs what a crash kept from being signed: the end of an attempt whose outcome is recorded.
func (tr *trainer) recover() error {
	last := tr.log.last()
	if last == nil || last.Kind != wire.KindOpen {
		return nil
	}
	open := tr.log.Open
	r := tr.history.last()
	switch {
	case r == nil || r.Round != open.Round:
		return fmt.Errorf("invalid %s: lacks the round that %s opened last", roundsFile, logName)
	case r.result != nil && r.result.Ref == open.Ref:
		return tr.accept(r)
	case r.refused() && r.ended() == open.Ref:
		return tr.reject(open.Ref)
	}
	return nil
}

// bounded is step within the longest wait allowed: a facilitator that does not answer counts as waiting.
func (tr *trainer) bounded(ctx context.Context) (finished bool, err error) {
	if tr.opt.MaxWait <= 0 {
		return tr.step(ctx)
	}
	const grace = 2 * time.Second // so that a step which only waits ends by itself and says for whom
	within, cancel := context.WithDeadline(ctx, tr.since.Add(tr.opt.MaxWait+grace))
	defer cancel()
	finished, err = tr.step(within)
	if err != nil && within.Err() != nil && ctx.Err() == nil && !errors.Is(err, ErrWaited) {
		err = as(ErrWaited, fmt.Errorf("waited %v without progress: the facilitator does not answer", tr.opt.MaxWait))
	}
	return finished, err
}

// connection notices when the facilitator stops answering and when it does so again. The client calls it from
// within a request.
func (tr *trainer) connection(x client.Transfer) {
	if lost := x.Status == 0; lost != tr.lost {
		tr.lost = lost
		message := "the facilitator answers again"
		if lost {
			message = "the facilitator does not answer; trying again"
		}
		tr.tell(Event{Event: EventWaiting, Message: message})
	}
}

// step does the next thing there is to do: send what the facilitator lacks, admit owners, open a round, follow
// it, or finish. It returns after each, and true at the end.
func (tr *trainer) step(ctx context.Context) (finished bool, err error) {
	if tr.state == nil {
		if err := tr.poll(ctx); err != nil {
			return false, err
		}
	}
	behind, err := tr.behind()
	if err != nil {
		return false, err
	}
	if behind {
		return false, tr.send(ctx)
	}
	last := tr.log.last()
	switch {
	case last == nil:
		return false, tr.admit(ctx)
	case last.Kind == wire.KindDone:
		return true, nil
	case last.Kind == wire.KindOpen:
		return false, tr.follow(ctx)
	case last.Kind == wire.KindReject && tr.failure != nil:
		return false, tr.failure
	}
	return false, tr.advance(ctx)
}

// poll waits for a newer state than the one known.
func (tr *trainer) poll(ctx context.Context) error {
	wait, after := pollWait, int64(-1) // at once, the first time
	if tr.state != nil {
		after = tr.state.Version
	}
	if tr.opt.MaxWait > 0 {
		wait = min(wait, max(tr.opt.MaxWait-time.Since(tr.since), time.Second))
	}
	if limit := tr.patience(); limit > 0 && !tr.away.IsZero() {
		wait = min(wait, max(limit-time.Since(tr.away), time.Second))
	}
	if left := tr.joinTime(); tr.log.last() == nil && left > 0 {
		wait = min(wait, max(left, time.Second))
	}
	s, err := tr.client.State(ctx, tr.ID, after, wait)
	if err != nil {
		return tr.explain("failed to read state", err)
	}
	tr.state = s
	return nil
}

// explain wraps an error of the facilitator with a hint where there is one.
func (tr *trainer) explain(what string, err error) error {
	wrapped := fmt.Errorf("%s: %w", what, err)
	if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeNotFound {
		return WithHint(wrapped, "the facilitator at "+tr.Facilitator+" does not know this training; it may have lost its store")
	}
	return wrapped
}

// tell hands an event to the observer.
func (tr *trainer) tell(e Event) {
	if tr.opt.Observe != nil {
		e.Training = tr.ID
		tr.opt.Observe(e)
	}
}

// wait tells for whom the training waits, once, and waits for news. ErrWaited after MaxWait without progress.
func (tr *trainer) wait(ctx context.Context, e Event) error {
	if tr.said != e.Message {
		tr.said = e.Message
		tr.tell(e)
	}
	if tr.opt.MaxWait > 0 && time.Since(tr.since) >= tr.opt.MaxWait {
		return as(ErrWaited, fmt.Errorf("waited %v without progress: %s", tr.opt.MaxWait, e.Message))
	}
	return tr.poll(ctx)
}

// progress starts the waiting time anew.
func (tr *trainer) progress() { tr.since, tr.said = time.Now(), "" }
