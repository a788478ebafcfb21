//go:build soak

package server_test

const manyRounds = 10_000
