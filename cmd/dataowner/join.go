package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/wasm/dataowner"
	"github.com/blindfit/blindfit/wasm/dataowner/filevault"
)

func newJoin() *cobra.Command {
	var data, dir, receipt string
	var minCohort int
	var maxEpsilon float64
	var onlyVouched, asJSON bool
	var vouch []string
	cmd := &cobra.Command{
		Use:   "join LINK|-",
		Short: "Contribute rows to a training until it ends",
		Long: `join contributes rows to a training until it ends.

It prints words for other data owners to compare with you by voice; they are the same in all trainings of one model
owner. Give theirs with --vouch, once for each: that is remembered for this model owner. With --only-vouched the minimum
of data owners (the training's, or --min-cohort) counts you and those you vouched for alone, and you take no part with
fewer. Without it, everybody whom the model owner admits counts, real or made up.`,
		Example: `  dataowner join - --data rows.csv --vouch hajir-tulok-mifad-bosaz --vouch dofim-ralub-pizot-kavus --only-vouched`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			link, err := readLink(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			if vouch, err = parseWords(vouch); err != nil {
				return err
			}
			vault, err := filevault.Open(dir, link.Training)
			if errors.Is(err, durable.ErrBusy) {
				return cli.Usage(errors.New("another dataowner is running for this training"), "for a second data owner on this machine give another --dir")
			}
			if err != nil {
				return err
			}
			defer vault.Close()
			show := &printer{out: cmd.OutOrStdout(), json: asJSON}
			owner, err := dataowner.Open(cmd.Context(), link, dataowner.Config{
				Vault: vault, Emit: show.event, MinCohort: minCohort, OnlyVouched: onlyVouched, Vouch: vouch,
			})
			if err != nil {
				return asCLI(err)
			}
			if cmd.Flags().Changed("max-epsilon") {
				if err := owner.SetLimit(cmd.Context(), maxEpsilon); err != nil {
					return asCLI(err)
				}
			}
			show.invitation(owner.Invitation())
			if err := show.words(owner, onlyVouched); err != nil {
				return asCLI(err)
			}
			if err := load(cmd.Context(), owner, data, show); err != nil {
				return err
			}
			r, err := owner.Contribute(cmd.Context())
			if r != nil {
				show.receipt(r)
				if receipt != "" {
					if err := writeReceipt(receipt, r); err != nil {
						return err
					}
				}
			}
			if p := new(dataowner.Problem); onlyVouched && errors.As(err, &p) && p.Code == dataowner.ProblemCohort {
				show.members(cmd.Context(), owner)
			}
			return asCLI(err)
		},
	}
	f := cmd.Flags()
	f.StringVar(&data, "data", "", "CSV file with the rows (required)")
	f.Float64Var(&maxEpsilon, "max-epsilon", 0, "take part only while the epsilon spent with this model owner, over all trainings, stays below this; 0 takes the limit away")
	f.IntVar(&minCohort, "min-cohort", 0, "take part only with at least this many data owners")
	f.BoolVar(&onlyVouched, "only-vouched", false, "count only data owners you vouched for, and yourself, towards that minimum")
	f.StringArrayVar(&vouch, "vouch", nil, "words of a data owner that you compared by voice; may be repeated")
	f.BoolVar(&asJSON, "json", false, "print events as JSON, one a line")
	f.StringVar(&dir, "dir", cli.DefaultDir("dataowner"), "folder for this owner's identity")
	f.StringVar(&receipt, "receipt", "", "write the receipt to this file")
	_ = cmd.MarkFlagRequired("data")
	return cmd
}

func newCheck() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   "check LINK|-",
		Short: "Test rows against a training's schema; sends nothing of them",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			link, err := readLink(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			owner, err := dataowner.Open(cmd.Context(), link, dataowner.Config{Vault: dataowner.NewMemoryVault()})
			if err != nil {
				return asCLI(err)
			}
			show := &printer{out: cmd.OutOrStdout()}
			show.invitation(owner.Invitation())
			return load(cmd.Context(), owner, data, show)
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "CSV file with the rows (required)")
	_ = cmd.MarkFlagRequired("data")
	return cmd
}

// load reads rows and reports every problem with them.
func load(ctx context.Context, owner *dataowner.Owner, path string, show *printer) error {
	f, err := openData(path)
	if err != nil {
		return err
	}
	defer f.Close()
	check, err := owner.Load(ctx, filepath.Base(path), f)
	if err != nil {
		return asCLI(err)
	}
	show.check(check)
	if !check.OK {
		return &cli.Error{Code: exitRows, Err: fmt.Errorf("the rows break the schema in %d places", check.ProblemCount),
			Hint: "mend the rows listed above; nothing was sent"}
	}
	return nil
}

func writeReceipt(path string, r *dataowner.Receipt) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("failed to marshal receipt: %w", err)
	}
	return durable.WriteFile(path, append(b, '\n'))
}
