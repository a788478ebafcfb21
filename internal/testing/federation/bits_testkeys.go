//go:build testkeys

package federation

// KeyBits is the length of the model owner's key: one that is made and used in no time, for tests only.
const KeyBits = 512
