//go:build testkeys

package spec

// minKeyBits lets tests run with keys that protect nothing.
const minKeyBits = 256
