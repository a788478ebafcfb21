// Package store is where a platform keeps a data owner's entries between runs: a folder of files natively, IndexedDB in
// the page, memory for checking rows without leaving a trace. Package vault describes the entries.
package store

import (
	"context"
	"errors"
)

// Store is where the platform keeps entries. Put and Create are durable when they return: a charge, or the record of an
// exact sum, must survive a reload.
type Store interface {
	// Get returns the value of key, or ErrNoEntry.
	Get(ctx context.Context, key string) ([]byte, error)
	// Put stores value under key, in place of an older value.
	Put(ctx context.Context, key string, value []byte) error
	// Create is Put if nothing is under key. If something is, it returns ErrTaken and the value stays: if two calls
	// create the same key at once, in one process or two, one succeeds.
	Create(ctx context.Context, key string, value []byte) error
	// Keys lists all keys, in any order.
	Keys(ctx context.Context) ([]string, error)
	// Delete removes key; a key that is not there is no error.
	Delete(ctx context.Context, key string) error
}

// ErrNoEntry is Store.Get's answer for a key that holds nothing.
var ErrNoEntry = errors.New("no entry in the vault")

// ErrTaken is Store.Create's answer for a key that holds something.
var ErrTaken = errors.New("the vault has this entry already")
