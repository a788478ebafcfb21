package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/ledger"
)

func newLedger() *cobra.Command {
	var at folders
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: "Show what this owner gave: which rows, when, to whom, and the epsilon spent",
		Long: `ledger prints this owner's account over all trainings and model owners: each sum that its rows are in, with how many
rows and which other data owners, the places where lines may be lost, and the epsilon spent. A sum counts as given from
the statement on; one that is struck out was never given.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, v, anchor, err := at.open(cmd.Context())
			if err != nil {
				return err
			}
			l, err := v.OpenLedger(cmd.Context(), anchor, time.Now())
			if err != nil {
				return asCLI(err)
			}
			account := dataowner.AccountOf(l)
			if asJSON {
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetEscapeHTML(false)
				return e.Encode(account)
			}
			printAccount(cmd.OutOrStdout(), account)
			return nil
		},
	}
	at.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one object as JSON")
	return cmd
}

// stages describes how far a training has come.
var stages = map[ledger.Stage]string{
	ledger.StageOpen:   "the training has not begun, but counts as given",
	ledger.StagePassed: "given",
	ledger.StageStruck: "not given",
}

func printAccount(w io.Writer, a *dataowner.Account) {
	line := func(format string, args ...any) { fmt.Fprintln(w, cli.Printable(fmt.Sprintf(format, args...))) }
	if len(a.Sums) == 0 {
		line("no rows were given yet")
	}
	for _, s := range a.Sums {
		kind := "with noise"
		if s.Exact {
			kind = "exact"
		}
		held := ""
		if s.Held > 0 {
			held = fmt.Sprintf(", %d of them held back", s.Held)
		}
		if s.Folds > 0 {
			held = fmt.Sprintf(", also in %d parts", s.Folds)
		}
		line("%s  %q, model owner %s: %s, %s%s with %s; you stated %q; %s",
			s.When.Format(time.DateOnly), s.Name, s.ModelOwnerWords, kind, cli.Count(s.Rows, "row"), held, cli.Count(len(s.Members), "data owner"), s.Word, stages[s.Stage])
	}
	for _, g := range a.Gaps {
		known := ""
		if g.Known > 0 {
			known = fmt.Sprintf(", of %d lines that were known", g.Known)
		}
		line("%s  lines may be lost from here on (%s%s): you are asked about each file whether its people were in a lost sum", g.When.Format(time.DateOnly), g.Reason, known)
	}
	spent := strings.TrimPrefix(describeSpending(&a.Spending), "; ")
	if spent == "" {
		spent = "no epsilon is spent, and there is no limit"
	}
	line("%s", spent)
}
