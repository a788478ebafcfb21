package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/report"
)

// tellExpected says for people what a training will cost an owner, and who will see what.
func tellExpected(cmd *cobra.Command, f *spec.File, e *modelowner.Expected) {
	var kinds []string
	for _, r := range e.Rounds {
		kinds = append(kinds, fmt.Sprintf("%d %s (%s up, %s down, %s each)", r.Most, r.Kind, size(int64(r.BytesUp)), size(int64(r.BytesDown)), span(r.Seconds)))
	}
	say := func(format string, args ...any) { fmt.Fprintf(cmd.ErrOrStderr(), "modelowner: "+format+"\n", args...) }
	say("rounds: at most %s", strings.Join(kinds, ", "))
	with := ""
	if f.Model.Weights == spec.Shared {
		with = ", and learns on its rows beside that"
	}
	say("an owner sends at most %s and receives %s in all; its browser encrypts for about %s on a machine like this one%s",
		size(e.BytesUp), size(e.BytesDown), span(e.Seconds), with)
	for _, p := range report.Parties(f) {
		say("seen by %s: %s; never %s", strings.ToLower(p.Name[:1])+p.Name[1:], p.Sees, p.SeesNot)
	}
}

// span prints a time for people.
func span(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case seconds < 0.01:
		return "under 0.01 s"
	case d < time.Second:
		return fmt.Sprintf("%.2f s", seconds)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", seconds)
	}
	return d.Round(time.Second).String()
}
