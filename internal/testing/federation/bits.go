//go:build !testkeys

package federation

// KeyBits is the length of the model owner's key: the shortest that is safe.
const KeyBits = 2048
