package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/modelowner"
)

type statusFlags struct {
	online bool
	keys   flags.Keys
	json   show.JSON
}

func statusCommand(dir *flags.Dir) *cobra.Command {
	var f statusFlags
	cmd := &cobra.Command{
		Use:   "status TRAINING",
		Short: "Show the state of a training",
		Long: `status shows the state of a training as this folder has it. With --online it also asks the
facilitator, which needs the key: the owners that are connected, those that are away,
those that the running round waits for and, before the start, which invited people have
not joined or are not connected ("remind"), by the names that their invites were made for.

With --json it prints {"id":…,"state":"lobby|training|closing|finished|stopped","members":[…],
"invited":[{"for":…,"state":"open|joined|connected|member|revoked"},…],
"rounds":[…],…}, and with --online also "online":{"phase":…,"owners":[…],"away":[…],
"awaited":[…]}.`,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error { return status(cmd, dir, &f, args[0]) },
	}
	cmd.Flags().BoolVar(&f.online, "online", false, "ask the facilitator too")
	f.json.Add(cmd)
	f.keys.Add(cmd)
	return cmd
}

func status(cmd *cobra.Command, dir *flags.Dir, f *statusFlags, name string) error {
	t, path, err := dir.Find(name)
	if err != nil {
		return err
	}
	ask := t.Status
	if f.online {
		keys, err := f.keys.Open(cmd, path)
		if err != nil {
			return err
		}
		ask = func() (*modelowner.Status, error) { return t.StatusOnline(cmd.Context(), keys) }
	}
	s, err := ask()
	if err != nil {
		return err
	}
	return show.Result(cmd, f.json, s, statusText)
}

func statusText(s *modelowner.Status) string {
	var b strings.Builder
	tw := show.NewTable(&b)
	fmt.Fprintf(tw, "training\t%s\n\t%s\nmodel owner\t%s\nname\t%s\nfacilitator\t%s\ncreated\t%s\nstate\t%s\ninvites\t%d\n",
		s.ID, s.Words, s.ModelOwner, cli.Printable(s.Name), s.Facilitator, s.Created.Format("2006-01-02 15:04:05 MST"), s.State, s.Invites)
	named := func(what string, list []modelowner.Owner) {
		for i, o := range list {
			fmt.Fprintf(tw, "%s %d\t%s\n", what, i+1, o.Words)
		}
	}
	invited(tw, s)
	named("owner", s.Members)
	if s.Contributed > 0 {
		fmt.Fprintf(tw, "closing\t%s\n", cli.Count(s.Contributed, "contribution"))
	}
	for i, n := range s.Cells {
		fmt.Fprintf(tw, "cell %d\t%s\n", i+1, cli.Count(n, "contribution"))
	}
	if s.Cost != nil {
		fmt.Fprintf(tw, "cost (%s)\t%s\n", s.Metric, show.Number(*s.Cost))
	}
	show.Scores(tw, s.Scores, "")
	show.Privacy(tw, s.Privacy)
	if o := s.Online; o != nil {
		fmt.Fprintf(tw, "at the facilitator\t%s, %d enrolled, %d connected\n", o.Phase, o.Enrolled, o.Present)
		if c := o.Contributions; c != nil {
			fmt.Fprintf(tw, "contributions\t%d frozen, %d waiting\n", c.Frozen, c.Waiting)
		}
		named("enrolled", o.Owners)
		named("away", o.Away)
		named("awaited", o.Awaited)
	}
	tw.Flush()
	if len(s.Rounds) > 0 {
		b.WriteString("\n")
		_ = show.Rounds(&b, s)
	}
	return b.String()
}

// inviteStates are words for the states of an invite.
var inviteStates = map[string]string{
	modelowner.InviteOpen: "has not joined", modelowner.InviteJoined: "joined, and is not connected", modelowner.InviteConnected: "is here",
	modelowner.InviteMember: "is in the training", modelowner.InviteRevoked: "taken back",
}

// invited lists the states of the invites and, in the lobby, the people to remind. Without the facilitator it is not known which of them have
// joined.
func invited(w io.Writer, s *modelowner.Status) {
	var remind []string
	for i, in := range s.Invited {
		name, words := cli.Printable(in.For), ""
		if in.Owner != nil {
			words = in.Owner.Words
		}
		state := inviteStates[in.State]
		if in.State == modelowner.InviteOpen && s.Online == nil && s.State == modelowner.StateLobby {
			state = "" // --online knows
		}
		parts := slices.DeleteFunc([]string{name, state, words}, func(t string) bool { return t == "" })
		if len(parts) > 0 {
			fmt.Fprintf(w, "invite %d\t%s\n", i+1, strings.Join(parts, ", "))
		}
		if name == "" {
			name = fmt.Sprintf("invite %d", i+1)
		}
		if in.Remind() {
			remind = append(remind, name)
		}
	}
	if s.State == modelowner.StateLobby && s.Online != nil && len(remind) > 0 {
		fmt.Fprintf(w, "remind\t%s\n", strings.Join(remind, ", "))
	}
}

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
