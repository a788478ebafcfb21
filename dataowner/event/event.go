// Package event owns the events that are shown to a person while a training runs.
package event

import (
	"sync/atomic"

	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Event is something to show. Its field Event determines which of the others count: "state", "transfer", "privacy",
// "work" or "kernel".
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
	Looked       bool           `json:"looked,omitempty"`   // the model owner has looked at the lobby
	Admitted     int            `json:"admitted,omitempty"` // owners of the lobby that it admits
	Standing     wire.Standing  `json:"standing,omitempty"` // of this owner there
	Start        int            `json:"start,omitempty"`    // owners the training starts with
	Members      int            `json:"members,omitempty"`
	Present      int            `json:"present,omitempty"`
	AwaitedWords []string       `json:"awaitedWords,omitempty"` // the others that the phase, or the next round, waits for
	AwaitsYou    bool           `json:"awaitsYou,omitempty"`
	Vouch        bool           `json:"vouch,omitempty"` // this owner waits until it vouches for every member
	Again        *Again         `json:"again,omitempty"` // if set, this owner waits for its answer to sums of the same rows
	You          string         `json:"you,omitempty"`   // this owner's own words
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
	Privacy *ledger.Spending `json:"privacy,omitempty"`

	// work: how far a long piece of work is, of Total
	Work  string `json:"work,omitempty"` // progress.File or progress.Upload
	Done  int    `json:"done,omitempty"`
	Total int    `json:"total,omitempty"`

	// kernel
	Kernel string `json:"kernel,omitempty"` // "simd", "bigint" or "go"
}

// Teller emits the events of one training. Its methods may be called from several goroutines.
type Teller struct {
	Emit  func(Event)
	Self  wire.Identity
	Start int // owners the training starts with
	Of    int // the most rounds there can be

	accepted atomic.Int64 // rounds
}

// Accepted sets how many rounds are accepted by now.
func (t *Teller) Accepted(rounds int) { t.accepted.Store(int64(rounds)) }

// State completes and emits a state event of a training that waits for these members.
func (t *Teller) State(e Event, awaited []wire.Identity) {
	e.Event, e.You, e.Start, e.Of, e.Accepted = "state", identity.Words(t.Self), t.Start, t.Of, int(t.accepted.Load())
	if e.Progress == 0 && e.Of > 0 {
		e.Progress = min(1, float64(e.Accepted)/float64(e.Of))
	}
	for _, id := range awaited {
		if id == t.Self {
			e.AwaitsYou = true
			continue
		}
		e.AwaitedWords = append(e.AwaitedWords, identity.Words(id))
	}
	t.Emit(e)
}

// Transfer emits that a request went over the line.
func (t *Teller) Transfer(x client.Transfer) {
	t.Emit(Event{Event: "transfer", Method: x.Method, Path: x.Path, Up: x.Up, Down: x.Down})
}

// Privacy emits how much is spent.
func (t *Teller) Privacy(s ledger.Spending) { t.Emit(Event{Event: "privacy", Privacy: &s}) }

// Work emits how far a piece of work is.
func (t *Teller) Work(what string, done, total int) {
	t.Emit(Event{Event: "work", Work: what, Done: done, Total: total})
}

// Kernel emits by which arithmetic this owner encrypts.
func (t *Teller) Kernel(name string) { t.Emit(Event{Event: "kernel", Kernel: name}) }
