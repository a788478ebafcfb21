// Command modelowner is the model owner's side of Blindfit: it makes keys and trainings, invites data owners, trains,
// and uses the model. Run `modelowner --help`.
package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/afterwards"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/modelowner"
)

// Exit codes of this program; cli has those of all programs.
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
	var dir flags.Dir
	root := &cobra.Command{
		Use:     "modelowner",
		Version: cli.Release(),
		Short:   "The model owner's side of Blindfit",
		Long:    long,
		Args:    cli.NoCommand,

		RunE:              cli.ShowHelp,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return dir.FromEnvironment(cmd) },
	}
	dir.Add(root)
	root.AddCommand(initCommand(), simulateCommand(), keygenCommand(&dir), createCommand(&dir), inviteCommand(&dir), trainCommand(&dir), resumeCommand(&dir), closeCommand(&dir),
		predictCommand(&dir), exportCommand(&dir), reportCommand(&dir), publishCommand(&dir), afterwards.Analyse(&dir), afterwards.Compare(&dir), afterwards.Rebuild(), afterwards.Validate(&dir), statusCommand(&dir), listCommand(&dir), revokeCommand(&dir), privacyCommand(), serveCommand(&dir))
	for _, c := range root.Commands() {
		if strings.Contains(c.Use, "TRAINING") {
			c.ValidArgsFunction = completeTraining(&dir)
		}
		work := c.RunE
		c.RunE = func(cmd *cobra.Command, args []string) error { return translate(cmd.Context(), work(cmd, args)) }
	}
	return root
}

// completeTraining offers the trainings of the folder to a shell, each with its state and name.
func completeTraining(dir *flags.Dir) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		path, err := dir.Path()
		if err != nil || len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		trainings, err := modelowner.List(path)
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
}

// translate returns an error with the exit code and the hint that belong to it.
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
