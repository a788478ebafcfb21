// Command swarm puts load and faults on a facilitator: simulated data owners that speak the real protocol, and a
// model owner that checks every sum.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/swarm"
	"github.com/blindfit/blindfit/internal/swarm/campaign"
	"github.com/blindfit/blindfit/protocol/wire"
)

// exitWrong is the exit code if the run ended but its report is wrong.
const exitWrong = 10

func main() { cli.Main(newRoot()) }

func newRoot() *cobra.Command {
	c := swarm.Config{DropOut: map[wire.Phase]float64{}}
	rates := map[wire.Phase]*float64{}
	var asJSON, quiet bool
	gathered := campaign.Config{}
	cmd := &cobra.Command{
		Use:   "swarm",
		Short: "Put load and faults on a facilitator",
		Long: `Swarm runs simulated data owners against a facilitator and checks every sum. The owners are the real
program of a data owner, with made-up rows: they sign, mask and encrypt, drop out, come back, send things twice and send
garbage, as configured. The model owner decrypts, and each number is compared with the sum over the rows of the owners in
it.

Without --facilitator it starts one on this machine, with its data in a temporary folder, and reports the
memory and processor time it took. A facilitator that runs already must not limit the requests of one address (see
'facilitator serve --help').

The rounds are least squares by gradient descent over encrypted weights, without noise: all owners of a training upload,
or the round is tried again. --drop-upload 0.01 is one owner in a hundred, in each attempt.

With --contributions N it measures a training with trustees instead: N people send one message each, made beforehand, to a
facilitator that it starts, two trustees answer, and the training is closed. It prints how many were acknowledged a
second, how long the close took, and the processor time and memory of each program. Of the other flags --columns,
--key-bits, --postgres and --program apply.

Exit codes: 0 every sum was exact and nothing else was wrong, 1 failure, 2 wrong usage, 10 a check of the report failed.`,
		Example: `  swarm --owners 64 --rounds 3
  swarm --contributions 10000
  swarm --owners 1000 --trainings 16 --arrive 30s --duplicate 0.1 --garbage 0.05 --drop-upload 0.01 --json`,
		Version: cli.Release(),
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for p, rate := range rates {
				c.DropOut[p] = *rate
			}
			if cmd.Flags().Changed("contributions") {
				return runCampaign(cmd, gathered, c, asJSON, quiet)
			}
			return run(cmd, c, asJSON, quiet)
		},
	}
	f := cmd.Flags()
	f.IntVar(&c.Owners, "owners", 10, "data owners in all")
	f.IntVar(&c.Trainings, "trainings", 1, "trainings at the same time; the owners are dealt to them evenly, at most 255 each")
	f.IntVar(&c.Rounds, "rounds", 3, "rounds of each training, the closing evaluation not counted")
	f.IntVar(&c.Columns, "columns", 4, "columns of the model, the intercept included; an upload holds two numbers more")
	f.IntVar(&c.Rows, "rows", 8, "rows of each owner")
	f.IntVar(&c.KeyBits, "key-bits", max(phe.MinBits, 2048), "length of the Paillier key in bits")
	f.DurationVar(&c.Arrive, "arrive", 0, "time over which the owners arrive, at random; 0 for all at once")
	f.DurationVar(&c.Away, "away", 2*time.Second, "time that an owner stays away after it dropped out")
	f.DurationVar(&c.Timeout, "timeout", 20*time.Second, "time limit of a phase; uploads have three times as long")
	for _, p := range swarm.Phases {
		rates[p] = f.Float64("drop-"+string(p), 0, "part of the owners that vanish in the "+string(p)+" phase, from 0 to 1")
	}
	f.Float64Var(&c.Duplicate, "duplicate", 0, "part of the messages that are sent twice at once, from 0 to 1")
	f.Float64Var(&c.Garbage, "garbage", 0, "part of the messages that garbage goes before, from 0 to 1")
	f.StringArrayVar(&c.Facilitators, "facilitator", nil, "URL of a facilitator that runs already; may be repeated for replicas")
	f.StringVar(&c.Program, "program", sibling("facilitator"), "the facilitator's program")
	f.IntVar(&c.Replicas, "replicas", 1, "facilitators to start; more than one share --postgres")
	f.StringVar(&c.Postgres, "postgres", "", "URL of an empty PostgreSQL database for the facilitators that are started")
	f.Int64Var(&c.Seed, "seed", 1, "seed of rows, arrivals and faults")
	f.IntVar(&gathered.Contributions, "contributions", 0, "measure a training with trustees and so many contributions")
	f.IntVar(&gathered.Trustees, "trustees", 2, "with --contributions: how many trustees")
	f.StringVar(&gathered.Trustee, "trustee", sibling("trustee"), "with --contributions: the trustees' program")
	f.BoolVar(&asJSON, "json", false, "write the report as JSON")
	f.BoolVar(&quiet, "quiet", false, "show no progress")
	return cmd
}

