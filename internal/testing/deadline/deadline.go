// Package deadline bounds the waits of tests by the time that the whole test binary has, and by nothing else. A wait of
// a fixed length fails on a busy machine even if the code is right; the -timeout of go test is chosen for the machine.
package deadline

import (
	"context"
	"errors"
	"testing"
	"time"
)

// reserve is the most time between the end of a context and the end of the test binary: enough to report the condition
// that was waited for, and to stop processes.
const reserve = 30 * time.Second

// errNear is the cause of a context that ended.
var errNear = errors.New("the -timeout of go test is near")

// Context returns a context that ends with the test, or shortly before the test binary runs into its -timeout, so that the
// wait that took too long is reported by its name.
func Context(t *testing.T) context.Context {
	t.Helper()
	end, bounded := t.Deadline()
	if !bounded {
		return t.Context()
	}
	left := time.Until(end)
	ctx, cancel := context.WithTimeoutCause(t.Context(), left-min(reserve, left/5), errNear)
	t.Cleanup(cancel)
	return ctx
}
