// Package simulation owns the random lives of trainings under faults. It holds tests only.
//
// A life is a list of operations, drawn from a seed before anything runs: owners send, send again on two connections at
// once, send something else in the same place, leave and come back; requests and answers are lost; the store fails
// before or after a write, or reports that another write was first; one or two facilitators on one store stop, are
// killed in the middle of a write and start again with a clock that is an hour off; the model owner opens, accepts,
// rejects, forks its log or stays away for days; several trainings run at the same time.
//
// Every owner contributes a basis vector of its own, masked and encrypted as in a real training. So if a message is
// lost, doubled or mixed up it shows in a decrypted sum, which must hold 1 for each owner of the list and 0 for all
// others. The other invariants are checked after every operation: an answer does not change, an abort releases nothing,
// a list that a phase fixed stays, no owner is named missing after its message was acknowledged, and at the end every
// training can be finished.
//
// A list of operations that breaks a rule is cut down to a shortest one that still does, printed, and kept in testdata,
// from where it is played again for ever. BLINDFIT_SEQUENCES sets the number of seeds, BLINDFIT_FIRST_SEED the first.
package simulation
