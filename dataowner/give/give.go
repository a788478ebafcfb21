// Package give is a data owner's part of a training with trustees: it makes one message, charges it in the vault before it
// leaves, sends it, and is done. Until the training is closed the owner may replace the message or ask that it is not counted.
package give

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/blindfit/blindfit/dataowner/attempt"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/event"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/progress"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/statement"
	"github.com/blindfit/blindfit/dataowner/update"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/ml/plan"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Ended is why the training ends for an owner that has contributed, Withdrawn for one that took its contribution back.
const (
	Ended     = "contributed"
	Withdrawn = "withdrawn"
)

// Training holds an owner's state for a training with trustees.
type Training struct {
	Terms    *invitation.Terms
	Link     identity.Link
	Self     *attempt.Self
	Client   *client.Client
	Vault    *vault.Vault
	Record   *vault.Record
	Loaded   *rows.Loaded
	Case     *statement.Case // this owner's statement about these rows
	Maker    *update.Maker
	KeepSent int // bytes of contributions that are kept to be looked at
	Teller   *event.Teller
	// Trustees are words that were compared beforehand; if there are any, every trustee must have one of them.
	Trustees []string
	Agreed   func() []string
	Ask      bool                   // a person is there to answer
	Changed  func() <-chan struct{} // closed once Agreed may return more
}

// Contribute makes, charges and sends the contribution. When it returns nil the facilitator has it durably.
func (t *Training) Contribute(ctx context.Context) error {
	accepts, err := t.accepts(ctx)
	if err != nil {
		return err
	}
	if err := t.state(ctx); err != nil {
		return err
	}
	if err := t.charge(ctx); err != nil {
		return err
	}
	sequence, err := t.number(ctx, accepts.Digest)
	if err != nil {
		return err
	}
	head, blob, err := t.message(accepts, sequence)
	if err != nil {
		return err
	}
	err = t.Record.Update(ctx, func(d *vault.Data) {
		d.Sent = append(d.Sent, receipt.Entry{
			Round: 1, Attempt: sequence, Kind: t.Terms.Main().Kind, Upload: head.Digest(), Head: head,
			Ciphertexts: accepts.Count(), Values: t.values(), BytesUp: len(blob),
		})
	})
	if err != nil {
		return err
	}
	ref := wire.Ref{Round: 1, Attempt: sequence}
	t.Record.KeepSent(ctx, ref, blob, t.KeepSent)
	if err := late(t.Client.PutContribution(ctx, t.Terms.ID, head, blob)); err != nil {
		return err
	}
	err = t.Record.Update(ctx, func(d *vault.Data) { d.Ended, d.EndedAt = Ended, time.Now().UTC() })
	t.Teller.State(event.Event{State: "done", Reason: Ended, Progress: 1}, nil)
	return err
}

func (t *Training) values() (n int) {
	for _, r := range t.Terms.Rounds {
		n += r.Values
	}
	return n
}

// late words the rejection of a message that comes too late.
func late(err error) error {
	if r := wire.RejectionOf(err); r != nil {
		switch r.Code {
		case wire.CodeLate:
			return problem.Errorf(problem.Ended, "Ask the model owner whether there is a new training.", "%w", err)
		case wire.CodeConflict:
			return problem.Errorf(problem.Vault, "Go on from the newest copy of the vault, or on the machine that contributed last.",
				"the facilitator holds a later message of this data owner: %w", err)
		}
	}
	if err != nil {
		return fmt.Errorf("failed to send: %w", err)
	}
	return nil
}

// accepts fetches and verifies the trustees' accepts. An owner that has contributed before stays with the accepts that it
// contributed under.
func (t *Training) accepts(ctx context.Context) (*protocol.Accepts, error) {
	named := t.Terms.Manifest.Trustees
	for i, k := range named.Keys {
		words := identity.TrusteeKey{Identity: k.Identity, Envelope: k.Envelope}.Words()
		if len(t.Trustees) > 0 && !slices.Contains(t.Trustees, words) {
			return nil, problem.Errorf(problem.Pinned, "Compare the words that the trustee publishes with those of the invitation.",
				"trustee %d of the training (%s) is none of those that you named", i+1, words)
		}
	}
	messages, err := t.Client.Accepts(ctx, t.Terms.ID)
	if err != nil {
		return nil, fmt.Errorf("failed to get the trustees' accepts: %w", err)
	}
	g := protocol.NewGathering(t.Terms.ID, t.Terms.Manifest, t.Terms.Key)
	a, err := g.NewAccepts(messages, wire.DigestOf(t.Terms.File.Canonical()))
	if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeMissing {
		return nil, problem.Errorf(problem.NotAdmitted, "Come back later: the model owner waits for the trustee.", "%w", err)
	}
	if err != nil {
		return nil, problem.Protocolf("invalid accepts: %w", err)
	}
	if pinned := t.Record.Data().Accepts; pinned != nil && *pinned != a.Digest {
		return nil, problem.Errorf(problem.Protocol, problem.Tampered, "the trustees' accepts are not those that this data owner contributed under before")
	}
	return a, nil
}

