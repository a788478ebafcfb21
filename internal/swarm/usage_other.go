//go:build !linux

package swarm

import "errors"

// UsageOf returns errors.ErrUnsupported: memory and files of a process are read from /proc, which only Linux has. A report
// then leaves them out.
func UsageOf(int) (Usage, error) { return Usage{}, errors.ErrUnsupported }
