package wire

// Phase is where a training stands.
type Phase string

// The phases of a training, in order. Between rounds a training is waiting; keys to finish repeat for every attempt.
const (
	PhaseLobby      Phase = "lobby"      // owners enrol; no roster yet
	PhaseStatements Phase = "statements" // a roster exists; its members state which earlier sums had their rows
	PhaseWaiting    Phase = "waiting"    // the training has started, no attempt is running
	PhaseKeys       Phase = "keys"       // owners send fresh keys; those that are in at the end are the list
	PhaseUpload     Phase = "upload"     // owners of the list send masked, encrypted updates
	PhaseReveal     Phase = "reveal"     // owners reveal their seeds; only in a training with noise
	PhaseFinish     Phase = "finish"     // the aggregate waits for the model owner's accept or reject
	PhaseDone       Phase = "done"

	// Of a training with trustees, after which comes done.
	PhaseCollect Phase = "collect" // owners send, replace and withdraw their contributions
	PhaseClosing Phase = "closing" // contributions are frozen, and trustees answer
)

// PhaseRule holds the properties of a phase.
type PhaseRule struct {
	Phase    Phase
	Attempt  bool             // it belongs to an attempt at a round
	Collects Kind             // the message that each owner sends in it; empty if none
	Noise    bool             // it exists only in trainings with noise
	Seconds  func(Limits) int // how long it may take; nil if it has no deadline
}

// Phases lists all phases in order. Programs ask this table and keep no list of phases of their own.
var Phases = []PhaseRule{
	{Phase: PhaseLobby, Collects: KindEnrolment},
	{Phase: PhaseStatements, Collects: KindStatement},
	{Phase: PhaseWaiting},
	{Phase: PhaseKeys, Attempt: true, Collects: KindKeys, Seconds: func(l Limits) int { return l.KeysSeconds }},
	{Phase: PhaseUpload, Attempt: true, Collects: KindUpload, Seconds: func(l Limits) int { return l.UploadSeconds }},
	{Phase: PhaseReveal, Attempt: true, Collects: KindReveal, Noise: true, Seconds: func(l Limits) int { return l.KeysSeconds }},
	{Phase: PhaseFinish, Attempt: true},
	{Phase: PhaseCollect},
	{Phase: PhaseClosing},
	{Phase: PhaseDone},
}

// Rule returns the rule of a phase; the zero PhaseRule if there is no such phase.
func (p Phase) Rule() PhaseRule {
	for _, r := range Phases {
		if r.Phase == p {
			return r
		}
	}
	return PhaseRule{}
}

// Running reports whether an attempt is in progress in this phase.
func (p Phase) Running() bool { return p.Rule().Attempt }

// Next returns the phase of an attempt that follows p: PhaseFinish after the last that collects messages. It returns p
// itself for phases that belong to no attempt, and for PhaseFinish.
func (p Phase) Next(noise bool) Phase {
	found := false
	for _, r := range Phases {
		switch {
		case r.Phase == p:
			found = r.Attempt
		case found && r.Attempt && (noise || !r.Noise):
			return r.Phase
		}
	}
	return p
}

// After reports whether p comes after q within an attempt; waiting and done, with which attempts end, come after all
// phases of attempts.
func (p Phase) After(q Phase) bool { return p.order() > q.order() }

func (p Phase) order() int {
	for i, r := range Phases {
		if r.Phase == p {
			if p == PhaseWaiting {
				return len(Phases)
			}
			return i
		}
	}
	return -1
}

// State is the public state of a training, pushed as an event when Version has grown. It contains no identities:
// subsets refer to the roster in Log, so that the state of a large training is as small as any.
type State struct {
	Training TrainingID `json:"training"`
	Version  int64      `json:"version"` // grows with every change; presence included
	Phase    Phase      `json:"phase"`
	Ref
	RemainingMS int64       `json:"remaining_ms"` // until the phase's deadline; 0 if it has none
	Log         Head        `json:"log"`
	Enrolled    int         `json:"enrolled"` // owners in the lobby, members included
	Members     int         `json:"members"`  // of the roster
	Present     int         `json:"present"`  // enrolled owners connected now
	Here        Subset      `json:"here"`     // members connected now
	Awaited     Subset      `json:"awaited"`  // members the present phase still waits for
	LastAbort   *AbortState `json:"last_abort,omitempty"`
	// Recent are the newest entries of the log, the last of them at the head, if they are new and small: a reader that has
	// those before need not ask for them. Few states have any.
	Recent []Signed `json:"recent,omitempty"`
	// Lobby is the number of the model owner's newest message about the lobby, and Admitted how many owners it admits by it; 0
	// before there is one and after the lobby.
	Lobby    int `json:"lobby,omitempty"`
	Admitted int `json:"admitted,omitempty"`
}

// Entry is a facilitator's answer about a training to an owner with an invite before it enrols. It is a hint for a person:
// nothing that protects a data owner depends on it.
type Entry struct {
	Phase    Phase    `json:"phase"`
	Enrolled int      `json:"enrolled"` // owners in the lobby
	Lobby    int      `json:"lobby"`    // as in a State
	Admitted int      `json:"admitted"` // likewise
	Standing Standing `json:"standing"` // of the asker; empty if nothing is known
	Full     bool     `json:"full"`     // no further owner, or no further contribution under this invite, is taken
	Member   bool     `json:"member"`   // the asker is in the roster
}

// EntriesAfter returns the entries of the log after the first n, or nil if the state does not have them all.
func (s *State) EntriesAfter(n int) []Signed {
	missing := s.Log.Length - n
	if missing <= 0 || missing > len(s.Recent) {
		return nil
	}
	return s.Recent[len(s.Recent)-missing:]
}

// AbortState holds the reason of the latest attempt that ended without an aggregate.
type AbortState struct {
	Ref
	Phase   Phase  `json:"phase"` // in which it ended; finish for an aggregate that was rejected
	Code    Code   `json:"code"`
	Missing Subset `json:"missing"` // members that had not sent the phase's message
}

// Log is the answer to a request for log entries.
type Log struct {
	Entries []Signed `json:"entries"`
}

// List is the answer to a request for the messages of a phase, or for enrolments, in identity order.
type List struct {
	Messages []Signed `json:"messages"`
	More     bool     `json:"more,omitempty"` // others follow on the next page
	Same     bool     `json:"same,omitempty"` // the client has the messages, as it said in AcceptHaving; none are here
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

// Owners is the answer to a question that names owners, in identity order.
type Owners struct {
	Owners []Identity `json:"owners"`
}
