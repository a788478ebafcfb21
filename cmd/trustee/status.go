package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
)

func statusCommand(f *folder) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what was signed, and what waits for a yes",
		Long: `status shows the trainings that this trustee accepted and released, and those that wait
for 'trustee approve' or 'trustee release'. It signs nothing, and serve may be running.

With --json it prints {"key":…,"words":…,"signed":[…],"waiting":[…],"head":{…}}.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			keys, err := f.open(cmd)
			if err != nil {
				return err
			}
			s, err := trustee.Status(f.dir, keys.Public())
			if err != nil {
				return err
			}
			return output(cmd, asJSON, s, statusText)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func statusText(s *trustee.Standing) string {
	var b strings.Builder
	tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "key\t%s\nwords\t%s\n", s.Key, s.Words)
	for _, e := range s.Signed {
		state := "accepted " + e.Accepted.Format("2006-01-02")
		if e.Released != nil {
			state = fmt.Sprintf("released %s, cells of %s", e.Released.Format("2006-01-02"), numbers(e.Cells))
		}
		fmt.Fprintf(tw, "%s\t%s, %s\n", e.Training.String()[:12], cli.Printable(e.Name), state)
	}
	if s.Moved != "" {
		fmt.Fprintf(tw, "moved\t%s\n", s.Moved)
	}
	tw.Flush()
	for _, r := range s.Waiting {
		fmt.Fprintf(&b, "\n%s waits for '%s'\n", cli.Printable(r.Name), commandOf(r))
		tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		if a := r.About; a != nil {
			for _, line := range [][2]string{{"asker", a.Organisation}, {"purpose", a.Purpose}, {"contact", a.Contact}, {"approval", strings.TrimSpace(a.Approval + " " + a.ApprovalNumber)}} {
				if line[1] != "" {
					fmt.Fprintf(tw, "  %s\t“%s”\n", line[0], cli.Printable(line[1]))
				}
			}
		} else {
			fmt.Fprintf(tw, "  asker\tdoes not say who it is, nor what for\n")
		}
		fmt.Fprintf(tw, "  training\t%s\n  model owner\t%s\n  facilitator\t%s\n  asks for\t%s\n  columns\t%s\n  privacy\tepsilon %g, delta %g for each %s\n  cells\tof %d or more\n",
			r.Words, r.ModelOwner, cli.Printable(r.Facilitator), r.Kind, cli.Printable(strings.Join(r.Columns, ", ")), r.Epsilon, r.Delta, r.Unit, r.Batch)
		if len(r.Cells) > 0 {
			fmt.Fprintf(tw, "  close\t%s\n  closed\t%s\n", r.Close, r.CloseText())
		}
		tw.Flush()
	}
	return b.String()
}

// commandOf returns the command that agrees to a step.
func commandOf(r trustee.Request) string {
	id := r.Training.String()[:trustee.ShortDigits]
	if r.Step == "accept" {
		return "trustee approve " + id
	}
	return fmt.Sprintf("trustee release %s %s", id, r.Close.String()[:trustee.ShortDigits])
}

func numbers(list []int) string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(list)), ", "), "[]")
}

func approveCommand(f *folder) *cobra.Command {
	return &cobra.Command{
		Use:   "approve TRAINING",
		Short: "Accept a training that waits for it",
		Long: `approve says yes to a training that 'trustee status' shows: the running serve accepts it.
TRAINING is its id, or its first digits.`,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return said(cmd)(trustee.Approve(f.dir, args[0]))
		},
	}
}

func releaseCommand(f *folder) *cobra.Command {
	return &cobra.Command{
		Use:   "release TRAINING CLOSE",
		Short: "Release the masks of a closed training that waits for it",
		Long: `release says yes to one close of a training, under 'serve --ask': the running serve
releases its masks over the cells that 'trustee status' shows, and over no others.

TRAINING is the training's id, or its first digits; CLOSE is the digest that status
shows as its close, or at least its first eight digits. If another close came since,
nothing is released, and status shows that one.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 { // the answer names the close
				return nil
			}
			return cli.Exactly("TRAINING", "CLOSE")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			closed := ""
			if len(args) == 2 {
				closed = args[1]
			}
			return said(cmd)(trustee.Release(f.dir, args[0], closed))
		},
	}
}

// said prints the training that a yes was said to.
func said(cmd *cobra.Command) func(wire.TrainingID, error) error {
	return func(id wire.TrainingID, err error) error {
		if err != nil {
			return cli.Usage(err, "")
		}
		_, err = fmt.Fprintln(cmd.OutOrStdout(), id)
		return err
	}
}

func backupCommand(f *folder) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FOLDER",
		Short: "Copy the key and the ledger into a new folder",
		Long: `backup copies the key file and the ledger into a new folder, which can be served in the
place of the first (--dir) as long as nothing was signed after it. It leaves out the
ledger's copy on the second medium: never back up both.`,
		Args: cli.Exactly("FOLDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := trustee.Backup(f.dir, args[0]); err != nil {
				return cli.Usage(err, "name a new folder")
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), args[0])
			return err
		},
	}
}
