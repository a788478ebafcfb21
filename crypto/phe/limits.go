//go:build !testkeys

package phe

// MinBits is the smallest modulus that is accepted.
const MinBits = 2048