// state writes this owner's statement about its rows into the ledger. With trustees it is not sent: the owner alone is
// asked whether rows that were in other sums are summed again.
func (t *Training) state(ctx context.Context) error {
	claim, err := t.Case.Declare(ctx, nil, t.Agreed())
	if err != nil {
		return err
	}
	silent := claim.Word == ledger.First
	for !silent && !slices.Contains(t.Agreed(), consent.Again) {
		self, err := t.Vault.OwnerKey()
		if err != nil {
			return err
		}
		facts := t.Case.Facts([]ledger.Member{{Owner: wire.Identity(self), Statement: claim}}, t.Agreed())
		again := event.NewAgain(facts, self)
		if !t.Ask {
			if err := t.Case.Strike(ctx); err != nil {
				return err
			}
			return consent.Check([]consent.Question{consent.OfFacts(facts, again.Text)}, nil)
		}
		changed := t.Changed()
		t.Teller.State(event.Event{State: "waiting", Phase: wire.PhaseCollect, Again: again}, nil)
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return t.Case.Pass(ctx, ledger.Verdict{Silent: silent})
}

// charge writes down the cost of everything that a contribution can open, once for a training however often it is replaced:
// every trustee counts an identity once.
func (t *Training) charge(ctx context.Context) error {
	f := t.Terms.File
	for i, r := range t.Terms.Rounds {
		c := ledger.Charge{
			Training: t.Terms.ID, Round: i + 1, List: wire.DigestOf([]byte("contribution")), Entry: plan.Entry(f, r.Kind, 1), Budget: f.Privacy.Target(), When: time.Now(),
		}
		if err := t.Case.Ledger.Charge(ctx, c); err != nil {
			return statement.Problem(err)
		}
	}
	t.Teller.Privacy(t.Case.Ledger.Spending(t.Terms.ID))
	return nil
}

// number takes the next sequence number, durably, together with the accepts that the owner stays with.
func (t *Training) number(ctx context.Context, accepts wire.Digest) (sequence int, err error) {
	err = t.Record.Update(ctx, func(d *vault.Data) {
		d.Sequence++
		d.Accepts = &accepts
		sequence = d.Sequence
	})
	return sequence, err
}

// message makes the contribution: values under the masks of all trustees, encrypted, with the seeds that each trustee needs to take
// its mask off again.
func (t *Training) message(a *protocol.Accepts, sequence int) (*wire.Signed, []byte, error) {
	return Seal(a, t.Link, t.Self.Key, t.Vault.Master, sequence, t.encrypt)
}

// encrypt encrypts the values of all kinds of sums under masks, one after the other.
func (t *Training) encrypt(masks []*big.Int) (out []byte, err error) {
	w := progress.New(t.Teller.Work, progress.Upload, len(masks))
	for i := range t.Terms.Rounds {
		r := &t.Terms.Rounds[i]
		values, err := t.Loaded.Rows(false).Upload(&plan.Point{Kind: r.Kind})
		if err != nil {
			return nil, fmt.Errorf("failed to compute %s: %w", r.Kind, err)
		}
		some, err := t.Maker.Encrypt(r, values, masks[:r.Ciphertexts], w)
		if err != nil {
			return nil, err
		}
		out, masks = append(out, some...), masks[r.Ciphertexts:]
	}
	return out, nil
}

// Withdraw asks that the contribution of a record is not counted. It costs no less for that: the facilitator and the model
// owner can keep the earlier ones.
func Withdraw(ctx context.Context, c *client.Client, self *identity.Key, r *vault.Record) error {
	if r.Data().Sequence == 0 {
		return problem.Errorf(problem.BadCommand, "", "this data owner has contributed nothing to the training")
	}
	sequence := 0
	if err := r.Update(ctx, func(d *vault.Data) { d.Sequence++; sequence = d.Sequence }); err != nil {
		return err
	}
	s, err := wire.Seal(wire.KindWithdrawal, wire.Withdrawal{Training: r.Training, Sequence: sequence}, self)
	if err != nil {
		return err
	}
	if err := late(c.PutWithdrawal(ctx, r.Training, s)); err != nil {
		return err
	}
	return r.Update(ctx, func(d *vault.Data) { d.Ended = Withdrawn })
}
