//go:build testkeys

package swarm

// tags build the facilitator under test as the test itself is built.
const tags = "testkeys"
