package main

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/ml/dp"
)

// The flags of privacy of which exactly one must be given.
const (
	multiplierFlag = "noise-multiplier"
	epsilonFlag    = "epsilon"
)

type privacyFlags struct {
	multiplier, epsilon, delta, sampling float64
	rounds                               int
	json                                 show.JSON
}

func privacyCommand() *cobra.Command {
	var f privacyFlags
	cmd := &cobra.Command{
		Use:   "privacy --noise-multiplier Z --rounds T --delta D",
		Short: "Print the epsilon of a noise, or the noise for an epsilon",
		Long: `privacy computes the differential privacy of rounds of noisy sums: the epsilon that
a noise multiplier leads to, or with --epsilon the least noise multiplier for it. The
noise multiplier is the noise's standard deviation over the most that one owner (or
one record, if the statement is about records) can move a sum.

The owners of a round are known to all parties, so --sampling is for comparing with
other programs only: it assumes that every round is over a secret random sample.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return privacy(cmd, &f) },
	}
	set := cmd.Flags()
	set.Float64Var(&f.multiplier, multiplierFlag, 0, "noise standard deviation, divided by the largest part of one unit")
	set.Float64Var(&f.epsilon, epsilonFlag, 0, "epsilon wanted; prints the noise multiplier it needs")
	set.IntVar(&f.rounds, "rounds", 1, "how many sums are opened")
	set.Float64Var(&f.delta, "delta", 1e-5, "delta of the statement")
	set.Float64Var(&f.sampling, "sampling", 1, "rate of a secret random sample, for comparison")
	f.json.Add(cmd)
	return cmd
}

// privacyResult is a statement and the noise it rests on.
type privacyResult struct {
	Epsilon    float64 `json:"epsilon"`
	Delta      float64 `json:"delta"`
	Multiplier float64 `json:"noise_multiplier"`
	Rounds     int     `json:"rounds"`
	Sampling   float64 `json:"sampling"`
	Order      float64 `json:"order"` // of the Rényi divergence that the statement comes from
}

// maxPrivacyRounds bounds --rounds, past which floats no longer count single rounds.
const maxPrivacyRounds = 1 << 40

func privacy(cmd *cobra.Command, f *privacyFlags) error {
	byMultiplier, byEpsilon := cmd.Flags().Changed(multiplierFlag), cmd.Flags().Changed(epsilonFlag)
	switch {
	case byMultiplier == byEpsilon:
		return cli.Usage(errors.New("one of --noise-multiplier and --epsilon is needed, and not both"), "modelowner privacy --epsilon 3 --rounds 50 --delta 1e-5")
	case byMultiplier && (!(f.multiplier > 0) || math.IsInf(f.multiplier, 0)):
		return cli.Usage(errors.New("invalid --noise-multiplier: must be greater than 0"), "")
	case f.rounds < 1 || f.rounds > maxPrivacyRounds:
		return cli.Usage(errors.New("invalid --rounds: must be at least 1"), "")
	case !(f.sampling > 0 && f.sampling <= 1):
		return cli.Usage(errors.New("invalid --sampling: must be greater than 0 and at most 1"), "")
	}
	if err := dp.CheckDelta(f.delta); err != nil {
		return cli.Usage(err, "delta is the probability that the promise fails: far below one over the number of records, such as 1e-5")
	}
	account := func(z float64) *dp.Accountant {
		a := dp.NewAccountant(dp.FineOrders())
		if f.sampling == 1 {
			a.Add(dp.Release{Multiplier: z}, f.rounds)
		} else {
			a.AddSampled(z, f.sampling, f.rounds)
		}
		return a
	}
	multiplier := f.multiplier
	if byEpsilon {
		var err error
		if multiplier, err = (dp.Target{Epsilon: f.epsilon, Delta: f.delta}).Multiplier(account); err != nil {
			return cli.Usage(err, "")
		}
	}
	r := privacyResult{Delta: f.delta, Multiplier: multiplier, Rounds: f.rounds, Sampling: f.sampling}
	r.Epsilon, r.Order = account(multiplier).Epsilon(f.delta)
	if math.IsInf(r.Epsilon, 0) {
		return cli.Usage(errors.New("invalid --noise-multiplier: so little noise leads to no epsilon"), "")
	}
	return show.Result(cmd, f.json, r, privacyText)
}

func privacyText(r privacyResult) string {
	var b strings.Builder
	tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "epsilon\t%.6f\ndelta\t%g\nnoise multiplier\t%g\nrounds\t%d\n", r.Epsilon, r.Delta, r.Multiplier, r.Rounds)
	if r.Sampling < 1 {
		fmt.Fprintf(tw, "sampling\t%g\n", r.Sampling)
	}
	tw.Flush()
	return b.String()
}
