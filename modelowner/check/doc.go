// Package check opens one finished attempt at a round: it verifies everything that the facilitator serves of the attempt
// and decrypts the sums.
//
// The model owner trusts the facilitator for delivery only. Signatures, the list of owners, the heads of their uploads,
// the product of the uploads and the revealed seeds are verified by protocol/attempt, which all parties share; this
// package fetches the messages, multiplies the uploads itself, and does the checks that need the private key: lanes and
// ranges of the packing, and the number of rows.
//
// A check that fails is a *Refusal: the attempt is rejected. To the other parties every rejection is the one code
// round_rejected; the reason stays with the model owner.
package check
