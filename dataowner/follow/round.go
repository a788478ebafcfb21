package follow

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/blindfit/blindfit/dataowner/attempt"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/progress"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/statement"
	"github.com/blindfit/blindfit/dataowner/update"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// maxRejects is how many rejected attempts at one round an owner takes part in. More would let a model owner probe it.
const maxRejects = 3

// running is an owner's part of one attempt. It is for memory alone.
type running struct {
	open  *wire.Open
	round *rounds.Round // of the open message's kind
	terms *protocol.Terms
	offer *attempt.Offer
	fixed bool          // the list was verified
	part  *attempt.Part // then; nil if this owner is not in the list
	list  []wire.Signed // the messages of the list
	heads []wire.Signed // of all uploads, once they were verified; only with noise
	// keys and encapsulations are the lists to read once all keys are in, requested before.
	keys           func() ([]wire.Signed, error)
	encapsulations func() ([]byte, error)
	point          *update.Point
	sent           map[wire.Phase]bool
}

// of returns the attempt if it is the one with this reference, and an empty one otherwise; r may be nil.
func (r *running) of(ref wire.Ref) *running {
	if r != nil && r.open.Ref == ref {
		return r
	}
	return &running{}
}

// sendKeys answers an open message: fresh keys for this attempt, and the weights fetched meanwhile.
func (f *Follower) sendKeys(ctx context.Context) error {
	open := f.chain.Open
	if n := f.chain.Rejects(open.Round); n >= maxRejects {
		return problem.Errorf(problem.Protocol, "Ask the model owner what went wrong.",
			"the model owner rejected %d attempts at round %d; this owner takes no further part in it", n, open.Round)
	}
	r := &running{open: open, terms: protocol.TermsOf(f.chain.Position, f.Terms.Key), sent: map[wire.Phase]bool{}}
	if r.round = f.Terms.Rounds.Of(open.Kind); r.round == nil {
		return problem.Protocolf("round %d is of a kind that this training does not have", open.Round)
	}
	if err := f.foresee(ctx, r); err != nil {
		return err
	}
	var err error
	if r.offer, err = attempt.Begin(r.terms, f.circle.Enrolments, f.Self); err != nil {
		return problem.Protocolf("failed to begin round %d: %w", open.Round, err)
	}
	if err := f.Record.Update(ctx, func(d *vault.Data) { d.Answered = open.Ref }); err != nil {
		return err
	}
	f.running = r
	r.sent[wire.PhaseKeys] = true // one message is signed in an attempt
	reader := update.Reader{Terms: f.Terms, Self: f.Teller.Self, Envelope: f.Record.Data().Envelope}
	fetched := client.Begin(func() ([]byte, error) {
		if !reader.Needs(open) {
			return nil, nil
		}
		return f.Client.Weights(ctx, f.Terms.ID, open.Ref)
	})
	r.keys = client.Begin(func() ([]wire.Signed, error) { return f.Client.Keys(ctx, f.Terms.ID, open.Ref) })
	r.encapsulations = client.Begin(func() ([]byte, error) { return f.Client.Encapsulations(ctx, f.Terms.ID, open.Ref) })
	if err := f.Client.PutKeys(ctx, f.Terms.ID, open.Ref, r.offer.Keys, r.offer.Encapsulations); err != nil {
		return fmt.Errorf("failed to send keys: %w", err)
	}
	b, err := fetched()
	if err != nil {
		return fmt.Errorf("failed to get weights: %w", err)
	}
	return f.openPoint(ctx, r, reader, b)
}

// openPoint checks the bytes that come with the open message.
func (f *Follower) openPoint(ctx context.Context, r *running, reader update.Reader, b []byte) (err error) {
	first := r.open.Kind == wire.RoundGradient && f.chain.Opened(wire.RoundGradient) == 1
	if r.point, err = reader.Open(r.open, first, b); err != nil {
		return err
	}
	p := r.point.Plain.Shared
	if p == nil {
		return nil
	}
	if r.open.Kind == wire.RoundGradient {
		f.movement.Note(r.open.Round, p.Weights)
	}
	fixed := plan.FrameOf(f.Terms.File, r.open.Kind, p)
	frame, kept := wire.DigestOf(fixed), f.Record.Data().Frame
	switch {
	case fixed == nil:
		return nil
	case kept == nil:
		return f.Record.Update(ctx, func(d *vault.Data) { d.Frame = &frame })
	case *kept != frame:
		return problem.Errorf(problem.Protocol, "Tell the other data owners and the model owner: two sums that differ in this alone speak of the rows that miss a value, or of single estimates.",
			"invalid weights of round %d: the scale of columns, what replaces missing values, or the variance between data owners is not that of the rounds before", r.open.Round)
	}
	return nil
}

