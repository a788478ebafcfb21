package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/filevault"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/protocol/wire"
)

func newVerify() *cobra.Command {
	var dir string
	var multiply, asJSON bool
	cmd := &cobra.Command{
		Use:   "verify RECEIPT",
		Short: "Check a receipt: that every accepted upload is in a sum the model owner signed",
		Long: `verify checks a receipt, and trusts neither the facilitator nor the writer of the file: the manifest's
fingerprint, every signature, and the Merkle path from each accepted upload to the root the model owner signed.

With --multiply it also asks the facilitator for all uploads of each accepted round, while it keeps them, multiplies
them and compares with the aggregate whose digest the model owner signed. That needs this owner's identity from --dir. How
long uploads are kept after a round was accepted is up to the facilitator (--keep-uploads); by default not at all.`,
		Args: cli.Exactly("RECEIPT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := readReceipt(args[0])
			if err != nil {
				return err
			}
			v, err := receipt.Verify(r)
			if err != nil {
				return &cli.Error{Code: exitRefused, Err: err, Hint: "the file was altered, or the training did not go as it claims"}
			}
			if multiply {
				if err := multiplyOut(cmd, dir, r, v); err != nil {
					return err
				}
			}
			return printVerdict(cmd, r, v, asJSON)
		},
	}
	cmd.Flags().BoolVar(&multiply, "multiply", false, "fetch the uploads and multiply them out, while the facilitator keeps them")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the verdict as JSON")
	cmd.Flags().StringVar(&dir, "dir", cli.DefaultDir("dataowner"), "folder with this owner's identity")
	return cmd
}

func readReceipt(path string) (*dataowner.Receipt, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, cli.Usage(fmt.Errorf("failed to read receipt: %w", err), "")
	}
	var r dataowner.Receipt
	if err := json.Unmarshal(b, &r); err != nil || r.Manifest == nil {
		return nil, cli.Usage(errors.New("malformed receipt: not the JSON that the page or 'dataowner join --receipt' writes"), "")
	}
	return &r, nil
}

// multiplyOut multiplies the uploads of every accepted round if the facilitator still has them. The verdict notes the
// rounds of both sorts.
func multiplyOut(cmd *cobra.Command, dir string, r *dataowner.Receipt, v *receipt.Verdict) error {
	files, err := filevault.Open(dir)
	if err != nil {
		return err
	}
	owner, err := vault.Open(cmd.Context(), files)
	if err != nil {
		return asCLI(err)
	}
	client, err := dataowner.ClientFor(cmd.Context(), owner, r.Training)
	if err != nil {
		return cli.Usage(err, "give --dir as it was given to 'dataowner join'")
	}
	for _, e := range r.Uploads {
		if !e.Accepted {
			continue
		}
		err := receipt.MultiplyOut(cmd.Context(), client, r, e.Round)
		if rej := wire.RejectionOf(err); rej != nil && rej.Code == wire.CodeLate {
			v.Gone = append(v.Gone, e.Round) // older rounds go first: the next may still be there
			continue
		}
		if err != nil {
			return &cli.Error{Code: exitRefused, Err: fmt.Errorf("round %d: %w", e.Round, err)}
		}
		v.Products = append(v.Products, e.Round)
	}
	return nil
}

func printVerdict(cmd *cobra.Command, r *dataowner.Receipt, v *receipt.Verdict, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(v)
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "receipt of %s for training %q\n", cli.Printable(r.Words), cli.Printable(r.Name))
	fmt.Fprintf(out, "%s: %d in sums that the model owner signed, %d never used\n", cli.Count(v.Uploads, "upload"), v.Proven, v.Open)
	if len(v.Products) > 0 {
		fmt.Fprintf(out, "%s multiplied out and found right\n", cli.Count(len(v.Products), "aggregate"))
	}
	if len(v.Gone) > 0 {
		fmt.Fprintf(out, "the uploads of %s are no longer kept: their products were not checked\n", cli.Count(len(v.Gone), "round"))
	}
	return nil
}