func run(cmd *cobra.Command, c swarm.Config, asJSON, quiet bool) (failed error) {
	if err := c.Validate(); err != nil {
		return cli.Usage(err, "see 'swarm --help'")
	}
	dir, err := os.MkdirTemp("", "swarm-*")
	if err != nil {
		return cli.Failure(err, "")
	}
	defer func() { failed = errors.Join(failed, os.RemoveAll(dir)) }()
	c.Dir = dir
	terminal := term.IsTerminal(int(os.Stderr.Fd()))
	report, err := swarm.Run(cmd.Context(), c, func(p swarm.Progress) {
		switch {
		case quiet:
		case terminal:
			fmt.Fprintf(cmd.ErrOrStderr(), "\r\x1b[K%s", p)
		case int(p.Elapsed.Seconds())%10 == 0:
			fmt.Fprintln(cmd.ErrOrStderr(), p)
		}
	})
	if terminal && !quiet {
		fmt.Fprint(cmd.ErrOrStderr(), "\r\x1b[K")
	}
	if err != nil {
		return err
	}
	if asJSON {
		b, err := json.MarshalIndent(report, "", "  ")
		if err != nil {
			return err
		}
		fmt.Fprintln(cmd.OutOrStdout(), string(b))
	} else if err := report.Write(cmd.OutOrStdout()); err != nil {
		return err
	}
	if !report.OK() {
		return &cli.Error{Code: exitWrong, Err: errors.New("a check of the report failed")}
	}
	return nil
}

// runCampaign measures a training with trustees, by default of ten columns and with a key as programs make them.
func runCampaign(cmd *cobra.Command, g campaign.Config, c swarm.Config, asJSON, quiet bool) (failed error) {
	g.Columns, g.KeyBits, g.Program, g.Postgres = 10, phe.DefaultBits, c.Program, c.Postgres
	if cmd.Flags().Changed("columns") {
		g.Columns = c.Columns
	}
	if cmd.Flags().Changed("key-bits") {
		g.KeyBits = c.KeyBits
	}
	if err := g.Validate(); err != nil {
		return cli.Usage(err, "see 'swarm --help'")
	}
	dir, err := os.MkdirTemp("", "swarm-*")
	if err != nil {
		return cli.Failure(err, "")
	}
	defer func() { failed = errors.Join(failed, os.RemoveAll(dir)) }()
	g.Dir = dir
	g.Say = func(format string, args ...any) {
		if !quiet {
			fmt.Fprintf(cmd.ErrOrStderr(), format+"\n", args...)
		}
	}
	report, err := campaign.Run(cmd.Context(), g)
	if err != nil {
		return err
	}
	text := report.Text()
	if asJSON {
		b, err := json.MarshalIndent(report, "", "  ")
		if err != nil {
			return err
		}
		text = string(b) + "\n"
	}
	fmt.Fprint(cmd.OutOrStdout(), text)
	if !report.OK() {
		return &cli.Error{Code: exitWrong, Err: errors.New("some contributions that were acknowledged do not count")}
	}
	return nil
}

// sibling returns the path of a program in the folder of this one.
func sibling(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	self, err := os.Executable()
	if err != nil {
		return name
	}
	return filepath.Join(filepath.Dir(self), name)
}
