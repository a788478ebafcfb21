package dataowner

import (
	"context"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/dataowner/attempt"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// maxRejects is how many rejected attempts at one round an owner takes part in. More would let a model owner probe it.
const maxRejects = 3

// running is what an owner holds of one attempt. It is never stored: after a reload the attempt is left, unless only its
// reveal is missing.
type running struct {
	terms   *protocol.Terms
	open    *wire.Open
	round   *rounds.Round // of the open message's kind
	offer   *attempt.Offer
	part    *attempt.Part     // once the list is fixed; nil if this owner is not in it
	fixed   bool              // the list was verified
	weights []*phe.Ciphertext // where the round is on encrypted weights
	point   *plan.Point       // elsewhere
	down    int               // bytes that came with the open message
	sent    map[wire.Phase]bool
}

func protocolProblem(format string, args ...any) error {
	return problemf(ProblemProtocol, hintTampered, format, args...)
}

// checkRound refuses a round that this owner must not answer.
func (o *Owner) checkRound(open *wire.Open) error {
	if n := o.log.Rejects(open.Round); n >= maxRejects {
		return problemf(ProblemProtocol, "Ask the model owner what went wrong.",
			"the model owner rejected %d attempts at round %d; this owner takes no further part in it", n, open.Round)
	}
	return nil
}

// newRunning draws every secret of an attempt and signs the public halves.
func (o *Owner) newRunning(open *wire.Open) (*running, error) {
	r := &running{open: open, terms: protocol.TermsOf(o.log.Position, o.terms.key), sent: map[wire.Phase]bool{}}
	if r.round = o.terms.rounds.Of(open.Kind); r.round == nil {
		return nil, protocolProblem("round %d is of a kind that this training does not have", open.Round)
	}
	var err error
	if r.offer, err = attempt.Begin(r.terms, o.enrolments, o.self()); err != nil {
		return nil, protocolProblem("failed to begin round %d: %w", open.Round, err)
	}
	return r, nil
}

func (o *Owner) self() *attempt.Self { return &attempt.Self{Key: o.key, KEM: o.kem, Master: o.master} }

// sendKeys answers an open message: fresh keys for this attempt, and the weights fetched meanwhile.
func (o *Owner) sendKeys(ctx context.Context) error {
	open := o.log.Open
	if err := o.checkRound(open); err != nil {
		return err
	}
	if err := o.openTags(ctx); err != nil {
		return err
	}
	r, err := o.newRunning(open)
	if err != nil {
		return err
	}
	if err := o.checkPrivacy(ctx, r); err != nil {
		return err
	}
	if err := o.save(ctx, func(rec *record) { rec.Answered = open.Ref }); err != nil {
		return err
	}
	if err := o.client.PutKeys(ctx, o.terms.id, open.Ref, r.offer.Keys, r.offer.Encapsulations); err != nil {
		return fmt.Errorf("failed to send keys: %w", err)
	}
	r.sent[wire.PhaseKeys] = true
	o.running = r
	return o.fetchWeights(ctx, r)
}

// fix fetches and verifies the list, once. A list without this owner means that it sits this attempt out.
func (o *Owner) fix(ctx context.Context, r *running) error {
	if r.fixed {
		return nil
	}
	messages, err := o.client.Keys(ctx, o.terms.id, r.open.Ref)
	if err != nil {
		return fmt.Errorf("failed to get keys: %w", err)
	}
	return o.fixList(r, messages)
}

func (o *Owner) fixList(r *running, messages []wire.Signed) (err error) {
	r.part, err = r.offer.Fix(messages)
	switch {
	case errors.Is(err, attempt.ErrNotListed):
	case err != nil:
		return protocolProblem("invalid list of keys: %w", err)
	default:
		if err := o.checkList(r.part.List); err != nil {
			return err
		}
	}
	r.fixed = true
	return nil
}

// checkList refuses a list that breaks this owner's own rules.
func (o *Owner) checkList(l *protocol.List) error {
	if n, least := len(l.Owners), o.leastOwners(); n < least {
		return problemf(ProblemCohort, "", "the list of the attempt has %d data owners; this owner takes part with at least %d", n, least)
	}
	return o.checkVouched(l.Owners)
}

// leastOwners is the manifest's minimum, or this owner's own where that is higher.
func (o *Owner) leastOwners() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return max(o.terms.manifest.Cohort.Min, o.cfg.MinCohort)
}

