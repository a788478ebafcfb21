//go:build soak && testkeys

package ledger

import "testing"

// TestLivesOfMessagesSoak is TestLivesOfMessages with 10,000 lives.
func TestLivesOfMessagesSoak(t *testing.T) { testLivesOfMessages(t, 4_000_000, 10_000) }
