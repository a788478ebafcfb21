//go:build testkeys

package simulation_test

const fewSequences = 200
