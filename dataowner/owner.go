package dataowner

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/dataowner/attempt"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/estimate"
	"github.com/blindfit/blindfit/dataowner/event"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/statement"
	"github.com/blindfit/blindfit/dataowner/update"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/ml/published"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Owner is one data owner in one training. Make it with Open. Its methods may be called from several goroutines.
type Owner struct {
	cfg      Config
	terms    *invitation.Terms
	link     identity.Link
	vault    *vault.Vault
	ledger   *ledger.Ledger
	record   *vault.Record
	self     *attempt.Self
	client   *client.Client
	maker    *update.Maker
	reader   *reader
	pace     *update.Pace
	teller   *event.Teller
	control  *control
	watching atomic.Bool // a lost connection is not of this owner's making

	mu       sync.Mutex // protects all below
	rules    people.Rules
	agreed   []string
	brought  brought // the rows, if a file was loaded
	estimate Estimate
	active   bool           // Contribute runs
	circle   *people.Circle // of the newest roster; nil before it
	keep     bool           // sums may be kept
	restored bool           // brought are sums that were kept by an earlier run
}

// Open fetches and verifies the training a link invites to. The identity is made fresh, or taken from the vault
// when this owner has been here before. Nothing is sent but requests for public facts; Invitation asks for the state of the invite.
func Open(ctx context.Context, l identity.Link, cfg Config) (*Owner, error) {
	if cfg.Emit == nil {
		cfg.Emit = func(Event) {}
	}
	anonymous, err := client.New(l.Facilitator, nil, cfg.Dial...)
	if err != nil {
		return nil, problem.Errorf(problem.Link, "", "%w", err)
	}
	o := &Owner{cfg: cfg, link: l, rules: cfg.Rules, agreed: cfg.Agree, control: newControl(), pace: &update.Pace{}}
	if o.vault, err = vault.Open(ctx, cfg.Vault); err != nil {
		return nil, problem.Of(err)
	}
	answer, cancel := ctx, func() {}
	if cfg.Answer > 0 {
		answer, cancel = context.WithTimeout(ctx, cfg.Answer)
	}
	defer cancel()
	if o.terms, err = invitation.Verify(answer, anonymous, l, cfg.Kernel); err != nil {
		return nil, err
	}
	if err := o.enter(ctx); err != nil {
		return nil, problem.Of(err)
	}
	if o.ledger, err = o.vault.OpenLedger(ctx, cfg.Anchor, time.Now()); err != nil {
		return nil, problem.Of(err)
	}
	o.estimate = estimate.For(o.terms)
	o.teller = &event.Teller{Emit: cfg.Emit, Self: o.Identity(), Start: o.terms.Manifest.Cohort.Start, Of: o.terms.Manifest.Limits.Rounds}
	o.maker = update.NewMaker(o.terms, o.teller.Kernel)
	o.reader = &reader{terms: o.terms, ledger: o.ledger, minRows: cfg.MinRows, report: o.teller.Work, training: statement.Training{
		ID: o.terms.ID, ModelOwner: o.terms.Manifest.ModelOwner, File: o.terms.File, Modulus: o.terms.Key.Fingerprint(), Key: l.Key,
	}}
	recall(ctx, o)
	options := append([]client.Option{client.Observe(o.teller.Transfer), client.OnConnection(o.onConnection), client.OnLimited(tellLimited(o.teller))}, cfg.Dial...)
	if o.client, err = client.New(l.Facilitator, o.self.Key, options...); err != nil {
		return nil, problem.Errorf(problem.Link, "", "%w", err)
	}
	return o, nil
}

// enter takes this owner's identity and keys from the vault, or makes them.
func (o *Owner) enter(ctx context.Context) (err error) {
	if o.record, err = o.vault.Record(ctx, o.terms.ID); err != nil {
		return err
	}
	if o.record == nil {
		if o.record, err = o.vault.NewRecord(o.link, o.terms.File.Name); err != nil {
			return err
		}
	}
	data := o.record.Data()
	o.self = &attempt.Self{Master: o.vault.Master}
	if o.self.Key, err = identity.KeyFromSeed(data.Seed.Reveal()); err != nil {
		return fmt.Errorf("failed to read vault: %w", err)
	}
	if o.self.KEM, err = mask.KEMKeyFromSeed(data.KEM.Reveal()); err != nil {
		return fmt.Errorf("failed to read vault: %w", err)
	}
	return nil
}

// Identity is this owner's public identity in this training.
func (o *Owner) Identity() wire.Identity { return o.self.Key.Identity() }

// Key is this owner's owner key: the same in all trainings of its vault.
func (o *Owner) Key() (identity.OwnerKey, error) { return o.vault.OwnerKey() }

