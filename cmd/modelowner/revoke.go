package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/modelowner"
)

func revokeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "revoke TRAINING OWNER",
		Short: "Shut a data owner or an invite out of a training",
		Long: `revoke shuts a data owner out. OWNER is its identity or the first digits of it, its
words, or an invite link; - reads it from standard input, which keeps a link out of
the shell's history.

Before the training starts the owner is not admitted, nor anybody else with its
invite. Once it has started its owners are fixed: a sum without one of them would
give that one away. Then its whole block is left out of the rounds that follow, if
the other blocks suffice and the method bears it; otherwise train ends the training
with the model of the finished rounds. What was summed before stays summed.`,
		Args: cli.Exactly("TRAINING", "OWNER"),
		RunE: revoke,
	}
	cmd.Flags().Bool("json", false, "print one JSON object")
	addPassphraseFlag(cmd)
	return cmd
}

func revoke(cmd *cobra.Command, args []string) error {
	t, dir, err := find(cmd, args[0])
	if err != nil {
		return err
	}
	who := args[1]
	if who == "-" {
		b, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), 4096))
		if err != nil {
			return fmt.Errorf("failed to read standard input: %w", err)
		}
		who = strings.TrimSpace(string(b))
	}
	keys, err := openKeys(cmd, dir)
	if err != nil {
		return err
	}
	r, err := t.Revoke(cmd.Context(), keys, who)
	if err != nil {
		return err
	}
	return result(cmd, r, func(r *modelowner.Revoked) string { return r.Message + "\n" })
}
