//go:build soak && testkeys && !js

package trustee_test

import (
	"flag"
	"testing"
	"time"
)

var count = flag.Uint64("lives", 10_000, "how many lives TestLivesOfATrusteeSoak plays")

// TestLivesOfATrusteeSoak is TestLivesOfATrustee with as many lives as -lives has. It prints how far it has come every minute; a life
// takes about a tenth of a second.
func TestLivesOfATrusteeSoak(t *testing.T) {
	begun := time.Now()
	said := begun
	lives(t, 1_000_000, *count, func(lives, released int) {
		if now := time.Now(); now.Sub(said) >= time.Minute || uint64(lives) == *count {
			said = now
			left := now.Sub(begun) / time.Duration(lives) * time.Duration(*count-uint64(lives))
			t.Logf("%d of %d lives in %v, %d cells released; %v left", lives, *count, now.Sub(begun).Round(time.Second), released, left.Round(time.Second))
		}
	})
}
