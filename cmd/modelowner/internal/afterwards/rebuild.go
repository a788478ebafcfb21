package afterwards

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/modelowner/bundle"
)

// Rebuild returns the command rebuild.
func Rebuild() *cobra.Command {
	var out string
	var json show.JSON
	cmd := &cobra.Command{
		Use:   "rebuild BUNDLE",
		Short: "Check a bundle and make its report again",
		Long: `rebuild reads a bundle that export --format bundle wrote, on any machine and without a
key. It verifies the signatures of the manifest and of the log, computes the model again
from the sums of the rounds, makes report, tables and sums again, and compares all of
them with those in the bundle, byte for byte. A file that was altered or does not follow
from the others is named, and nothing is written.

Compare the SHA-256 that it prints with the one that the authors published.`,
		Args: cli.Exactly("BUNDLE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := bundle.RebuildFile(args[0], cli.Release())
			if err != nil {
				return err
			}
			if out == "-" {
				_, err := cmd.OutOrStdout().Write(r.Report)
				return err
			}
			if err := durable.WriteFile(out, r.Report); err != nil {
				return cli.Usage(fmt.Errorf("failed to write report: %w", err), "")
			}
			for _, n := range r.Notes {
				show.Warn(cmd, "%s", n)
			}
			show.Note(cmd, "wrote %s, the same bytes as in the bundle", out)
			return show.Result(cmd, json, &rebuilt{r.Training.String(), r.Release, r.Fingerprint, r.Files, r.Notes}, rebuiltText)
		},
	}
	cmd.Flags().StringVar(&out, "out", "report.html", "file to write the report to; - is standard output")
	json.Add(cmd)
	return cmd
}

// rebuilt is the result as JSON.
type rebuilt struct {
	Training string   `json:"training"`
	Release  string   `json:"release"`
	SHA256   string   `json:"sha256"`
	Files    int      `json:"files"`
	Notes    []string `json:"notes,omitempty"`
}

func rebuiltText(r *rebuilt) string {
	return fmt.Sprintf("training  %s\nrelease   %s\nfiles     %d, all of them as they were written\nSHA-256   %s\n", r.Training, cli.Printable(r.Release), r.Files, r.SHA256)
}
