package cli

import (
	"context"
	"errors"
	"testing"
)

// Ctrl-C ends a program that waits for a passphrase or trains in the clear: neither listens to the context.
func TestAskingEndsWithTheProgram(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	never := make(chan struct{})
	defer close(never)
	asked := func() ([]byte, error) {
		stop()
		<-never
		return nil, nil
	}
	if _, err := Interruptible(ctx, asked); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if b, err := Interruptible(t.Context(), func() ([]byte, error) { return []byte("typed"), nil }); err != nil || string(b) != "typed" {
		t.Errorf("got %q, %v", b, err)
	}
}
