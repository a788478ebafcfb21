// Package pack turns real numbers into Paillier plaintexts and back, and owns
// the bit budget that makes overflow impossible.
//
// Reals become integers at one public scale, 2^fractionBits ([Encode],
// [Decode]); no exponent ever travels with a value. Integers share plaintexts
// in slots ([Parameters.Pack], [Parameters.Unpack]). A slot has room for the
// sum of every owner's largest value, so adding the plaintexts of all owners
// cannot carry from one slot into the next, and the whole stays below n/2.
//
// # Layout of one plaintext
//
// From the lowest bit upwards:
//
//	slot 0 | slot 1 | … | slot k−1 | canary lane | owner-count lane | zeros up to n
//
// A slot holds value + V, V being the bound of one owner's value, so that a
// slot is never negative: borrowing from a neighbour cannot happen. The canary
// lane of every owner is 0 and the owner-count lane is 1, so that a sum over
// other owners than those named, or under other masks, is noticed by [Parameters.Unpack].
//
// # Warning
//
// Arithmetic is math/big and takes a time that depends on the values. Pack and
// unpack only where the values are already known: on the owner's machine, or
// where the private key is.
package pack
