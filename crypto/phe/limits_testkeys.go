//go:build testkeys

package phe

// MinBits is the smallest modulus that is accepted. 256 bits are factored in
// minutes: programs for people are built without the tag testkeys.
const MinBits = 256
