//go:build testkeys

package parties

// The primes of a key of 512 bits, on which thousands of sums are decrypted in the time that the full key takes for
// a few. It leaves room for 31 owners.
const (
	primeP = "dc38dd4586f296e6b067c6ad902bdf79d9bbc0205182d6584bea0d76527db6c7"
	primeQ = "f9e3645519bb7ecc99f5cd4f87fb206f214d7d72d05aa73674722d8d851f01ab"
)
