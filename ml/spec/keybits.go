//go:build !testkeys

package spec

// minKeyBits is the shortest Paillier modulus a training may ask for.
const minKeyBits = 2048