// sendUpload computes this owner's update under its masks and uploads it. It records durably, before that leaves, what it
// sends and, without noise, over whom its rows are summed.
func (o *Owner) sendUpload(ctx context.Context) error {
	r := o.running
	if !r.terms.Noise {
		if err := o.release(ctx, r.part.List.Owners); err != nil {
			return err
		}
	}
	var received []byte
	var err error
	if r.part.Awaits() {
		if received, err = o.client.Encapsulations(ctx, o.terms.id, r.open.Ref); err != nil {
			return fmt.Errorf("failed to get encapsulations: %w", err)
		}
	}
	blob, release, err := o.update(ctx, r, received)
	if err != nil {
		return err
	}
	head, err := r.part.Head(blob)
	if err != nil {
		return err
	}
	entry := Entry{
		Round: r.open.Round, Attempt: r.open.Attempt, Kind: r.open.Kind, Upload: head.Digest(), Head: head,
		Ciphertexts: r.round.Ciphertexts, Values: r.round.Values,
		BytesUp: len(blob), BytesDown: r.down, Owners: len(r.part.List.Owners),
	}
	if err := o.save(ctx, func(rec *record) { rec.Sent, rec.Release = append(rec.Sent, entry), release }); err != nil {
		return err
	}
	o.keepSent(ctx, r.open.Ref, blob)
	r.sent[wire.PhaseUpload] = true // one head is signed in an attempt
	if err := o.client.PutUpload(ctx, o.terms.id, r.open.Ref, head, blob); err != nil {
		return fmt.Errorf("failed to upload: %w", err)
	}
	return nil
}

// sendReveal opens this owner's part of a sum with noise, once all uploads of the list are in and the sum is charged. It
// needs no secret of the attempt but those in the vault.
func (o *Owner) sendReveal(ctx context.Context) error {
	open := o.log.Open
	own, release := o.uploadedIn(open.Ref)
	if own == nil {
		return o.comeBack(ctx)
	}
	terms := protocol.TermsOf(o.log.Position, o.terms.key)
	messages, err := o.client.Keys(ctx, o.terms.id, open.Ref)
	if err != nil {
		return fmt.Errorf("failed to get keys: %w", err)
	}
	list, err := terms.NewList(messages)
	if err != nil {
		return protocolProblem("invalid list of keys: %w", err)
	}
	heads, err := o.client.Uploads(ctx, o.terms.id, open.Ref)
	if err != nil {
		return fmt.Errorf("failed to get heads of uploads: %w", err)
	}
	sealed, err := attempt.Complete(list, heads, own.Upload, o.self())
	if err != nil {
		return protocolProblem("invalid uploads: %w", err)
	}
	if err := o.charge(ctx, list, open.Kind, release); err != nil {
		return err
	}
	message, err := sealed.Message()
	if err != nil {
		return err
	}
	if err := o.client.PutReveal(ctx, o.terms.id, open.Ref, message); err != nil {
		return fmt.Errorf("failed to reveal: %w", err)
	}
	if r := o.running; r != nil && r.open.Ref == open.Ref {
		r.sent[wire.PhaseReveal] = true
	}
	return nil
}

// uploadedIn returns what this owner uploaded last, if that was in an attempt, and what its noise is charged under.
func (o *Owner) uploadedIn(ref wire.Ref) (*Entry, string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := len(o.rec.Sent)
	if n == 0 || o.rec.Sent[n-1].Round != ref.Round || o.rec.Sent[n-1].Attempt != ref.Attempt {
		return nil, ""
	}
	e := o.rec.Sent[n-1]
	return &e, o.rec.Release
}
