package flags

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/modelowner/publish"
)

// Publication adds the flags of the rules under which a description may be published.
func Publication(cmd *cobra.Command, rule *publish.Rule) {
	cmd.Flags().Int64Var(&rule.Below, "suppress-below", 0, "of a description: hide counts from 1 to N-1, those that would tell them, and tests of either")
	cmd.Flags().Int64Var(&rule.Round, "round", 0, "of a description: round counts to multiples of N")
}

// CheckPublication refuses rules that are no rules.
func CheckPublication(rule publish.Rule) error {
	if rule.Below < 0 || rule.Round < 0 {
		return cli.Usage(errors.New("--suppress-below and --round must not be negative"), "for example --suppress-below 5 --round 5")
	}
	return nil
}
