package show

import (
	"fmt"
	"io"
	"os"
	"slices"
	"sync/atomic"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Progress shows a training's events: as JSON lines on standard output, or for people on standard error.
type Progress struct {
	cmd  *cobra.Command
	json bool
	last string       // the last sentence printed
	note atomic.Value // the text after the bar, a string; the bar reads it from its own goroutine
	cost string       // after the last round
	all  []float64    // costs of the rounds so far
	pool *mpb.Progress
	bar  *mpb.Bar
}

// NewProgress begins to show the events of a training.
func NewProgress(cmd *cobra.Command, asJSON JSON) *Progress {
	v := &Progress{cmd: cmd, json: asJSON.On}
	if f, ok := cmd.ErrOrStderr().(*os.File); ok && !v.json && term.IsTerminal(int(f.Fd())) {
		v.pool = mpb.New(mpb.WithOutput(f))
	}
	return v
}

// Event shows one event.
func (v *Progress) Event(e modelowner.Event) {
	if v.json {
		_ = Line(v.cmd.OutOrStdout(), e) // a training goes on if its reader has gone
		return
	}
	switch e.Event {
	case modelowner.EventRound:
		v.advance(e)
		for _, w := range e.Warnings {
			v.print(w)
		}
	case modelowner.EventPhase:
		v.note.Store(fmt.Sprintf("round %d: %s %d/%d%s", e.Round, e.Phase, e.Members-len(e.Awaited), e.Members, v.cost))
	case modelowner.EventDone:
		if v.bar != nil {
			v.bar.SetTotal(-1, true) // it may need fewer rounds than it may have: the bar is full now
		}
	case modelowner.EventWaiting, modelowner.EventRoster, modelowner.EventStart, modelowner.EventAborted, modelowner.EventRejected, modelowner.EventOutlook, modelowner.EventClosing, modelowner.EventClose:
		v.print(e.Message)
	}
}

// print prints a sentence once; above the bar if there is one.
func (v *Progress) print(message string) {
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

// advance moves the bar after a round, or prints a line if there is no bar.
func (v *Progress) advance(e modelowner.Event) {
	if e.Cost != nil {
		v.cost = ", cost " + Number(*e.Cost)
		if e.Kind != wire.RoundEvaluation { // which may be of other rows
			v.all = append(v.all, *e.Cost)
		}
	}
	line := fmt.Sprintf("round %d finished%s", e.Round, v.cost)
	if p := e.Privacy; p != nil && len(p.Rounds) > 0 {
		line += fmt.Sprintf(", ε %.3g for this round, %.4g of %.4g in all", p.Rounds[0].Epsilon, p.Spent, p.Epsilon)
	}
	if v.pool == nil {
		v.print(line)
		return
	}
	if v.bar == nil {
		fmt.Fprintln(v.pool, liveHead)
		v.bar = v.pool.AddBar(0, // a total from the start would be final
			mpb.PrependDecorators(decor.Name("training "), decor.CountersNoUnit("%d/%d")),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { note, _ := v.note.Load().(string); return note })))
	}
	v.bar.SetTotal(int64(e.Of), false)
	fmt.Fprintln(v.pool, liveRow(e))
	v.note.Store(line + " " + spark(v.all))
	v.bar.SetCurrent(int64(e.Round))
}

// Close ends the bar if the training did not.
func (v *Progress) Close() {
	if v.bar != nil && !v.bar.Completed() {
		v.bar.Abort(false)
	}
	if v.pool != nil {
		v.pool.Wait()
	}
}

// Live reports whether rounds were shown one by one on a terminal.
func (v *Progress) Live() bool { return v.bar != nil }

// The table that grows on a terminal, with the columns of Rounds.
const (
	liveHead   = "  round  kind        attempts  owners      rows      bytes  seconds  cost"
	liveFormat = "  %5d  %-10s  %8d  %6d  %8s  %9s  %7.1f  %s"
)

func liveRow(e modelowner.Event) string {
	return fmt.Sprintf(liveFormat, e.Round, e.Kind, e.Attempt, e.Members, rowCount(e.Rows), cli.Size(e.Bytes), e.Seconds, known(e.Cost))
}

// spark draws the newest numbers as a line of blocks, the least lowest.
func spark(values []float64) string {
	const most = 24
	blocks := []rune("▁▂▃▄▅▆▇█")
	values = values[max(0, len(values)-most):]
	if len(values) < 2 {
		return ""
	}
	low, high := slices.Min(values), slices.Max(values)
	line := make([]rune, len(values))
	for i, x := range values {
		at := 0
		if high > low {
			at = int((x - low) / (high - low) * float64(len(blocks)-1))
		}
		line[i] = blocks[at]
	}
	return string(line)
}
