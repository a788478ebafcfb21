//go:build !unix

package main

import "time"

// processorTime returns the time since the program started, because this system does not report processor time.
func processorTime() time.Duration { return time.Since(started) }

var started = time.Now()
