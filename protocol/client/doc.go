// Package client owns the client's side of the facilitator's interface: how a data owner or a model owner asks, signs,
// retries and follows. It runs natively and in a browser's worker, and decides nothing about rounds.
//
// A rejection comes back as *wire.Rejection (use errors.As or wire.RejectionOf). Everything the facilitator takes is
// idempotent, so a request whose answer was lost is sent again, with growing pauses, until its context ends.
package client
