package show

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/report"
)

// Expected prints the expected cost of a training for an owner, and the data that each party sees.
func Expected(cmd *cobra.Command, f *spec.File, e *modelowner.Expected) {
	var kinds []string
	for _, r := range e.Rounds {
		kinds = append(kinds, fmt.Sprintf("%d %s (%s up, %s down, %s each)", r.Most, r.Kind, cli.Size(r.BytesUp), cli.Size(r.BytesDown), cli.Span(r.Seconds)))
	}
	Note(cmd, "rounds: at most %s", strings.Join(kinds, ", "))
	with := ""
	if f.Model.Weights == spec.Shared {
		with = ", and it learns on its rows as well"
	}
	Note(cmd, "an owner sends at most %s and receives %s in all; its browser encrypts for about %s on a machine like this one%s",
		cli.Size(e.BytesUp), cli.Size(e.BytesDown), cli.Span(e.Seconds), with)
	Note(cmd, "your own program decrypts for about %s in all, on this machine", cli.Span(e.OpenSeconds))
	Rounded(cmd, f)
	for _, p := range report.Parties(f) {
		Note(cmd, "seen by %s: %s; never %s", strings.ToLower(p.Name[:1])+p.Name[1:], p.Sees, p.SeesNot)
	}
}

// Rounded prints which columns of a training file are rounded, and how far that moves the result.
func Rounded(cmd *cobra.Command, f *spec.File) {
	for _, text := range f.Rounded() {
		Note(cmd, "%s", text)
	}
}
