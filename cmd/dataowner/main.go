// Command dataowner takes part in a training: without a browser (join), or with the page served from the
// owner's own machine (serve). It runs the same code as the page.
package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/protocol/identity"
)

func main() { cli.Main(newRoot()) }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:     "dataowner",
		Version: cli.Release(),
		Short:   "Take part in a Blindfit training with rows that never leave this machine",
		Long: `dataowner takes part in a training. Rows are read here, summed here, and only encrypted, masked sums leave.

Every flag can also be set in the environment, --data as DATAOWNER_DATA.

Exit codes: 0 done, 1 failure, 2 wrong flag, link or file, 3 a question without a yes (--agree), 10 refused (by the link,
the training or the owner's own rules), 11 the rows do not fit the schema, 130 interrupted.`,
		Args: cli.NoCommand,
		RunE: cli.ShowHelp,
	}
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return cli.BindEnv(cmd, "DATAOWNER") }
	root.AddCommand(newJoin(), newWithdraw(), newCheck(), newID(), newLedger(), newBackup(), newRestore(), newServe(), newVerify())
	return root
}

const (
	exitAgree   = 3
	exitRefused = 10
	exitRows    = 11
)

// readLink reads a link from the argument, or from standard input for "-": a link in the argument list can be
// seen by other users of the machine.
func readLink(arg string, in io.Reader) (identity.Link, error) {
	if arg == "-" {
		b, err := io.ReadAll(io.LimitReader(in, 1<<16))
		if err != nil {
			return identity.Link{}, fmt.Errorf("failed to read link: %w", err)
		}
		arg = strings.TrimSpace(string(b))
	}
	if isShort(arg) {
		to, err := followShort(arg)
		if err != nil {
			return identity.Link{}, cli.Usage(err, "compare the address with the one that you were given")
		}
		arg = to
	}
	l, err := identity.ParseLink(arg)
	if err != nil {
		return identity.Link{}, cli.Usage(err, "quote the whole link, or give '-' and write it to standard input")
	}
	return l, nil
}

// asCLI returns an error with the exit code of its problem.
func asCLI(err error) error {
	var p *problem.Problem
	if !errors.As(err, &p) {
		return err
	}
	code := cli.ExitFailure
	switch p.Code {
	case problem.Link, problem.Code:
		code = cli.ExitUsage
	case problem.Manifest, problem.Key, problem.File, problem.Cohort,
		problem.NotAdmitted, problem.Log, problem.Pinned, problem.Privacy, problem.Vault,
		problem.Protocol, problem.Unsupported:
		code = exitRefused
	case problem.Agree:
		code = exitAgree
	case problem.Rows:
		code = exitRows
	}
	return &cli.Error{Code: code, Hint: p.Hint, Err: err}
}
