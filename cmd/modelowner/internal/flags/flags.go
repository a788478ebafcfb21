// Package flags owns the flags that several commands of modelowner share, as fields: a command reads them from a struct and
// never by name.
package flags

import (
	"errors"
	"os"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/modelowner"
)

const dirFlag = "dir"

// Dir is the model owner's folder, which every command has.
type Dir struct{ path string }

// Add adds --dir to the root command.
func (d *Dir) Add(root *cobra.Command) {
	root.PersistentFlags().StringVar(&d.path, dirFlag, "", "folder of the key and the trainings (default: blindfit/modelowner in the user's configuration folder)")
}

// FromEnvironment sets the flags that were not given from MODELOWNER_… variables, and --dir from BLINDFIT_DIR.
func (d *Dir) FromEnvironment(cmd *cobra.Command) error {
	if err := cli.BindEnv(cmd, "MODELOWNER"); err != nil {
		return err
	}
	if dir := os.Getenv("BLINDFIT_DIR"); dir != "" && !cmd.Flags().Changed(dirFlag) {
		d.path = dir
	}
	return nil
}

// Path returns the model owner's folder.
func (d *Dir) Path() (string, error) {
	if d.path != "" {
		return d.path, nil
	}
	dir := cli.DefaultDir("modelowner")
	if dir == "" {
		return "", cli.Failure(errors.New("failed to find the user's configuration folder"), "name a folder with --dir")
	}
	return dir, nil
}

// Find opens the training that an argument names, and returns the model owner's folder.
func (d *Dir) Find(name string) (*modelowner.Training, string, error) {
	dir, err := d.Path()
	if err != nil {
		return nil, "", err
	}
	t, err := modelowner.Find(dir, name)
	return t, dir, err
}
