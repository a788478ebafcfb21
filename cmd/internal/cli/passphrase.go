package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// FirstLine returns the first line of a file, which must not be empty; name is for errors.
func FirstLine(path, name string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, Usage(fmt.Errorf("failed to read %s: %w", name, err), "")
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) == 0 {
		return nil, Usage(fmt.Errorf("invalid %s: its first line is empty", name), "")
	}
	return line, nil
}

// Ask reads a passphrase from the terminal without showing it.
func Ask(cmd *cobra.Command, prompt string) ([]byte, error) {
	fd := int(os.Stdin.Fd())
	if !term.IsTerminal(fd) {
		return nil, Usage(errors.New("a passphrase is needed and standard input is no terminal"), "give --passphrase-file FILE")
	}
	before, err := term.GetState(fd)
	if err != nil {
		return nil, fmt.Errorf("failed to read passphrase: %w", err)
	}
	fmt.Fprint(cmd.ErrOrStderr(), prompt)
	p, err := Interruptible(cmd.Context(), func() ([]byte, error) { return term.ReadPassword(fd) })
	fmt.Fprintln(cmd.ErrOrStderr())
	if cmd.Context().Err() != nil {
		return nil, errors.Join(err, term.Restore(fd, before)) // ReadPassword left the terminal without echo
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read passphrase: %w", err)
	}
	return p, nil
}

// AskTwice reads a new passphrase from the terminal, which must not be empty; hint is for a person that wants none.
func AskTwice(cmd *cobra.Command, hint string) ([]byte, error) {
	p, err := Ask(cmd, "New passphrase: ")
	if err != nil {
		return nil, err
	}
	if len(p) == 0 {
		return nil, Usage(errors.New("invalid passphrase: must not be empty"), hint)
	}
	again, err := Ask(cmd, "Again: ")
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(p, again) {
		return nil, Usage(errors.New("the two passphrases differ"), "")
	}
	return p, nil
}

// Interruptible returns the results of work, or ctx's error once ctx is done. Work may go on: the program ends.
func Interruptible[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	got := make(chan answer, 1)
	go func() {
		v, err := work()
		got <- answer{v, err}
	}()
	select {
	case a := <-got:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
