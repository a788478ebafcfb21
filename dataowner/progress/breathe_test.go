package progress

import (
	"testing"
	"time"
)

// On one thread a timer fires between two parts of long work; on other platforms Breathe costs nothing.
func TestBreathingLetsEventsThrough(t *testing.T) {
	if !oneThread {
		start := lastBreath.at
		Breathe()
		if lastBreath.at != start {
			t.Error("a platform with threads is held up")
		}
		return
	}
	heard := false
	time.AfterFunc(0, func() { heard = true })
	for start := time.Now(); time.Since(start) < 10*heldFor && !heard; {
		Breathe()
	}
	if !heard {
		t.Error("no event is heard while work goes on")
	}
}
