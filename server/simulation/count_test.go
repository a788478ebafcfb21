//go:build !soak

package simulation_test

// sequences is how many lives are played in every run of the tests. Those with the full key are few: what they try
// beside the others is the key alone.
const (
	sequences           = fewSequences
	sequencesOnPostgres = 12
)
