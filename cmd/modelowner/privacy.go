package main

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/outlook"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
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
	file                                 flags.TrainingFile
	contributions                        []int
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

With -f it prints for a training with trustees what the noise of its file leaves of the
result for numbers of contributions: the part of what the columns explain, the part of
its size to which the effect that suffers most is drawn, and the standard error that noise adds to an
effect, as a part of the target's range.

The owners of a round are known to all parties, so --sampling is for comparing with
other programs only: it assumes that every round is over a secret random sample.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return privacy(cmd, &f) },
	}
	f.file.Add(cmd)
	set := cmd.Flags()
	set.IntSliceVar(&f.contributions, "contributions", []int{100, 1000, 10000}, "with -f: for how many contributions")
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
	if cmd.Flags().Changed("file") {
		return outlooks(cmd, f)
	}
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

// outlooks prints the result under noise for each number of contributions.
func outlooks(cmd *cobra.Command, f *privacyFlags) error {
	file, err := f.file.Read(cmd)
	if err != nil {
		return err
	}
	if file.Describes() {
		return countOutlooks(cmd, f, file)
	}
	reference, err := outlook.New(file)
	if errors.Is(err, outlook.ErrNone) {
		return cli.Usage(errors.New("invalid training file: only the noise of trustees is told beforehand, of a fit by sums of squares or a description"), "")
	}
	if err != nil {
		return err
	}
	r := outlooksResult{Privacy: file.Privacy, Trustees: len(file.Trustees), Enough: reference.Enough()}
	for _, n := range f.contributions {
		if err := checkContributions(file, n); err != nil {
			return err
		}
		r.Outlooks = append(r.Outlooks, reference.At(n, 0))
	}
	return show.Result(cmd, f.json, r, outlooksResult.text)
}

// checkContributions refuses a number of --contributions that no close has.
func checkContributions(file *spec.File, n int) error {
	if n < file.Cohort.Batch || n > wire.MaxContributions {
		return cli.Usage(fmt.Errorf("invalid --contributions: %d must be from %d (cohort.batch) to %d", n, file.Cohort.Batch, wire.MaxContributions), "")
	}
	return nil
}

// countOutlooks prints the noise in a description for each number of contributions.
func countOutlooks(cmd *cobra.Command, f *privacyFlags, file *spec.File) error {
	enough, err := outlook.EnoughToDescribe(file)
	if errors.Is(err, outlook.ErrNone) {
		return cli.Usage(errors.New("invalid training file: only the noise of trustees is told beforehand"), "")
	}
	if err != nil {
		return err
	}
	r := countsResult{Privacy: file.Privacy, Trustees: len(file.Trustees), Enough: enough}
	for _, n := range f.contributions {
		if err := checkContributions(file, n); err != nil {
			return err
		}
		c, err := outlook.Describe(file, n, 0)
		if err != nil {
			return err
		}
		r.Outlooks = append(r.Outlooks, *c)
	}
	return show.Result(cmd, f.json, r, countsResult.text)
}

// countsResult is the result of privacy -f of a description.
type countsResult struct {
	Privacy  spec.Privacy     `json:"privacy"`
	Trustees int              `json:"trustees"`
	Enough   int              `json:"enough"` // contributions; 0 if no number is
	Outlooks []outlook.Counts `json:"outlooks"`
}

func (r countsResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s\n", r.Privacy, cli.Count(r.Trustees, "trustee"))
	tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "contributions\tcells\tunits\terror of a count\terror of a mean\n")
	for _, o := range r.Outlooks {
		fmt.Fprintf(tw, "%d\t%d\t%d\t%.2g\t%.2g %% of its range\n", o.Contributions, o.Cells, o.Units, o.Count, 100*o.Mean)
	}
	tw.Flush()
	return b.String() + outlook.EnoughToDescribeSentence(r.Enough) + "\n"
}

// outlooksResult is the result of privacy -f.
type outlooksResult struct {
	Privacy  spec.Privacy      `json:"privacy"`
	Trustees int               `json:"trustees"`
	Enough   int               `json:"enough"` // contributions; 0 if no number is
	Outlooks []outlook.Outlook `json:"outlooks"`
}

func (r outlooksResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s\n", r.Privacy, cli.Count(r.Trustees, "trustee"))
	tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "contributions\tcells\texplained\tweakest effect\tstandard error\n")
	for _, o := range r.Outlooks {
		fmt.Fprintf(tw, "%d\t%d\t%.0f %%\t%.0f %%\t%.2g %%\n", o.Contributions, o.Cells, 100*max(0, o.Explained), 100*max(0, o.Effect), 100*o.Error)
	}
	tw.Flush()
	return b.String() + outlook.EnoughSentence(r.Enough) + "\n" + outlook.Basis + "\n"
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
