package flags

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/modelowner"
)

// Keys are the flags of commands that need the model owner's keys.
type Keys struct{ passphraseFile string }

// Add adds --passphrase-file to a command.
func (k *Keys) Add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&k.passphraseFile, "passphrase-file", "", "file with the passphrase of the key file in its first line")
}

// Open reads the key file of a folder. A passphrase comes from --passphrase-file or from the terminal.
func (k *Keys) Open(cmd *cobra.Command, dir string) (*modelowner.Keys, error) {
	keys, warning, err := modelowner.LoadKeys(dir, func() ([]byte, error) {
		if k.passphraseFile != "" {
			return firstLine(k.passphraseFile, "passphrase file")
		}
		return ask(cmd, "Passphrase: ")
	})
	if err != nil {
		return nil, err
	}
	if warning != "" {
		show.Warn(cmd, "%s", warning)
	}
	return keys, nil
}

// NewPassphrase returns the passphrase for new key files, or nil if they should have none.
func (k *Keys) NewPassphrase(cmd *cobra.Command, none bool) ([]byte, error) {
	switch {
	case none && k.passphraseFile != "":
		return nil, cli.Usage(errors.New("--no-passphrase and --passphrase-file exclude each other"), "")
	case none:
		show.Warn(cmd, "keys are written without a passphrase: a reader of the folder can open every sum")
		return nil, nil
	case k.passphraseFile != "":
		return firstLine(k.passphraseFile, "passphrase file")
	}
	p, err := ask(cmd, "New passphrase: ")
	if err != nil {
		return nil, err
	}
	if len(p) == 0 {
		return nil, cli.Usage(errors.New("invalid passphrase: must not be empty"), "--no-passphrase writes keys without one")
	}
	again, err := ask(cmd, "Again: ")
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(p, again) {
		return nil, cli.Usage(errors.New("the two passphrases differ"), "")
	}
	return p, nil
}

// firstLine returns the first line of a file, which must not be empty; name is for errors.
func firstLine(path, name string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to read %s: %w", name, err), "")
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) == 0 {
		return nil, cli.Usage(fmt.Errorf("invalid %s: its first line is empty", name), "")
	}
	return line, nil
}

// ask reads a passphrase from the terminal without showing it.
func ask(cmd *cobra.Command, prompt string) ([]byte, error) {
	fd := int(os.Stdin.Fd())
	if !term.IsTerminal(fd) {
		return nil, cli.Usage(errors.New("a passphrase is needed and standard input is no terminal"), "give --passphrase-file FILE")
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
