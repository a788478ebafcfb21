package dataowner

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	protolog "github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Config is what an owner needs from its platform.
type Config struct {
	Vault Vault
	// Kernel gives the arithmetic and its name; nil means Go's.
	Kernel func(*phe.PublicKey) (phe.Kernel, string, error)
	// Emit takes events; it must not block. Nil drops them.
	Emit func(Event)
	// MinCohort is the owner's own minimum of owners, when it is higher than the manifest's.
	MinCohort int
	// OnlyVouched makes the owner's minimum count itself and the members it vouched for alone.
	OnlyVouched bool
	// Vouch holds words that were compared beforehand: members of a roster with these are marked as vouched for.
	Vouch []string
	// KeepSent is how many bytes of uploads of a training are kept in the vault for the person to look at.
	KeepSent int
	// Dial passes options to the protocol client.
	Dial []client.Option
}

// Owner is one data owner in one training. Make it with Open. Its methods may be called from several goroutines.
type Owner struct {
	cfg    Config
	terms  *terms
	link   identity.Link
	key    *identity.Key
	client *client.Client
	kem    *mask.KEMKey
	master identity.Master

	mu       sync.Mutex // protects all below
	rec      *record
	rows     *plan.Rows    // sums over the rows, and the rows themselves only where weights are shared
	data     []wire.Digest // what the rows are recognised by in another training
	estimate Estimate
	pace     time.Duration // of learning on shared weights
	enc      *phe.Encryptor
	active   bool // Contribute runs
	paused   bool
	left     bool
	accepted int                                 // rounds accepted, for events
	stop     context.CancelFunc                  // ends the current watch; nil when none
	wake     chan struct{}                       // closed when paused or left changes
	group    []wire.Member                       // of the newest roster; nil before it
	people   map[wire.Identity]identity.OwnerKey // as far as they were read
	vouched  map[identity.OwnerKey]bool
	spending Spending // as last read

	// Of the running attempt; touched by the contribute loop alone.
	lastWeights []float64 // of shared weights: the last this owner read, and how far they moved in which round
	change      float64
	changeRound int
	log         *protolog.Chain
	running     *running
	enrolments  []*wire.Enrolment // of the members of the roster tagsOf, in its order
	tagsOf      wire.Digest
}

// Open fetches and verifies the training a link invites to. The identity is made fresh, or taken from the vault
// when this owner has been here before. Nothing is sent but requests for public facts.
func Open(ctx context.Context, l identity.Link, cfg Config) (*Owner, error) {
	if cfg.Emit == nil {
		cfg.Emit = func(Event) {}
	}
	anonymous, err := client.New(l.Facilitator, nil, cfg.Dial...)
	if err != nil {
		return nil, problemf(ProblemLink, "", "%w", err)
	}
	t, err := verify(ctx, anonymous, l, cfg.Kernel)
	if err != nil {
		return nil, err
	}
	o := &Owner{cfg: cfg, terms: t, link: l, wake: make(chan struct{}), estimate: t.estimate()}
	if o.rec, err = loadRecord(ctx, cfg.Vault, t.id); err != nil {
		return nil, problemf(ProblemInternalFail, "", "%w", err)
	}
	if o.rec == nil {
		if o.rec, err = newRecord(ctx, cfg.Vault, l, t); err != nil {
			return nil, problemf(ProblemInternalFail, "", "%w", err)
		}
	}
	if o.key, err = identity.KeyFromSeed(o.rec.Seed.Reveal()); err != nil {
		return nil, problemf(ProblemInternalFail, "", "failed to read vault: %w", err)
	}
	if o.kem, err = mask.KEMKeyFromSeed(o.rec.KEM.Reveal()); err != nil {
		return nil, problemf(ProblemInternalFail, "", "failed to read vault: %w", err)
	}
	if o.master, err = masterOf(ctx, cfg.Vault); err != nil {
		return nil, problemf(ProblemInternalFail, "", "%w", err)
	}
	if o.spending, err = o.Spending(ctx); err != nil {
		return nil, err
	}
	options := append([]client.Option{client.Observe(o.observe), client.OnConnection(o.onConnection)}, cfg.Dial...)
	if o.client, err = client.New(l.Facilitator, o.key, options...); err != nil {
		return nil, problemf(ProblemLink, "", "%w", err)
	}
	return o, nil
}

// Identity is this owner's public identity in this training.
func (o *Owner) Identity() wire.Identity { return o.key.Identity() }

// Invitation returns what to show a person before anything else.
func (o *Owner) Invitation() Invitation {
	o.mu.Lock()
	defer o.mu.Unlock()
	inv := o.terms.invitation(o.link.Facilitator)
	inv.Known = o.rec.Log.Length > 0 || len(o.rec.Sent) > 0
	inv.Ended = o.rec.Ended
	inv.Estimate = o.estimate
	if inv.Privacy != nil {
		inv.Privacy.Spending = o.spending
	}
	return inv
}

