// Command trustee holds one part of the masks of trainings in which data owners send once and leave. Run `trustee --help`.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// exitDead is the exit code of a key that must not sign anything more; cli has the codes of all programs.
const exitDead = 10

const long = `trustee holds one part of the masks of trainings in which data owners send one
message and leave. It accepts trainings, strikes bad contributions, and releases the
sum of its masks with noise, over many data owners at once, one time for each
training. It sees no data, no sum and no model.

    trustee keygen --copy /media/stick/trustee
    trustee serve --facilitator https://facilitator.example
    trustee status
    trustee approve TRAINING

The copy of the ledger belongs on a second medium: with a ledger that was put back to
an earlier state a training could be opened twice. No backup may take both.

BLINDFIT_DIR in the environment stands in for --dir. Every flag can also be given as
TRUSTEE_ and its name in capitals with _ for -, such as TRUSTEE_FACILITATOR.

Exit codes:
    0    success
    1    failure
    2    wrong use or bad input (arguments, rules, passphrase)
    10   the ledger was put back or lost its copy: the key signs nothing more
    130  interrupted`

func main() { cli.Main(newRoot()) }

func newRoot() *cobra.Command {
	f := &folder{}
	root := &cobra.Command{
		Use:     "trustee",
		Version: cli.Release(),
		Short:   "Hold a part of the masks of trainings",
		Long:    long,
		Args:    cli.NoCommand,

		RunE:              cli.ShowHelp,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return f.fromEnvironment(cmd) },
	}
	f.add(root)
	root.AddCommand(keygenCommand(f), serveCommand(f), statusCommand(f), approveCommand(f), releaseCommand(f), backupCommand(f), moveCommand(f), codesCommand(f))
	for _, c := range root.Commands() {
		work := c.RunE
		c.RunE = func(cmd *cobra.Command, args []string) error { return translate(cmd.Context(), work(cmd, args)) }
	}
	return root
}

// translate returns an error with the exit code and the hint that belong to it.
func translate(ctx context.Context, err error) error {
	var done *cli.Error
	var moved *ledger.MovedError
	switch {
	case err == nil || errors.As(err, &done):
		return err
	case ctx.Err() != nil:
		return &cli.Error{Code: cli.ExitInterrupted, Err: errors.New("interrupted")}
	case errors.As(err, &moved):
		return cli.Failure(err, "'trustee move --help' tells how to bring a key back")
	case errors.Is(err, ledger.ErrDead):
		return &cli.Error{Code: exitDead, Err: err, Hint: "trainings that this key accepted cannot be opened any more: tell their model owners"}
	case errors.Is(err, durable.ErrBusy):
		return cli.Failure(errors.New("another trustee serves this folder"), "")
	case errors.Is(err, fs.ErrNotExist):
		return cli.Usage(err, "make keys with 'trustee keygen', or name their folder with --dir")
	}
	return err
}

// output prints a result as JSON, or as text.
func output[T any](cmd *cobra.Command, asJSON bool, v T, text func(T) string) error {
	if !asJSON {
		_, err := fmt.Fprint(cmd.OutOrStdout(), text(v))
		return err
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("failed to marshal result: %w", err)
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), string(b))
	return err
}

// warn prints a warning of reading the key file.
func warn(cmd *cobra.Command, text string) {
	if text != "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "trustee: warning: %s\n", cli.Printable(text))
	}
}

// open reads the key file of the folder.
func (f *folder) open(cmd *cobra.Command) (*trustee.Keys, error) {
	keys, warning, err := trustee.Load(f.dir, f.passphrase(cmd))
	warn(cmd, warning)
	return keys, err
}

// passphrase reads that of the folder's key file.
func (f *folder) passphrase(cmd *cobra.Command) func() ([]byte, error) {
	return func() ([]byte, error) {
		return passphraseOf(cmd, f.passphraseFile, func() ([]byte, error) { return cli.Ask(cmd, "Passphrase: ") })
	}
}
