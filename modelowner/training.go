package modelowner

import (
	"context"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/modelowner/closing"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/train"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// answerTimeout is how long commands that ask the facilitator once try to reach it.
const answerTimeout = 15 * time.Second

// Training is one training of a model owner.
type Training struct{ *folder.Training }

// Open reads the training of the given id from a model owner's folder. The error wraps ErrNoTraining if there is none.
func Open(dir string, id wire.TrainingID) (*Training, error) { return wrap(folder.Open(dir, id)) }

// Find opens a training by its id or by the first digits of it, at least four, if only one begins with them.
func Find(dir, name string) (*Training, error) { return wrap(folder.Find(dir, name)) }

func wrap(t *folder.Training, err error) (*Training, error) {
	if err != nil {
		return nil, err
	}
	return &Training{t}, nil
}

// List opens all trainings of a model owner's folder, oldest first.
func List(dir string) ([]*Training, error) {
	list, err := folder.List(dir)
	if err != nil {
		return nil, err
	}
	out := make([]*Training, len(list))
	for i, t := range list {
		out[i] = &Training{t}
	}
	return out, nil
}

// Name returns the training's name in its file.
func (t *Training) Name() string { return t.File.Name }

// ModelOwnerWords returns the words of the model owner's identity, as a data owner's program shows them.
func (t *Training) ModelOwnerWords() string { return identity.Words(t.Manifest.ModelOwner) }

// MaxRounds returns the most rounds of all kinds that the training can take.
func (t *Training) MaxRounds() int { return train.MaxRounds(t.Training) }

// InviteCount returns how many invites were made and how many of them the roster used.
func (t *Training) InviteCount() (made, used int, err error) {
	v, err := t.OpenInvites()
	if err != nil {
		return 0, 0, err
	}
	made, used = v.Count()
	return made, used, nil
}

// Train runs the training to its end, from wherever it stands; one with trustees it closes when enough have contributed, or on
// its day. Everything it did is durable, so it may be interrupted at
// any moment through ctx and called again.
//
// Errors: one that wraps ErrWaited, together with a Result with the model of the last finished round if there is one; one
// that wraps ErrRejected, ErrBusy or ErrInput; ctx's error.
func (t *Training) Train(ctx context.Context, keys *Keys, opt TrainOptions) (*Result, error) {
	key, err := t.Paillier(keys)
	if err != nil {
		return nil, err
	}
	if t.Manifest.Trustees != nil {
		return closing.Run(ctx, t.Training, keys.Identity, key, closing.Options{Now: opt.Start, MaxWait: opt.MaxWait, Observe: opt.Observe})
	}
	return train.Run(ctx, t.Training, keys.Identity, key, opt)
}

// Close ends a training with trustees, from wherever it stands. Everything it did is durable, so it may be interrupted at any
// moment through ctx and called again. Its errors are those of Train.
func (t *Training) Close(ctx context.Context, keys *Keys, opt CloseOptions) (*Result, error) {
	key, err := t.Paillier(keys)
	if err != nil {
		return nil, err
	}
	return closing.Run(ctx, t.Training, keys.Identity, key, opt)
}

// PutOff puts off the day after which a training with trustees is closed. See closing.PutOff.
func (t *Training) PutOff(ctx context.Context, keys *Keys, day string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	return closing.PutOff(ctx, t.Training, keys.Identity, day)
}

// Accepted waits until all trustees of the training have accepted it, for a minute at most; there is nothing to wait for
// without trustees. An invite to a training that they have not accepted leads a data owner nowhere.
func (t *Training) Accepted(ctx context.Context, keys *Keys) error {
	if t.Manifest.Trustees == nil {
		return nil
	}
	c, err := client.New(t.Facilitator, keys.Identity)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, acceptTimeout)
	defer cancel()
	for {
		_, err := closing.Accepts(ctx, c, t.Training)
		if r := wire.RejectionOf(err); r == nil || r.Code != wire.CodeMissing {
			return err
		}
		select {
		case <-time.After(closing.DefaultEvery):
		case <-ctx.Done():
			return problem.WithHint(problem.As(ErrWaited, err), "ask the trustee to accept the training: 'trustee status' shows it there")
		}
	}
}

// acceptTimeout is how long trustees have for their accept when owners are invited.
const acceptTimeout = time.Minute

// Revoke shuts a data owner out, and informs those that wait. It asks the facilitator for the enrolments. See admission.Revoke.
func (t *Training) Revoke(ctx context.Context, keys *Keys, name string) (*Revoked, error) {
	c, err := client.New(t.Facilitator, keys.Identity)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	list, err := c.Enrolments(ctx, t.ID)
	if err != nil {
		return nil, fmt.Errorf("failed to read enrolments: %w", err)
	}
	out, err := admission.Revoke(t.Training, list, name)
	if err != nil {
		return nil, err
	}
	return out, tellLobby(ctx, t, c, keys, list)
}
