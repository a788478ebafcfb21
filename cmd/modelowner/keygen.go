package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/identity"
)

type keygenFlags struct {
	noPassphrase bool
	keys         flags.Keys
	json         show.JSON
}

func keygenCommand(dir *flags.Dir) *cobra.Command {
	var f keygenFlags
	cmd := &cobra.Command{
		Use:   "keygen",
		Short: "Make the identity of a model owner",
		Long: `keygen makes a signing key, the identity of a model owner, and writes it to a file of
mode 0600, under a passphrase unless --no-passphrase is given. The same passphrase
protects the Paillier keys that create makes, one for each training. keygen never
overwrites a key file. It prints the identity and its words.

With --json it prints {"file":…,"identity":…,"identity_words":…}.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return keygen(cmd, dir, &f) },
	}
	cmd.Flags().BoolVar(&f.noPassphrase, "no-passphrase", false, "write keys in the clear, protected by file permissions alone")
	f.json.Add(cmd)
	f.keys.Add(cmd)
	return cmd
}

func keygen(cmd *cobra.Command, dir *flags.Dir, f *keygenFlags) error {
	path, err := dir.Path()
	if err != nil {
		return err
	}
	if err := modelowner.CheckNoKeys(path); err != nil { // before a person is asked for a passphrase
		return err
	}
	passphrase, err := f.keys.NewPassphrase(cmd, f.noPassphrase)
	if err != nil {
		return err
	}
	keys, err := modelowner.GenerateKeys(path, passphrase)
	if err != nil {
		return err
	}
	id := keys.Identity.Identity()
	r := keygenResult{File: modelowner.KeyPath(path), Identity: id.String(), IdentityWords: identity.Words(id)}
	return show.Result(cmd, f.json, r, func(r keygenResult) string {
		return fmt.Sprintf("key file     %s\nmodel owner  %s\n             %s\n", r.File, r.Identity, r.IdentityWords)
	})
}

type keygenResult struct {
	File          string `json:"file"`
	Identity      string `json:"identity"`
	IdentityWords string `json:"identity_words"`
}
