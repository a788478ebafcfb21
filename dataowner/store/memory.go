package store

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// Memory is a store that lives as long as the process: for checking rows without leaving a trace.
type Memory struct {
	mu      sync.Mutex // protects entries
	entries map[string][]byte
}

// NewMemory makes an empty store.
func NewMemory() *Memory { return &Memory{entries: map[string][]byte{}} }

// Get implements Store.
func (v *Memory) Get(_ context.Context, key string) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	b, ok := v.entries[key]
	if !ok {
		return nil, ErrNoEntry
	}
	return slices.Clone(b), nil
}

// Put implements Store.
func (v *Memory) Put(_ context.Context, key string, value []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.entries[key] = slices.Clone(value)
	return nil
}

// Create implements Store.
func (v *Memory) Create(_ context.Context, key string, value []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, taken := v.entries[key]; taken {
		return ErrTaken
	}
	v.entries[key] = slices.Clone(value)
	return nil
}

// Keys implements Store.
func (v *Memory) Keys(context.Context) ([]string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Collect(maps.Keys(v.entries)), nil
}

// Delete implements Store.
func (v *Memory) Delete(_ context.Context, key string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.entries, key)
	return nil
}
