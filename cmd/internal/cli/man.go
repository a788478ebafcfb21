package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// ManCommand returns the command that writes a program's manual pages, one for each of its commands.
func ManCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "man FOLDER",
		Short: "Write the manual pages",
		Long: `man writes a manual page for every command into a folder, which it makes where it
is missing. man finds them in a folder man1 within one that MANPATH names.`,
		Args: Exactly("FOLDER"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return Usage(fmt.Errorf("failed to make folder: %w", err), "")
			}
			return writeManual(root, root, args[0])
		},
	}
}

// writeManual writes the page of a command and those of the commands below it.
func writeManual(root, cmd *cobra.Command, folder string) error {
	for _, c := range cmd.Commands() {
		if !c.IsAvailableCommand() || c.IsAdditionalHelpTopicCommand() || cmd.Name() == "completion" {
			continue // one page for the completion of all shells
		}
		if err := writeManual(root, c, folder); err != nil {
			return err
		}
	}
	// Pages carry no date, so that the same release always writes the same bytes.
	never := time.Unix(0, 0).UTC()
	header := &doc.GenManHeader{Section: "1", Source: root.Name() + " " + Release(), Manual: "Blindfit", Date: &never}
	cmd.DisableAutoGenTag = true
	var page bytes.Buffer
	if err := doc.GenMan(cmd, header, &page); err != nil {
		return fmt.Errorf("failed to write the page of %s: %w", cmd.Name(), err)
	}
	text := bytes.Replace(page.Bytes(), []byte(never.Format(`"Jan 2006"`)), []byte(`""`), 1)
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
	if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
		return fmt.Errorf("failed to write the page of %s: %w", cmd.Name(), err)
	}
	return nil
}
