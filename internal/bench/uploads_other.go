//go:build !unix

package main

import (
	"context"
	"errors"
)

// uploads cannot start a database server on this system.
func uploads(context.Context, *stage, *report) error { return errors.ErrUnsupported }
