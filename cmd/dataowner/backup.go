package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner/filevault"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/internal/durable"
)

// copied is the content of a backup.
type copied struct {
	Version int    `json:"version"`
	Master  []byte `json:"master"` // secret
	Ledger  []byte `json:"ledger"` // its lines
}

const (
	backupVersion = 1
	maxBackup     = 1 << 30
)

func newBackup() *cobra.Command {
	var at folders
	var passphrase string
	var handOver bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write this owner's secret and ledger to an encrypted file",
		Long: `backup writes the master secret, from which this owner's key derives, and the ledger of what it gave to a file that is
encrypted with a passphrase. It leaves out the ledger's anchor, so that an old backup is noticed where it is restored.

On this machine a restored backup is complete if it is as new as the anchor; else the gap is written down, and you are
asked about each file whether its people were in a lost sum. On another machine everything that was given since the backup
is unknown, unless it was made with --hand-over: that ends this ledger, and the other machine goes on with it. Two
machines must never go on with one backup.`,
		Args: cli.Exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, v, anchor, err := at.open(ctx)
			if err != nil {
				return err
			}
			if _, err := os.Lstat(args[0]); err == nil {
				return cli.Usage(fmt.Errorf("%s exists", args[0]), "a backup replaces no file")
			}
			secret, err := readPassphrase(cmd, passphrase, true)
			if err != nil {
				return err
			}
			l, err := v.OpenLedger(ctx, anchor, time.Now())
			if err != nil {
				return asCLI(err)
			}
			lines, err := exported(ctx, l, handOver)
			if err != nil {
				return err
			}
			master := v.Master.Reveal()
			text, err := json.Marshal(copied{backupVersion, master[:], lines})
			if err != nil {
				return fmt.Errorf("failed to marshal backup: %w", err)
			}
			sealed, err := seal(text, secret)
			if err != nil {
				return err
			}
			if err := durable.CreateFile(args[0], sealed); err != nil {
				return fmt.Errorf("failed to write backup: %w", err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s holds %s\n", args[0], cli.Count(bytes.Count(lines, []byte("\n")), "ledger line"))
			return nil
		},
	}
	at.add(cmd)
	cmd.Flags().StringVar(&passphrase, "passphrase-file", "", "file whose first line is the passphrase of the backup")
	cmd.Flags().BoolVar(&handOver, "hand-over", false, "end this ledger, so that another machine goes on with it")
	return cmd
}

func exported(ctx context.Context, l *ledger.Ledger, handOver bool) ([]byte, error) {
	if handOver {
		return l.HandOver(ctx, time.Now())
	}
	return l.Export(ctx)
}

func newRestore() *cobra.Command {
	var at folders
	var passphrase string
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Bring back this owner's secret and ledger from a backup",
		Long: `restore brings back the master secret and the ledger from a file that backup wrote, into a --dir that is empty or holds
the beginning of the same ledger. Trainings that were running cannot be gone on with. Without the anchor of this ledger on
this machine, and unless the backup was made with --hand-over, the ledger notes that sums may be lost.`,
		Args: cli.Exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			b, err := readBackup(cmd, args[0], passphrase)
			if err != nil {
				return err
			}
			files, err := filevault.Open(at.dir)
			if err != nil {
				return cli.Usage(err, "--dir names the folder for this owner's identity")
			}
			v, err := vault.Restore(ctx, files, b.Master)
			if err != nil {
				return asCLI(err)
			}
			anchor, err := at.anchorOf(v)
			if err != nil {
				return err
			}
			l, err := v.RestoreLedger(ctx, anchor, b.Ledger, time.Now())
			if err != nil {
				return asCLI(err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "restored %s\n", cli.Count(bytes.Count(b.Ledger, []byte("\n")), "ledger line"))
			if gaps := l.Gaps(); len(gaps) > 0 {
				fmt.Fprintf(cmd.OutOrStdout(), "sums may be lost (%s): you will be asked about each file whether its people were in one\n", gaps[len(gaps)-1].Reason)
			}
			return nil
		},
	}
	at.add(cmd)
	cmd.Flags().StringVar(&passphrase, "passphrase-file", "", "file whose first line is the passphrase of the backup")
	return cmd
}

func readBackup(cmd *cobra.Command, path, passphrase string) (*copied, error) {
	sealed, err := os.ReadFile(path)
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to read backup: %w", err), "")
	}
	secret, err := readPassphrase(cmd, passphrase, false)
	if err != nil {
		return nil, err
	}
	text, err := unseal(sealed, secret)
	if err != nil {
		return nil, err
	}
	var b copied
	if err := json.Unmarshal(text, &b); err != nil || b.Version != backupVersion {
		return nil, cli.Usage(errors.New("malformed backup, or one of another version"), "")
	}
	return &b, nil
}

// seal encrypts a text under a passphrase, as an armored age file.
func seal(text, passphrase []byte) ([]byte, error) {
	to, err := age.NewScryptRecipient(string(passphrase))
	if err != nil {
		return nil, fmt.Errorf("failed to encrypt backup: %w", err)
	}
	if testOnlyWorkFactor > 0 {
		to.SetWorkFactor(testOnlyWorkFactor)
	}
	var out bytes.Buffer
	a := armor.NewWriter(&out)
	w, err := age.Encrypt(a, to)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = errors.Join(w.Close(), a.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("failed to encrypt backup: %w", err)
	}
	return out.Bytes(), nil
}

// testOnlyWorkFactor is the log2 of the cost of a passphrase; 0 is age's default, about a second.
var testOnlyWorkFactor = 0

func unseal(sealed, passphrase []byte) ([]byte, error) {
	by, err := age.NewScryptIdentity(string(passphrase))
	if err != nil {
		return nil, fmt.Errorf("failed to decrypt backup: %w", err)
	}
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(sealed)), by)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return nil, cli.Usage(errors.New("incorrect passphrase"), "")
	case err != nil:
		return nil, cli.Usage(fmt.Errorf("malformed backup: %w", err), "")
	}
	text, err := io.ReadAll(io.LimitReader(r, maxBackup))
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("malformed backup: %w", err), "")
	}
	return text, nil
}

// readPassphrase reads a passphrase from the first line of a file, or from the terminal, there twice if it is a new one.
func readPassphrase(cmd *cobra.Command, path string, fresh bool) ([]byte, error) {
	switch {
	case path != "":
		return cli.FirstLine(path, "passphrase file")
	case fresh:
		return cli.AskTwice(cmd, "")
	}
	return cli.Ask(cmd, "Passphrase: ")
}
