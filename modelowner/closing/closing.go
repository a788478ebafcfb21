// Package closing ends a training with trustees: it names the contributions to open, fixes the cells from the answers of the trustees
// strike, multiplies the contributions itself, takes the trustees' masks off, and writes the model.
//
// As in package train a run is a loop of steps. Each does the one thing that comes next, makes it durable, and returns, so a
// run may be interrupted at any moment and begun again:
//
//	send missing log entries ─▸ freeze ─▸ name ─▸ divide ─▸ open ─▸ done
//
// There is one close for a training: contributions after it are not counted.
package closing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/ml/outlook"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/train"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Options control a run. The zero value waits without limit and reports nothing.
type Options struct {
	// Now closes with the contributions that are here, at least one cell of them, without waiting for cohort.start
	// contributions or the day of cohort.close.
	Now bool
	// Cells is how many cells there are; 0 stands for up to three. One cell is lost whole by one bad contribution.
	Cells int
	// MaxWait is the longest time without any progress; 0 means no limit.
	MaxWait time.Duration
	// Every is how long to wait between two looks at the facilitator; 0 stands for DefaultEvery.
	Every time.Duration
	// Observe is called with every event, in order, from the goroutine of Run. It may be nil.
	Observe func(train.Event)
}

// DefaultEvery is Options.Every if it is not set.
const DefaultEvery = 2 * time.Second

// run is one run: its parts, and the state between steps.
type run struct {
	*folder.Training
	opt       Options
	signer    wire.Signer
	key       *privkey.Key
	kinds     rounds.List
	gathering *attempt.Gathering
	log       *folder.Log
	client    *client.Client
	accepts   *attempt.Accepts

	since time.Time // of the last progress
	said  string    // the last message about waiting

	// Of the model, if this run made it.
	warnings []string
	owners   int
	measured bool
}

// Run closes the training, from wherever it stands. Everything it did is durable, so it may be interrupted at any moment
// through ctx and called again. signer is the model owner's identity, key the training's Paillier key.
//
// Errors: one that wraps problem.ErrWaited, ErrRejected, ErrInput or ErrBusy; ctx's error.
func Run(ctx context.Context, t *folder.Training, signer wire.Signer, key *privkey.Key, opt Options) (*train.Result, error) {
	release, err := t.Lock()
	if err != nil {
		return nil, err
	}
	defer release()
	r, err := newRun(t, signer, key, opt)
	if err != nil {
		return nil, err
	}
	for {
		res, err := r.step(ctx)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil || res != nil {
			return res, err
		}
	}
}

func newRun(t *folder.Training, signer wire.Signer, key *privkey.Key, opt Options) (*run, error) {
	r := &run{Training: t, opt: opt, signer: signer, key: key, gathering: attempt.NewGathering(t.ID, t.Manifest, key.Public()), since: time.Now()}
	if r.gathering == nil {
		return nil, problem.WithHint(problem.As(problem.ErrInput, errors.New("the training has no trustees")), "run 'modelowner train'")
	}
	if opt.Cells < 0 || opt.Cells > wire.MaxCells {
		return nil, problem.As(problem.ErrInput, fmt.Errorf("invalid number of cells: must be from 1 to %d", wire.MaxCells))
	}
	if r.opt.Every == 0 {
		r.opt.Every = DefaultEvery
	}
	var err error
	if r.kinds, err = rounds.For(t.File, key.Bits()); err != nil {
		return nil, err
	}
	if r.client, err = client.New(t.Facilitator, signer); err != nil {
		return nil, err
	}
	r.log, err = t.OpenLog(true)
	return r, err
}

// step does the next thing there is to do. It returns a result at the end.
func (r *run) step(ctx context.Context) (*train.Result, error) {
	state, err := r.client.State(ctx, r.ID, -1, 0)
	if err != nil {
		return nil, fmt.Errorf("failed to read state: %w", err)
	}
	behind, err := r.log.Behind(state.Log)
	switch {
	case err != nil:
		return nil, err
	case behind:
		return nil, r.send(ctx, state.Log.Length)
	case r.log.Done != nil:
		return r.finished()
	case r.accepts == nil:
		return nil, r.accepted(ctx)
	case r.log.Close != nil:
		return nil, r.open(ctx)
	case r.log.Freezes == 0:
		return nil, r.await(ctx)
	case r.log.Frozen():
		return nil, r.name(ctx)
	}
	return nil, r.divide(ctx)
}

// send posts the first log entry that the facilitator lacks.
func (r *run) send(ctx context.Context, at int) (err error) {
	entry := r.log.Entry(at)
	var blob []byte
	switch entry.Kind {
	case wire.KindClosing:
		b, err := wire.OpenMessage[wire.Closing](entry, wire.KindClosing)
		if err != nil {
			return err
		}
		if blob, err = r.ClosingBytes(b.Number); err != nil {
			return err
		}
	case wire.KindClose:
		if blob, err = r.ClosingBytes(0); err != nil {
			return err
		}
	}
	if err := r.client.Append(ctx, r.ID, entry, blob); err != nil {
		return fmt.Errorf("failed to post %s: %w", entry.Kind, err)
	}
	return nil
}

