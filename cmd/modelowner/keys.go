package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/identity"
)

// folder returns the model owner's folder.
func folder(cmd *cobra.Command) (string, error) {
	dir, err := cmd.Flags().GetString("dir")
	if err != nil {
		return "", err
	}
	if dir != "" {
		return dir, nil
	}
	if dir = cli.DefaultDir("modelowner"); dir == "" {
		return "", cli.Failure(errors.New("failed to find the user's configuration folder"), "name a folder with --dir")
	}
	return dir, nil
}

const passphraseFlag = "passphrase-file"

func addPassphraseFlag(cmd *cobra.Command) {
	cmd.Flags().String(passphraseFlag, "", "file whose first line is the passphrase of the key file")
}

// openKeys reads the key file; a passphrase comes from --passphrase-file or from the terminal.
func openKeys(cmd *cobra.Command, dir string) (*modelowner.Keys, error) {
	keys, warning, err := modelowner.LoadKeys(dir, func() ([]byte, error) {
		if path, _ := cmd.Flags().GetString(passphraseFlag); path != "" {
			return readPassphrase(path)
		}
		return ask(cmd, "Passphrase: ")
	})
	if errors.Is(err, privkey.ErrPassphrase) || errors.Is(err, privkey.ErrNoPassphrase) {
		return nil, cli.Usage(err, "")
	}
	if errors.Is(err, privkey.ErrSecretPermissions) {
		return nil, cli.Usage(err, "chmod 600 "+strconv.Quote(modelowner.KeyPath(dir)))
	}
	if err != nil {
		return nil, err
	}
	if warning != "" {
		warn(cmd, "%s", warning)
	}
	return keys, nil
}

// warn prints a warning to standard error.
func warn(cmd *cobra.Command, format string, args ...any) {
	fmt.Fprintf(cmd.ErrOrStderr(), "modelowner: warning: %s\n", cli.Printable(fmt.Sprintf(format, args...)))
}

// readPassphrase returns the first line of a file.
func readPassphrase(path string) ([]byte, error) { return firstLine(path, "passphrase file") }

// firstLine returns the first line of a file, which must hold something; what names the file in errors.
func firstLine(path, what string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to read %s: %w", what, err), "")
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) == 0 {
		return nil, cli.Usage(fmt.Errorf("invalid %s: its first line is empty", what), "")
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
	p, err := unlessDone(cmd.Context(), func() ([]byte, error) { return term.ReadPassword(fd) })
	fmt.Fprintln(cmd.ErrOrStderr())
	if cmd.Context().Err() != nil {
		return nil, errors.Join(err, term.Restore(fd, before)) // which would go on without showing what is typed
	}
	if err != nil {
		return nil, fmt.Errorf("failed to read passphrase: %w", err)
	}
	return p, nil
}

// unlessDone gives what work gives, or ctx's error once ctx is done; work may go on: the program ends.
func unlessDone[T any](ctx context.Context, work func() (T, error)) (T, error) {
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

// newPassphrase returns the passphrase for a new key file; nil means none.
func newPassphrase(cmd *cobra.Command) ([]byte, error) {
	none, _ := cmd.Flags().GetBool("no-passphrase")
	path, _ := cmd.Flags().GetString(passphraseFlag)
	switch {
	case none && path != "":
		return nil, cli.Usage(errors.New("--no-passphrase and --passphrase-file exclude each other"), "")
	case none:
		warn(cmd, "keys are written without a passphrase: a reader of the folder can open every sum")
		return nil, nil
	case path != "":
		return readPassphrase(path)
	}
	p, err := ask(cmd, "New passphrase: ")
	if err != nil {
		return nil, err
	}
	if len(p) == 0 {
		return nil, cli.Usage(errors.New("invalid passphrase: must not be empty"), "--no-passphrase writes the key without one")
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

func keygenCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keygen",
		Short: "Make the identity of a model owner",
		Long: `keygen makes a signing key, the identity of a model owner, and writes it to a file of
mode 0600, under a passphrase unless --no-passphrase is given. The same passphrase
protects the Paillier keys that create makes, one for each training. keygen never
overwrites a key file. It prints the identity and its words.`,
		Args: cli.Exactly(),
		RunE: keygen,
	}
	cmd.Flags().Bool("no-passphrase", false, "write keys in the clear, protected by file permissions alone")
	cmd.Flags().Bool("json", false, "print one JSON object")
	addPassphraseFlag(cmd)
	return cmd
}

func keygen(cmd *cobra.Command, _ []string) error {
	dir, err := folder(cmd)
	if err != nil {
		return err
	}
	if err := modelowner.CheckNoKeys(dir); err != nil { // before a person is asked for a passphrase
		return err
	}
	passphrase, err := newPassphrase(cmd)
	if err != nil {
		return err
	}
	keys, err := modelowner.GenerateKeys(dir, passphrase)
	if err != nil {
		return err
	}
	id := keys.Identity.Identity()
	return result(cmd, keygenResult{File: modelowner.KeyPath(dir), Identity: id.String(), IdentityWords: identity.Words(id)}, func(r keygenResult) string {
		return fmt.Sprintf("key file     %s\nmodel owner  %s\n             %s\n", r.File, r.Identity, r.IdentityWords)
	})
}

type keygenResult struct {
	File          string `json:"file"`
	Identity      string `json:"identity"`
	IdentityWords string `json:"identity_words"`
}
