// Package round owns the facilitator's side of every training: who may say what in which phase, when a phase
// is complete or late, and what is written before anybody is told.
//
// An attempt at a round is a list of phases. Each phase that collects messages is one step (see step) in a file
// of its own: keys, shares, upload, agree, unmask. Closing a step fixes a set of owners (see sets) by what has come in:
// the list, the sharers, the survivors, those who agreed. Where too little is in, or where only parts of blocks are,
// the attempt is aborted, nothing is released, and the model owner opens another with fresh keys. A list whose
// threshold equals its length skips shares, agree and unmask: then one missing upload ends the attempt.
//
// The facilitator unmasks nothing: it passes sealed shares on, collects opened ones for the model owner and multiplies
// what is masked.
//
// State that decides anything is in the store and is written before it is acted on. What lives in memory only
// is presence, who left an attempt, the running product of the uploads, and timers; a restart rebuilds the last two. Deadlines are
// kept by the monotonic clock of the process and stored as wall time; after a restart a running phase has at
// least graceAfterRestart left, because nobody could reach the facilitator while it was down.
//
// Where the store is shared (store.Shared) any number of machines run the same trainings. Memory is compared with the store
// whenever a training is acquired; what is decided is decided again where another machine was faster; presence and who
// left are shared (see commons), products are shared in parts (see fold), and what one machine does not end in time another
// does (see takeover).
//
// A training whose lobby has been open longer than its manifest says stays in its lobby: whether to wait
// or to stop is the model owner's decision.
//
// The package knows no HTTP and cannot decrypt.
package round
