package wire

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Code is a stable rejection code. The list is closed: a client may switch on it.
type Code string

// Rejection codes. A rejection is caused by the sender; a failure of the facilitator itself is CodeInternal
// or CodeUnavailable, without details.
const (
	CodeMalformed     Code = "malformed"      // cannot be parsed
	CodeInvalid       Code = "invalid"        // parses, breaks a rule the detail names
	CodeVersion       Code = "version"        // unknown protocol version
	CodeTooLarge      Code = "too_large"      // body over the limit
	CodeMediaType     Code = "media_type"     // wrong content type or an encoding we never inflate
	CodeSignature     Code = "signature"      // signature missing or does not verify
	CodeToken         Code = "token"          // operator token missing or incorrect
	CodeClock         Code = "clock"          // signed request too old or too new
	CodeForbidden     Code = "forbidden"      // valid signature without the permission
	CodeNotFound      Code = "not_found"      // no such training, attempt or message
	CodeMethod        Code = "method"         // method not allowed here
	CodeConflict      Code = "conflict"       // a different message is already stored in this place
	CodeStale         Code = "stale"          // for another round, attempt, log position or cohort
	CodePhase         Code = "phase"          // the training is not in the phase this message belongs to
	CodeLate          Code = "late"           // the phase is over
	CodeCiphertext    Code = "ciphertext"     // a ciphertext out of range, trivial or not a unit; Index is its index
	CodeKey           Code = "key"            // encrypted under another key
	CodeFull          Code = "full"           // cohort, lobby or quota is full
	CodeRate          Code = "rate"           // too many requests
	CodeInternal      Code = "internal"       // a fault of the facilitator
	CodeUnavailable   Code = "unavailable"    // cannot store now; try again
	CodeRoundRejected Code = "round_rejected" // the model owner did not accept an aggregate
	CodeMissing       Code = "missing"        // abort: members did not send in time
	CodeLeft          Code = "left"           // abort: a member left
)

// status maps codes to HTTP. Numbers, as net/http is a transport and everything imports this package.
var status = map[Code]int{
	CodeMalformed: 400, CodeInvalid: 400, CodeVersion: 400,
	CodeTooLarge: 413, CodeMediaType: 415,
	CodeSignature: 401, CodeClock: 401, CodeToken: 401, CodeForbidden: 403,
	CodeNotFound: 404, CodeMethod: 405, CodeConflict: 409,
	CodeStale: 409, CodePhase: 409, CodeLate: 410,
	CodeCiphertext: 400, CodeKey: 400, CodeFull: 409,
	CodeRate: 429, CodeInternal: 500,
	CodeUnavailable: 503,
}

// Status returns the HTTP status of a code; 400 for a code that never answers a request.
func (c Code) Status() int {
	if s, ok := status[c]; ok {
		return s
	}
	return 400
}

// Answers lists the codes that answer requests, in the order of their names.
func Answers() []Code { return slices.Sorted(maps.Keys(status)) }

// Rejection is why a request was refused, on the wire and as a Go error. Detail names the field, row or index
// and the rule, never a value.
type Rejection struct {
	Code   Code   `json:"code"`
	Detail string `json:"detail"`
	Index  *int   `json:"index,omitempty"` // which ciphertext or member, from 0
	// WaitSeconds is the time after which the same request is within the limit that it is above now (CodeRate).
	WaitSeconds int `json:"wait_seconds,omitempty"`
}

// Error implements error.
func (r *Rejection) Error() string { return fmt.Sprintf("%s (%s)", r.Detail, r.Code) }

// Is makes errors.Is match on the code alone.
func (r *Rejection) Is(target error) bool {
	var o *Rejection
	return errors.As(target, &o) && o.Code == r.Code && o.Detail == ""
}

// Rejectf makes a rejection with a formatted detail.
func Rejectf(code Code, format string, args ...any) *Rejection {
	return &Rejection{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// RejectionOf returns the rejection in err's chain, or nil.
func RejectionOf(err error) *Rejection {
	var r *Rejection
	if errors.As(err, &r) {
		return r
	}
	return nil
}
