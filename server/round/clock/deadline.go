package clock

import "time"

// Deadline is a time at which something ends. It is not safe for concurrent use.
type Deadline struct {
	clock Clock
	at    time.Time // monotonic; zero if there is none
	timer Timer
}

// NewDeadline returns a deadline that is not set.
func NewDeadline(c Clock) Deadline { return Deadline{clock: c} }

// Set sets the deadline. f is called later than that by extra.
func (d *Deadline) Set(at time.Time, extra time.Duration, f func()) {
	d.Stop()
	d.at = at
	d.timer = d.clock.AfterFunc(at.Sub(d.clock.Now())+extra, f)
}

// Retry removes the deadline and calls f after a pause.
func (d *Deadline) Retry(pause time.Duration, f func()) {
	d.Stop()
	d.timer = d.clock.AfterFunc(pause, f)
}

// Stop removes the deadline.
func (d *Deadline) Stop() {
	if d.timer != nil {
		d.timer.Stop()
	}
	d.timer, d.at = nil, time.Time{}
}

// Passed reports whether the deadline is set and has passed.
func (d *Deadline) Passed() bool { return !d.at.IsZero() && !d.clock.Now().Before(d.at) }

// Remaining returns the time until the deadline, at least a millisecond; 0 if it is not set.
func (d *Deadline) Remaining() time.Duration {
	if d.at.IsZero() {
		return 0
	}
	return max(d.at.Sub(d.clock.Now()), time.Millisecond)
}
