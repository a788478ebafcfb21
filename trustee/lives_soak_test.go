//go:build soak && testkeys && !js

package trustee_test

import "testing"

// TestLivesOfATrusteeSoak is TestLivesOfATrustee with 2,000 lives.
func TestLivesOfATrusteeSoak(t *testing.T) { lives(t, 1_000_000, 2_000) }
