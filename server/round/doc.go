// Package round owns the facilitator's side of every training: the messages that each party may send in each phase,
// when a phase is complete or late, and the writes that come before any notification.
//
// An attempt at a round is a list of phases, in wire.Phases. A phase that collects messages has a step, which checks and
// stores each message, and a closer, which decides from the messages that are in whether the attempt goes on. Every
// message is verified by package protocol/attempt and every log entry by package protocol/log; which owners an attempt
// waits for, and which it does without, is decided in package collect.
//
// Machine is the way in; registry holds the trainings in memory; training is one of them, with a copy of its state in
// the store (memory) and its running attempt (run). The differences between a facilitator with its own store and one of
// several on a shared store are behind coordinator and peer.
//
// State that decides anything is in the store and is written before it is acted on. Only presence, the owners that left
// an attempt, the running product of the uploads and timers live in memory; a restart rebuilds the last two. Deadlines
// are kept by the monotonic clock of the process and stored as wall time; after a restart a running phase has at least
// graceAfterRestart left, because no owner could reach the facilitator while it was down.
//
// If a lobby has been open longer than the manifest allows, the training stays in it: the model owner decides if it
// waits or stops.
//
// The package knows no HTTP and cannot decrypt.
package round