// fix fetches and verifies the list, once. An owner that is not in it sits the attempt out.
func (f *Follower) fix(ctx context.Context, r *running) error {
	if r.fixed {
		return nil
	}
	messages, err := r.keys()
	if err != nil { // others took their time
		messages, err = f.Client.Keys(ctx, f.Terms.ID, r.open.Ref)
	}
	if err != nil {
		return fmt.Errorf("failed to get keys: %w", err)
	}
	part, err := r.offer.Fix(messages)
	switch {
	case errors.Is(err, attempt.ErrNotListed):
		r.fixed = true
		return nil
	case err != nil:
		return problem.Protocolf("invalid list of keys: %w", err)
	}
	vouched, err := f.vouched(ctx)
	if err != nil {
		return err
	}
	if err := f.Rules.CheckList(f.circle, part.List.Owners, f.Teller.Self, f.Terms.Manifest.Cohort.Min, vouched); err != nil {
		return err
	}
	r.fixed, r.part, r.list = true, part, messages
	return nil
}

// sendUpload computes this owner's update under its masks and uploads it. Before the upload leaves, it writes durably
// its head and, if there is no noise, the owners in the sum.
func (f *Follower) sendUpload(ctx context.Context) error {
	r := f.running
	if err := f.fix(ctx, r); err != nil || r.part == nil {
		return err
	}
	if r.point == nil { // the facilitator refused the keys and lists them
		return ErrLost
	}
	if err := f.Case.Ledger.May(ctx, f.Terms.ID); err != nil {
		return statement.Problem(err)
	}
	var received []byte
	var err error
	if r.part.Awaits() {
		if received, err = r.encapsulations(); err != nil {
			received, err = f.Client.Encapsulations(ctx, f.Terms.ID, r.open.Ref)
		}
		if err != nil {
			return fmt.Errorf("failed to get encapsulations: %w", err)
		}
	}
	masks, err := r.part.Masks(received)
	if err != nil {
		return problem.Protocolf("failed to make masks: %w", err)
	}
	blob, charged, err := f.update(ctx, r, masks)
	if err != nil {
		return err
	}
	head, err := r.part.Head(blob)
	if err != nil {
		return err
	}
	err = f.Record.Update(ctx, func(d *vault.Data) {
		d.Release = charged
		d.Sent = append(d.Sent, receipt.Entry{
			Round: r.open.Round, Attempt: r.open.Attempt, Kind: r.open.Kind, Upload: head.Digest(), Head: head,
			Ciphertexts: r.round.Ciphertexts, Values: r.round.Values,
			BytesUp: len(blob), BytesDown: r.point.Bytes, Owners: len(r.part.List.Owners),
		})
	})
	if err != nil {
		return err
	}
	f.Record.KeepSent(ctx, r.open.Ref, blob, f.KeepSent)
	r.sent[wire.PhaseUpload] = true // one head is signed in an attempt
	if err := f.Client.PutUpload(ctx, f.Terms.ID, r.open.Ref, head, blob); err != nil {
		return fmt.Errorf("failed to upload: %w", err)
	}
	f.Prepare(ctx)
	return f.prove(ctx)
}

// update computes the ciphertexts of an upload: linear forms over encrypted weights, or values of this owner's
// encrypted afresh. If there is noise, it also returns the name under which the sum is charged.
func (f *Follower) update(ctx context.Context, r *running, masks []*big.Int) (blob []byte, charged string, err error) {
	w := progress.New(f.Teller.Work, progress.Upload, len(masks))
	if r.round.Weights > 0 {
		forms, err := update.NewForms(f.rows, r.round)
		if err != nil {
			return nil, "", err
		}
		blob, err = f.Maker.Evaluate(forms, r.point.Encrypted, masks, w)
		return blob, "", err
	}
	values, charged, err := f.values(ctx, r)
	if err != nil {
		return nil, "", err
	}
	blob, err = f.Maker.Encrypt(r.round, values, masks, w)
	return blob, charged, err
}

// values are the integers that this owner adds to the sum of a round that is encrypted afresh, with its share of the noise
// in a training with noise: so much as the owners of the list that are honest at the least need together.
func (f *Follower) values(ctx context.Context, r *running) (values []*big.Int, charged string, err error) {
	start := time.Now()
	values, err = f.rows.Upload(r.point.Plain)
	if err != nil {
		return nil, "", problem.Errorf(problem.Protocol, "Tell the model owner that the training diverges.", "failed to compute round %d: %w", r.open.Round, err)
	}
	if r.round.Sealed > 0 {
		if err := f.Pace.Keep(ctx, start); err != nil {
			return nil, "", err
		}
	}
	if len(values) != r.round.Values {
		return nil, "", errors.New("internal error: the number of values differs from the round's")
	}
	if !r.terms.Noise {
		return values, "", nil
	}
	noise, err := attempt.NoiseOf(f.Self.Master, r.part.List, r.open.Kind, values)
	if err != nil {
		return nil, "", err
	}
	if err := f.allow(ctx, r.part.List, r.open.Kind, noise.Release); err != nil {
		return nil, "", err
	}
	if err := plan.AddNoise(f.Terms.File, r.open.Kind, values, r.part.List.Honest(), noise); err != nil {
		return nil, "", problem.Errorf(problem.Internal, "Try another browser or machine.", "%w", err)
	}
	return values, noise.Release, nil
}
