package dataowner

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"
	"sync"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/vault"
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

// NewSession makes a session without a training. Its page answers questions of the lobby.
func NewSession(cfg Config) *Session {
	cfg.Ask = true
	return &Session{cfg: cfg}
}

type commandArgs struct {
	Link        string        `json:"link"`        // open
	Code        string        `json:"code"`        // open, if the link needs one
	Training    string        `json:"training"`    // open again, forget
	Name        string        `json:"name"`        // load
	Reading     readingArgs   `json:"reading"`     // load
	MinCohort   int           `json:"minCohort"`   // contribute
	OnlyVouched bool          `json:"onlyVouched"` // contribute
	Agree       []string      `json:"agree"`       // contribute, agree
	Keep        bool          `json:"keep"`        // contribute: sums may be kept
	MaxEpsilon  float64       `json:"maxEpsilon"`  // limit
	Round       int           `json:"round"`       // sent
	Attempt     int           `json:"attempt"`     // sent
	Whole       bool          `json:"whole"`       // sent
	Identity    wire.Identity `json:"identity"`    // vouch
	Vouched     bool          `json:"vouched"`     // vouch
}

// readingArgs is how a person said that a file is read.
type readingArgs struct {
	Decimal  string                       `json:"decimal"`
	Header   int                          `json:"header"`
	Rename   map[string]string            `json:"rename"`
	Factor   map[string]float64           `json:"factor"`
	Spelling map[string]map[string]string `json:"spelling"`
	LeaveOut []string                     `json:"leaveOut"`
}

// loadGarbage bounds garbage while a file is read, in per cent of all that is held: the memory of a module in a browser never shrinks, so
// that the peak of a large file stays taken until the page is closed.
const loadGarbage = 25

func (a readingArgs) reading(compose func(string) string) Reading {
	how := Reading{Compose: compose, LeaveOut: a.LeaveOut}
	how.Header, how.Rename, how.Factor, how.Spelling = a.Header, a.Rename, a.Factor, a.Spelling
	for _, mark := range a.Decimal {
		how.Decimal = mark
	}
	return how
}

// Call runs one command and returns its JSON answer. file is that of load, and nil for other commands; the caller clears it.
// Errors are *Problem.
func (s *Session) Call(ctx context.Context, cmd string, args []byte, file io.ReadSeeker) ([]byte, error) {
	var a commandArgs
	if len(args) > 0 {
		if err := json.Unmarshal(args, &a); err != nil {
			return nil, problem.Errorf(problem.BadCommand, "", "malformed arguments of %q", cmd)
		}
	}
	value, err := s.run(ctx, cmd, a, file)
	if err != nil {
		return nil, problem.Of(err)
	}
	b, err := json.Marshal(value)
	if err != nil {
		return nil, problem.Of(fmt.Errorf("failed to marshal answer: %w", err))
	}
	return b, nil
}

func (s *Session) run(ctx context.Context, cmd string, a commandArgs, file io.ReadSeeker) (any, error) {
	switch cmd {
	case "known":
		v, err := vault.Open(ctx, s.cfg.Vault)
		if err != nil {
			return nil, err
		}
		return v.Known(ctx)
	case "ledger":
		return account(ctx, s.cfg)
	case "forget":
		return nil, s.forget(ctx, a.Training)
	case "open":
		return s.open(ctx, a)
	}
	s.mu.Lock()
	o := s.owner
	s.mu.Unlock()
	if o == nil {
		return nil, problem.Errorf(problem.BadCommand, "Open an invite link first.", "no training is open")
	}
	switch cmd {
	case "load":
		if file == nil {
			file = bytes.NewReader(nil)
		}
		defer debug.SetGCPercent(debug.SetGCPercent(loadGarbage))
		return o.LoadAs(ctx, a.Name, file, a.Reading.reading(s.cfg.Compose))
	case "contribute":
		setRules(o, a)
		KeepSums(o, a.Keep)
		return o.Contribute(ctx)
	case "goOn":
		return o.Contribute(ctx)
	case "agree":
		o.Agree(a.Agree)
		return nil, nil
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
	case "reconsider":
		Reconsider(o)
		return nil, nil
	case "leave":
		o.Leave()
		return nil, nil
	case "withdraw":
		if o.isActive() {
			return nil, errRunning
		}
		if err := Withdraw(ctx, o); err != nil {
			return nil, err
		}
		return o.Receipt(ctx), nil
	case "receipt":
		return o.Receipt(ctx), nil
	case "measure":
		return o.Measure(ctx)
	case "uploads":
		return o.Uploads(), nil
	case "sent":
		return o.Sent(ctx, wire.Ref{Round: a.Round, Attempt: a.Attempt}, a.Whole)
	}
	return nil, problem.Errorf(problem.BadCommand, "", "unknown command %q", cmd)
}

// open verifies a link, or the stored link of a training this vault knows.
func (s *Session) open(ctx context.Context, a commandArgs) (*Invitation, error) {
	link := a.Link
	if link == "" {
		t, err := wire.ParseTrainingID(a.Training)
		if err != nil {
			return nil, problem.Errorf(problem.Link, "", "%w", err)
		}
		v, err := vault.Open(ctx, s.cfg.Vault)
		if err != nil {
			return nil, err
		}
		rec, err := v.Record(ctx, t)
		if err != nil {
			return nil, err
		}
		if rec == nil {
			return nil, problem.Errorf(problem.Link, "Open the invite link again.", "this browser does not know that training")
		}
		link = rec.Data().Link.Reveal()
	}
	l, err := identity.ParseLink(link)
	if err != nil {
		return nil, problem.Errorf(problem.Link, "Ask the model owner to send the link again.", "%w", err)
	}
	if l.NeedsCode() {
		if l, err = WithCode(l, a.Code); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.owner != nil && s.owner.isActive() {
		return nil, problem.Errorf(problem.BadCommand, "Leave the running training first.", "another training is running")
	}
	o, err := Open(ctx, l, s.cfg)
	if err != nil {
		return nil, err
	}
	s.owner = o
	return o.Invitation(ctx)
}

// WithCode returns the whole invite of a link that needs a code. Without one the problem has the code problem.Code, by which
// the page asks for it.
func WithCode(l identity.Link, text string) (identity.Link, error) {
	if text == "" {
		return l, problem.Errorf(problem.Code, "", "this link needs the code that you were sent")
	}
	c, err := identity.ParseCode(text)
	if err != nil {
		return l, problem.Errorf(problem.Code, "", "%w", err)
	}
	return l.WithCode(c), nil
}

func (s *Session) forget(ctx context.Context, training string) error {
	t, err := wire.ParseTrainingID(training)
	if err != nil {
		return problem.Errorf(problem.BadCommand, "", "%w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.owner != nil && s.owner.terms.ID == t {
		if s.owner.isActive() {
			return problem.Errorf(problem.BadCommand, "Leave the training first.", "a running training cannot be forgotten")
		}
		s.owner = nil
	}
	v, err := vault.Open(ctx, s.cfg.Vault)
	if err != nil {
		return err
	}
	dropSums(ctx, s.cfg, t)
	return v.Forget(ctx, t)
}
