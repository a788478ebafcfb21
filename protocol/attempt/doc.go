// Package attempt verifies the messages of one attempt at a round: keys messages and the list they make, encapsulations,
// uploads, their product, and revealed seeds. Data owners, the model owner and the facilitator all use it, so that there
// is one copy of every check.
//
//	Terms ──keys messages──▸ List ──upload heads──▸ Uploads ──reveals──▸ seeds
//
// Each stage is made from the one before and from messages, and only if every message passes; everything in a later
// stage has therefore been checked. All functions are pure: no clock, no I/O, no state that the caller does not pass
// in.
//
// An error is a *wire.Rejection: its code is that of a facilitator's answer, its detail names the field or the index
// and the rule, never a value.
package attempt
