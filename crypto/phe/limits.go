//go:build !testkeys

package phe

// MinBits is the length of the smallest accepted modulus.
const MinBits = 2048
