package train

import (
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner/account"
	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The events of a training, in the order in which they come.
const (
	EventWaiting  = "waiting"  // for owners to enrol or to come back; Awaited names them if they are known
	EventRoster   = "roster"   // the owners are fixed
	EventStart    = "start"    // the members have stated their rows; Awaited are those without which the training goes on
	EventOpen     = "open"     // an attempt at a round is open
	EventPhase    = "phase"    // an open attempt moved on, or another member delivered
	EventAborted  = "aborted"  // an attempt ended without an aggregate; it will be run again
	EventRound    = "round"    // a round is finished
	EventRejected = "rejected" // an aggregate did not pass the checks
	EventDone     = "done"     // the training ended with a model

	// With trustees, instead of a roster and rounds.
	EventOutlook = "outlook" // how much noise will leave of the result, and how many contributions bad ones can spoil; the training is about to be closed
	EventClosing = "closing" // the contributions that the model owner means to open are named
	EventClose   = "close"   // the cells are fixed
)

// Event is one step of a training, for people and machines. Fields that do not belong to an event are absent.
type Event struct {
	Event    string          `json:"event"`
	Training wire.TrainingID `json:"training"`

	Round   int            `json:"round,omitempty"`
	Attempt int            `json:"attempt,omitempty"`
	Of      int            `json:"of,omitempty"` // the most rounds, with the closing evaluation
	Kind    wire.RoundKind `json:"kind,omitempty"`
	Phase   wire.Phase     `json:"phase,omitempty"`

	Enrolled int               `json:"enrolled,omitempty"` // valid enrolments
	Present  int               `json:"present,omitempty"`  // of those, or of the members, connected now
	Members  int               `json:"members,omitempty"`
	Start    int               `json:"start,omitempty"`   // owners the training starts with
	Awaited  []admission.Owner `json:"awaited,omitempty"` // owners that have not come or not delivered

	Rounds       int      `json:"rounds,omitempty"` // finished, of all kinds
	Cells        int      `json:"cells,omitempty"`  // of a close
	Cost         *float64 `json:"cost,omitempty"`   // in units of the metric
	Metric       string   `json:"metric,omitempty"`
	Measured     bool     `json:"measured,omitempty"` // the cost was measured with exactly these weights
	kinds.Scores          // of the finished model
	Rows         int64    `json:"rows,omitempty"`  // of all owners of the list together
	Bytes        int64    `json:"bytes,omitempty"` // of all uploads
	Seconds      float64  `json:"seconds,omitempty"`

	Privacy  *account.Privacy `json:"privacy,omitempty"` // of a round, and of the training at its end
	Warnings []string         `json:"warnings,omitempty"`
	Code     wire.Code        `json:"code,omitempty"`
	Message  string           `json:"message,omitempty"` // one sentence for people: lower case, no period
}

// Describe fills in how good a model is.
func (e *Event) Describe(s *model.Summary) {
	e.Metric, e.Rows = s.Metric, s.Rows
	if s.Description == nil {
		e.Cost = &s.Cost
	}
	e.Scores = s.Scores()
}
