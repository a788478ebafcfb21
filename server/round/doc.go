// Package round owns the facilitator's side of every training: who may say what in which phase, when a phase
// is complete or late, and what is written before anybody is told.
//
// An attempt at a round is a list of phases. Each phase that collects messages is one step (see step) in a file
// of its own: keys and upload. The recovery phases (shares, agree, unmask) are further steps between them; a
// cohort whose threshold equals its size skips them, so one missing member ends the attempt and the model
// owner opens another with fresh keys.
//
// State that decides anything is in the store and is written before it is acted on. What lives in memory only
// is presence, the running product of an upload phase, and timers; a restart rebuilds the last two. Deadlines are
// kept by the monotonic clock of the process and stored as wall time; after a restart a running phase has at
// least graceAfterRestart left, because nobody could reach the facilitator while it was down.
//
// A training whose lobby has been open longer than its manifest says stays in its lobby: whether to wait
// or to stop is the model owner's decision.
//
// The package knows no HTTP and cannot decrypt.
package round
