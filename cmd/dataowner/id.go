package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner/filevault"
	"github.com/blindfit/blindfit/dataowner/vault"
)

func newID() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "id",
		Short: "Print this owner's line for a members' file, with its words",
		Long: `id prints one line: this owner's key and the words by which people compare it by voice. The key is the same in all
trainings that are joined with this --dir. A members' file, for 'dataowner join --circle', has one such line for each
member of a circle.`,
		Args: cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			files, err := filevault.Open(dir)
			if err != nil {
				return cli.Usage(err, "--dir names the folder for this owner's identity")
			}
			v, err := vault.Open(cmd.Context(), files)
			if err != nil {
				return asCLI(err)
			}
			key, err := v.OwnerKey()
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", key, key.Words())
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "dir", cli.DefaultDir("dataowner"), "folder for this owner's identity")
	return cmd
}
