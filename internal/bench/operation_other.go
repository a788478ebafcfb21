//go:build !unix

package main

import (
	"context"
	"errors"
)

// Chapters with a database server are not measured on this system.
func failover(context.Context, *stage, *report) error  { return errors.ErrUnsupported }
func rolling(context.Context, *stage, *report) error   { return errors.ErrUnsupported }
func classroom(context.Context, *stage, *report) error { return errors.ErrUnsupported }
