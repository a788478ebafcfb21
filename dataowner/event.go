package dataowner

import (
	"slices"

	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Event is something to show. Event says which fields count: "state", "transfer", "privacy", "work" or "kernel".
type Event struct {
	Event string `json:"event"`

	// state
	State        string         `json:"state,omitempty"` // waiting, round, paused, reconnecting, aborted, done
	Round        int            `json:"round,omitempty"`
	Of           int            `json:"of,omitempty"` // the most rounds there can be
	Attempt      int            `json:"attempt,omitempty"`
	Phase        wire.Phase     `json:"phase,omitempty"`
	Kind         wire.RoundKind `json:"kind,omitempty"`
	Enrolled     int            `json:"enrolled,omitempty"`
	Start        int            `json:"start,omitempty"` // owners the training starts with
	Members      int            `json:"members,omitempty"`
	Present      int            `json:"present,omitempty"`
	AwaitedWords []string       `json:"awaitedWords,omitempty"` // whom else the phase, or the next round, waits for
	AwaitsYou    bool           `json:"awaitsYou,omitempty"`
	You          string         `json:"you,omitempty"` // this owner's own words
	RemainingMS  int64          `json:"remainingMs,omitempty"`
	Accepted     int            `json:"accepted,omitempty"` // rounds accepted
	Progress     float64        `json:"progress,omitempty"` // 0 to 1
	Change       float64        `json:"change,omitempty"`   // how far shared weights moved since the round before, relative to their size
	Message      string         `json:"message,omitempty"`
	Hint         string         `json:"hint,omitempty"`
	Code         string         `json:"code,omitempty"`
	Reason       string         `json:"reason,omitempty"`
	Final        bool           `json:"final,omitempty"` // nothing follows

	// transfer
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
	Up     int    `json:"up,omitempty"`
	Down   int    `json:"down,omitempty"`

	// privacy
	Privacy *Spending `json:"privacy,omitempty"`

	// work: how far a long piece of work is, of Total
	Work  string `json:"work,omitempty"` // WorkFile or WorkUpload
	Done  int    `json:"done,omitempty"`
	Total int    `json:"total,omitempty"`

	// kernel
	Kernel string `json:"kernel,omitempty"` // "bigint" or "go"
}

func (o *Owner) emit(e Event) { o.cfg.Emit(e) }

func (o *Owner) observe(t client.Transfer) {
	o.emit(Event{Event: "transfer", Method: t.Method, Path: t.Path, Up: int(t.Up), Down: int(t.Down)})
}

func (o *Owner) onConnection(connected bool) {
	o.mu.Lock()
	expected := o.stop == nil // the watch is over: this is us hanging up
	o.mu.Unlock()
	if !connected && !expected {
		o.emitState(Event{State: "reconnecting"}, nil)
	}
}

// announce turns a training's state into what a person is told.
func (o *Owner) announce(s *wire.State) {
	e := Event{State: "waiting", Phase: s.Phase, Enrolled: s.Enrolled, Members: s.Members, Present: s.Present}
	awaited := s.Awaited.Of(o.log.Members())
	switch {
	case s.Phase.Running():
		e.State, e.Round, e.Attempt, e.RemainingMS = "round", s.Round, s.Attempt, s.RemainingMS
		if o.log.Open != nil {
			e.Kind = o.log.Open.Kind
		}
		if o.changeRound == s.Round {
			e.Change = o.change
		}
	case s.LastAbort != nil && s.LastAbort.Ref == s.Ref && o.log.Open != nil && o.log.Open.Ref == s.Ref:
		e.State, e.Code, e.Round, e.Attempt = "aborted", string(s.LastAbort.Code), s.Round, s.Attempt
		awaited = o.absent(s)
	default:
		awaited = o.absent(s)
	}
	o.emitState(e, awaited)
}

// absent lists the members who are not connected: whom a round would wait for.
func (o *Owner) absent(s *wire.State) []wire.Identity {
	here := s.Here.Of(o.log.Members())
	var out []wire.Identity
	for _, m := range o.log.Members() {
		if _, ok := slices.BinarySearchFunc(here, m.Identity, wire.Identity.Compare); !ok {
			out = append(out, m.Identity)
		}
	}
	return out
}

// emitState completes a state event with what every state shows.
func (o *Owner) emitState(e Event, awaited []wire.Identity) {
	e.Event, e.You = "state", identity.Words(o.key.Identity())
	e.Start, e.Of = o.terms.manifest.Cohort.Start, o.terms.manifest.Limits.Rounds
	o.mu.Lock()
	e.Accepted = o.accepted
	o.mu.Unlock()
	if e.Progress == 0 && e.Of > 0 {
		e.Progress = min(1, float64(e.Accepted)/float64(e.Of))
	}
	for _, id := range awaited {
		if id == o.key.Identity() {
			e.AwaitsYou = true
			continue
		}
		e.AwaitedWords = append(e.AwaitedWords, identity.Words(id))
	}
	o.emit(e)
}
