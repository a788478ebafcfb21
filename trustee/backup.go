package trustee

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// Backup copies the key file, the ledger and the name of its copy's folder into a new folder, which can then be opened in the
// place of the first. It does not copy the ledger's copy: a backup with both could be put back without anyone noticing.
// Another process may serve the folder.
func Backup(dir, to string) error {
	if err := os.Mkdir(to, 0o700); err != nil {
		return fmt.Errorf("failed to make folder: %w", err)
	}
	for _, name := range []string{filepath.Base(ledger.Path(dir)), copyFile, keyFile} { // the key last: without it the folder is nothing
		b, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("no %s in %s", name, dir)
		}
		if err != nil {
			return fmt.Errorf("failed to read %s: %w", name, err)
		}
		if err := durable.WriteFile(filepath.Join(to, name), b); err != nil {
			return err
		}
	}
	return nil
}
