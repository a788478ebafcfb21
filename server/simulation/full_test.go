//go:build !testkeys && !soak

package simulation_test

const fewSequences = 5