// Terms are the verified terms of the training. They are not for changing.
func (o *Owner) Terms() *invitation.Terms { return o.terms }

// Invitation is the description of a training that a person sees first.
type Invitation struct {
	invitation.Description
	Estimate  Estimate           `json:"estimate"`
	Privacy   *receipt.Privacy   `json:"privacy,omitempty"`   // nil without differential privacy
	MinRows   int                `json:"minRows"`             // of an owner in an exact sum
	Questions []consent.Question `json:"questions"`           // that follow from the training alone; a Check has all
	Resumes   bool               `json:"resumes"`             // it goes on from sums that were kept, without a file
	Known     bool               `json:"known"`               // the vault holds an identity for this training
	Ended     string             `json:"ended"`               // empty unless this owner has seen the training end
	Published *published.Page    `json:"published,omitempty"` // results, once the model owner shows them
	Entry     *wire.Entry        `json:"entry,omitempty"`     // how the training and this owner's place in it stand; nil if that cannot be had
}

// Invitation returns it.
func (o *Owner) Invitation(ctx context.Context) (*Invitation, error) {
	questions := append([]consent.Question{}, consent.OfTraining(o.terms.File)...)
	stage, err := o.ledger.Stage(ctx, o.terms.ID)
	if err == nil && stage == "" {
		questions = append(questions, statement.Limit(o.ledger, o.reader.training)...)
	}
	data, results := o.record.Data(), o.terms.Published(ctx, o.client, o.link.Key)
	entry := entryOf(ctx, o)
	description := o.terms.Describe(o.link.Facilitator)
	if day := o.terms.PutOff(ctx, o.client); day != "" {
		description.Close, description.PutOff = day, true
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return &Invitation{
		Published: results,
		Questions: questions, MinRows: o.terms.File.MinRows(),
		Description: description, Estimate: o.estimate,
		Privacy: receipt.PrivacyOf(o.terms.File, o.terms.Manifest.Limits.Rounds, o.ledger.Spending(o.terms.ID)),
		Entry:   entry, Resumes: o.restored,
		Known: !data.JoinedAt.IsZero() || data.Log.Length > 0 || len(data.Sent) > 0, Ended: data.Ended,
	}, nil
}

// entryTime is how long an invitation waits for the entry, which it can do without.
const entryTime = 10 * time.Second

// entryOf asks how the training and the owner's place in it stand; nil if that cannot be had.
func entryOf(ctx context.Context, o *Owner) *wire.Entry {
	ctx, cancel := context.WithTimeout(ctx, entryTime)
	defer cancel()
	e, err := o.client.Entry(ctx, o.terms.ID, o.Identity(), o.link.Secret.InviteID())
	if err != nil {
		return nil
	}
	return &e
}

// Measure times a part of a round before there are rows, so that an invitation can show the duration of a round on this
// machine. But for learning on shared weights, which Load times, the work follows from the manifest and never from
// data.
func (o *Owner) Measure(ctx context.Context) (Estimate, error) {
	o.mu.Lock()
	e := o.estimate
	o.mu.Unlock()
	if e.SecondsPerRound > 0 {
		return e, nil
	}
	e, _, err := estimate.Measure(ctx, o.terms, o.maker, nil)
	if err != nil {
		return e, problem.Errorf(problem.Internal, "", "failed to time a round: %w", err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.estimate.SecondsPerRound == 0 {
		o.estimate = e
	}
	return o.estimate, nil
}

// Load reads and checks a CSV file, computes the sums that are possible before the first round, and times a part of a
// round. Its rows stay in memory only if weights are shared, until the training ends for this owner. A file that breaks
// the schema returns a Check with OK false and no error; the file loaded before stays in place. An error means that the
// file could not be read at all.
func (o *Owner) Load(ctx context.Context, name string, r io.Reader) (*Check, error) {
	return o.LoadAs(ctx, name, r, Reading{})
}

// LoadAs is Load for a file that is read in another way.
func (o *Owner) LoadAs(ctx context.Context, name string, r io.Reader, how Reading) (*Check, error) {
	check, brought, err := o.reader.read(ctx, name, r, how)
	if err != nil && o.isActive() { // other rows than were stated
		return nil, errRunning
	}
	if err != nil || !check.OK {
		return check, err
	}
	e, pace, err := estimate.Measure(ctx, o.terms, o.maker, brought.loaded.Rows(true))
	if err != nil {
		brought.loaded.Forget()
		return nil, problem.Errorf(problem.Internal, "", "failed to time a round: %w", err)
	}
	check.Estimate = e
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.active {
		brought.loaded.Forget()
		return nil, errRunning
	}
	o.brought.replace(brought)
	o.restored = false
	o.estimate = e
	o.pace.Set(pace)
	return check, nil
}

var errRunning = problem.Errorf(problem.BadCommand, "Leave the training first.", "rows cannot change while a training runs")

// Spending is how much ε is spent, by the ledger in the vault.
func (o *Owner) Spending(context.Context) (Spending, error) {
	return o.ledger.Spending(o.terms.ID), nil
}

// SetLimit keeps this owner's own limit of ε over all trainings; 0 is none. It counts from the next round on.
func (o *Owner) SetLimit(ctx context.Context, epsilon float64) error {
	if !(epsilon >= 0) || epsilon > 1e6 {
		return problem.Errorf(problem.BadCommand, "", "invalid limit: must be a number from 0 to 1e6")
	}
	if err := o.ledger.SetLimit(ctx, epsilon, time.Now()); err != nil {
		return statement.Problem(err)
	}
	if o.terms.File.Private() {
		o.teller.Privacy(o.ledger.Spending(o.terms.ID))
	}
	return nil
}

// SetRules changes the rules for the next Contribute, and the words that the owner agrees with.
func (o *Owner) SetRules(agreed []string, change func(*people.Rules)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	change(&o.rules)
	o.agreed = agreed
}

// Agree adds words for a yes in this training, also while it runs.
func (o *Owner) Agree(words []string) {
	o.mu.Lock()
	o.agreed = append(slices.Clone(o.agreed), words...)
	o.mu.Unlock()
	o.control.set(func(*control) {}) // the training may have waited for it
}

// Members lists the owners of the roster, in its order; before there is one, this owner alone.
func (o *Owner) Members(ctx context.Context) ([]Member, error) {
	o.mu.Lock()
	circle := o.circle
	o.mu.Unlock()
	if circle == nil {
		own, err := o.Key()
		return people.Alone(o.Identity(), own), err
	}
	vouched, err := people.ReadVouched(ctx, o.vault.Store)
	return circle.List(o.Identity(), vouched), err
}

// Vouch marks a member that Members listed, or takes the mark back. It returns when that is durable.
func (o *Owner) Vouch(ctx context.Context, id wire.Identity, vouched bool) error {
	o.mu.Lock()
	circle := o.circle
	o.mu.Unlock()
	if circle != nil && id != o.Identity() {
		if k, member := circle.Key(id); member {
			defer o.control.set(func(*control) {}) // the training may have waited for it
			return people.Vouch(ctx, o.vault.Store, k, vouched)
		}
	}
	return problem.Errorf(problem.BadCommand, "", "only another data owner of this training can be vouched for")
}

// Receipt returns the receipt so far.
func (o *Owner) Receipt(context.Context) *Receipt {
	fp, data := o.terms.Key.Fingerprint(), o.record.Data()
	r := &Receipt{
		Version: receipt.Version, Training: o.terms.ID, Manifest: o.terms.Signed, Name: o.terms.File.Name, ModelOwner: o.terms.Manifest.ModelOwner,
		Key: hex.EncodeToString(fp[:]), Facilitator: o.link.Facilitator,
		Identity: o.Identity(), Words: identity.Words(o.Identity()), Uploads: []Entry{}, Log: data.Log, Reason: data.Ended,
		About: o.terms.File.About, JoinedAt: data.JoinedAt, EndedAt: data.EndedAt,
	}
	if digest := o.terms.Manifest.Consent; digest != nil && !data.JoinedAt.IsZero() {
		r.Consent = &receipt.Consent{Digest: *digest, Sentences: o.terms.File.Consent(), When: data.JoinedAt}
	}
	if s, err := o.record.Enrolment(); err == nil {
		r.Enrolment = s.Digest()
	}
	r.Privacy = receipt.PrivacyOf(o.terms.File, o.terms.Manifest.Limits.Rounds, o.ledger.Spending(o.terms.ID))
	r.Add(data.Sent)
	return r
}

// Uploads lists this owner's uploads in this training, without the signed messages and proofs of a receipt.
func (o *Owner) Uploads() []Entry {
	list := append([]Entry{}, o.record.Data().Sent...)
	for i := range list {
		list[i].Head, list[i].Proof = nil, nil
	}
	return list
}

// ClientFor returns a protocol client that signs as this owner did in a training its vault knows.
func ClientFor(ctx context.Context, s *vault.Vault, t wire.TrainingID) (*client.Client, error) {
	rec, err := s.Record(ctx, t)
	if err != nil {
		return nil, err
	}
	if rec == nil {
		return nil, errors.New("the vault does not know this training")
	}
	data := rec.Data()
	l, err := identity.ParseLink(data.Link.Reveal())
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	key, err := identity.KeyFromSeed(data.Seed.Reveal())
	if err != nil {
		return nil, fmt.Errorf("failed to read vault: %w", err)
	}
	return client.New(l.Facilitator, key)
}
