package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner"
)

func newWithdraw() *cobra.Command {
	var at folders
	cmd := &cobra.Command{
		Use:   "withdraw LINK|-",
		Short: "Ask that a contribution to a training with trustees is not counted",
		Long: `withdraw asks the facilitator not to count the contribution that join gave with the same link and --dir. It works until
the contribution is fixed for the closing of the training. It costs no less privacy for that: whoever had the contribution may
have kept it.`,
		Args: cli.Exactly("LINK"),
		RunE: func(cmd *cobra.Command, args []string) error {
			link, err := readLink(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			vault, _, anchor, err := at.open(cmd.Context())
			if err != nil {
				return err
			}
			show := &printer{out: cmd.OutOrStdout()}
			answered := show.unanswered(link)
			owner, err := dataowner.Open(cmd.Context(), link, dataowner.Config{Vault: vault, Anchor: anchor})
			answered()
			if err != nil {
				return asCLI(err)
			}
			if err := dataowner.Withdraw(cmd.Context(), owner); err != nil {
				return asCLI(err)
			}
			fmt.Fprintln(cmd.OutOrStdout(), "withdrawn: the contribution will not be counted")
			return nil
		},
	}
	at.add(cmd)
	return cmd
}
