//go:build testkeys

package training

// minKeyBits lets tests run with keys that protect nothing.
const minKeyBits = 256