// encryptor returns the owner's encryptor, made on first use: calibrating a kernel and building tables takes
// a moment.
func (o *Owner) encryptor() (*phe.Encryptor, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.enc != nil {
		return o.enc, nil
	}
	enc, err := phe.NewEncryptor(o.terms.key, o.terms.kernel, phe.EncryptorOptions{Encryptions: o.terms.encryptions(), Yield: breathe})
	if err != nil {
		return nil, fmt.Errorf("failed to start encryption: %w", err)
	}
	o.enc = enc
	o.emit(Event{Event: "kernel", Kernel: o.terms.kernelName})
	return enc, nil
}

// Pause leaves the running attempt, if any, and takes no part until Resume. The training waits for this owner.
func (o *Owner) Pause() { o.signal(func() { o.paused = true }) }

// Resume takes part again.
func (o *Owner) Resume() { o.signal(func() { o.paused = false }) }

// Leave ends Contribute. The rows and their sums are cleared.
func (o *Owner) Leave() { o.signal(func() { o.left = true }) }

// signal changes the owner's wish and interrupts what is under way.
func (o *Owner) signal(change func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	change()
	close(o.wake)
	o.wake = make(chan struct{})
	if o.stop != nil {
		o.stop()
		o.stop = nil
	}
}

// wish returns what the person wants and a channel that is closed when that changes.
func (o *Owner) wish() (paused, left bool, changed <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.paused, o.left, o.wake
}

var errNoRows = problemf(ProblemBadCommand, "Choose a CSV file first.", "there are no rows to contribute")

// Contribute enrols and takes part in every round until the training ends, the owner leaves or ctx is done.
// Lost connections and aborted attempts are waited out. It returns the receipt also beside an error.
func (o *Owner) Contribute(ctx context.Context) (*Receipt, error) {
	o.mu.Lock()
	switch {
	case o.rows == nil:
		o.mu.Unlock()
		return nil, errNoRows
	case o.active:
		o.mu.Unlock()
		return nil, problemf(ProblemBadCommand, "", "this training is already running")
	}
	o.active, o.left, o.paused = true, false, false
	o.mu.Unlock()
	err := o.contribute(ctx)
	o.mu.Lock()
	o.active = false
	o.mu.Unlock()
	if err != nil && !errors.Is(err, context.Canceled) {
		p := asProblem(err)
		o.emitState(Event{State: "aborted", Message: p.Message, Hint: p.Hint, Code: p.Code, Final: true}, nil)
		return o.Receipt(), p
	}
	return o.Receipt(), err
}

func (o *Owner) contribute(ctx context.Context) error {
	if err := o.enrol(ctx); err != nil {
		return err
	}
	for {
		paused, left, changed := o.wish()
		switch {
		case left:
			o.forget()
			return o.end(ctx, "left")
		case paused:
			o.emitState(Event{State: "paused"}, nil)
			select {
			case <-changed:
				continue
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		ended, err := o.watch(ctx)
		if ended {
			o.forget()
		}
		if ended || (err != nil && !errors.Is(err, errInterrupted)) {
			return err
		}
	}
}

// forget clears the rows and what was computed from them.
func (o *Owner) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.rows != nil {
		o.rows.Forget()
	}
	o.rows, o.running = nil, nil
}

// enrol saves the fresh identity before it is used, and sends the enrolment in the same bytes every time.
func (o *Owner) enrol(ctx context.Context) error {
	if err := o.save(ctx, func(*record) {}); err != nil {
		return err
	}
	signed, err := wire.Parse[wire.Signed](o.rec.Enrolled)
	if err != nil {
		return fmt.Errorf("failed to read vault: %w", err)
	}
	err = o.client.Enrol(ctx, o.terms.id, &signed)
	if r := wire.RejectionOf(err); r != nil && (r.Code == wire.CodePhase || r.Code == wire.CodeFull) {
		why := "it has begun, or is over"
		if r.Code == wire.CodeFull {
			why = "it has as many as it takes"
		}
		p := problemf(ProblemNotAdmitted, "Ask the model owner whether there is a new training.", "the training takes no more data owners: %s", why)
		p.err = err
		return p
	}
	if err != nil {
		return fmt.Errorf("failed to enrol: %w", err)
	}
	return nil
}

// save changes the record and stores it durably.
func (o *Owner) save(ctx context.Context, change func(*record)) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	change(o.rec)
	if err := saveRecord(ctx, o.cfg.Vault, o.terms.id, o.rec); err != nil {
		return problemf(ProblemInternalFail, "Free some storage and try again.", "%w", err)
	}
	return nil
}
