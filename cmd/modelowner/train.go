package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/ml/modelowner"
)

func trainCommand() *cobra.Command {
	return trainLike(&cobra.Command{
		Use:   "train TRAINING",
		Short: "Train until the model is there",
		Long: `train waits until the owners that the training starts with are connected, fixes
them, and runs round after round: it checks every upload itself, opens the sum
over all owners, takes a step, and at the end measures the cost of the final
weights. It may be stopped at any moment and goes on where it was.

Sums are opened over whole blocks of owners only, so that no two of them differ by
one owner. With "optimizer": "sgd", "momentum" or "adam" a round may leave out the
blocks of owners who are away; conjugate gradient and L-BFGS, the defaults on
encrypted and on shared weights, need all owners in every round.

With --json every event is one line of JSON; the last one is
{"event":"done","rounds":…,"cost":…,"metric":"mse",…}.`,
		Args: exactly("TRAINING"),
		RunE: train,
	})
}

func resumeCommand() *cobra.Command {
	return trainLike(&cobra.Command{
		Use:   "resume TRAINING",
		Short: "Go on with a training that was stopped; the same as train",
		Args:  exactly("TRAINING"),
		RunE:  train,
	})
}

func trainLike(cmd *cobra.Command) *cobra.Command {
	f := cmd.Flags()
	f.Bool("start", false, "start with the owners who are connected now, at least cohort.min")
	f.Duration("max-wait", 0, "longest time without progress, such as 24h; 0 waits without limit")
	f.Duration("proceed-after", 5*time.Minute, "how long to wait for owners who are away before a round is run over the blocks that are whole without them")
	f.String("plot", "", "draw the cost over the rounds into a file at the end, such as loss.png")
	f.Bool("json", false, "print every event as one line of JSON")
	addPassphraseFlag(cmd)
	return cmd
}

func train(cmd *cobra.Command, args []string) error {
	t, dir, err := find(cmd, args[0])
	if err != nil {
		return err
	}
	start, _ := cmd.Flags().GetBool("start")
	maxWait, err := cmd.Flags().GetDuration("max-wait")
	if err != nil {
		return err
	}
	if maxWait < 0 {
		return cli.Usage(errors.New("invalid --max-wait: must not be negative"), "")
	}
	proceed, err := cmd.Flags().GetDuration("proceed-after")
	if err != nil {
		return err
	}
	if proceed < 0 {
		return cli.Usage(errors.New("invalid --proceed-after: must not be negative"), "")
	}
	picture, _ := cmd.Flags().GetString("plot")
	if picture != "" {
		if err := checkPlot(picture); err != nil {
			return err
		}
	}
	keys, err := openKeys(cmd, dir)
	if err != nil {
		return err
	}
	view := newView(cmd)
	res, err := t.Train(cmd.Context(), keys, modelowner.TrainOptions{Start: start, MaxWait: maxWait, ProceedAfter: proceed, Observe: view.event})
	view.close()
	if cmd.Context().Err() != nil {
		return modelowner.WithHint(cmd.Context().Err(), fmt.Sprintf("'modelowner train %s' goes on where it was", t.ID))
	}
	if picture != "" {
		err = errors.Join(err, draw(t, picture))
	}
	if wantsJSON(cmd) {
		return err
	}
	if status, statusErr := t.Status(); statusErr == nil && len(status.Rounds) > 0 {
		if werr := roundsTable(cmd.OutOrStdout(), status); werr != nil && err == nil {
			err = werr
		}
		if curve := curveText(status); curve != "" {
			fmt.Fprintf(cmd.OutOrStdout(), "\n%s", curve)
		}
	}
	if res != nil {
		for _, w := range res.Warnings {
			warn(cmd, "%s", w)
		}
		how := "measured with the final weights"
		if !res.Measured {
			how = "inferred from the rounds so far"
		}
		m := res.Model.Summary()
		fmt.Fprintf(cmd.OutOrStdout(), "\ncost (%s)  %s, %s\n", m.Metric, number(m.Cost), how)
		if status, err := t.Status(); err == nil {
			fmt.Fprint(cmd.OutOrStdout(), qualityText(status), spentText(status.Privacy))
		}
	}
	return err
}

