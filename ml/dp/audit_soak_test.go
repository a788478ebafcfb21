//go:build soak

package dp

import "testing"

// TestAuditLong is TestAudit with runs enough to come close to what is claimed.
func TestAuditLong(t *testing.T) { runAudit(t, 1_000_000) }