// accepted fetches and verifies the trustees' accepts.
func (r *run) accepted(ctx context.Context) (err error) {
	r.accepts, err = Accepts(ctx, r.client, r.Training)
	if missing := wire.RejectionOf(err); missing != nil && missing.Code == wire.CodeMissing {
		return r.wait(ctx, err.Error())
	}
	return err
}

// Accepts fetches and verifies the accepts of all trustees of a training.
func Accepts(ctx context.Context, c *client.Client, t *folder.Training) (*attempt.Accepts, error) {
	messages, err := c.Accepts(ctx, t.ID)
	if err != nil {
		return nil, fmt.Errorf("failed to read the trustees' accepts: %w", err)
	}
	key, err := phe.ParsePublicKey(t.Manifest.Key.Modulus)
	if err != nil {
		return nil, err
	}
	return attempt.NewGathering(t.ID, t.Manifest, key).NewAccepts(messages, wire.DigestOf(t.File.Canonical()))
}

// await signs the first freeze once there are enough contributions, or the day has come; until then it waits.
func (r *run) await(ctx context.Context) error {
	n, err := r.client.Counts(ctx, r.ID)
	if err != nil {
		return fmt.Errorf("failed to count the contributions: %w", err)
	}
	need, batch := r.Manifest.Cohort.Start, r.Manifest.Trustees.Batch
	day, err := folder.CloseDay(r.Training) // which another process may put off meanwhile
	if err != nil {
		return err
	}
	if r.opt.Now || over(day.Close) {
		need = batch
	}
	switch {
	case n.Waiting >= need:
		if err := r.outlook(n.Waiting); err != nil {
			return err
		}
		return r.freeze()
	case r.opt.Now:
		return problem.WithHint(problem.As(problem.ErrInput, fmt.Errorf("there are %d contributions; a cell has at least %d (cohort.batch)", n.Waiting, batch)), "close when more have come")
	}
	message := fmt.Sprintf("%d of %d contributions are here", n.Waiting, need)
	if day.Close != "" {
		message += "; the training closes after " + day.Close
	}
	return r.wait(ctx, message)
}

// outlook estimates before the first freeze, after which waiting is of no use any more, how much noise will leave of the result, and says
// how many contributions bad ones can spoil.
func (r *run) outlook(contributions int) error {
	cells, err := r.cells(contributions)
	if err != nil {
		return err
	}
	lines, useless, err := outlook.Before(r.File, contributions, r.opt.Cells)
	if err != nil && !errors.Is(err, outlook.ErrNone) {
		return err
	}
	message := strings.Join(append(lines, outlook.LossSentence(contributions, cells)), "; ")
	if useless {
		message = "warning: " + message
	}
	r.emit(train.Event{Event: train.EventOutlook, Members: contributions, Message: message})
	return nil
}

// over reports whether a day has ended.
func over(text string) bool {
	day, err := time.Parse(time.DateOnly, text)
	return err == nil && time.Now().After(day.AddDate(0, 0, 1))
}

// freeze asks the facilitator to fix its contributions.
func (r *run) freeze() error {
	return r.log.Sign(wire.KindFreeze, wire.Freeze{LogEntry: r.log.Next(), Number: r.log.Freezes + 1}, r.signer)
}

// more signs a further freeze once more contributions have come than those that did not suffice.
func (r *run) more(ctx context.Context, message string) error {
	n, err := r.client.Counts(ctx, r.ID)
	if err != nil {
		return fmt.Errorf("failed to count the contributions: %w", err)
	}
	if n.Waiting > 0 {
		return r.freeze()
	}
	return r.wait(ctx, message)
}

// progress restarts the waiting time.
func (r *run) progress(e train.Event) {
	r.since, r.said = time.Now(), ""
	r.emit(e)
}

func (r *run) emit(e train.Event) {
	if r.opt.Observe != nil {
		e.Training = r.ID
		r.opt.Observe(e)
	}
}

// wait reports once why the run waits, and waits a moment. It returns an error that wraps ErrWaited if MaxWait is over.
func (r *run) wait(ctx context.Context, message string) error {
	if r.said != message {
		r.said = message
		r.emit(train.Event{Event: train.EventWaiting, Message: message})
	}
	pause := r.opt.Every
	if limit := r.opt.MaxWait; limit > 0 {
		left := limit - time.Since(r.since)
		if left <= 0 {
			return problem.As(problem.ErrWaited, fmt.Errorf("waited %v without progress: %s", limit, message))
		}
		pause = min(pause, left)
	}
	select {
	case <-time.After(pause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// missing names the trustees without a message, by the names in the training file.
func (r *run) missing(messages []wire.Signed) (names []string) {
	has := map[wire.Identity]bool{}
	for _, m := range messages {
		has[m.Signer] = true
	}
	for i, k := range r.Manifest.Trustees.Keys {
		if !has[k.Identity] {
			names = append(names, r.File.Trustees[i].Name)
		}
	}
	return names
}

// words returns the identities of owners as people read them.
func words(id wire.Identity) string { return identity.Words(id) }
