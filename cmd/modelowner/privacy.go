package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/modelowner"
)

func privacyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "privacy --noise-multiplier Z --rounds T --delta D",
		Short: "Say what noise costs and what an epsilon needs",
		Long: `privacy computes the differential privacy of rounds of noisy sums: the epsilon that
a noise multiplier gives, or with --epsilon the least noise multiplier for it. The
noise multiplier is the noise's standard deviation over the most that one owner (or
one record, whichever the statement is about) can move a sum.

Everybody knows who takes part in a round, so --sampling is for comparing with
other programs only: it takes every round to be over a secret random sample.`,
		Args: cli.Exactly(),
		RunE: privacy,
	}
	f := cmd.Flags()
	f.Float64("noise-multiplier", 0, "noise standard deviation over what one unit can add")
	f.Float64("epsilon", 0, "epsilon wanted; prints the noise multiplier it needs")
	f.Int("rounds", 1, "how many sums are opened")
	f.Float64("delta", 1e-5, "delta of the statement")
	f.Float64("sampling", 1, "rate of a secret random sample, for comparison")
	f.Bool("json", false, "print one JSON object")
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

func privacy(cmd *cobra.Command, _ []string) error {
	f := cmd.Flags()
	multiplier, _ := f.GetFloat64("noise-multiplier")
	epsilon, _ := f.GetFloat64("epsilon")
	rounds, _ := f.GetInt("rounds")
	delta, _ := f.GetFloat64("delta")
	q, _ := f.GetFloat64("sampling")
	switch {
	case f.Changed("noise-multiplier") == f.Changed("epsilon"):
		return cli.Usage(errors.New("one of --noise-multiplier and --epsilon is needed, and not both"), "modelowner privacy --epsilon 3 --rounds 50 --delta 1e-5")
	case f.Changed("noise-multiplier") && (!(multiplier > 0) || math.IsInf(multiplier, 0)):
		return cli.Usage(errors.New("invalid --noise-multiplier: must be greater than 0"), "")
	case rounds < 1 || rounds > maxPrivacyRounds:
		return cli.Usage(errors.New("invalid --rounds: must be at least 1"), "")
	case !(q > 0 && q <= 1):
		return cli.Usage(errors.New("invalid --sampling: must be greater than 0 and at most 1"), "")
	}
	if err := dp.CheckDelta(delta); err != nil {
		return cli.Usage(err, "delta is the probability that the promise fails: far below one over the number of records, such as 1e-5")
	}
	account := func(z float64) *dp.Accountant {
		a := dp.NewAccountant(dp.FineOrders())
		if q == 1 {
			a.Add(dp.Release{Multiplier: z}, rounds)
		} else {
			a.AddSampled(z, q, rounds)
		}
		return a
	}
	if f.Changed("epsilon") {
		var err error
		if multiplier, err = (dp.Target{Epsilon: epsilon, Delta: delta}).Multiplier(account); err != nil {
			return cli.Usage(err, "")
		}
	}
	r := privacyResult{Delta: delta, Multiplier: multiplier, Rounds: rounds, Sampling: q}
	r.Epsilon, r.Order = account(multiplier).Epsilon(delta)
	if math.IsInf(r.Epsilon, 0) {
		return cli.Usage(errors.New("invalid --noise-multiplier: so little noise gives no epsilon"), "")
	}
	return result(cmd, r, privacyText)
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

// privacyRow prints what a training has disclosed, as a row of a table. It prints nothing without differential privacy.
func privacyRow(w io.Writer, p *modelowner.Privacy) {
	if p == nil {
		return
	}
	fmt.Fprintf(w, "privacy\tε = %.4g of %.4g, δ = %g, for every %s; %s, clip %g, noise multiplier %g, %d of %d sums\n",
		p.Spent, p.Epsilon, p.Delta, p.Unit, p.Mechanism, p.Clip, p.Multiplier, p.Sums, p.Of)
}
