//go:build testkeys

package modelowner_test

// keyBits is a length that protects nothing and keeps tests short.
const keyBits = 512

const gdRounds = "200"
