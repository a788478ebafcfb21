package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/trustee"
)

func moveCommand(f *folder) *cobra.Command {
	var back bool
	var copyDir, filePassphrase string
	cmd := &cobra.Command{
		Use:   "move FILE",
		Short: "Move the key and its ledger into a key file of the page, or back",
		Long: `move writes the key and the ledger of --dir into FILE, a new key file for the page
/trustee, under a passphrase of its own of at least 12 characters. Before the file is
written the ledger and its copy say that the key has moved: from then on 'trustee
serve' signs nothing, and only the page goes on, with the newest key file. FILE may be
a folder; it prints the path of the file.

move --back FILE takes the key file that the page saved when the key was moved to a
program there, into --dir: the folder from which it came, or a new one, with --copy a
folder on a second medium for the copy of the ledger. The passphrase is that of FILE.
Move one file into one folder only, once.

In both directions only one of the two places goes on answering, and the other refuses.`,
		Args: cli.Exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case back:
				return moveBack(cmd, f, args[0], copyDir, filePassphrase)
			case copyDir != "":
				return cli.Usage(errors.New("--copy belongs to --back"), "")
			}
			secret, err := passphraseOf(cmd, filePassphrase, func() ([]byte, error) { return cli.AskTwice(cmd, "--file-passphrase-file names a file with it") })
			if err != nil {
				return err
			}
			path, warning, err := trustee.Move(f.dir, f.passphrase(cmd), args[0], string(secret))
			warn(cmd, warning)
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.ErrOrStderr(), "trustee: this folder signs nothing more; open the key file at /trustee")
			_, err = fmt.Fprintln(cmd.OutOrStdout(), path)
			return err
		},
	}
	cmd.Flags().BoolVar(&back, "back", false, "move a key file of the page into --dir")
	cmd.Flags().StringVar(&copyDir, "copy", "", "with --back into a new folder: folder on a second medium for the copy of the ledger")
	cmd.Flags().StringVar(&filePassphrase, "file-passphrase-file", "", "file with the passphrase of FILE in its first line")
	return cmd
}

func moveBack(cmd *cobra.Command, f *folder, path, copyDir, filePassphrase string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return cli.Usage(fmt.Errorf("failed to read key file: %w", err), "")
	}
	secret, err := passphraseOf(cmd, filePassphrase, func() ([]byte, error) { return cli.Ask(cmd, "Passphrase of the key file: ") })
	if err != nil {
		return err
	}
	keys, err := trustee.MoveBack(f.dir, copyDir, content, string(secret))
	var problem *trustee.Problem
	if errors.As(err, &problem) {
		return cli.Usage(err, "")
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "trustee: words: %s\n", keys.Public().Words())
	_, err = fmt.Fprintln(cmd.OutOrStdout(), keys.Public())
	return err
}

// passphraseOf reads a passphrase from a file, or asks for it.
func passphraseOf(cmd *cobra.Command, file string, ask func() ([]byte, error)) ([]byte, error) {
	if file != "" {
		return cli.FirstLine(file, "passphrase file")
	}
	return ask()
}
