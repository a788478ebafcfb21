package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/trustee"
)

func codesCommand(f *folder) *cobra.Command {
	var people, out string
	cmd := &cobra.Command{
		Use:   "codes CODES --to PEOPLE.csv --out LETTERS.csv",
		Short: "Hand out a model owner's codes to people that it does not know",
		Long: `codes deals the codes that a model owner made with 'modelowner invite --codes' to people
that you know and the model owner does not: the members of a patients' organisation, the
companies of a chamber. CODES is the file of the model owner, PEOPLE.csv has a line of
names and one line for each person, in any columns. LETTERS.csv gets the same lines, each
with a code and the link that holds it, dealt at random.

A code is good for one contribution. Codes that were handed out before are listed in --dir
and not dealt again, so that several groups can be served from one file. The model owner
does not see who has which code, and you do not see what is contributed with it. Keep
LETTERS.csv to yourself, and erase it when the letters are out: it names people beside codes.

Codes are the model owner's: it alone can tell genuine ones, when it closes. A trustee
issues none of its own; persons are counted once by their tags.`,
		Args: cli.Exactly("CODES"),
		RunE: func(cmd *cobra.Command, args []string) error {
			codes, err := os.ReadFile(args[0])
			if err != nil {
				return cli.Usage(fmt.Errorf("failed to read codes: %w", err), "")
			}
			list, err := os.ReadFile(people)
			if err != nil {
				return cli.Usage(fmt.Errorf("failed to read people: %w", err), "")
			}
			if _, err := os.Lstat(out); err == nil { // before any code counts as handed out
				return cli.Usage(errors.New("invalid --out: the file exists already and is not overwritten"), "")
			}
			if err := os.MkdirAll(f.dir, 0o700); err != nil {
				return fmt.Errorf("failed to make folder: %w", err)
			}
			letters, left, err := trustee.HandOut(f.dir, codes, list)
			if errors.Is(err, durable.ErrBusy) {
				return err
			}
			if err != nil {
				return cli.Usage(err, "")
			}
			if err := durable.CreateFile(out, letters); err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "trustee: %s left\n", cli.Count(left, "code"))
			_, err = fmt.Fprintln(cmd.OutOrStdout(), out)
			return err
		},
	}
	cmd.Flags().StringVar(&people, "to", "", "file with the people, in CSV with a line of names (required)")
	cmd.Flags().StringVar(&out, "out", "", "file for the people with their codes, which must not exist (required)")
	_ = cmd.MarkFlagRequired("to")
	_ = cmd.MarkFlagRequired("out")
	return cmd
}
