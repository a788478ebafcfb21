//go:build !testkeys

package service_test

// keyBits is the least that is accepted.
const keyBits = 2048
