//go:build soak && !testkeys

package modelowner_test

// keyBits is the length that trainings use.
const keyBits = 3072

const gdRounds = "1000"
