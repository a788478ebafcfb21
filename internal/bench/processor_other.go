//go:build !unix

package main

import "time"

// processorTime is the time since the program started: this system does not tell the processor's.
func processorTime() time.Duration { return time.Since(started) }

var started = time.Now()
