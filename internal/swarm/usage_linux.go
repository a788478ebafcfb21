package swarm

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// ticks is how many clock ticks the kernel counts in a second for /proc, on every architecture.
const ticks = 100

// UsageOf returns the largest and the present resident memory of a process in bytes, and its processor seconds.
func UsageOf(pid int) (u Usage, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return u, fmt.Errorf("failed to read memory of process: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		kilobytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		switch name {
		case "VmHWM":
			u.PeakBytes = kilobytes << 10
		case "VmRSS":
			u.Bytes = kilobytes << 10
		}
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return u, fmt.Errorf("failed to read times of process: %w", err)
	}
	// The name may hold anything but ends with the last bracket; user and system time are fields 14 and 15.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return u, fmt.Errorf("malformed times of process")
	}
	for _, f := range fields[11:13] {
		t, err := strconv.ParseInt(string(f), 10, 64)
		if err != nil {
			return u, fmt.Errorf("malformed times of process")
		}
		u.Seconds += float64(t) / ticks
	}
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return u, fmt.Errorf("failed to read files of process: %w", err)
	}
	u.Files = len(files)
	return u, nil
}