// view shows a training's events: as JSON lines on standard output, or for people on standard error.
type view struct {
	cmd  *cobra.Command
	json bool
	last string       // the last sentence printed
	note atomic.Value // beside the bar, a string; the bar reads it from a goroutine of its own
	cost string       // after the last round
	pool *mpb.Progress
	bar  *mpb.Bar
}

func newView(cmd *cobra.Command) *view {
	v := &view{cmd: cmd, json: wantsJSON(cmd)}
	if f, ok := cmd.ErrOrStderr().(*os.File); ok && !v.json && term.IsTerminal(int(f.Fd())) {
		v.pool = mpb.New(mpb.WithOutput(f))
	}
	return v
}

func (v *view) event(e modelowner.Event) {
	if v.json {
		writeLine(v.cmd.OutOrStdout(), e)
		return
	}
	switch e.Event {
	case modelowner.EventRound:
		v.advance(e)
		for _, w := range e.Warnings {
			v.say(w)
		}
	case modelowner.EventPhase:
		v.note.Store(fmt.Sprintf("round %d: %s %d/%d%s", e.Round, e.Phase, e.Members-len(e.Awaited), e.Members, v.cost))
	case modelowner.EventDone:
		if v.bar != nil {
			v.bar.SetTotal(-1, true) // it may need fewer rounds than it may have
		}
	case modelowner.EventWaiting, modelowner.EventRoster, modelowner.EventAborted, modelowner.EventRejected:
		v.say(e.Message)
	}
}

// say prints a sentence once; above the bar if there is one.
func (v *view) say(message string) {
	if message == "" || message == v.last {
		return
	}
	v.last = message
	v.note.Store(message)
	var w io.Writer = v.cmd.ErrOrStderr()
	if v.bar != nil {
		w = v.pool
	}
	fmt.Fprintf(w, "modelowner: %s\n", cli.Printable(message))
}

// advance moves the bar after a round, or prints a line where there is none.
func (v *view) advance(e modelowner.Event) {
	if e.Cost != nil {
		v.cost = ", cost " + number(*e.Cost)
	}
	line := fmt.Sprintf("round %d finished%s", e.Round, v.cost)
	if p := e.Privacy; p != nil && len(p.Rounds) > 0 {
		line += fmt.Sprintf(", ε %.3g by itself, %.4g of %.4g in all", p.Rounds[0].Epsilon, p.Spent, p.Epsilon)
	}
	if v.pool == nil {
		v.say(line)
		return
	}
	if v.bar == nil {
		v.bar = v.pool.AddBar(int64(e.Of),
			mpb.PrependDecorators(decor.Name("training "), decor.CountersNoUnit("%d/%d")),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { note, _ := v.note.Load().(string); return note })))
	}
	v.note.Store(line)
	v.bar.SetCurrent(int64(e.Round))
}

// close ends the bar where the training did not.
func (v *view) close() {
	if v.bar != nil && !v.bar.Completed() {
		v.bar.Abort(false)
	}
	if v.pool != nil {
		v.pool.Wait()
	}
}

// roundsTable prints the table of rounds.
func roundsTable(w io.Writer, s *modelowner.Status) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "round\tkind\tattempts\towners\trows\tbytes\tseconds\tcost\t")
	for _, r := range s.Rounds {
		if !r.Finished {
			fmt.Fprintf(tw, "%d\t%s\t%d\t\t\t\t\topen\t\n", r.Round, r.Kind, r.Attempts)
			continue
		}
		cost := ""
		if r.Cost != nil {
			cost = number(*r.Cost)
		}
		rows := "" // with noise nobody knows
		if r.Rows > 0 {
			rows = strconv.FormatInt(r.Rows, 10)
		}
		fmt.Fprintf(tw, "%d\t%s\t%d\t%d\t%s\t%s\t%.1f\t%s\t\n", r.Round, r.Kind, r.Attempts, r.Owners, rows, size(r.Bytes), r.Seconds, cost)
	}
	return tw.Flush()
}
