package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
)

type inviteFlags struct {
	count int
	keys  flags.Keys
	json  show.JSON
}

func inviteCommand(dir *flags.Dir) *cobra.Command {
	var f inviteFlags
	cmd := &cobra.Command{
		Use:   "invite TRAINING",
		Short: "Print invite links, one a line",
		Long: `invite makes single-use links. Send each to one data owner over a way you trust: with
a link anyone can read the training file and enrol once in its bearer's place. The
facilitator does not see them, and is asked nothing but whether the trustees of the
training, if it has any, have accepted it: invite waits for them, a minute at most.

With --json it prints {"links":[…]}.`,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error { return invite(cmd, dir, &f, args[0]) },
	}
	cmd.Flags().IntVar(&f.count, "count", 1, "how many links")
	f.json.Add(cmd)
	f.keys.Add(cmd)
	return cmd
}

func invite(cmd *cobra.Command, dir *flags.Dir, f *inviteFlags, name string) error {
	t, path, err := dir.Find(name)
	if err != nil {
		return err
	}
	if t.Manifest.Trustees != nil {
		keys, err := f.keys.Open(cmd, path)
		if err != nil {
			return err
		}
		if err := t.Accepted(cmd.Context(), keys); err != nil {
			return err
		}
	}
	links, err := t.Invite(f.count)
	if err != nil {
		return err
	}
	if all, _, err := t.InviteCount(); err == nil && all > t.File.Cohort.Start && t.Manifest.Trustees == nil {
		show.Note(cmd, "there are %d invites, and the training starts as soon as %d data owners are here (cohort.start): later ones are turned away",
			all, t.File.Cohort.Start)
	}
	var r inviteResult
	for _, l := range links {
		r.Links = append(r.Links, l.URL())
	}
	return show.Result(cmd, f.json, r, func(r inviteResult) string { return strings.Join(r.Links, "\n") + "\n" })
}

type inviteResult struct {
	Links []string `json:"links"`
}
