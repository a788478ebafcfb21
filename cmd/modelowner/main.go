// Command modelowner is the model owner's side of Blindfit: it makes keys and trainings, invites data owners, trains,
// and uses the model. Run `modelowner --help`.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/blindfit/blindfit/ml/modelowner"
)

// Exit codes, documented in the help.
const (
	exitOK          = 0
	exitFailure     = 1
	exitInput       = 2
	exitWaited      = 3
	exitRejected    = 4
	exitInterrupted = 130
)

const long = `modelowner is the model owner's side of Blindfit.

It holds the only private key: data owners contribute encrypted updates through
a facilitator that cannot read them, and modelowner opens sums over all of them.

    modelowner keygen
    modelowner create -f model.json --facilitator http://127.0.0.1:8080
    modelowner invite TRAINING --count 3
    modelowner train TRAINING
    modelowner predict TRAINING --data rows.csv

TRAINING is the id that create prints, or its first digits.

The environment variables BLINDFIT_DIR, BLINDFIT_FACILITATOR and
BLINDFIT_PASSPHRASE_FILE stand in for the flags of these names.

Exit codes:
    0    success
    1    failure
    2    wrong use or bad input (arguments, model.json, rows, passphrase)
    3    waited too long for owners (--max-wait)
    4    a round was rejected or could not be completed
    130  interrupted; train goes on where it was`

// errUsage marks mistakes in arguments and flags.
var errUsage = errors.New("usage")

func main() { os.Exit(run()) }

// run is main for tests: it returns the exit code.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot()
	err := root.ExecuteContext(ctx)
	code := exitCode(ctx, err)
	if err != nil {
		complain(root.ErrOrStderr(), ctx, err)
	}
	return code
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:               "modelowner",
		Short:             "The model owner's side of Blindfit",
		Long:              long,
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              noCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return fromEnvironment(cmd.Flags()) },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return modelowner.WithHint(usage(err), "see `"+cmd.CommandPath()+" --help`")
	})
	root.PersistentFlags().String("dir", "", "folder of the key and the trainings (default: blindfit/modelowner in the user's configuration folder)")
	root.AddCommand(keygenCommand(), createCommand(), inviteCommand(), trainCommand(), resumeCommand(), predictCommand(), exportCommand(),
		statusCommand(), listCommand(), serveCommand())
	return root
}

// noCommand explains a command that does not exist.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := usage(fmt.Errorf("unknown command %q", args[0]))
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return modelowner.WithHint(err, "did you mean `modelowner "+near[0]+"`")
	}
	return modelowner.WithHint(err, "`modelowner --help` lists the commands")
}

// usageError marks err as a mistake in how the command was called.
type usageError struct{ error }

func (u usageError) Unwrap() []error { return []error{u.error, errUsage} }

func usage(err error) error { return usageError{err} }

// exactly is cobra.ExactArgs with our words.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		what := "no arguments"
		if len(names) > 0 {
			what = strings.Join(names, " ")
		}
		return modelowner.WithHint(usage(fmt.Errorf("%s takes %s", cmd.Name(), what)), "see `"+cmd.CommandPath()+" --help`")
	}
}

// fromEnvironment sets the flags that an environment variable stands in for, where they were not given.
func fromEnvironment(flags *pflag.FlagSet) error {
	for name, variable := range map[string]string{
		"dir": "BLINDFIT_DIR", "facilitator": "BLINDFIT_FACILITATOR", passphraseFlag: "BLINDFIT_PASSPHRASE_FILE",
	} {
		f := flags.Lookup(name)
		if v := os.Getenv(variable); f != nil && !f.Changed && v != "" {
			if err := flags.Set(name, v); err != nil {
				return usage(fmt.Errorf("invalid %s: must be what --%s takes", variable, name))
			}
		}
	}
	return nil
}

func exitCode(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.Is(err, modelowner.ErrWaited):
		return exitWaited
	case errors.Is(err, modelowner.ErrRejected):
		return exitRejected
	case errors.Is(err, errUsage), errors.Is(err, modelowner.ErrInput):
		return exitInput
	}
	return exitFailure
}

// complain prints an error and its hint. Names in it may come from files and from the facilitator: control
// characters are quoted.
func complain(w io.Writer, ctx context.Context, err error) {
	if ctx.Err() != nil {
		fmt.Fprintln(w, "modelowner: interrupted")
		if hint := modelowner.Hint(err); hint != "" {
			fmt.Fprintf(w, "modelowner: hint: %s\n", printable(hint))
		}
		return
	}
	fmt.Fprintf(w, "modelowner: error: %s\n", printable(strings.ReplaceAll(err.Error(), "\n", "; ")))
	if hint := modelowner.Hint(err); hint != "" {
		fmt.Fprintf(w, "modelowner: hint: %s\n", printable(hint))
	}
}

// printable replaces control characters, which a terminal would obey.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || (r >= 0x7f && r < 0xa0) {
			return '\uFFFD'
		}
		return r
	}, s)
}
