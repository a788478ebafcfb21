package flags

import (
	"errors"

	"github.com/spf13/cobra"

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
			return cli.FirstLine(k.passphraseFile, "passphrase file")
		}
		return cli.Ask(cmd, "Passphrase: ")
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
		return cli.FirstLine(k.passphraseFile, "passphrase file")
	}
	return cli.AskTwice(cmd, "--no-passphrase writes keys without one")
}
