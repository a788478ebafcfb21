package main

import (
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner/filevault"
	"github.com/blindfit/blindfit/dataowner/vault"
)

// folders are where an owner keeps its vault and, apart from it, the anchor of its ledger.
type folders struct{ dir, anchor string }

// add adds the flags to a command.
func (f *folders) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.dir, "dir", cli.DefaultDir("dataowner"), "folder for this owner's identity and ledger")
	cmd.Flags().StringVar(&f.anchor, "anchor", defaultAnchor(), "folder for the ledger's anchor, which notices an older copy of --dir; never back up both together")
}

// defaultAnchor is in the folder for state of this user, which backups of configuration leave out.
func defaultAnchor() string {
	base := os.Getenv("XDG_STATE_HOME")
	home, err := os.UserHomeDir()
	switch {
	case base != "":
	case runtime.GOOS == "windows":
		base = os.Getenv("LOCALAPPDATA")
	case err != nil:
	case runtime.GOOS == "darwin":
		base = filepath.Join(home, "Library", "Caches")
	default:
		base = filepath.Join(home, ".local", "state")
	}
	if base == "" {
		return ""
	}
	return filepath.Join(base, "blindfit", "dataowner-anchor")
}

// open opens the vault, and the store for the anchor of its ledger. Each vault has an anchor of its own, wherever its folder
// is moved to.
func (f *folders) open(ctx context.Context) (files filevault.Vault, v *vault.Vault, anchor filevault.Vault, err error) {
	if files, err = filevault.Open(f.dir); err != nil {
		return files, nil, anchor, cli.Usage(err, "--dir names the folder for this owner's identity")
	}
	if v, err = vault.Open(ctx, files); err != nil {
		return files, nil, anchor, asCLI(err)
	}
	anchor, err = f.anchorOf(v)
	return files, v, anchor, err
}

// anchorOf opens the store for the anchor of a vault's ledger.
func (f *folders) anchorOf(v *vault.Vault) (filevault.Vault, error) {
	key, err := v.OwnerKey()
	if err != nil {
		return filevault.Vault{}, err
	}
	anchor, err := filevault.Open(filepath.Join(f.anchor, hex.EncodeToString(key[:8])))
	if err != nil {
		return anchor, cli.Usage(err, "--anchor names the folder for the ledger's anchor")
	}
	return anchor, nil
}
