// Package dataowner is one data owner's side of a training, on any platform: the page runs it as WebAssembly
// in a worker, "dataowner join" runs it natively, tests run it both ways.
//
// It owns what an owner checks before it trusts a link, the way from rows to an encrypted upload, the memory
// that must outlive a reload (identity, position in the model owner's log, uploads per round) and the receipt.
//
// # What leaves
//
// An enrolment, and in every attempt a keys message and an upload. The upload's ciphertexts hold the owner's
// exact sums under its masks: linear forms over encrypted weights, multiplied by a full-range obfuscator r^n, or the
// owner's own values (statistics, the sums of a single round, updates on weights that it can read), encrypted afresh.
// There is no path to an upload without masks.
//
// Where weights are encrypted or never travel, everything that depends on rows (parsing, quantising, the Gram matrix) is
// done before the owner enrols, the rows are then cleared, and the work of a round depends on the manifest alone, so
// times tell nothing about rows. Where weights are shared the rows stay in memory until the training ends for this owner,
// and what it computes on them in a round is held back for a time that is the same for most tables (keepPace).
//
// # Warning
//
// The package holds rows' sums, the identity seed and mask keys in memory of the process or the worker. Nothing
// here prints them; errors name rows and columns, never values.
package dataowner
