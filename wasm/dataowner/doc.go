// Package dataowner is one data owner's side of a training, on any platform: the page runs it as WebAssembly
// in a worker, "dataowner join" runs it natively, tests run it both ways.
//
// It owns what an owner checks before it trusts a link, the way from rows to an encrypted upload, the memory
// that must outlive a reload (identity, position in the model owner's log, uploads per round) and the receipt.
//
// # What leaves
//
// An enrolment, and in every attempt a keys message and an upload. The upload's ciphertexts hold the owner's
// exact sums under its pairwise masks, multiplied by a full-range obfuscator. There is no path to an upload
// without masks. Everything that depends on rows (parsing, quantising, the Gram matrix) is done before the
// owner enrols, and the work of a round depends on the manifest alone, so times tell nothing about rows.
//
// # Warning
//
// The package holds rows' sums, the identity seed and mask keys in memory of the process or the worker. Nothing
// here prints them; errors name rows and columns, never values.
package dataowner
