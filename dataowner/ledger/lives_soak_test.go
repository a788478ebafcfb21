//go:build soak

package ledger

import "testing"

// TestLivesSoak is TestLives with 20,000 lives.
func TestLivesSoak(t *testing.T) { testLives(t, 2_000_000, 10_000) }
