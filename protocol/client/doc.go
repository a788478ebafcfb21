// Package client owns the client of the facilitator's interface, for data owners and model owners: it signs, sends and
// retries requests, and follows the state of a training. It runs natively and in the worker of a browser, and makes no
// decisions about rounds.
//
// A rejection is a *wire.Rejection (use errors.As or wire.RejectionOf). All requests are idempotent, so if an answer is
// lost the client repeats the request, with growing pauses, until its context is done.
package client
