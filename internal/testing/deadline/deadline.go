// Package deadline bounds the waits of tests by the time that the whole test binary has. A wait of a fixed length fails
// on a busy machine even if the code is right; the -timeout of go test is chosen for the machine.
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
var errNear = errors.New("the -timeout of go test is near, or the time of a bubble")

// Context returns a context that ends with the test, or shortly before the test binary runs into its -timeout, so that the
// wait that took too long is reported by its name.
func Context(tb testing.TB) context.Context {
	tb.Helper()
	return Bound(tb.Context(), tb)
}

// Bound is Context for any parent. A context for the cleanup of a test needs it, because it ends after the test's.
func Bound(parent context.Context, tb testing.TB) context.Context {
	tb.Helper()
	end := End(tb)
	if end.IsZero() {
		ctx, cancel := context.WithCancel(parent)
		tb.Cleanup(cancel)
		return ctx
	}
	ctx, cancel := context.WithDeadlineCause(parent, end, errNear)
	tb.Cleanup(cancel)
	return ctx
}

// bubbleTime bounds waits in a bubble of testing/synctest, where time passes only while nothing else can happen.
const bubbleTime = time.Hour

// inBubble reports whether a test runs in a bubble, whose time begins with the year 2000.
func inBubble() bool { return time.Now().Year() < 2010 }

// End returns when these contexts end; the zero time, which no connection takes as a deadline, if nothing bounds the test.
func End(tb testing.TB) time.Time {
	if inBubble() {
		return time.Now().Add(bubbleTime)
	}
	t, ok := tb.(interface{ Deadline() (time.Time, bool) })
	if !ok {
		return time.Time{}
	}
	end, bounded := t.Deadline()
	if !bounded {
		return time.Time{}
	}
	left := time.Until(end)
	return time.Now().Add(left - min(reserve, left/5))
}
