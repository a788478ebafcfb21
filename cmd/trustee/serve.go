package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/trustee"
)

func serveCommand(f *folder) *cobra.Command {
	var o trustee.Options
	var rules string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "serve --facilitator URL",
		Short: "Answer the trainings that name this trustee",
		Long: `serve asks a facilitator for the trainings that name this trustee, and answers them:
it accepts those that --approve allows or that 'trustee approve' says yes to, strikes
bad contributions of a closing, and releases its masks for the one close of each. It
connects outward only and may be stopped at any moment.

--approve FILE names the trainings that need no hand:

    {"model_owners": ["their words"], "kinds": ["linear_regression"], "max_epsilon": 1}

--person-epsilon 4 bounds the sum of epsilon over all trainings in which one person
counts, whoever asks: its further contributions are struck.

With --ask each release waits for 'trustee release'. With --json every event is one
line of JSON.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if rules != "" {
				b, err := os.ReadFile(rules)
				if err != nil {
					return cli.Usage(fmt.Errorf("failed to read rules: %w", err), "")
				}
				if o.Rules, err = trustee.ParseRules(b); err != nil {
					return cli.Usage(err, "see 'trustee serve --help'")
				}
			}
			if o.Min < 0 {
				return cli.Usage(errors.New("invalid --min: must not be negative"), "")
			}
			if !(o.PersonEpsilon >= 0) || math.IsInf(o.PersonEpsilon, 1) {
				return cli.Usage(errors.New("invalid --person-epsilon: must be a number that is not negative"), "")
			}
			if o.Every < time.Second {
				return cli.Usage(errors.New("invalid --every: must be at least 1s"), "")
			}
			keys, err := f.open(cmd)
			if err != nil {
				return err
			}
			t, err := trustee.Open(f.dir, keys)
			if err != nil {
				return err
			}
			defer t.Close()
			o.Observe = func(e trustee.Event) { show(cmd, asJSON, e) }
			if err := t.Serve(cmd.Context(), o); err != nil {
				return err
			}
			return cmd.Context().Err()
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.Facilitator, "facilitator", "", "address of the facilitator, such as https://facilitator.example (required)")
	flags.StringVar(&rules, "approve", "", "file with the trainings that are accepted without asking")
	flags.BoolVar(&o.Ask, "ask", false, "wait for 'trustee release' before each release")
	flags.IntVar(&o.Min, "min", 0, "release only cells of at least this many contributions, in trainings accepted from now on; 0 is what each training asks")
	flags.Float64Var(&o.PersonEpsilon, "person-epsilon", 0, "strike a person once the epsilon of the trainings that count it would add up to more; 0 is no limit")
	flags.DurationVar(&o.Every, "every", 10*time.Second, "how often to ask the facilitator")
	flags.BoolVar(&asJSON, "json", false, "print events as JSON, one a line")
	_ = cmd.MarkFlagRequired("facilitator")
	return cmd
}

// show prints an event.
func show(cmd *cobra.Command, asJSON bool, e trustee.Event) {
	if asJSON {
		if b, err := json.Marshal(e); err == nil {
			fmt.Fprintln(cmd.OutOrStdout(), string(b)) // a trustee goes on if its reader has gone
		}
		return
	}
	what := ""
	if e.Training != (trustee.Event{}).Training {
		what = e.Training.String()[:12]
		if e.Name != "" {
			what += " (" + e.Name + ")"
		}
		what += ": "
	}
	if e.Event == trustee.EventRefused {
		what += "refused: "
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s%s\n", cli.Printable(what), cli.Printable(e.Message))
}
