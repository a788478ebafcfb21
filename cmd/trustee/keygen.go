package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/trustee"
)

// folder is a trustee's folder, which every command has, and where its passphrase comes from.
type folder struct{ dir, passphraseFile string }

func (f *folder) add(root *cobra.Command) {
	root.PersistentFlags().StringVar(&f.dir, "dir", cli.DefaultDir("trustee"), "folder of the key and the ledger")
	root.PersistentFlags().StringVar(&f.passphraseFile, "passphrase-file", "", "file with the passphrase of the key file in its first line")
}

// fromEnvironment sets the flags that were not given from TRUSTEE_… variables, and --dir from BLINDFIT_DIR.
func (f *folder) fromEnvironment(cmd *cobra.Command) error {
	if err := cli.BindEnv(cmd, "TRUSTEE"); err != nil {
		return err
	}
	if dir := os.Getenv("BLINDFIT_DIR"); dir != "" && !cmd.Flags().Changed("dir") {
		f.dir = dir
	}
	if f.dir == "" {
		return cli.Failure(errors.New("failed to find the user's configuration folder"), "name a folder with --dir")
	}
	return nil
}

func keygenCommand(f *folder) *cobra.Command {
	var copyDir string
	var noPassphrase bool
	cmd := &cobra.Command{
		Use:   "keygen --copy DIR",
		Short: "Make the keys of a trustee and print them as one line",
		Long: `keygen makes a trustee's keys, and begins its ledger in two copies: in --dir, and in
--copy, which must be a folder on a second medium and is remembered. It overwrites
nothing.

It prints one line, trustee1…, for training files, and on standard error the words of
the keys. Publish both where data owners and model owners find them.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var passphrase []byte
			var err error
			switch {
			case noPassphrase && f.passphraseFile != "":
				return cli.Usage(errors.New("--no-passphrase and --passphrase-file exclude each other"), "")
			case noPassphrase:
				warn(cmd, "keys are written without a passphrase: a reader of the folder holds this trustee's part of all masks")
			case f.passphraseFile != "":
				passphrase, err = cli.FirstLine(f.passphraseFile, "passphrase file")
			default:
				passphrase, err = cli.AskTwice(cmd, "--no-passphrase writes keys without one")
			}
			if err != nil {
				return err
			}
			keys, err := trustee.Generate(f.dir, copyDir, passphrase)
			if err != nil {
				return cli.Usage(err, "")
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "trustee: words: %s\n", keys.Public().Words())
			_, err = fmt.Fprintln(cmd.OutOrStdout(), keys.Public())
			return err
		},
	}
	cmd.Flags().StringVar(&copyDir, "copy", "", "folder on a second medium for the copy of the ledger (required)")
	cmd.Flags().BoolVar(&noPassphrase, "no-passphrase", false, "write keys in the clear, protected by file permissions alone")
	_ = cmd.MarkFlagRequired("copy")
	return cmd
}
