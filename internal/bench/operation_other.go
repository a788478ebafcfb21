//go:build !unix

package main

import (
	"context"
	"errors"
)

// What needs a database server cannot be measured on this system.
func failover(context.Context, *stage, *report) error  { return errors.ErrUnsupported }
func rolling(context.Context, *stage, *report) error   { return errors.ErrUnsupported }
func classroom(context.Context, *stage, *report) error { return errors.ErrUnsupported }
