package update_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindfit/blindfit/dataowner/update"
)

func TestPacesAreFewAndLeaveRoom(t *testing.T) {
	const least = update.LeastPace
	for d, want := range map[time.Duration]time.Duration{
		0: least, time.Millisecond: least, least: least, least + 1: 2 * least, time.Second: time.Second, 3 * time.Second: 4 * time.Second,
	} {
		if got := update.PaceFor(d); got != want {
			t.Errorf("work of %v has a pace of %v, want %v", d, got, want)
		}
	}
}

// Work that took any time up to the pace is answered at the same moment; more raises the pace for good.
func TestUploadsKeepTheirPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p update.Pace
		p.Set(time.Second)
		for _, round := range []struct{ work, answered time.Duration }{
			{0, time.Second}, {time.Millisecond, time.Second}, {999 * time.Millisecond, time.Second},
			{3 * time.Second, 4 * time.Second}, {time.Millisecond, 4 * time.Second},
		} {
			start := time.Now()
			time.Sleep(round.work)
			if err := p.Keep(t.Context(), start); err != nil {
				t.Fatal(err)
			}
			if got := time.Since(start); got != round.answered {
				t.Errorf("work of %v is answered after %v, want %v", round.work, got, round.answered)
			}
		}
	})
}

// An interrupt does not wait for the pace.
func TestInterruptedPace(t *testing.T) {
	var p update.Pace
	p.Set(time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Keep(ctx, time.Now()); !errors.Is(err, context.Canceled) {
		t.Errorf("returned %v", err)
	}
}
