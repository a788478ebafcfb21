//go:build !testkeys && !soak

package modelowner_test

// keyBits is the least that is accepted.
const keyBits = 2048

const gdRounds = "5"
