//go:build unix

package main

import (
	"syscall"
	"time"
)

// processorTime is the time that this process has had of all cores.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return time.Since(started)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// started replaces processor time if the system call fails.
var started = time.Now()
