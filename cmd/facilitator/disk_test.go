//go:build unix

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/blindfit/blindfit/internal/testing/diskfault"
)

// Environment variables of a facilitator that a test starts.
const (
	killAt  = "BLINDFIT_TEST_KILL_AT"  // number of the write, sync or truncation at which the process is killed, in the middle of a write
	fullNow = "BLINDFIT_TEST_FULL_NOW" // file that makes the disk full while it exists
)

// onFaultyDisk returns a program whose disk has the faults that its environment names.
func onFaultyDisk(program func()) func() {
	return func() {
		at, _ := strconv.ParseInt(os.Getenv(killAt), 10, 64)
		full := os.Getenv(fullNow)
		if at > 0 || full != "" {
			if err := diskfault.Install(); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			var seen atomic.Int64
			diskfault.Set(func(e diskfault.Event) error {
				if e.Op == diskfault.Open || e.Op == diskfault.Delete {
					return nil
				}
				if seen.Add(1) == at {
					tear(e)
				}
				if _, err := os.Stat(full); full != "" && err == nil {
					return diskfault.ErrFull
				}
				return nil
			})
		}
		program()
	}
}

// tear does the first half of a write and kills the process.
func tear(e diskfault.Event) {
	if e.Op == diskfault.Write {
		if f, err := os.OpenFile(strings.TrimPrefix(e.Path, "file:"), os.O_WRONLY, 0); err == nil {
			_, _ = f.WriteAt(e.Data[:len(e.Data)/2], e.Offset)
		}
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}
