package main

import (
	"context"
	"errors"
	"testing"
)

// Ctrl-C ends a program that asks for a passphrase or rehearses: neither knows anything of it.
func TestAskingEndsWithTheProgram(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	never := make(chan struct{})
	defer close(never)
	asked := func() ([]byte, error) {
		stop()
		<-never
		return nil, nil
	}
	if _, err := unlessDone(ctx, asked); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if b, err := unlessDone(t.Context(), func() ([]byte, error) { return []byte("typed"), nil }); err != nil || string(b) != "typed" {
		t.Errorf("got %q, %v", b, err)
	}
}
