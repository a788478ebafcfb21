package dataowner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Session answers the commands of a page: one owner in one training at a time. The command table is in
// web/src/contract.ts; every argument and answer is JSON but the bytes of a file.
type Session struct {
	cfg Config

	mu    sync.Mutex // protects owner
	owner *Owner
}

// NewSession makes a session without a training.
func NewSession(cfg Config) *Session { return &Session{cfg: cfg} }

type commandArgs struct {
	Link         string            `json:"link"`         // open
	Training     string            `json:"training"`     // open again, forget
	Name         string            `json:"name"`         // load
	Rename       map[string]string `json:"rename"`       // load
	DecimalComma bool              `json:"decimalComma"` // load
	MinCohort    int               `json:"minCohort"`    // contribute
	OnlyVouched  bool              `json:"onlyVouched"`  // contribute
	MaxEpsilon   float64           `json:"maxEpsilon"`   // limit
	Round        int               `json:"round"`        // sent
	Attempt      int               `json:"attempt"`      // sent
	Whole        bool              `json:"whole"`        // sent
	Identity     wire.Identity     `json:"identity"`     // vouch
	Vouched      bool              `json:"vouched"`      // vouch
}

// Call runs one command and returns its JSON answer. Errors are *Problem.
func (s *Session) Call(ctx context.Context, cmd string, args, file []byte) ([]byte, error) {
	var a commandArgs
	if len(args) > 0 {
		if err := json.Unmarshal(args, &a); err != nil {
			return nil, problemf(ProblemBadCommand, "", "malformed arguments of %q", cmd)
		}
	}
	value, err := s.run(ctx, cmd, a, file)
	if err != nil {
		return nil, asProblem(err)
	}
	b, err := json.Marshal(value)
	if err != nil {
		return nil, asProblem(fmt.Errorf("failed to marshal answer: %w", err))
	}
	return b, nil
}

func (s *Session) run(ctx context.Context, cmd string, a commandArgs, file []byte) (any, error) {
	switch cmd {
	case "known":
		return KnownTrainings(ctx, s.cfg.Vault)
	case "forget":
		return nil, s.forget(ctx, a.Training)
	case "open":
		return s.open(ctx, a)
	}
	s.mu.Lock()
	o := s.owner
	s.mu.Unlock()
	if o == nil {
		return nil, problemf(ProblemBadCommand, "Open an invite link first.", "no training is open")
	}
	switch cmd {
	case "load":
		return o.LoadAs(ctx, a.Name, bytes.NewReader(file), Reading{Rename: a.Rename, DecimalComma: a.DecimalComma})
	case "contribute":
		o.setRules(a.MinCohort, a.OnlyVouched)
		return o.Contribute(ctx)
	case "limit":
		return nil, o.SetLimit(ctx, a.MaxEpsilon)
	case "members":
		return o.Members(ctx)
	case "vouch":
		return nil, o.Vouch(ctx, a.Identity, a.Vouched)
	case "pause":
		o.Pause()
		return nil, nil
	case "resume":
		o.Resume()
		return nil, nil
	case "leave":
		o.Leave()
		return nil, nil
	case "receipt":
		return o.Receipt(), nil
	case "measure":
		return o.Measure(ctx)
	case "uploads":
		return o.Uploads(), nil
	case "sent":
		return o.Sent(ctx, wire.Ref{Round: a.Round, Attempt: a.Attempt}, a.Whole)
	}
	return nil, problemf(ProblemBadCommand, "", "unknown command %q", cmd)
}

// open verifies a link, or the stored link of a training this vault knows.
func (s *Session) open(ctx context.Context, a commandArgs) (*Invitation, error) {
	link := a.Link
	if link == "" {
		t, err := wire.ParseTrainingID(a.Training)
		if err != nil {
			return nil, problemf(ProblemLink, "", "%w", err)
		}
		rec, err := loadRecord(ctx, s.cfg.Vault, t)
		if err != nil {
			return nil, err
		}
		if rec == nil {
			return nil, problemf(ProblemLink, "Open the invite link again.", "this browser does not know that training")
		}
		link = rec.Link.Reveal()
	}
	l, err := identity.ParseLink(link)
	if err != nil {
		return nil, problemf(ProblemLink, "Ask the model owner to send the link again.", "%w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.owner != nil && s.owner.isRunning() {
		return nil, problemf(ProblemBadCommand, "Leave the running training first.", "another training is running")
	}
	o, err := Open(ctx, l, s.cfg)
	if err != nil {
		return nil, err
	}
	s.owner = o
	inv := o.Invitation()
	return &inv, nil
}

func (s *Session) forget(ctx context.Context, training string) error {
	t, err := wire.ParseTrainingID(training)
	if err != nil {
		return problemf(ProblemBadCommand, "", "%w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.owner != nil && s.owner.terms.id == t {
		if s.owner.isRunning() {
			return problemf(ProblemBadCommand, "Leave the training first.", "a running training cannot be forgotten")
		}
		s.owner = nil
	}
	if err := forgetSent(ctx, s.cfg.Vault, t); err != nil {
		return err
	}
	if err := s.cfg.Vault.Delete(ctx, recordKey(t)); err != nil && !errors.Is(err, ErrNoEntry) {
		return fmt.Errorf("failed to write vault: %w", err)
	}
	return nil
}

func (o *Owner) isRunning() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.active
}

// setRules raises the owner's own minimum, of which the manifest's stays the least, and says whom it counts.
func (o *Owner) setRules(n int, onlyVouched bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if n > 0 {
		o.cfg.MinCohort = n
	}
	o.cfg.OnlyVouched = onlyVouched
}
