//go:build soak

package simulation_test

// sequences is how many lives the long tests play.
const (
	sequences           = 10_000
	sequencesOnPostgres = 1_000
)
