package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/modelowner"
)

type revokeFlags struct {
	keys flags.Keys
	json show.JSON
}

func revokeCommand(dir *flags.Dir) *cobra.Command {
	var f revokeFlags
	cmd := &cobra.Command{
		Use:   "revoke TRAINING OWNER",
		Short: "Shut a data owner or an invite out of a training",
		Long: `revoke shuts a data owner out. OWNER is its identity or the first digits of it, its
words, the name its invite was made for, or an invite link; - reads it from standard input,
which keeps a link out of the shell's history.

Before the training starts neither the owner is admitted nor anyone else with its
invite. Once it has started its owners are fixed: a sum without one of them could be
subtracted from one with all. Without differential privacy every round needs all
owners, so train ends the training with the model of the finished rounds. With it
train refuses rounds that the owner takes part in, and goes on without it as long as
it stays away and enough others are left. Earlier sums stay as they are.

With --json it prints {"owner":{…},"member":…,"goes_on":…,"message":…}.`,
		Args: cli.Exactly("TRAINING", "OWNER"),
		RunE: func(cmd *cobra.Command, args []string) error { return revoke(cmd, dir, &f, args[0], args[1]) },
	}
	f.json.Add(cmd)
	f.keys.Add(cmd)
	return cmd
}

func revoke(cmd *cobra.Command, dir *flags.Dir, f *revokeFlags, name, who string) error {
	t, path, err := dir.Find(name)
	if err != nil {
		return err
	}
	if who == "-" {
		b, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), 4096))
		if err != nil {
			return fmt.Errorf("failed to read standard input: %w", err)
		}
		who = strings.TrimSpace(string(b))
	}
	keys, err := f.keys.Open(cmd, path)
	if err != nil {
		return err
	}
	r, err := t.Revoke(cmd.Context(), keys, who)
	if err != nil {
		return err
	}
	return show.Result(cmd, f.json, r, func(r *modelowner.Revoked) string { return r.Message + "\n" })
}
