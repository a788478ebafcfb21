// Package pack turns real numbers into Paillier plaintexts and back, and owns
// the bit budget that makes overflow impossible.
//
// Reals become integers at one public scale, 2^fractionBits ([Encode],
// [Decode]); no exponent ever travels with a value. Integers share plaintexts
// in slots ([Parameters.Pack], [Parameters.Unpack]). A slot has room for the
// sum of every owner's largest value, so adding the plaintexts of all owners
// cannot carry from one slot into the next, and the plaintext stays below n/2.
//
// # Layout of one plaintext
//
// From the lowest bit upwards:
//
//	slot 0 | slot 1 | … | slot k−1 | canary lane | owner-count lane | zeros up to n
//
// A slot holds value + V, where V is the bound of one owner's value, so a slot is never
// negative and never borrows from its neighbour. The canary lane of every owner is 0
// and the owner-count lane is 1, so [Parameters.Unpack] detects a sum over a different
// set of owners or under different masks.
//
// # Warning
//
// Arithmetic is math/big, and its time depends on the values. Pack and unpack only on
// machines that know the values: those of the owner and of the holder of the private
// key.
package pack
