package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/modelowner"
)

func listCommand(dir *flags.Dir) *cobra.Command {
	var asJSON show.JSON
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the trainings of this folder",
		Long: `list shows the id, the date, the state and the name of every training of this folder.

With --json it prints {"trainings":[…]}, each as status prints it.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return list(cmd, dir, asJSON) },
	}
	asJSON.Add(cmd)
	return cmd
}

type listResult struct {
	Trainings []*modelowner.Status `json:"trainings"`
}

func list(cmd *cobra.Command, dir *flags.Dir, asJSON show.JSON) error {
	path, err := dir.Path()
	if err != nil {
		return err
	}
	trainings, err := modelowner.List(path)
	if err != nil {
		return err
	}
	r := listResult{Trainings: []*modelowner.Status{}}
	for _, t := range trainings {
		s, err := t.Status()
		if err != nil {
			return fmt.Errorf("failed to read training %s: %w", t.ID, err)
		}
		r.Trainings = append(r.Trainings, s)
	}
	if len(r.Trainings) == 0 {
		show.Note(cmd, "no trainings in %s", path)
	}
	return show.Result(cmd, asJSON, r, func(r listResult) string {
		var b strings.Builder
		tw := show.NewTable(&b)
		for _, s := range r.Trainings {
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", s.ID, s.Created.Format("2006-01-02"), s.State, cli.Printable(s.Name))
		}
		tw.Flush()
		return b.String()
	})
}
