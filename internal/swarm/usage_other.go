//go:build !linux

package swarm

import "errors"

// usageOf is not implemented on this system.
func usageOf(int) (Usage, error) { return Usage{}, errors.ErrUnsupported }
