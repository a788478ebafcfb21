package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/flags"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/ml/published"
	"github.com/blindfit/blindfit/modelowner/publish"
)

type publishFlags struct {
	rule    publish.Rule
	tables  []string
	preview bool
	keys    flags.Keys
	json    show.JSON
}

func publishCommand(dir *flags.Dir) *cobra.Command {
	f := publishFlags{rule: publish.Rule{Below: 5}}
	cmd := &cobra.Command{
		Use:   "publish TRAINING",
		Short: "Show the results of a training with trustees to everybody who has its link",
		Long: `publish signs a page of results and gives it to the facilitator, sealed so that only people
with a link can read it: who opens the link after the end sees the results. Look at them
with --preview first: the first page stays, because a second one with other gaps
would fill those of the first.

Counts from 1 to 4 are hidden, as are those that would tell them, unless
--suppress-below says otherwise. Without --table the summary, tests, coefficients and
quality of the fit are published, as far as there are such.`,
		Args: cli.Exactly("TRAINING"),
		RunE: func(cmd *cobra.Command, args []string) error { return publishResults(cmd, dir, &f, args[0]) },
	}
	set := cmd.Flags()
	set.Int64Var(&f.rule.Below, "suppress-below", 5, "of a description: hide counts from 1 to N-1, those that would tell them, and tests of either")
	set.Int64Var(&f.rule.Round, "round", 0, "of a description: round counts to multiples of N")
	set.StringSliceVar(&f.tables, "table", nil, "publish this table; may be repeated")
	set.BoolVar(&f.preview, "preview", false, "print the page and publish nothing")
	f.json.Add(cmd)
	f.keys.Add(cmd)
	return cmd
}

func publishResults(cmd *cobra.Command, dir *flags.Dir, f *publishFlags, name string) error {
	if err := flags.CheckPublication(f.rule); err != nil {
		return err
	}
	t, path, err := dir.Find(name)
	if err != nil {
		return err
	}
	p, err := t.Publication(f.rule, f.tables)
	if err != nil {
		return err
	}
	if !f.preview {
		keys, err := f.keys.Open(cmd, path)
		if err != nil {
			return err
		}
		if err := t.PutPublication(cmd.Context(), keys, p); err != nil {
			return err
		}
	}
	return show.Result(cmd, f.json, p, func(p *published.Page) string { return pageText(p, f.preview) })
}

// pageText is a page of results as lines.
func pageText(p *published.Page, preview bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d contributions\n", p.Title, p.Owners)
	for _, t := range p.Tables {
		fmt.Fprintf(&b, "\n%s\n", t.Name)
		w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		writeRow(w, t.Columns)
		for _, row := range t.Rows {
			writeRow(w, row)
		}
		_ = w.Flush() // a strings.Builder takes everything
	}
	if preview {
		b.WriteString("\nnot published yet: leave out --preview\n")
	} else {
		b.WriteString("\npublished: people with a link see this page\n")
	}
	return b.String()
}

func writeRow(w io.Writer, cells []string) {
	printable := make([]string, len(cells))
	for i, c := range cells {
		printable[i] = cli.Printable(c)
	}
	fmt.Fprintln(w, strings.Join(printable, "\t"))
}
