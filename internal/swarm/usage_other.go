//go:build !linux

package swarm

import "errors"

// usageOf cannot tell on this system.
func usageOf(int) (Usage, error) { return Usage{}, errors.ErrUnsupported }
