//go:build unix

package main

import (
	"fmt"
	"syscall"
)

// enoughFiles fails if this process, or one that it starts, must not have n files open. Go has raised the limit as far
// as the system permits.
func enoughFiles(n uint64) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("failed to read the limit of open files: %w", err)
	}
	if limit.Max < n {
		return fmt.Errorf("%d open files are needed and %d allowed: raise the hard limit, ulimit -Hn", n, limit.Max)
	}
	return nil
}
