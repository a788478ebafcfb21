// Package log verifies a model owner's log: the hash chain of signed rosters, the start, open messages, accepts, rejects
// and the done that ends a training. It also verifies the enrolments and the members' statements that entries name. Data
// owners, the model owner and the facilitator all use it, so that no party follows a log that another refuses.
//
// Everything is a value or a pure function: messages in, verdict out. An error is a *wire.Rejection that names the
// entry's field and the rule.
package log
