// Command modelowner is the model owner's side of Blindfit: it makes keys and trainings, invites data owners, trains,
// and uses the model. Run `modelowner --help`.
package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/modelowner"
)

// Exit codes beside those that every program has.
const (
	exitWaited   = 3
	exitRejected = 4
)

const long = `modelowner is the model owner's side of Blindfit.

It holds the only private key: data owners contribute encrypted updates through
a facilitator that cannot read them, and modelowner opens sums over all of them.

    modelowner init data.csv
    modelowner simulate -f model.json --data a.csv,b.csv
    modelowner keygen
    modelowner create -f model.json --facilitator http://127.0.0.1:8080
    modelowner invite TRAINING --count 3
    modelowner train TRAINING
    modelowner predict TRAINING --data rows.csv

TRAINING is the id that create prints, or its first digits.

BLINDFIT_DIR in the environment stands in for --dir. Every flag can also be given
as MODELOWNER_ and its name in capitals with _ for -, such as MODELOWNER_MAX_WAIT.

Exit codes:
    0    success
    1    failure
    2    wrong use or bad input (arguments, model.json, rows, passphrase)
    3    waited too long for owners (--max-wait)
    4    a round was rejected or could not be completed
    130  interrupted; train goes on where it was`

func main() { cli.Main(newRoot()) }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:     "modelowner",
		Version: cli.Release(),
		Short:   "The model owner's side of Blindfit",
		Long:    long,
		Args:    cli.NoCommand,

		RunE:              cli.ShowHelp,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return fromEnvironment(cmd) },
	}
	root.PersistentFlags().String("dir", "", "folder of the key and the trainings (default: blindfit/modelowner in the user's configuration folder)")
	root.AddCommand(initCommand(), simulateCommand(), keygenCommand(), createCommand(), inviteCommand(), trainCommand(), resumeCommand(), predictCommand(), exportCommand(), reportCommand(),
		statusCommand(), listCommand(), revokeCommand(), privacyCommand(), serveCommand())
	for _, c := range root.Commands() {
		if strings.Contains(c.Use, "TRAINING") {
			c.ValidArgsFunction = completeTraining
		}
		work := c.RunE
		c.RunE = func(cmd *cobra.Command, args []string) error { return translate(cmd.Context(), work(cmd, args)) }
	}
	return root
}

// completeTraining offers the trainings of the folder to a shell, each with its state and name.
func completeTraining(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	dir, err := folder(cmd)
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	trainings, err := modelowner.List(dir)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var out []string
	for _, t := range trainings {
		about := cli.Printable(strings.ReplaceAll(t.Name(), "\n", " "))
		if s, err := t.Status(); err == nil {
			about = s.State + ", " + about
		}
		out = append(out, cobra.CompletionWithDesc(t.ID.String(), about))
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// fromEnvironment sets the flags that were not given from MODELOWNER_… variables, and --dir from BLINDFIT_DIR.
func fromEnvironment(cmd *cobra.Command) error {
	if err := cli.BindEnv(cmd, "MODELOWNER"); err != nil {
		return err
	}
	if dir := os.Getenv("BLINDFIT_DIR"); dir != "" && !cmd.Flags().Changed("dir") {
		return cmd.Flags().Set("dir", dir)
	}
	return nil
}

// translate gives an error of package modelowner its exit code and its hint.
func translate(ctx context.Context, err error) error {
	var done *cli.Error
	if err == nil || errors.As(err, &done) {
		return err
	}
	e := &cli.Error{Code: cli.ExitFailure, Hint: modelowner.Hint(err), Err: errors.New(strings.ReplaceAll(err.Error(), "\n", "; "))}
	switch {
	case ctx.Err() != nil:
		e.Code, e.Err = cli.ExitInterrupted, errors.New("interrupted")
	case errors.Is(err, modelowner.ErrWaited):
		e.Code = exitWaited
	case errors.Is(err, modelowner.ErrRejected):
		e.Code = exitRejected
	case errors.Is(err, modelowner.ErrInput):
		e.Code = cli.ExitUsage
	}
	return e
}
