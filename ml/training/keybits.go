//go:build !testkeys

package training

// minKeyBits is the shortest Paillier modulus a training may ask for.
const minKeyBits = 2048
