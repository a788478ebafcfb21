//go:build testkeys

package dataowner

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindfit/blindfit/ml/plan"
)

func TestPacesAreFewAndLeaveRoom(t *testing.T) {
	for d, want := range map[time.Duration]time.Duration{
		0: leastPace, time.Millisecond: leastPace, leastPace: leastPace, leastPace + 1: 2 * leastPace,
		time.Second: time.Second, 3 * time.Second: 4 * time.Second,
	} {
		if got := paceFor(d); got != want {
			t.Errorf("work of %v gets %v, want %v", d, got, want)
		}
	}
}

// Work that took any time up to the pace is answered at the same moment; more raises the pace for good.
func TestUploadsKeepTheirPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &Owner{pace: time.Second}
		for _, round := range []struct{ work, answered time.Duration }{
			{0, time.Second}, {time.Millisecond, time.Second}, {999 * time.Millisecond, time.Second},
			{3 * time.Second, 4 * time.Second}, {time.Millisecond, 4 * time.Second},
		} {
			start := time.Now()
			time.Sleep(round.work)
			ok(t, o.keepPace(t.Context(), start))
			if got := time.Since(start); got != round.answered {
				t.Errorf("work of %v is answered after %v, want %v", round.work, got, round.answered)
			}
		}
	})
}

// An owner's values on shared weights come through the pace, and an interrupt does not wait for it.
func TestLearningOnSharedWeightsIsPaced(t *testing.T) {
	p := newParty(t, kindFile(number, sharedFields), false)
	course, err := plan.New(p.w.file)
	ok(t, err)
	point, _, err := course.Next()
	ok(t, err)
	ok(t, p.begin(p.prepare(1, point)))
	o := p.owners[0]
	if o.pace < leastPace {
		t.Errorf("loading rows set a pace of %v", o.pace)
	}
	o.pace = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := o.update(ctx, o.attempt); !errors.Is(err, context.Canceled) {
		t.Errorf("values are not held back: %v", err)
	}
}
