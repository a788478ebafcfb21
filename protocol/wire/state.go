package wire

// Phase is where a training stands.
type Phase string

// The phases in order. Between rounds a training is waiting; keys to finish repeat for every attempt. Shares,
// agree and unmask are skipped where the threshold equals the cohort.
const (
	PhaseLobby   Phase = "lobby"   // owners enrol; no roster yet
	PhaseWaiting Phase = "waiting" // a roster exists, no attempt is running
	PhaseKeys    Phase = "keys"
	PhaseShares  Phase = "shares"
	PhaseUpload  Phase = "upload"
	PhaseAgree   Phase = "agree"
	PhaseUnmask  Phase = "unmask"
	PhaseFinish  Phase = "finish" // the aggregate waits for the model owner's accept or reject
	PhaseDone    Phase = "done"
)

// Running reports whether an attempt is in progress in this phase.
func (p Phase) Running() bool {
	switch p {
	case PhaseKeys, PhaseShares, PhaseUpload, PhaseAgree, PhaseUnmask, PhaseFinish:
		return true
	}
	return false
}

// State is the public state of a training, pushed as an event when Version has grown. It names nobody: who is meant
// follows from the roster that Log ends with, so that a state of a large training is as small as that of any.
type State struct {
	Training TrainingID `json:"training"`
	Version  int64      `json:"version"` // grows with every change; presence included
	Phase    Phase      `json:"phase"`
	Ref
	RemainingMS int64       `json:"remaining_ms"` // until the phase's deadline; 0 where it has none
	Log         Head        `json:"log"`
	Enrolled    int         `json:"enrolled"` // owners in the lobby, members included
	Members     int         `json:"members"`  // of the roster
	Present     int         `json:"present"`  // enrolled owners connected now
	Here        Subset      `json:"here"`     // members connected now
	Awaited     Subset      `json:"awaited"`  // members the running phase still waits for
	LastAbort   *AbortState `json:"last_abort,omitempty"`
}

// AbortState says why the latest attempt that ended without an aggregate did so.
type AbortState struct {
	Ref
	Phase   Phase  `json:"phase"` // in which it ended; finish for an aggregate that was rejected
	Code    Code   `json:"code"`
	Missing Subset `json:"missing"` // members who had not sent the phase's message
}

// Log is the answer to a request for log entries.
type Log struct {
	Entries []Signed `json:"entries"`
}

// List is the answer to a request for the messages of a phase, or for enrolments, in identity order.
type List struct {
	Messages []Signed `json:"messages"`
}

// Created is the answer to a new training.
type Created struct {
	Training TrainingID `json:"training"`
}

// Server describes a facilitator.
type Server struct {
	Name     string `json:"name"` // "blindfit facilitator"
	Protocol int    `json:"protocol"`
	Release  string `json:"release"`
	TimeMS   int64  `json:"time_ms"` // Unix milliseconds; a client with a wrong clock signs requests by this
}
