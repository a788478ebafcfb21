package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
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
	tw.Flush()
	for _, r := range s.Waiting {
		fmt.Fprintf(&b, "\n%s waits for 'trustee %s %s'\n", cli.Printable(r.Name), commandOf(r.Step), r.Training.String()[:12])
		tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		fmt.Fprintf(tw, "  training\t%s\n  model owner\t%s\n  facilitator\t%s\n  model\t%s\n  columns\t%s\n  privacy\tepsilon %g, delta %g for each %s\n  cells\tof %d or more\n",
			r.Words, r.ModelOwner, cli.Printable(r.Facilitator), r.Kind, cli.Printable(strings.Join(r.Columns, ", ")), r.Epsilon, r.Delta, r.Unit, r.Batch)
		if len(r.Cells) > 0 {
			fmt.Fprintf(tw, "  closed\tcells of %s\n", numbers(r.Cells))
		}
		tw.Flush()
	}
	return b.String()
}

// commandOf returns the command that agrees to a step.
func commandOf(step string) string {
	if step == "accept" {
		return "approve"
	}
	return step
}

func numbers(list []int) string {
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(list)), ", "), "[]")
}

func approveCommand(f *folder) *cobra.Command {
	return yesCommand(f, trustee.Approve, "approve TRAINING", "Accept a training that waits for it",
		`approve says yes to a training that 'trustee status' shows: the running serve accepts it.
TRAINING is its id, or its first digits.`)
}

func releaseCommand(f *folder) *cobra.Command {
	return yesCommand(f, trustee.Release, "release TRAINING", "Release the masks of a closed training that waits for it",
		`release says yes to the close of a training, under 'serve --ask': the running serve
releases its masks over the cells that 'trustee status' shows, and no others: if another
close is shown to it afterwards, that one waits for a yes of its own.`)
}

func yesCommand(f *folder, yes func(dir, name string) (trustee.Request, error), use, short, about string) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Long: about,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := yes(f.dir, args[0])
			if err != nil {
				return cli.Usage(err, "")
			}
			if len(r.Cells) > 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), "yes to cells of %s\n", numbers(r.Cells))
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), r.Training)
			return err
		},
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
