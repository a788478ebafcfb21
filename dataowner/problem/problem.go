// Package problem owns the errors that stop a data owner: each has a code by which page and program choose their words, a
// message and a hint for the person.
package problem

import (
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Codes of problems.
const (
	Link        = "link"          // the link cannot be read
	Code        = "code"          // the link needs a code, or the code cannot be read
	Unreachable = "unreachable"   // the facilitator does not answer
	Manifest    = "manifest"      // the facilitator serves a manifest that does not match the link
	Key         = "key"           // the Paillier key or its proof is bad
	File        = "training_file" // the training file does not open, or asks for something that this version cannot do
	Rows        = "rows"          // the rows do not fit the schema
	Cohort      = "cohort"        // the roster breaks the cohort rules, or the owner's own
	Agree       = "agree"         // the training needs a yes that this owner has not given
	NotAdmitted = "not_admitted"  // the roster was made without this owner
	Log         = "ledger"        // the model owner's log was rolled back or rewritten
	Privacy     = "privacy"       // a round would disclose more than this owner allows
	Pinned      = "pinned"        // the training asks for more than this owner pinned
	Protocol    = "protocol"      // a message that no honest party sends
	Unsupported = "unsupported"   // needs a newer version
	Ended       = "ended"         // the training is over
	BadCommand  = "command"       // the page asked for something out of order
	Vault       = "vault"         // the vault was written by another version, or cannot be read
	Internal    = "internal"
)

// Tampered is the hint of a problem that only a dishonest party causes.
const Tampered = "Do not take part: the facilitator serves something else than the model owner signed."

// NoSpace is the hint of a vault that cannot be written.
const NoSpace = "Free some storage and try again."

// Problem is an error that a person can act on.
type Problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	// Refused lists the questions that need a yes; of a problem with code Agree.
	Refused []Refusal `json:"refused,omitempty"`
	err     error
}

// Refusal is a question without a yes: the rule, the value of the training or the rows, and the value that the rule
// needs.
type Refusal struct {
	Rule  string `json:"rule"`
	Has   any    `json:"has"`
	Needs any    `json:"needs"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Message }

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.err }

// Errorf makes a problem with a formatted message.
func Errorf(code, hint, format string, args ...any) *Problem {
	err := fmt.Errorf(format, args...)
	return &Problem{Code: code, Message: err.Error(), Hint: hint, err: err}
}

// Protocolf makes the problem of a message that no honest party sends.
func Protocolf(format string, args ...any) *Problem {
	return Errorf(Protocol, Tampered, format, args...)
}

// Of returns err's problem, or makes one of a facilitator's refusal or of a fault of this program.
func Of(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	if r := wire.RejectionOf(err); r != nil {
		return &Problem{Code: Protocol, Message: "the facilitator refused: " + r.Detail, err: err}
	}
	return &Problem{Code: Internal, Message: err.Error(), err: err}
}

// Has reports whether err is a problem with this code.
func Has(err error, code string) bool {
	var p *Problem
	return errors.As(err, &p) && p.Code == code
}
