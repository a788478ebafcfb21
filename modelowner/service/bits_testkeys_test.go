//go:build testkeys

package service_test

// keyBits is a length that protects nothing and keeps tests short.
const keyBits = 512
