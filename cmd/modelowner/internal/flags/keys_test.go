package flags_test

import (
	"context"
	"errors"
	"testing"

	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
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
	if _, err := flags.Interruptible(ctx, asked); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if b, err := flags.Interruptible(t.Context(), func() ([]byte, error) { return []byte("typed"), nil }); err != nil || string(b) != "typed" {
		t.Errorf("got %q, %v", b, err)
	}
}
