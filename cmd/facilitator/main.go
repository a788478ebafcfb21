// Command facilitator runs the server between data owners and a model owner. It sees ciphertexts, signatures and the
// identities of the members; it holds no private key and cannot decrypt.
package main

import (
	"errors"
	"os"
	"regexp"

	"github.com/spf13/cobra"
	_ "golang.org/x/crypto/x509roots/fallback" // for systems without certificates of authorities, such as a container's

	"github.com/blindfit/blindfit/cmd/internal/cli"
)

// Exit codes of this program: another facilitator uses the data folder; a newer release has written to the store.
const (
	exitLocked = 10
	exitNewer  = 11
)

// prefix is that of the environment variables that set flags.
const prefix = "FACILITATOR"

// othersEnv are variables with the prefix that set no flag: those of the proxy's files in deploy/, and those that Kubernetes gives
// every container for a service of that name.
var othersEnv = regexp.MustCompile(`^(DOMAIN|UPSTREAMS|(.+_)?SERVICE_(HOST|PORT(_.+)?)|(.+_)?PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?)$`)

func main() {
	tuneGC()
	cli.Main(newRoot())
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "facilitator",
		Short: "Run the server between data owners and a model owner",
		Long: `The facilitator serves the data owners' page, keeps signed messages and ciphertexts, and multiplies the
owners' encrypted updates. It holds no private key and cannot decrypt.

Every flag can also be set by an environment variable, for example --data by FACILITATOR_DATA.

Exit codes: 0 stopped in order, 1 failure, 2 wrong usage, 10 the data folder is in use, 11 the store was
written by a newer release.`,
		Version: cli.Release(),
		Args:    cli.NoCommand,
		RunE: func(*cobra.Command, []string) error {
			return cli.Usage(errors.New("a command is missing"), "see 'facilitator --help'")
		},
	}
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := cli.CheckEnv(root, prefix, os.Environ(), othersEnv); err != nil {
			return err
		}
		return cli.BindEnv(cmd, prefix)
	}
	root.AddCommand(newServe(), newHealth(), newDoctor(), newBackup(), newEnd(), newForget(), newAudit(), newToken())
	return root
}
