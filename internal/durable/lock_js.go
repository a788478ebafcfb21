package durable

import (
	"errors"
	"fmt"
)

// Lock fails with errors.ErrUnsupported: a browser has no files that processes share, and its pages hold the locks that
// the browser offers.
func Lock(path string) (release func(), err error) {
	return nil, fmt.Errorf("failed to lock %s: %w", path, errors.ErrUnsupported)
}
