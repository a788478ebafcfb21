//go:build testkeys

package phe

// MinBits is the length of the smallest accepted modulus. 256 bits can be factored
// in minutes: released programs are built without the tag testkeys.
const MinBits = 256
