// Package dataowner is one data owner in one training, on every platform: the page runs it as WebAssembly in a worker,
// "dataowner join" runs it natively. These programs call it; the packages below it own one thing each. An Owner opens
// the invitation of a link, reads rows, asks for agreement, takes part until the training ends, and writes the receipt.
// A Session offers the same as commands and events in JSON.
//
// # Messages
//
// An enrolment, and in every attempt at a round: keys with encapsulations for other owners of the list, an upload with its
// signed head, and the reveal of a seed. The ciphertexts of an upload hold the owner's values under masks that all owners of
// the list cancel together: only the sum over all of them opens, and only if every one of them revealed its seed. An owner
// reveals after it verified that all of them agree on the list and on the uploads.
// Privacy is charged, and an exact sum is settled, in the vault before the message leaves that could disclose it.
//
// If weights are encrypted, or never travel, the rows are reduced to the sums for the rounds before the owner enrols,
// and the work of a round depends on the manifest alone, so that its duration discloses nothing about rows. If data
// owners read the weights the rows stay in memory until the training ends, and the duration of a round is rounded up to
// the same step for most tables (update.Pace).
//
// # Warning
//
// The process or worker holds sums of rows, the master secret and mask keys in memory. Nothing here prints them: errors name
// rows and columns, never values.
package dataowner
