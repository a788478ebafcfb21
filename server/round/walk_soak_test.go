//go:build soak

package round_test

import (
	"fmt"
	"testing"
)

// TestWalkRestarts goes every way of TestWalk once for each state in it, with the only restart there: what comes after a
// restart is tried in full, not only its state.
func TestWalkRestarts(t *testing.T) {
	for n := 3; n <= walkOwners; n++ {
		for name, noise := range map[string]bool{"exact": false, "noise": true} {
			t.Run(fmt.Sprint(n, name), func(t *testing.T) {
				t.Parallel()
				w, walks := newWalk(t, n, noise), 0
				for _, silent := range ways(n, noise) {
					for at, more := 0, true; more; at++ {
						k := 0
						w.follow(silent, func(string) bool { k++; return k == at })
						walks++
						more = at < k
					}
				}
				t.Logf("%d walks", walks)
			})
		}
	}
}
