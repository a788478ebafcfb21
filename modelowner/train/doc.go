// Package train runs a training from wherever it stands to its end: it waits for owners, signs the roster, opens rounds,
// uses their sums and writes the model.
//
// A run is a loop of steps. Each step does the one thing that comes next, makes it durable, and returns, so a run may be
// interrupted at any moment and begun again:
//
//	send missing log entries ─▸ admit ─▸ open ─▸ follow ─▸ check ─▸ observe ─▸ accept ─▸ announce ─▸ open … finish
//
// The log in the training's folder is the authority: entries that the facilitator lacks are sent again, and an entry that was
// not signed because of a crash follows from the records of rounds. Recorded sums are replayed through the plan of the training.
package train
