package dataowner

import (
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Codes of problems that stop an owner, for the page to choose its words by.
const (
	ProblemLink         = "link"          // the link cannot be read
	ProblemUnreachable  = "unreachable"   // the facilitator does not answer
	ProblemManifest     = "manifest"      // what the facilitator serves does not match the link
	ProblemKey          = "key"           // the Paillier key or its proof is bad
	ProblemFile         = "training_file" // the training file does not open or asks for what this version cannot do
	ProblemRows         = "rows"          // the rows do not fit the schema
	ProblemCohort       = "cohort"        // the roster breaks the cohort rules, or the owner's own
	ProblemNotAdmitted  = "not_admitted"  // the roster was made without this owner
	ProblemLedger       = "ledger"        // the model owner's log was rolled back or rewritten
	ProblemPrivacy      = "privacy"       // a round would disclose more than this owner lets it
	ProblemPinned       = "pinned"        // the training asks for more than this owner pinned
	ProblemProtocol     = "protocol"      // a message that no honest party sends
	ProblemUnsupported  = "unsupported"   // needs a newer version
	ProblemEnded        = "ended"         // the training is over
	ProblemBadCommand   = "command"       // the page asked for something out of order
	ProblemInternalFail = "internal"
)

// Problem is an error that a person can act on.
type Problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	err     error
}

// Error implements error.
func (p *Problem) Error() string { return p.Message }

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.err }

func problemf(code, hint, format string, args ...any) *Problem {
	err := fmt.Errorf(format, args...)
	return &Problem{Code: code, Message: err.Error(), Hint: hint, err: err}
}

// asProblem returns err's problem, or wraps err as a transport or internal one.
func asProblem(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	if r := wire.RejectionOf(err); r != nil {
		return &Problem{Code: ProblemProtocol, Message: "the facilitator refused: " + r.Detail, err: err}
	}
	return &Problem{Code: ProblemInternalFail, Message: err.Error(), err: err}
}
